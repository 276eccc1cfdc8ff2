"""What the colors of a kernel mean: a bar from negative over zero to positive."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from .. import theme
from ..kit import paint
from ..qimage import photo_image
from .diverging import table

WORDS = ("positive", "zero", "negative")


class ColorBar(QWidget):
    """Upright beside what it explains, or lying below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bank.colors")
        self.setAccessibleName("Colors: orange is positive, grey is zero, blue is negative")
        self._upright = True

    def set_upright(self, upright: bool) -> None:
        """Stand it up or lay it down."""
        self._upright = upright
        self.update()

    def words_width(self) -> int:
        """How wide the longest word is."""
        return max(paint.text_width(word, theme.font(-2)) for word in WORDS)

    def sizeHint(self) -> QSize:
        """Bar and words."""
        if self._upright:
            return QSize(theme.px(10 + 8) + self.words_width(), theme.px(150))
        return QSize(theme.px(240), theme.px(10 + 4 + 15))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar and its words."""
        s = theme.scheme()
        painter = QPainter(self)
        thick, line = theme.px(10), theme.px(15)
        colors = table(s.dark)
        bar = QRect(0, 0, thick, self.height()) if self._upright else QRect(0, 0, self.width(), thick)
        # Bottom to top, or left to right.
        strip = colors[::-1, None] if self._upright else colors[None]
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        paint.flat(painter, bar, s.edge)
        painter.drawImage(bar.adjusted(1, 1, -1, -1), photo_image(strip.copy()))
        font, flags = theme.font(-2), Qt.AlignmentFlag
        if self._upright:
            left, width = thick + theme.px(8), self.width() - thick - theme.px(8)
            tops = (0, (self.height() - line) // 2, self.height() - line)
            for word, top in zip(WORDS, tops, strict=True):
                paint.label(painter, QRect(left, top, width, line), word, s.dim, font, flags.AlignLeft)
        else:
            room = QRect(0, thick + theme.px(4), self.width(), line)
            for word, align in zip(WORDS, (flags.AlignRight, flags.AlignHCenter, flags.AlignLeft), strict=True):
                paint.label(painter, room, word, s.dim, font, align)
        painter.end()
