"""The compiled kernels, where there are any: the one place that decides whether they run or numpy does.

They are optional (see setup.py). Both ways give the same bytes; without the kernels it takes several times as long.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module
from types import ModuleType

LOOPS_VARIABLE = "KMEANS_STUDIO_LOOPS"
"""Set to "numpy", this environment variable leaves the kernels aside."""

KERNELS = ("engine._nearest", "features._colors")


def kernels(name: str) -> ModuleType | None:
    """Return the compiled module of that name below kmeans_studio, or None where numpy is to do its work."""
    return None if os.environ.get(LOOPS_VARIABLE) == "numpy" else _load(name)


def loops() -> str:
    """Return which loops run, "compiled" or "numpy"; compiled only if all are."""
    return "compiled" if all(kernels(name) for name in KERNELS) else "numpy"


@cache
def _load(name: str) -> ModuleType | None:
    try:
        return import_module(f"{__package__}.{name}")
    # Not ImportError alone: a module that was built for another machine or version may fail in any way on loading.
    except Exception:
        return None
