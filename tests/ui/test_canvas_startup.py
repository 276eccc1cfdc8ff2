"""The canvas stands in the window before numpy is loaded."""

from __future__ import annotations

import os
import subprocess
import sys

SCRIPT = """
import sys
from kmeans_studio.ui.lazy import load_numpy_lazily
load_numpy_lazily()
from PySide6.QtWidgets import QApplication
from kmeans_studio.ui.canvas import Canvas
app = QApplication(["test"])
canvas = Canvas()
canvas.show()
app.processEvents()
canvas.grab()
heavy = [name for name in ("numpy._core", "cv2", "PIL", "scipy") if name in sys.modules]
print("loaded", heavy)
import numpy
numpy.ndarray
print("numpy loads", "numpy._core" in sys.modules)
"""


def test_an_empty_canvas_needs_no_numpy():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.splitlines() == ["loaded []", "numpy loads True"], done.stderr
