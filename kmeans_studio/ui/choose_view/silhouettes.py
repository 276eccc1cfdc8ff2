"""Which pixels sit badly, painted over the photo: measured for the segments that are shown, as long as it is on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from ..choose_jobs import SilhouetteJob
from ..words import sentence
from .silhouette_item import SilhouetteItem

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from ..jobs import Job
    from ..runner import Failure, Runner
    from ..session import Session
    from ..window import Window
    from .legend import SilhouetteLegend

DEBOUNCE_MS = 150
"""How long a change of what is shown waits for the next one, while generations are gone through."""


class Silhouettes(QObject):
    """Follows the action that turns it on and off."""

    def __init__(
        self, session: Session, glances: Runner, window: Window, legend: SilhouetteLegend, action: QAction
    ) -> None:
        super().__init__(legend)
        self._session, self._glances, self._legend, self._action = session, glances, legend, action
        self._item: SilhouetteItem | None = None
        self._canvas = window.canvas
        self._job: SilhouetteJob | None = None
        self._wait = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._wait.timeout.connect(self._start)
        action.toggled.connect(self._toggle)
        legend.closed.connect(lambda: action.setChecked(False))
        session.shown_changed.connect(self._follow)
        session.photo_changed.connect(lambda: action.setChecked(False))
        window.original_held.connect(self._hold_original)
        window.closing.connect(self._wait.stop)
        glances.done.connect(self._on_done)
        glances.failed.connect(self._on_failed)

    @property
    def item(self) -> SilhouetteItem | None:
        """What lies over the photo; nothing before it was first asked for."""
        return self._item

    def _toggle(self, on: bool) -> None:
        self._legend.setVisible(on)
        if on:
            if self._item is None:
                self._item = SilhouetteItem(self._canvas)
            self._follow()
            self._start()
            return
        self._wait.stop()
        self._job = None
        self._glances.forget(SilhouetteJob.channel)
        if self._item is not None:
            self._item.show_picture(None)

    def _follow(self) -> None:
        """Take a picture away that is not of what is shown, and ask for another one."""
        if not self._action.isChecked() or self._item is None:
            return
        shown, picture = self._session.shown, self._item.picture
        if picture is not None and (shown is None or picture.segmentation is not shown.segmentation):
            self._item.show_picture(None)
            picture = None
        if picture is None:
            self._legend.show_badly(None)
            self._wait.start()

    def _start(self) -> None:
        session = self._session
        if session.opened is None or session.shown is None or session.running or not self._action.isChecked():
            return
        shown = session.shown.segmentation
        if self._job is not None and self._job.segmentation is shown:
            return
        self._job = SilhouetteJob(session.opened.photo, shown)
        self._glances.start(self._job)

    def _on_done(self, job: Job, picture: Any) -> None:
        if job is self._job and self._item is not None:
            self._job = None
            self._item.show_picture(picture)
            self._legend.show_badly(picture.badly)

    def _on_failed(self, job: Job, failure: Failure) -> None:
        if job is self._job:
            self._job = None
            self._legend.say(sentence(failure.reason))

    def _hold_original(self, held: bool) -> None:
        if self._item is not None:
            self._item.setVisible(not held)
