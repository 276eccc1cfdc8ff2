"""Two panes in one place, with a curtain between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from ..canvas import overlay
from ..canvas.layers import SEGMENTS, Layers
from .pane_canvas import PaneCanvas

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..jobs import OpenedPhoto


class SwipeCanvas(PaneCanvas):
    """The canvas's own layers lie right of the curtain, others left of it."""

    def __init__(self) -> None:
        super().__init__(name="compare.swipe.canvas", title="Swipe view")
        self.setAccessibleDescription(
            "Two panes of the same photo. Arrow keys move the curtain, with Shift faster; plus and minus zoom, 0 fits."
        )
        self._behind = Layers()
        self._names = "", ""

    def show_photo(self, opened: OpenedPhoto | None) -> None:
        """Take a photo."""
        if opened is None:
            self._behind.clear()
            self.clear()
        else:
            self._behind.set_photo(opened.levels, opened.alpha_levels)
            self.set_photo(opened.levels, opened.alpha_levels)

    def show_sides(
        self,
        names: tuple[str, str],
        labels: tuple[NDArray[np.uint8] | None, NDArray[np.uint8] | None],
        colors: tuple[NDArray[np.uint8] | None, NDArray[np.uint8] | None],
    ) -> None:
        """Show two label maps in their colors; where there is none, the photo."""
        self._names = names
        for layers, these_labels, these_colors in zip((self._behind, self._layers), labels, colors, strict=True):
            layers.view = SEGMENTS
            if these_colors is not None:
                layers.set_colors(these_colors)
            layers.set_labels(these_labels, final=True)
        self.viewport().update()

    def _curtain_shown(self) -> bool:
        return self._columns > 0 and not self._layers.holding_original

    def _paint_photo(self, painter: QPainter) -> None:
        sight, ratio = self.sight(), self.devicePixelRatioF()
        self._behind.holding_original, self._behind.ground = self._layers.holding_original, self._layers.ground
        line = self._curtain_line()
        room = QRectF(self.viewport().rect())
        left = QRectF(room.left(), room.top(), max(0.0, line - room.left()), room.height())
        right = QRectF(line, room.top(), max(0.0, room.right() - line), room.height())
        for layers, side in ((self._behind, left), (self._layers, right)):
            painter.save()
            painter.setClipRect(side, Qt.ClipOperation.IntersectClip)
            layers.paint(painter, sight, ratio)
            painter.restore()

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Paint curtain, names, mark and focus ring."""
        painter.save()
        painter.resetTransform()
        room = QRectF(self.viewport().rect())
        self._paint_curtain(painter, *self._names)
        if self._ring and self.hasFocus():
            overlay.paint_focus(painter, self.palette(), self._layers.ground, room)
        self.paint_mark(painter)
        painter.restore()
