"""Which loops run: the compiled ones where they can be loaded and nobody asked for the others."""

from __future__ import annotations

import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

import kmeans_studio
from kmeans_studio import compiled
from kmeans_studio.compiled import KERNELS, LOOPS_VARIABLE, kernels, loops

PACKAGE = Path(kmeans_studio.__file__).parent


@pytest.fixture
def extra_package(tmp_path, monkeypatch):
    """A folder whose modules count as modules of kmeans_studio; what was loaded from it is forgotten afterwards."""
    monkeypatch.setattr(kmeans_studio, "__path__", [*kmeans_studio.__path__, str(tmp_path)])
    before = set(sys.modules)
    yield tmp_path
    compiled._load.cache_clear()
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_all_kernels_are_known():
    sources = {".".join(path.relative_to(PACKAGE).with_suffix("").parts) for path in PACKAGE.rglob("*.pyx")}
    assert set(KERNELS) == sources


@pytest.mark.parametrize("name", KERNELS)
def test_kernels_that_are_built_are_loaded(name):
    module = PACKAGE / name.replace(".", "/")
    built = any(module.with_name(module.name + suffix).exists() for suffix in EXTENSION_SUFFIXES)
    assert (kernels(name) is not None) is built
    if built:
        assert kernels(name).__name__ == f"kmeans_studio.{name}"


def test_the_environment_can_ask_for_numpy(monkeypatch):
    monkeypatch.setenv(LOOPS_VARIABLE, "numpy")
    assert [kernels(name) for name in KERNELS] == [None] * len(KERNELS)
    assert loops() == "numpy"


def test_loops_are_compiled_only_if_all_are(extra_package, monkeypatch):
    (extra_package / "good.py").touch()
    monkeypatch.setattr(compiled, "KERNELS", ("good",))
    assert loops() == "compiled"
    monkeypatch.setattr(compiled, "KERNELS", ("good", "nowhere"))
    assert loops() == "numpy"


@pytest.mark.parametrize("trouble", ["ImportError('undefined symbol')", "SystemError('built for another Python')"])
def test_a_kernel_that_cannot_be_loaded_counts_as_none(extra_package, trouble):
    (extra_package / "broken.py").write_text(f"raise {trouble}\n", encoding="utf-8")
    assert kernels("broken") is None


def test_a_kernel_that_is_no_program_counts_as_none(extra_package):
    (extra_package / f"garbage{EXTENSION_SUFFIXES[0]}").write_bytes(b"not a shared library")
    assert kernels("garbage") is None
