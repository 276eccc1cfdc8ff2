"""The one item of the canvas' scene: the photo's rectangle, painted by `Layers`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable


class PhotoItem(QGraphicsItem):
    """Covers the photo, one scene unit a photo pixel, and leaves the painting to `paint_seen`.

    Painting starts from the viewport's own coordinates: what is seen is computed from whole device pixels,
    which the view's transform would only blur.
    """

    def __init__(self, paint_seen: Callable[[QPainter], None]) -> None:
        super().__init__()
        self._paint_seen = paint_seen
        self._rect = QRectF()

    def resize(self, columns: int, rows: int) -> None:
        """Cover a photo of `columns` x `rows` pixels."""
        self.prepareGeometryChange()
        self._rect = QRectF(0, 0, columns, rows)

    def boundingRect(self) -> QRectF:
        """Qt asks for this."""
        return self._rect

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Qt asks for this."""
        painter.save()
        painter.resetTransform()
        self._paint_seen(painter)
        painter.restore()
