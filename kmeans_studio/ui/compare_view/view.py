"""The page of the Compare tab: tools, panes or one of the other views, figures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from .. import theme
from ..bank_view.hint import Hint
from ..bank_view.reading_order import chain
from ..canvas.overlay import HoverChip
from ..kit.labels import Rule
from ..words import percent
from .board import DIFFERENCES, PANES, SWIPE, Board
from .differences import DifferencesPage
from .grid import PaneGrid
from .pane_canvas import PaneCanvas
from .side import Side
from .swipe import SwipePage
from .tools import Tools

if TYPE_CHECKING:
    from ...edits import Segment
    from ..jobs import OpenedPhoto
    from .pane import Pane

EMPTY = "Open a photo to see side by side what several recipes make of it."


class CompareView(QWidget):
    """Composes the parts; what people do to the board goes out as signals."""

    pointed = Signal(str, object)
    """What is under the pointer, in words, and its color; nothing and None where there is nothing."""
    remove_wanted = Signal()
    made = Signal(object)
    """A new Pane."""

    def __init__(self, board: Board, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare")
        self._board = board
        self._opened: OpenedPhoto | None = None
        self._mark: tuple[int, int] | None = None
        self.tools = Tools()
        self.grid = PaneGrid(board)
        self.swipe = SwipePage(board)
        self.differences = DifferencesPage(board)
        self.side = Side(board)
        self.empty = Hint(name="compare.empty")
        self._pages = {PANES: self.grid, SWIPE: self.swipe, DIFFERENCES: self.differences}
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        self._whole = QStackedWidget()
        self._arrange()
        self._join()
        remove = QShortcut(QKeySequence(Qt.Key.Key_Delete), self)
        remove.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        remove.activated.connect(self._remove)

    def _arrange(self) -> None:
        body = QWidget()
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.tools)
        left.addWidget(self._stack, 1)
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(Rule(vertical=True))
        row.addWidget(self.side)
        self._whole.addWidget(self.empty)
        self._whole.addWidget(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._whole)

    def _join(self) -> None:
        board, tools = self._board, self.tools
        tools.views.picked.connect(self.show_view)
        tools.link.toggled.connect(self._set_linked)
        tools.match.toggled.connect(board.set_matched)
        tools.layouts.picked.connect(self._set_arrangement)
        self.side.differences_wanted.connect(lambda: self.show_view(DIFFERENCES))
        self.grid.made.connect(self._join_pane)
        self.grid.rearranged.connect(self._show_tools)
        for canvas in (self.swipe.canvas, self.differences.canvas):
            self.grid.links.add(canvas)
            self._join_canvas(canvas)
        board.panes_changed.connect(self.refresh)
        for signal in (board.figures_changed, board.matching_changed):
            signal.connect(self._refresh_views)
            signal.connect(self._tell_mark)

    # --- what is shown -------------------------------------------------------------------------------------------

    @property
    def view(self) -> str:
        """Which of the VIEWS is shown."""
        return next(name for name, page in self._pages.items() if page is self._stack.currentWidget())

    def show_view(self, name: str) -> None:
        """Show the panes, the swipe view or the differences."""
        leader = self._leader()
        self._stack.setCurrentWidget(self._pages[name])
        self.refresh()
        # Once the page has its size.
        QTimer.singleShot(0, self, lambda: self._lead(leader))

    def set_photo(self, opened: OpenedPhoto | None) -> None:
        """Take a photo, or none."""
        self._opened = opened
        self.empty.setText(EMPTY)
        self.set_mark(None)
        self.grid.set_photo(opened)
        self.swipe.canvas.show_photo(opened)
        self.differences.show_photo(opened)
        self._whole.setCurrentIndex(0 if opened is None else 1)
        self.refresh()

    def refresh(self) -> None:
        """Show the board as it is now."""
        self._show_tools()
        self._refresh_views()
        self._tell_mark()
        chain(self)

    def _show_tools(self) -> None:
        self.tools.show_board(self.view, self.grid.arrangement, len(self._board))

    def _refresh_views(self) -> None:
        if self._opened is not None and self._board.panes:
            self.swipe.refresh()
            self.differences.refresh()

    def canvases(self) -> Iterator[PaneCanvas]:
        """Yield all canvases, those of the panes first."""
        for pane in self.grid.panes:
            yield pane.canvas
        yield self.swipe.canvas
        yield self.differences.canvas

    def hold_original(self, held: bool) -> None:
        """While held, show the photo in all panes."""
        for canvas in self.canvases():
            canvas.hold_original(held)

    # --- linking -------------------------------------------------------------------------------------------------

    def _leader(self) -> PaneCanvas:
        """Return the canvas that is looked at."""
        pane = self.grid.pane(self._board.current)
        of_view = {SWIPE: self.swipe.canvas, DIFFERENCES: self.differences.canvas}
        return of_view.get(self.view) or (self.swipe.canvas if pane is None else pane.canvas)

    def _lead(self, leader: PaneCanvas) -> None:
        """Have the view that is shown now look where another one looked."""
        from .linking import follow

        if self.grid.links.on and leader is not self._leader():
            follow(self._leader(), leader)

    def _set_linked(self, on: bool) -> None:
        self.grid.links.set_on(on, self._leader())

    def _set_arrangement(self, name: str) -> None:
        self.grid.set_arrangement(name)

    # --- the mark ------------------------------------------------------------------------------------------------

    def _join_pane(self, pane: Pane) -> None:
        self._join_canvas(pane.canvas)
        self.made.emit(pane)

    def _join_canvas(self, canvas: PaneCanvas) -> None:
        canvas.hovered.connect(lambda x, y: self.set_mark((x, y)))
        canvas.mark_moved.connect(lambda x, y: self.set_mark((x, y)))
        canvas.left.connect(lambda: self.set_mark(None))

    def set_mark(self, pixel: tuple[int, int] | None) -> None:
        """Mark a pixel in all views and say what each pane has there."""
        self._mark = pixel
        self._tell_mark()

    def _tell_mark(self) -> None:
        pixel, opened, board = self._mark, self._opened, self._board
        if pixel is None or opened is None:
            for canvas in self.canvases():
                if canvas.mark is not None:
                    canvas.set_mark(None, None)
            self.side.show_pointer(None, ())
            self.pointed.emit("", None)
            return
        entries = []
        told, color = f"({pixel[0]}, {pixel[1]})", None
        for pane in self.grid.panes:
            segment = self._segment_at(pane, pixel)
            entries.append((pane.letter, segment))
            pane.canvas.set_mark(pixel, None if segment is None else chip_of(segment))
            if pane.key == board.current and segment is not None:
                told, color = f"{told}   {pane.letter}: segment {segment.number}", QColor(*segment.color)
        for canvas in (self.swipe.canvas, self.differences.canvas):
            canvas.set_mark(pixel, None)
        self.side.show_pointer(pixel, tuple(entries))
        self.pointed.emit(told, color)

    def _segment_at(self, pane: Pane, pixel: tuple[int, int]) -> Segment | None:
        state = pane.state
        if state is None or state.result is None or pane.look is None:
            return None
        x, y = pixel
        return pane.look.of_label.get(int(state.result.labels[y, x]))

    def _remove(self) -> None:
        if self.view == PANES:
            self.remove_wanted.emit()

    def minimumSizeHint(self) -> QSize:
        """The window may be as small as it likes."""
        return QSize(theme.px(480), theme.px(200))

    def changeEvent(self, event: QEvent) -> None:
        """In a new scheme greys are other ones."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "side"):
            self.side.refresh()


def chip_of(segment: Segment) -> HoverChip:
    """Return what is said beside the mark."""
    return HoverChip(segment.number, QColor(*segment.color), segment.name, percent(segment.share), segment.named)
