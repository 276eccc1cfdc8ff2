"""pyqtgraph and PyOpenGL, imported without what pyqtgraph does to the whole process beside that."""

from __future__ import annotations

import sys
import threading

_hooks = sys.excepthook, threading.excepthook

import pyqtgraph  # noqa: E402
from OpenGL import GL  # noqa: E402
from pyqtgraph.opengl import GLScatterPlotItem  # noqa: E402

sys.excepthook, threading.excepthook = _hooks
# At the exit it would look through all objects for its own.
pyqtgraph.setConfigOption("exitCleanup", False)

__all__ = ["GL", "GLScatterPlotItem"]
