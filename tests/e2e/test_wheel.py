"""The built wheel, installed into an environment of its own: all is inside, and the program runs anywhere.

The wheel is built from the source distribution, so that this one is known to be whole too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT_FROM = ("kmeans_studio", "resources", "pyproject.toml", "setup.py", "README.md", "LICENSE")
COMPILER = shutil.which((sysconfig.get_config_var("CC") or "cl").split()[0])
COMPILER_MISSING = COMPILER is None or not Path(sysconfig.get_path("include"), "Python.h").exists()


def run(*command: object, cwd: Path, **variables: str) -> str:
    """Run a command that must succeed, without this test run's own paths; return what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | variables
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def copy_of_the_source(source: Path) -> Path:
    """Copy what a build needs: a build leaves files in its folder, and finds those that an earlier one left."""
    for name in BUILT_FROM:
        if (ROOT / name).is_dir():
            left_out = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd")
            shutil.copytree(ROOT / name, source / name, ignore=left_out)
        else:
            shutil.copy(ROOT / name, source)
    return source


def contents(wheel: Path) -> set[Path]:
    """Return the files in a wheel but for those about it."""
    inside = {Path(name) for name in zipfile.ZipFile(wheel).namelist()}
    return {path for path in inside if not path.parts[0].endswith(".dist-info")}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = copy_of_the_source(tmp_path_factory.mktemp("source"))
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", source / "dist", cwd=source)
    (built,) = (source / "dist").glob("*.whl")
    return built


def kernels_in(wheel: Path) -> set[Path]:
    """Return the compiled modules in a wheel."""
    return {path for path in contents(wheel) if path.name.endswith(tuple(EXTENSION_SUFFIXES))}


def everything_but_kernels() -> set[Path]:
    """Return what a wheel has to hold even where nothing can be compiled."""
    modules = {path.relative_to(ROOT) for path in (ROOT / "kmeans_studio").rglob("*.py")}
    resources = {path for path in (ROOT / "resources").rglob("*") if path.is_file()}
    return modules | {Path("kmeans_studio") / path.relative_to(ROOT) for path in resources}


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the programs' folder of an environment with the wheel; the other packages are borrowed."""
    home = tmp_path_factory.mktemp("installed") / "environment with spaces"
    venv.create(home)
    scheme = {"base": str(home), "platbase": str(home)}
    programs = Path(sysconfig.get_path("scripts", "venv", scheme))
    packages = Path(sysconfig.get_path("purelib", "venv", scheme))
    install = ("install", "--quiet", "--no-index", "--no-deps", "--disable-pip-version-check", wheel)
    run(sys.executable, "-m", "pip", "--python", programs / "python", *install, cwd=wheel.parent)
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return programs


@pytest.fixture
def empty_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "empty"
    folder.mkdir()
    return folder


def test_wheel_holds_the_package_and_the_resources_and_nothing_else(wheel: Path) -> None:
    assert contents(wheel) - kernels_in(wheel) == everything_but_kernels()
    inside = {Path(name).name for name in zipfile.ZipFile(wheel).namelist()}
    assert {"METADATA", "entry_points.txt", "LICENSE"} <= inside
    assert Path("kmeans_studio/resources/samples/china.jpg") in contents(wheel)


@pytest.mark.skipif(COMPILER_MISSING, reason="there is no C compiler here, or no C headers of this Python")
def test_wheel_carries_the_compiled_kernels(wheel: Path, installed: Path, empty_folder: Path) -> None:
    sources = {path.relative_to(ROOT).with_suffix("") for path in (ROOT / "kmeans_studio").rglob("*.pyx")}
    assert {path.parent / path.name.partition(".")[0] for path in kernels_in(wheel)} == sources
    ask = "from kmeans_studio.compiled import loops; print(loops())"
    assert run(installed / "python", "-I", "-c", ask, cwd=empty_folder) == "compiled\n"


@pytest.mark.skipif(os.name == "nt", reason="CC does not choose the compiler here")
def test_without_a_compiler_the_wheel_is_whole_but_for_the_kernels(tmp_path: Path) -> None:
    source = copy_of_the_source(tmp_path)
    build = ("-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path / "dist")
    run(sys.executable, *build, cwd=source, CC="false")
    (built,) = (tmp_path / "dist").glob("*.whl")
    assert contents(built) == everything_but_kernels()


def test_installed_program_says_its_version(installed: Path, empty_folder: Path) -> None:
    import kmeans_studio

    program = installed / "kmeans-studio"
    assert run(program, "--version", cwd=empty_folder).strip() == f"kmeans-studio {kmeans_studio.__version__}"


def test_installed_program_finds_its_samples_and_segments_one(installed: Path, empty_folder: Path) -> None:
    ask = "import kmeans_studio.resources as r; print(r.__file__); print(r.resource('samples', 'coffee.png'))"
    module, sample = map(Path, run(installed / "python", "-I", "-c", ask, cwd=empty_folder).splitlines())
    assert module.is_relative_to(installed.parent)
    assert sample.is_relative_to(installed.parent)

    run(installed / "kmeans-studio", "segment", sample, "-k", "3", "-o", "out.png", cwd=empty_folder)
    assert [path.name for path in empty_folder.iterdir()] == ["out.png"]
    assert (empty_folder / "out.png").read_bytes().startswith(b"\x89PNG")


def test_every_module_of_the_installed_package_can_be_imported(installed: Path, empty_folder: Path) -> None:
    walk = (
        "import importlib, pkgutil, kmeans_studio as k\n"
        "names = [m.name for m in pkgutil.walk_packages(k.__path__, 'kmeans_studio.')]\n"
        "print(*[importlib.import_module(n).__name__ for n in names if not n.endswith('__main__')])"
    )
    imported = run(installed / "python", "-I", "-c", walk, cwd=empty_folder).split()
    assert {"kmeans_studio.engine", "kmeans_studio.features", "kmeans_studio.ui"} <= set(imported)
