"""Loading numpy when it is first used instead of when it is first imported.

Importing numpy takes half as long as showing an empty window. The window needs the names and titles in the registries,
which live in modules that also compute; so for the program with a window, `import numpy` is made to cost nothing until
something is computed. All code imports numpy as usual, and touches it in functions only.
"""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType


class _LazyModule(ModuleType):
    """A module that has its own name and place, and loads the rest when something else is asked of it.

    importlib's LazyLoader does not do here: every further `import` of a module looks at its `__spec__`, and there that
    alone loads it.
    """

    def __getattr__(self, name: str) -> object:
        # PySide6 looks at every module that is imported, and asks for names such as __wrapped__.
        if name.startswith("__"):
            raise AttributeError(name)
        spec = self.__spec__
        if spec is None or spec.loader is None:
            raise AttributeError(name)
        self.__class__ = ModuleType  # type: ignore[assignment]  # what importlib's own lazy modules do
        spec.loader.exec_module(self)
        return getattr(self, name)


def load_numpy_lazily() -> None:
    """Make imports of numpy cost nothing until something in it is used."""
    spec = importlib.util.find_spec("numpy")
    if "numpy" in sys.modules or spec is None:
        return
    module = importlib.util.module_from_spec(spec)
    module.__class__ = _LazyModule
    sys.modules["numpy"] = module


def load_numpy_now() -> None:
    """Load numpy, where that was put off.

    Done once, in the GUI thread, before the worker starts: two threads must not both be the first to touch it.
    """
    _ = sys.modules["numpy"].ndarray
