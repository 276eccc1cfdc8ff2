"""What pyproject.toml cannot say: resources/ is packed as data of kmeans_studio, and its kernels are compiled.

Every kmeans_studio/**/*.pyx becomes an extension module beside it, by Cython and a C compiler. Each is optional: where
one of the two is missing, the install succeeds without it and numpy does its work.

With KMEANS_STUDIO_CHECKED=1 in the environment the kernels check every index and every sum of whole numbers, slowly:
for tests. Such a build lies in a folder of its own and never passes for the other.
"""

from __future__ import annotations

import os
from pathlib import Path

from setuptools import Extension, find_packages, setup
from setuptools.command.build_ext import build_ext

CHECKED = os.environ.get("KMEANS_STUDIO_CHECKED") == "1"

DIRECTIVES = {
    "language_level": "3",
    "boundscheck": CHECKED,
    "initializedcheck": CHECKED,
    "overflowcheck": CHECKED,
    "wraparound": False,
    "cdivision": True,
}
# The same floating-point results on every machine, and as numpy's: no fused multiply-add, nothing reordered.
UNIX_FLAGS = ["-O1" if CHECKED else "-O3", "-ffp-contract=off", "-fno-math-errno"]
MSVC_FLAGS = ["/O2", "/fp:precise"]


class BuildKernels(build_ext):
    """The command build_ext with what our kernels ask of Cython and of the compiler."""

    def finalize_options(self) -> None:
        """Set Cython's options; without Cython nobody reads them. The C it makes goes to the build folder."""
        super().finalize_options()
        self.cython_c_in_temp = True
        self.cython_directives = DIRECTIVES

    def build_extensions(self) -> None:
        """Set the compiler's flags, now that it is known which one it is."""
        for kernel in self.extensions:
            kernel.extra_compile_args = MSVC_FLAGS if self.compiler.compiler_type == "msvc" else UNIX_FLAGS
        super().build_extensions()


def kernels() -> list[Extension]:
    """Return one optional extension for each .pyx; rebuilt when this file changes, too."""
    # Relative paths: setuptools takes no others, and builds in the project's folder.
    sources = sorted(Path("kmeans_studio").rglob("*.pyx"))
    return [
        Extension(".".join(source.with_suffix("").parts), [source.as_posix()], depends=["setup.py"], optional=True)
        for source in sources
    ]


setup(
    packages=[*find_packages(include=["kmeans_studio", "kmeans_studio.*"]), "kmeans_studio.resources"],
    package_dir={"kmeans_studio.resources": "resources"},
    package_data={"kmeans_studio.resources": ["**/*"]},
    include_package_data=False,
    ext_modules=kernels(),
    cmdclass={"build_ext": BuildKernels},
    options={"build": {"build_base": "build/checked"}} if CHECKED else {},
)
