"""The start-up promise: the window is painted before anything heavy is loaded."""

from __future__ import annotations

import os
import subprocess
import sys

SCRIPT = """
import sys
from kmeans_studio.ui import app

heavy = ("numpy._core", "cv2", "PIL", "scipy", "sklearn", "PySide6.QtSvg", "kmeans_studio.photo",
         "kmeans_studio.ui.studio", "kmeans_studio.ui.canvas", "kmeans_studio.export")
check_display = app.display_problem

def begin():
    # Here the program itself begins; what is loaded from now on is its doing.
    problem = check_display()
    import PySide6.QtWidgets as widgets

    class Watched(widgets.QMainWindow):
        told = False

        def paintEvent(self, event):
            super().paintEvent(event)
            if not self.told:
                self.told = True
                from PySide6.QtCore import QTimer
                print("at the first painting", [name for name in heavy if name in sys.modules])
                # The window's own timer is the first; by the time of the third it has come to life.
                QTimer.singleShot(0, lambda: QTimer.singleShot(0, lambda: close(self)))

    widgets.QMainWindow = Watched
    return problem

def close(shown):
    print("canvas", hasattr(shown, "canvas"), "focus", shown.focusWidget().objectName())
    shown.close()

app.display_problem = begin
sys.exit(app.run())
"""


def run(*code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *code],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_nothing_heavy_is_loaded_before_the_window_is_painted():
    done = run("-c", SCRIPT)
    assert done.stdout.splitlines() == [
        "at the first painting []",
        "canvas True focus start.sample.china",
    ], done.stderr
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_the_version_needs_no_qt():
    code = (
        "import sys; sys.argv = ['kmeans-studio', '--version']\n"
        "from kmeans_studio.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: print([m for m in ('PySide6', 'numpy', 'cv2', 'PIL') if m in sys.modules])"
    )
    version, loaded = run("-c", code).stdout.splitlines()
    assert version.startswith("kmeans-studio ")
    assert loaded == "[]"


def test_a_qt_that_came_with_another_cv2_does_not_stop_the_window():
    done = run("-c", SCRIPT, QT_QPA_PLATFORM_PLUGIN_PATH="/somewhere/cv2/qt/plugins")
    assert done.returncode == 0, done.stderr
