"""The note above the curve: the figures of the generation under the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from .. import theme
from ..kit import paint
from .shown import Told


class Note(QWidget):
    """A small box with one line, over whatever lies above the strip."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("generations.note")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._pieces: tuple[tuple[str, bool], ...] = ()
        self.hide()

    def text(self) -> str:
        """All that it says."""
        return "  ".join(text for text, _ in self._pieces)

    def tell(self, told: Told, place: QPoint) -> None:
        """Show the figures of a generation, above a place of the window."""
        pieces = [(told.number, True), (f"cost {told.cost}", False), (told.change, False)]
        pieces += [(f"moved {told.moved}", False), (told.stage, False)]
        self._pieces = tuple(piece for piece in pieces if piece[0])
        self.setAccessibleName(self.text())
        self.resize(self.sizeHint())
        room = self.window().width() - self.width() - theme.px(4)
        left = max(theme.px(4), min(place.x() - self.width() // 2, room))
        self.move(left, place.y() - self.height())
        self.show()
        self.raise_()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the line."""
        side, gap = theme.px(10), theme.px(10)
        widths = [paint.text_width(text, theme.font(-1, weight, tabular=True)) for text, weight in self._fonts()]
        height = theme.px(8) + self.fontMetrics().height()
        return QSize(2 * side + sum(widths) + gap * max(0, len(widths) - 1), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box and its line."""
        s = theme.scheme()
        painter = QPainter(self)
        paint.box(painter, self.rect(), s.base, s.edge)
        x = theme.px(10)
        for number, (text, weight) in enumerate(self._fonts()):
            font = theme.font(-1, weight, tabular=True)
            width = paint.text_width(text, font)
            room = self.rect().adjusted(x, 0, 0, 0)
            paint.label(painter, room, text, s.text if not number else s.dim, font, Qt.AlignmentFlag.AlignLeft)
            x += width + theme.px(10)
        painter.end()

    def _fonts(self) -> list[tuple[str, theme.QFont.Weight]]:
        return [(text, theme.BOLD if strong else theme.NORMAL) for text, strong in self._pieces]
