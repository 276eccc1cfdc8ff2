"""Who draws the points: numpy at once, and OpenGL once it is known that there is a graphics card for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThread, Signal
from PySide6.QtGui import QGuiApplication, QOffscreenSurface

from ..cloud_jobs import OpenGLJob
from .renderer import Software

if TYPE_CHECKING:
    from ..jobs import Job
    from ..runner import Runner
    from ..window import Window
    from .dock import CloudDock
    from .opengl import OpenGL

NO_OPENGL = ("offscreen", "minimal", "minimalegl", "linuxfb", "vnc")
"""Platforms of Qt that have no OpenGL; some of them warn when asked for it."""

WITHOUT = "drawn without OpenGL"


class Drawing(QObject):
    """Chooses what draws the points of a view.

    note  what there is to say about it, for the dock
    """

    changed = Signal()
    """There is another note."""

    def __init__(self, glances: Runner, window: Window, dock: CloudDock) -> None:
        super().__init__(dock)
        self._glances, self._dock = glances, dock
        self._software = Software()
        self._opengl: OpenGL | None = None
        self._asked = False
        self._surface: QOffscreenSurface | None = None
        self.note = ""
        dock.opengl_picked.connect(self.draw_with_opengl)
        window.closing.connect(self._close)
        glances.done.connect(self._on_done)

    def look_for_opengl(self) -> None:
        """Look for it on a worker, once: importing it takes a second, and drivers take their time, too."""
        if self._asked:
            return
        self._asked = True
        if QGuiApplication.platformName() in NO_OPENGL:
            self._give_up()
            return
        self._surface = QOffscreenSurface()
        self._surface.create()
        self._glances.start(OpenGLJob(self._surface, QThread.currentThread()))

    def draw_with_opengl(self, on: bool) -> None:
        """Draw points with OpenGL, or with numpy."""
        renderer = self._opengl if on and self._opengl is not None else self._software
        self._dock.view.set_renderer(renderer)
        self._dock.opengl.setChecked(renderer is self._opengl)
        self._say("" if renderer is self._opengl else WITHOUT)

    def _on_done(self, job: Job, outcome: Any) -> None:
        if not isinstance(job, OpenGLJob):
            return
        if outcome is None:
            self._give_up()
        else:
            self._opengl = outcome
            # Without a graphics card numpy is quicker; whoever wants to see OpenGL all the same can have it.
            self.draw_with_opengl(not self._opengl.by_processor)

    def _give_up(self) -> None:
        self._dock.opengl.setEnabled(False)
        self._say(WITHOUT)

    def _say(self, note: str) -> None:
        if note != self.note:
            self.note = note
            self.changed.emit()

    def _close(self) -> None:
        self._dock.view.set_renderer(self._software)
        if self._opengl is not None:
            self._opengl.close()
            self._opengl = None
