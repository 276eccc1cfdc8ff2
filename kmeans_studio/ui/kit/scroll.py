"""The slim scroll bar."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar

from .. import theme
from . import paint


class ScrollBar(QScrollBar):
    """A round grey bar without arrows; give it to a scroll area by `setVerticalScrollBar`."""

    def sizeHint(self) -> QSize:
        """10 px across."""
        return QSize(theme.px(10), theme.px(10))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the handle; the ground is that of the panel."""
        if self.minimum() == self.maximum():
            return
        s = theme.scheme()
        lively = self.underMouse() or self.isSliderDown()
        bar = QRectF(self._handle())
        if self.orientation() == Qt.Orientation.Vertical:
            bar.adjust(2, 0, -2, 0)
        else:
            bar.adjust(0, 2, 0, -2)
        painter = QPainter(self)
        paint.bar(painter, bar, s.bar if lively else s.edge)
        painter.end()

    def _handle(self) -> QRect:
        # The style also decides what a click hits, so it is asked where the handle is.
        from PySide6.QtWidgets import QStyle, QStyleOptionSlider  # takes 4 ms, and few windows need to scroll

        option = QStyleOptionSlider()
        self.initStyleOption(option)
        parts = QStyle.SubControl
        return self.style().subControlRect(QStyle.ComplexControl.CC_ScrollBar, option, parts.SC_ScrollBarSlider, self)
