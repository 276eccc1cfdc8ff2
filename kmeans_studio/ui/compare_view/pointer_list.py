"""What each pane says about the spot under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from .. import theme
from ..kit import paint
from ..kit.swatch import paint_swatch

if TYPE_CHECKING:
    from ...edits import Segment

_ROW = 26


class PointerList(QWidget):
    """A line for each pane: its letter, and number, color and name of the segment."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare.pointer")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.entries: tuple[tuple[str, Segment | None], ...] = ()
        self._note = ""

    def show_entries(self, entries: tuple[tuple[str, Segment | None], ...], note: str) -> None:
        """Show (letter, segment) of each pane, or a note in their place."""
        higher = len(entries) != len(self.entries)
        self.entries, self._note = entries, note
        words = [f"{letter}: {'none' if s is None else f'{s.number} {s.name}'}" for letter, s in entries]
        self.setAccessibleName(", ".join(words) or note)
        if higher:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line each."""
        return QSize(theme.px(200), theme.px(_ROW) * max(1, len(self.entries)))

    def minimumSizeHint(self) -> QSize:
        """Never forces a window's width."""
        return QSize(theme.px(60), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines."""
        s, left = theme.scheme(), Qt.AlignmentFlag.AlignLeft
        painter, row = QPainter(self), theme.px(_ROW)
        for place, (letter, segment) in enumerate(self.entries):
            top = place * row
            paint.label(painter, QRect(0, top, theme.px(24), row), letter, s.dim, theme.font(-1, theme.BOLD), left)
            if segment is None:
                rest = QRect(theme.px(26), top, self.width() - theme.px(26), row)
                paint.label(painter, rest, "–", s.dim, theme.font(-1), left)
                continue
            side = theme.px(19)
            square = QRect(theme.px(26), top + (row - side) // 2, max(side, theme.px(19)), side)
            paint_swatch(painter, square, QColor(*segment.color), str(segment.number))
            font = theme.font(-1)
            font.setItalic(not segment.named)
            rest = QRect(square.right() + theme.px(9), top, self.width() - square.right() - theme.px(9), row)
            paint.label(painter, rest, segment.name, s.text, font, left)
        if not self.entries:
            paint.label(painter, self.rect(), self._note, s.dim, theme.font(-1), left)
        painter.end()
