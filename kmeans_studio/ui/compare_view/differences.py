"""The difference view: how many different answers the panes give each pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from .. import theme
from ..bank_view.hint import Hint
from ..kit.labels import ElidedLabel, Rule
from .answers import Legend, agreeing
from .greys import answer_colors
from .pane_canvas import PaneCanvas

if TYPE_CHECKING:
    from ..jobs import OpenedPhoto
    from .board import Board

TO_COME = "Once two panes have a result, this shows where they differ."


class DifferencesPage(QWidget):
    """A canvas of greys, and what they mean."""

    def __init__(self, board: Board, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self._shown: object = None
        self.setObjectName("compare.differences")
        self.canvas = PaneCanvas(name="compare.differences.canvas", title="Where the panes differ")
        self.hint = Hint(TO_COME, name="compare.differences.hint")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.canvas)
        self._stack.addWidget(self.hint)
        self._words = ElidedLabel(name="compare.differences.words", delta=-1)
        self._words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.legend = Legend(board)
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(16), 0, theme.px(12), 0)
        row.setSpacing(theme.px(20))
        row.addWidget(self._words)
        row.addWidget(self.legend, 1)
        head = QWidget()
        head.setFixedHeight(theme.px(40))
        head.setLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(Rule())
        column.addWidget(self._stack, 1)

    def show_photo(self, opened: OpenedPhoto | None) -> None:
        """Take a photo."""
        self._shown = None
        if opened is None:
            self.canvas.clear()
        else:
            self.canvas.set_photo(opened.levels, opened.alpha_levels)

    def refresh(self) -> None:
        """Show the board as it is now."""
        figures = self._board.figures
        differences = None if figures is None else figures.comparison.differences
        self._words.setText(agreeing(self._board))
        self.legend.refresh()
        # While something new is worked out, the old picture stays.
        if differences is None or figures is None:
            there_is = self._shown is not None
        else:
            there_is = True
            self.canvas.set_colors(answer_colors(len(figures.comparison.answers), dark=theme.scheme().dark))
            if self._shown is not differences:
                self.canvas.set_labels(differences)
                self._shown = differences
        self._stack.setCurrentWidget(self.canvas if there_is else self.hint)

    def changeEvent(self, event: QEvent) -> None:
        """The greys are other ones in a new scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_shown"):
            self.refresh()
