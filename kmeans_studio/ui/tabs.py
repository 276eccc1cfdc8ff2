"""The tabs over the place of the photo."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QWidget

from . import theme
from .kit import paint
from .kit.focus import FocusRing


class Tabs(FocusRing, QTabBar):
    """Tabs by name: words in a row, a line under the one that is shown. Arrow keys change to another one."""

    picked = Signal(str)
    """Another tab is shown now: its name."""

    def __init__(self, entries: Iterable[tuple[str, str]], parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName("View")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setMouseTracking(True)
        self._hovered = -1
        for entry, text in entries:
            self.setTabData(self.addTab(text), entry)
        self.currentChanged.connect(lambda index: self.picked.emit(self.tabData(index)))

    def current(self) -> str:
        """The name of the tab that is shown."""
        return self.tabData(self.currentIndex())

    def set_current(self, entry: str) -> None:
        """Change to a tab without telling; KeyError for an unknown name."""
        index = next((index for index in range(self.count()) if self.tabData(index) == entry), -1)
        if index < 0:
            raise KeyError(entry)
        with QSignalBlocker(self):
            self.setCurrentIndex(index)

    def tabSizeHint(self, index: int) -> QSize:
        """Room for the word in its heavy weight, so that nothing moves when the tab changes."""
        return QSize(paint.text_width(self.tabText(index), paint.bold(self.font())) + 2 * theme.px(14), theme.px(40))

    def minimumTabSizeHint(self, index: int) -> QSize:
        """The word is never cut."""
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words and the line under one of them."""
        s = theme.scheme()
        painter = QPainter(self)
        for index in range(self.count()):
            rect = self.tabRect(index)
            chosen = index == self.currentIndex()
            ink = s.text if chosen or index == self._hovered else s.dim
            font = paint.bold(self.font()) if chosen else self.font()
            paint.label(painter, rect, self.tabText(index), ink, font, Qt.AlignmentFlag.AlignHCenter)
            if chosen:
                line = QRect(rect.left(), rect.bottom() - 1, rect.width(), 2)
                paint.flat(painter, line, s.accent)
                if self.ring_shown():
                    paint.ring(painter, rect.adjusted(2, 6, -2, -5), s.accent)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the word under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        """Light none."""
        super().leaveEvent(event)
        self._hover(QPoint(-1, -1))

    def _hover(self, place: QPoint) -> None:
        hovered = self.tabAt(place)
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()
