"""A row of words on small plates: what a recipe is."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from .. import theme
from ..kit import paint

_SIDE, _GAP = 8, 6


class Chips(QWidget):
    """Takes as many words as there is room for: the first and the last are the last to go."""

    def __init__(self, parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._words: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """All the words."""
        return self._words

    def show_words(self, words: tuple[str, ...]) -> None:
        """Show other words."""
        self._words = words
        self.setAccessibleName(", ".join(words))
        self.setToolTip(", ".join(words))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for all of them."""
        return QSize(self._width(self._words), theme.px(22))

    def minimumSizeHint(self) -> QSize:
        """Never forces a window's size."""
        return QSize(theme.px(32), theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words that fit."""
        s = theme.scheme()
        painter = QPainter(self)
        left, font = 0, self._font()
        for word in self._fitting():
            width = min(paint.text_width(word, font) + 2 * theme.px(_SIDE), self.width() - left)
            plate = QRect(left, (self.height() - theme.px(22)) // 2, width, theme.px(22))
            paint.box(painter, paint.mirrored(self, plate), s.sel, None)
            inner = plate.adjusted(theme.px(4), 0, -theme.px(4), 0)
            paint.label(painter, paint.mirrored(self, inner), word, s.text, font, Qt.AlignmentFlag.AlignHCenter)
            left += width + theme.px(_GAP)
        painter.end()

    def _fitting(self) -> tuple[str, ...]:
        words = self._words
        while len(words) > 1 and self._width(words) > self.width():
            words = (*words[:-2], words[-1]) if len(words) > 2 else words[:1]
        if self._width(words) > self.width():
            # Of 'Texture: Corrected' the end says more.
            words = tuple(word.rpartition(": ")[2] for word in words)
        return words

    def _width(self, words: tuple[str, ...]) -> int:
        font = self._font()
        wide = sum(paint.text_width(word, font) + 2 * theme.px(_SIDE) for word in words)
        return wide + theme.px(_GAP) * max(0, len(words) - 1)

    @staticmethod
    def _font() -> QFont:
        return theme.font(-1)
