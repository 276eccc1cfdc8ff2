"""The panes side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from .. import theme
from ..kit.scroll import ScrollBar
from .board import LETTERS
from .linking import Links
from .pane import Pane

if TYPE_CHECKING:
    from ..jobs import OpenedPhoto
    from .board import Board

LAYOUTS = {"1x2": (1, 2), "2x2": (2, 2), "2x3": (2, 3)}
"""Rows and columns that are seen at once; with more panes the rest is scrolled to."""

_LEAST_ROW, _LEAST_COLUMN = 190, 190


class PaneGrid(QWidget):
    """Keeps a pane for each entry of the board, in as many rows and columns as a person wants to see."""

    made = Signal(object)
    """A new Pane."""
    rearranged = Signal()
    """There is more or less room, so the panes are arranged otherwise."""

    def __init__(self, board: Board, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self.setObjectName("compare.panes")
        self.links = Links(self)
        self.panes: list[Pane] = []
        self._opened: OpenedPhoto | None = None
        self._layout = self._arranged = ""
        self._inner = QWidget()
        self._grid = QGridLayout(self._inner)
        self._grid.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        self._grid.setSpacing(theme.px(8))
        self.area = QScrollArea()
        self.area.setObjectName("compare.panes.scroll")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setVerticalScrollBar(ScrollBar(self.area))
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self._inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area)
        board.panes_changed.connect(self.refresh)
        board.figures_changed.connect(self._refresh_panes)
        board.matching_changed.connect(self._refresh_panes)
        board.current_changed.connect(self._show_current)
        board.doing_changed.connect(self._refresh_said)

    @property
    def arrangement(self) -> str:
        """The name in LAYOUTS of how the panes are arranged: what a person chose, or what has room for all."""
        if self._layout:
            return self._layout
        if len(self._board) <= 2:
            return "1x2"
        return "2x3" if len(self._board) > 4 and self.width() >= 3 * theme.px(_LEAST_COLUMN) else "2x2"

    def set_arrangement(self, name: str) -> None:
        """Arrange the panes otherwise; "" as many as there is need for."""
        self._layout = name
        self._arrange()

    def set_photo(self, opened: OpenedPhoto | None) -> None:
        """Take a photo."""
        self._opened = opened
        for pane in self.panes:
            pane.set_photo(opened)

    def pane(self, key: int) -> Pane | None:
        """Return the widget of an entry."""
        return next((pane for pane in self.panes if pane.key == key), None)

    def refresh(self) -> None:
        """Have a pane for each entry of the board."""
        keys = [state.key for state in self._board.panes]
        changed = len(keys) != len(self.panes)
        while len(self.panes) > len(keys):
            pane = self.panes.pop()
            self.links.drop(pane.canvas)
            self._grid.removeWidget(pane)
            pane.hide()
            pane.deleteLater()
        while len(self.panes) < len(keys):
            self._make(keys[len(self.panes)])
        for pane, key in zip(self.panes, keys, strict=True):
            pane.set_key(key)
        if changed:
            self._arrange()

    def _make(self, key: int) -> None:
        pane = Pane(self._board, key, LETTERS[len(self.panes)])
        self.panes.append(pane)
        if self._opened is not None:
            pane.set_photo(self._opened)
        self.links.add(pane.canvas)
        pane.picked.connect(lambda: self._board.set_current(pane.key))
        self.made.emit(pane)

    def _arrange(self) -> None:
        self._arranged = self.arrangement
        rows, columns = LAYOUTS[self._arranged]
        for pane in self.panes:
            self._grid.removeWidget(pane)
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 0)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        for place, pane in enumerate(self.panes):
            self._grid.addWidget(pane, place // columns, place % columns)
            self._grid.setRowStretch(place // columns, 1)
            pane.show()
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)
        self._fit_rows(rows, columns)

    def _fit_rows(self, rows: int, columns: int) -> None:
        """Give each row its share of the height that is seen."""
        margin = self._grid.spacing()
        height = (self.area.viewport().height() - margin * (rows + 1)) // rows
        there_are = -(-len(self.panes) // columns)
        for row in range(self._grid.rowCount()):
            needed = row < there_are and there_are > rows
            self._grid.setRowMinimumHeight(row, max(theme.px(_LEAST_ROW), height) if needed else 0)

    def _refresh_panes(self) -> None:
        for pane in self.panes:
            pane.refresh()

    def _refresh_said(self, key: int) -> None:
        pane = self.pane(key)
        if pane is not None:
            pane.refresh_said()

    def _show_current(self) -> None:
        for pane in self.panes:
            pane.update()
        current = self.pane(self._board.current)
        if current is not None:
            self.area.ensureWidgetVisible(current, 0, theme.px(8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height out anew."""
        super().resizeEvent(event)
        if self.arrangement != self._arranged:
            self._arrange()
            self.rearranged.emit()
        self._fit_rows(*LAYOUTS[self.arrangement])

    def minimumSizeHint(self) -> QSize:
        """It scrolls."""
        return QSize(theme.px(240), theme.px(160))
