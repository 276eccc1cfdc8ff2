"""The sheet: a small window of its own under a control; a click outside closes it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from .. import theme
from . import paint


class Sheet(QFrame):
    """A plain popup that deletes itself when it closes."""

    def __init__(self, parent: QWidget, *, name: str, title: str) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def show_under(self, anchor: QWidget) -> None:
        """Show it under `anchor`, its right edge at the anchor's, moved as needed to stay on the screen."""
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width(), anchor.height() + theme.px(4)))
        screen = anchor.screen().availableGeometry()
        x = max(screen.left(), min(corner.x(), screen.right() + 1 - self.width()))
        y = corner.y()
        if y + self.height() > screen.bottom():
            y = anchor.mapToGlobal(QPoint(0, -theme.px(4))).y() - self.height()
        self.move(x, max(screen.top(), y))
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sheet; without a compositor round corners would show black."""
        s = theme.scheme()
        painter = QPainter(self)
        paint.box(painter, self.rect(), s.window, s.edge, radius=0)
        painter.end()
