"""One pane: what its recipe is, the photo by it, and its palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from ...pipeline.pane import title_parts
from .. import theme
from ..bank_view.hint import Hint
from ..kit import paint
from ..kit.labels import ElidedLabel
from ..kit.tool_button import ToolButton
from ..segments.palette_strip import PaletteStrip
from . import words
from .chips import Chips
from .looks import Look, look_of
from .pane_canvas import PaneCanvas

if TYPE_CHECKING:
    from ..jobs import OpenedPhoto
    from .board import Board, PaneState

HEADER = 36
NARROW = 220
"""Below this width the header leaves out which pane it is that a pane is like: all are compared with the same one."""


class Pane(QWidget):
    """Shows one entry of the board; it is kept while the entry changes."""

    picked = Signal()
    """A person turned to this pane."""

    def __init__(self, board: Board, key: int, letter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board, self.key, self.letter = board, key, letter
        name = f"compare.{letter.lower()}"
        self.setObjectName(name)
        self.look: Look | None = None
        self._labels: object = None
        self.canvas = PaneCanvas(name=f"{name}.canvas", title=f"Pane {letter}")
        self.hint = Hint(name=f"{name}.hint")
        self.strip = PaletteStrip()
        self.strip.setObjectName(f"{name}.palette")
        self._letter = ElidedLabel(letter, weight=theme.BOLD)
        self._letter.setFixedWidth(theme.px(14))
        self.chips = Chips(name=f"{name}.chips")
        self._said = ElidedLabel(name=f"{name}.likeness", delta=-1, dim=True, tabular=True)
        self._said.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.menu_button = ToolButton(
            f"Pane {letter}", name=f"{name}.menu", icon_only=True, small=True, quiet=True, menu=self.menu
        )
        self.menu_button.pressed.connect(self.picked)
        self.canvas.focused.connect(self.picked)
        self.canvas.clicked.connect(lambda *_: self.picked.emit())
        self.strip.clicked.connect(lambda *_: self.picked.emit())
        self._stack = QStackedWidget()
        self._stack.addWidget(self.canvas)
        self._stack.addWidget(self.hint)
        self._arrange()

    def _arrange(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(theme.px(10), 0, theme.px(6), 0)
        header.setSpacing(theme.px(6))
        header.addWidget(self._letter)
        header.addWidget(self.chips, 1)
        header.addWidget(self._said)
        header.addWidget(self.menu_button)
        head = QWidget()
        head.setFixedHeight(theme.px(HEADER))
        head.setLayout(header)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 2, 2, 2)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self._stack, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.px(8), 0, theme.px(8), theme.px(7))
        foot.addWidget(self.strip)
        column.addLayout(foot)

    def set_photo(self, opened: OpenedPhoto | None) -> None:
        """Take a photo."""
        self._labels = None
        if opened is None:
            self.canvas.clear()
        else:
            self.canvas.set_photo(opened.levels, opened.alpha_levels)
        self.refresh()

    def set_key(self, key: int) -> None:
        """Show another entry of the board."""
        self.key = key
        self.refresh()

    @property
    def state(self) -> PaneState | None:
        """The entry of the board that is shown."""
        return self._board.pane(self.key)

    def refresh(self) -> None:
        """Show recipe, result and colors as they are now."""
        state = self.state
        if state is None:
            return
        self.chips.show_words(title_parts(state.recipe))
        self._show_result(state)
        self.refresh_said()
        self.update()

    def _show_result(self, state: PaneState) -> None:
        result = state.result
        if result is None:
            self.look = None
            if self._labels is not None:
                self.canvas.set_labels(None)
                self._labels = None
            self.strip.show_segments(())
        else:
            self.look = look_of(self._board, state)
            # Colors first: a label map is never seen in those of another.
            self.canvas.set_colors(self.look.colors)
            if self._labels is not result.labels:
                self.canvas.set_labels(result.labels)
                self._labels = result.labels
            self.strip.show_segments(self.look.segments)
        self.hint.setText(state.reason)
        self._stack.setCurrentWidget(self.hint if state.reason else self.canvas)

    def refresh_said(self) -> None:
        """Say again how much it is like the reference, or what is going on."""
        state = self.state
        if state is None:
            return
        brief, long = words.likeness(self._board, state)
        if self.width() < theme.px(NARROW):
            brief = brief.split(" like ")[0]
        self._said.setText(brief)
        if long:
            self._said.setToolTip(long)
        self._said.setAccessibleName(f"{brief}. {long}" if long else brief)
        name = f"Pane {self.letter}: {', '.join(self.chips.words)}"
        self.canvas.setAccessibleName(f"{name}, {brief}" if brief else name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        self.refresh_said()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Turn to this pane."""
        self.picked.emit()
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu where the pointer is."""
        self.picked.emit()
        self.menu.popup(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in other colors."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the grounds and the outline; the current pane's is the accent."""
        s = theme.scheme()
        painter = QPainter(self)
        paint.flat(painter, self.rect(), s.window)
        below = QRect(0, theme.px(HEADER) + 2, self.width(), self.height() - theme.px(HEADER) - 2)
        paint.flat(painter, below, s.canvas)
        if self._board.current == self.key:
            paint.ring(painter, self.rect(), s.accent, radius=3)
        else:
            paint.box(painter, self.rect(), None, s.line, radius=3)
        painter.end()
