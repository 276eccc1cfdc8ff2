"""The palette strip: all segments side by side, each as wide as its share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from .. import theme

if TYPE_CHECKING:
    from ...edits import Segment


class PaletteStrip(QWidget):
    """A bar of colors; a click on one selects its segment."""

    clicked = Signal(int, object)
    """(label, keyboard modifiers)"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("segments.palette")
        self.setAccessibleName("Palette")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._segments: tuple[Segment, ...] = ()

    def show_segments(self, segments: tuple[Segment, ...]) -> None:
        """Show the colors of other segments."""
        self._segments = segments
        self.update()

    def sizeHint(self) -> QSize:
        """A thin bar."""
        return QSize(theme.px(160), theme.px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the colors, with an outline that shows on any ground."""
        if not self._segments:
            return
        s = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setClipPath(outline)
        x = 0.0
        for segment in self._segments:
            width = segment.share * self.width()
            painter.fillRect(QRectF(x, 0, width + 1, self.height()), QColor(*segment.color))
            if x > 0:
                painter.setPen(s.edge)
                painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
            x += width
        painter.setClipping(False)
        painter.setPen(s.edge)
        painter.drawPath(outline)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the segment that was clicked."""
        place, x = event.position().x() / max(1, self.width()), 0.0
        if event.button() != Qt.MouseButton.LeftButton:
            return
        for segment in self._segments:
            x += segment.share
            if place <= x:
                self.clicked.emit(segment.label, event.modifiers())
                return
