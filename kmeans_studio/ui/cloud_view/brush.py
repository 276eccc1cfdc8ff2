"""Linked brushing: what is under the pointer in the cloud glows on the photo, and the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt

from ..cloud_jobs import CloudPicture, GlowJob
from .words import about

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ...edits import Segment
    from ..editing import Editing
    from ..jobs import Job
    from ..runner import Runner
    from ..session import Session
    from ..window import Window
    from .hand import CloudView


class Brush(QObject):
    """Joins the view with the canvas and the selection. `picture` is what the view shows; set it with every change."""

    def __init__(self, session: Session, glances: Runner, window: Window, editing: Editing, view: CloudView) -> None:
        super().__init__(view)
        self._session, self._glances, self._canvas = session, glances, window.canvas
        self._editing, self._view = editing, view
        self.picture: CloudPicture | None = None
        self._over: int | None = None
        self._wanted: int | None = None
        self._busy = False
        view.hovered.connect(self._point_hovered)
        view.point_clicked.connect(self._point_clicked)
        view.center_clicked.connect(self._center_clicked)
        self._canvas.hovered.connect(self._pixel_hovered)
        self._canvas.left.connect(self._pixel_left)
        glances.done.connect(self._on_done)
        glances.failed.connect(self._on_ended)
        glances.cancelled.connect(self._on_ended)

    def forget(self) -> None:
        """Nothing of what was looked for is of use any more."""
        self._glances.forget(GlowJob.channel)
        self._busy = False
        self.end_glow()

    def end_glow(self) -> None:
        """Show the photo as it is."""
        self._wanted = self._over = None
        self._canvas.set_glow(())

    def _segment_of(self, point: int) -> Segment | None:
        """Return the segment, as edited, that a point belongs to now."""
        if self.picture is None or self._session.edited is None:
            return None
        return self._session.edited.segment_of(int(self.picture.segments[point]))

    def _mark(self, point: int | None) -> None:
        if self.picture is not None:
            words = "" if point is None else about(self.picture.scene.cloud, point, self._segment_of(point))
            self._view.set_mark(point, words)

    def _point_hovered(self, point: int | None) -> None:
        """Let the pixels of a point glow; of many in a row only the last is looked for."""
        self._over = point
        self._mark(point)
        if point is None:
            self.end_glow()
        elif self._busy:
            self._wanted = point
        else:
            self._look_for(point)

    def _look_for(self, point: int) -> None:
        if self.picture is not None:
            self._busy, self._wanted = True, None
            self._glances.start(GlowJob(self.picture.scene.cloud, point))

    def _on_done(self, job: Job, levels: Any) -> None:
        if isinstance(job, GlowJob):
            self._busy = False
            self._show(job, levels)

    def _on_ended(self, job: Job, _why: object = None) -> None:
        if isinstance(job, GlowJob):
            self._busy = False

    def _show(self, job: GlowJob, levels: tuple[NDArray[np.uint8], ...]) -> None:
        if self.picture is not None and job.cloud is self.picture.scene.cloud and self._over is not None:
            self._canvas.set_glow(levels)
        if self._wanted is not None:
            self._look_for(self._wanted)

    def _pixel_hovered(self, x: int, y: int) -> None:
        if self.picture is not None and self._view.isVisible():
            self._mark(self.picture.scene.cloud.point_at(x, y))

    def _pixel_left(self) -> None:
        if self._view.isVisible():
            self._mark(None)

    def _point_clicked(self, point: int | None, modifiers: Qt.KeyboardModifier) -> None:
        segment = None if point is None else self._segment_of(point)
        self._editing.click_segment(None if segment is None else segment.label, modifiers)

    def _center_clicked(self, place: int, modifiers: Qt.KeyboardModifier) -> None:
        self._editing.click_segment(self._view.discs[place].label, modifiers)
