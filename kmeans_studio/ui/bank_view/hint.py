"""An empty place of the filter bank tab."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from .. import theme


class Hint(QWidget):
    """An empty place: one sentence in its middle that says what will appear there."""

    def __init__(self, words: str = "", parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setText(words)

    def text(self) -> str:
        """The sentence."""
        return self._words

    def setText(self, words: str) -> None:
        """Say another sentence."""
        self._words = words
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a few lines."""
        return QSize(theme.px(200), theme.px(80))

    def minimumSizeHint(self) -> QSize:
        """Never forces a window's size."""
        return QSize(0, theme.px(40))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sentence, wrapped."""
        painter = QPainter(self)
        painter.setFont(theme.font(-1))
        painter.setPen(theme.scheme().dim)
        wide = min(self.width() - theme.px(16), theme.px(320))
        room = QRect((self.width() - wide) // 2, 0, wide, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)
        painter.end()
