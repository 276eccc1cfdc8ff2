"""Starting the program with a window."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from .display import display_problem
from .lazy import load_numpy_lazily

SWITCH_SECONDS = 0.0002
"""How long a thread may keep the interpreter to itself. With Python's own 5 ms the window waits that long at each of
the many calls of a painting while others compute; these are mostly outside of the interpreter, so they lose nothing.
"""


def run(photo: Path | None = None) -> int:
    """Open the window, with a photo if one is given; return the exit code when it is closed."""
    problem = display_problem()
    if problem is not None:
        command = "kmeans-studio segment PHOTO -o OUT.png"
        print(f"kmeans-studio: {problem}; without a window: {command}", file=sys.stderr)
        return 1
    # Nothing made on the way to the first window is garbage; looking for it costs a twentieth of the start.
    gc.disable()
    sys.setswitchinterval(SWITCH_SECONDS)
    _forget_foreign_qt()
    load_numpy_lazily()

    from PySide6.QtWidgets import QApplication

    from . import theme
    from .settings import load_settings
    from .window import Window

    app = QApplication([*sys.argv[:1], *theme.FUSION])
    app.setApplicationName("kmeans-studio")
    app.setApplicationDisplayName("K-Means Studio")
    app.setDesktopFileName("kmeans-studio")
    settings = load_settings()
    theme.apply(app, settings.appearance)
    window = Window()
    window.start.show_recent(settings.recent)

    def bring_to_life() -> None:
        from .interrupts import close_on_interrupt
        from .studio import Studio

        close_on_interrupt(window)
        studio = Studio(window, settings)
        sys.excepthook = studio.answers.report_crash
        gc.freeze()
        gc.enable()
        studio.begin(photo)

    window.painted.connect(bring_to_life)
    window.show()
    window.start.focus_first()
    return app.exec()


def _forget_foreign_qt() -> None:
    """Undo what opencv-python's own Qt leaves in the environment; with it, this Qt finds no platform plugin."""
    for variable in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        if "cv2" in Path(os.environ.get(variable, "")).parts:
            del os.environ[variable]
