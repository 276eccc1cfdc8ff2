"""The swipe view: any two panes in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from .. import theme
from ..kit.combo import Combo
from ..kit.labels import ElidedLabel, Rule
from .looks import look_of
from .swipe_canvas import SwipeCanvas
from .words import brief

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .board import Board, PaneState


class SwipePage(QWidget):
    """The canvas, and which pane is on which side."""

    def __init__(self, board: Board, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self.setObjectName("compare.swipe")
        self.canvas = SwipeCanvas()
        self._sides, self._chosen = [-1, -1], False
        self.left = Combo(name="compare.swipe.left", title="Left of the curtain")
        self.right = Combo(name="compare.swipe.right", title="Right of the curtain")
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(6))
        row.setSpacing(theme.px(8))
        for side, (combo, text) in enumerate(((self.left, "Left"), (self.right, "Right"))):
            label = ElidedLabel(text, delta=-1, dim=True)
            label.setMinimumWidth(label.sizeHint().width())
            combo.picked.connect(lambda key, side=side: self._pick(side, int(key)))
            row.addWidget(label)
            row.addWidget(combo, 1)
            if side == 0:
                row.addSpacing(theme.px(12))
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(Rule())
        column.addWidget(self.canvas, 1)

    @property
    def sides(self) -> tuple[int, int]:
        """The keys of the panes left and right of the curtain."""
        return self._sides[0], self._sides[1]

    def refresh(self) -> None:
        """Show the board as it is now."""
        board = self._board
        if not board.panes:
            return
        self._settle()
        entries = [(str(pane.key), brief(board, pane)) for pane in board.panes]
        for combo, key in zip((self.left, self.right), self._sides, strict=True):
            combo.set_entries(entries)
            combo.set_current(str(key))
        panes = [pane for key in self._sides if (pane := board.pane(key)) is not None]
        left, right = (self._seen(pane) for pane in panes)
        self.canvas.show_sides((left[2], right[2]), (left[0], right[0]), (left[1], right[1]))

    def _seen(self, pane: PaneState) -> tuple[NDArray[np.uint8] | None, NDArray[np.uint8] | None, str]:
        """Return label map, colors and name of a pane."""
        name = brief(self._board, pane)
        if pane.result is None:
            return None, None, f"{name}: {'cannot run' if pane.reason else 'to come'}"
        return pane.result.labels, look_of(self._board, pane).colors, name

    def _settle(self) -> None:
        """Keep what a person chose while its panes are there; else the reference and the current pane."""
        board, keys = self._board, [pane.key for pane in self._board.panes]
        for side, wanted in enumerate((board.reference, board.current)):
            if not self._chosen or self._sides[side] not in keys:
                self._sides[side] = wanted
        if self._sides[0] == self._sides[1]:
            self._sides[1] = next(key for key in keys if key != self._sides[0])

    def _pick(self, side: int, key: int) -> None:
        """Take another pane on one side; the same on both would show nothing, so the sides then change places."""
        if self._sides[1 - side] == key:
            self._sides[1 - side] = self._sides[side]
        self._sides[side], self._chosen = key, True
        self.refresh()
