"""Panes that look at the same part of the photo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from ..canvas.camera import Camera
    from .pane_canvas import PaneCanvas


class Links(QObject):
    """Has all canvases follow the one that was zoomed or moved."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._canvases: list[PaneCanvas] = []
        self._following = False
        self.on = True

    def add(self, canvas: PaneCanvas) -> None:
        """Have a canvas follow the others, and lead them."""
        self._canvases.append(canvas)
        canvas.moved.connect(lambda: self._moved(canvas))

    def drop(self, canvas: PaneCanvas) -> None:
        """Let go of a canvas."""
        self._canvases.remove(canvas)

    def set_on(self, on: bool, leader: PaneCanvas | None) -> None:
        """Link the canvases, or let each go its own way; linked again, all follow the `leader`."""
        self.on = on
        if on and leader is not None:
            self._moved(leader)

    def _moved(self, leader: PaneCanvas) -> None:
        # A canvas that is not seen has no size to speak of.
        if self._following or not self.on or not leader.isVisible():
            return
        self._following = True
        for canvas in self._canvases:
            if canvas is not leader:
                follow(canvas, leader)
        self._following = False


def follow(canvas: Camera, leader: Camera) -> None:
    """Have a canvas show the same middle of the photo at the same zoom; a fitted photo is fitted in each."""
    theirs, ours = leader.sight(), canvas.sight()
    if not theirs.columns or (theirs.columns, theirs.rows) != (ours.columns, ours.rows):
        return
    if leader.fitted:
        if not canvas.fitted:
            canvas.fit()
        return
    middle = theirs.width / 2 - theirs.left, theirs.height / 2 - theirs.top
    canvas.set_zoom(theirs.scale)
    ours, ratio = canvas.sight(), canvas.devicePixelRatioF()
    left, top = ours.width / 2 - middle[0], ours.height / 2 - middle[1]
    if (left, top) != (ours.left, ours.top):
        canvas.pan_by((left - ours.left) / ratio, (top - ours.top) / ratio)
