"""How much the panes agree: a triangle of figures on greys, and what each pane explains of the photo."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from .. import theme
from ..kit import paint
from ..kit.swatch import ink_on
from .greys import agreement_color
from .words import percent

if TYPE_CHECKING:
    from .board import Board, PaneState

ARI, VI = "ari", "vi"
EXPLAINED = "Explained (GVF in CIE Lab)"
_ROW, _WIDEST, _LETTER = 30, 44, 27
_BITS = 3.0
"""So many bits apart, two panes count as not agreeing at all in the greys; the figures say more."""


class AgreementTable(QWidget):
    """Paints the figures of the board; they can be read as text, too."""

    def __init__(self, board: Board, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board, self._what = board, ARI
        self.setObjectName("compare.table")
        self.setAccessibleName("Agreement of the panes")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for signal in (board.panes_changed, board.figures_changed):
            signal.connect(self.refresh)

    @property
    def what(self) -> str:
        """Which measure is shown."""
        return self._what

    def show_measure(self, what: str) -> None:
        """Show the adjusted Rand index, ARI, or the variation of information, VI."""
        self._what = what
        self.refresh()

    def refresh(self) -> None:
        """Show the board as it is now."""
        self.setAccessibleDescription(" ".join(self._sentences()))
        self.updateGeometry()
        self.update()

    def text(self, a: PaneState, b: PaneState) -> str:
        """Return the figure of a pair as it is shown; nothing where there is none yet."""
        figures = self._board.figures
        value = float("nan") if figures is None else figures.pair(self._what, a.key, b.key)
        return "" if math.isnan(value) else f"{value:.2f}".replace("-", "\u2212")

    def explains(self, pane: PaneState) -> str:
        """Return what a pane explains of the photo as it is shown; nothing where it is not known yet."""
        return "" if pane.result is None else f"{pane.result.explained:.2f}"

    def _sentences(self) -> list[str]:
        board = self._board
        name = "adjusted Rand index" if self._what == ARI else "variation of information"
        said = []
        for row, pane in enumerate(board.panes):
            letter = board.letter(pane.key)
            for other in board.panes[:row]:
                if figure := self.text(pane, other):
                    unit = "" if self._what == ARI else " bits"
                    said.append(f"{board.letter(other.key)} and {letter}: {name} {figure}{unit}.")
            if pane.result is not None:
                said.append(f"{letter} explains {percent(pane.result.explained)} of the photo.")
        return said

    def sizeHint(self) -> QSize:
        """A row for each pane, one for the letters, and one for what they explain, with its caption."""
        return QSize(theme.px(200), theme.px(_ROW) * (len(self._board) + 1) + 2 * theme.px(_LETTER))

    def minimumSizeHint(self) -> QSize:
        """As high as it is, and narrow if it must be."""
        return QSize(theme.px(120), self.sizeHint().height())

    def _cell(self, row: int, column: int) -> QRect:
        """Where a cell lies; the first row and the first column are the letters'."""
        left, top = theme.px(_LETTER), theme.px(_LETTER)
        wide = min(theme.px(_WIDEST), (self.width() - left) // max(1, len(self._board)))
        # What they explain stands below its caption.
        top += theme.px(_ROW) * row + (theme.px(_LETTER) if row == len(self._board) else 0)
        return QRect(left + wide * column, top, wide - 2, theme.px(_ROW) - 2)

    def _figure_font(self) -> QFont:
        """Return the largest font in which figures have room."""
        fonts = (theme.font(-1, theme.BOLD, tabular=True), theme.font(-2, theme.BOLD, tabular=True))
        room = self._cell(0, 0).width()
        fitting = (font for font in fonts if paint.text_width("0.00", font) < room)
        return next(fitting, theme.font(-2, tabular=True))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint letters and figures."""
        board, s = self._board, theme.scheme()
        painter = QPainter(self)
        center, left = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignLeft
        heading, figure = theme.font(-1, theme.BOLD), self._figure_font()
        for place, pane in enumerate(board.panes):
            letter, cell = board.letter(pane.key), self._cell(0, place)
            over = QRect(cell.left(), 0, cell.width(), theme.px(_LETTER) - 2)
            paint.label(painter, over, letter, s.dim, heading, center)
            beside = QRect(0, self._cell(place, 0).top(), theme.px(_LETTER) - 4, cell.height())
            paint.label(painter, beside, letter, s.dim, heading, left)
            for column, other in enumerate(board.panes[: place + 1]):
                cell, words = self._cell(place, column), self.text(pane, other)
                if other is pane or not words:
                    paint.label(painter, cell, "–" if other is pane else "", s.dim, figure, center)
                    continue
                assert board.figures is not None
                value = board.figures.pair(self._what, pane.key, other.key)
                ground = agreement_color(value if self._what == ARI else 1 - value / _BITS, dark=s.dark)
                paint.box(painter, cell, ground, None, radius=3)
                paint.label(painter, cell, words, ink_on(ground), figure, center)
        bottom = len(board)
        caption = QRect(0, self._cell(bottom, 0).top() - theme.px(_LETTER), self.width(), theme.px(_LETTER))
        if board.panes:
            paint.label(painter, caption, EXPLAINED, s.dim, theme.font(-2), left)
        for place, pane in enumerate(board.panes):
            paint.label(
                painter, self._cell(bottom, place), self.explains(pane), s.text, theme.font(-1, tabular=True), center
            )
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Say at length what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.told_at(event.pos().x(), event.pos().y()), self)
            return True
        return super().event(event)

    def told_at(self, x: int, y: int) -> str:
        """Return what is said of the cell at a place."""
        board, figures = self._board, self._board.figures
        for row, pane in enumerate(board.panes):
            for column, other in enumerate(board.panes[:row]):
                if self._cell(row, column).contains(x, y) and self.text(pane, other) and figures is not None:
                    values = [figures.pair(what, pane.key, other.key) for what in (ARI, VI, "alike")]
                    return (
                        f"{board.letter(other.key)} and {board.letter(pane.key)}\n"
                        f"adjusted Rand index {values[0]:.3f}\nvariation of information {values[1]:.2f} bits\n"
                        f"{percent(values[2])} of the pixels in matching segments"
                    )
            if self._cell(len(board), row).contains(x, y) and pane.result is not None:
                share = percent(pane.result.explained)
                return f"{board.letter(pane.key)} explains {share} of the photo's variance in CIE Lab"
        return ""
