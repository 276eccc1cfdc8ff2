"""Two canvases that look at the same part of a photo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from ..canvas.camera import Camera
    from ..canvas.sight import Sight
    from ..window import Window


class Linked(QObject):
    """Lets the canvas of the filter bank tab show what the window's canvas shows, and the other way round."""

    def __init__(self, window: Window, canvas: Camera) -> None:
        super().__init__(canvas)
        self._window, self._canvas = window, canvas
        self._came_to: Sight | None = None
        window.tab_changed.connect(self._change)
        self._change(window.tab)

    def _change(self, tab: str) -> None:
        if tab == "bank":
            # Once the page has its size.
            QTimer.singleShot(0, self, self._come)
        elif self._came_to is not None and self._canvas.sight() != self._came_to:
            look_alike(self._window.canvas, self._canvas)

    def _come(self) -> None:
        look_alike(self._canvas, self._window.canvas)
        self._came_to = self._canvas.sight()


def look_alike(canvas: Camera, other: Camera) -> None:
    """Let a canvas show what another one shows of the same photo: the same middle, and at least as much around it."""
    theirs, ours = other.sight(), canvas.sight()
    if not ours.columns or not theirs.columns:
        return
    if other.fitted or not theirs.width or not theirs.height:
        canvas.fit()
        return
    ratio = canvas.devicePixelRatioF()
    canvas.set_zoom(theirs.scale * min(ours.width / theirs.width, ours.height / theirs.height))
    ours = canvas.sight()
    grows = ours.scale / theirs.scale
    left = ours.width / 2 - (theirs.width / 2 - theirs.left) * grows
    top = ours.height / 2 - (theirs.height / 2 - theirs.top) * grows
    canvas.pan_by((left - ours.left) / ratio, (top - ours.top) / ratio)
