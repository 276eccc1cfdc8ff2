"""What pyproject.toml cannot say: the top-level folder resources/ is packed as data of kmeans_studio."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["kmeans_studio", "kmeans_studio.*"]), "kmeans_studio.resources"],
    package_dir={"kmeans_studio.resources": "resources"},
    package_data={"kmeans_studio.resources": ["**/*"]},
    include_package_data=False,
)
