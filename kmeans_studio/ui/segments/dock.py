"""The lower half of the side panel: heading, palette strip, list of segments, and what can be done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from .. import theme
from ..kit.labels import ElidedLabel
from ..kit.scroll import ScrollBar
from ..kit.tool_button import ToolButton
from .delegate import SegmentDelegate
from .model import SegmentsModel
from .palette_strip import PaletteStrip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...edits import Segment


class SegmentsDock(QWidget):
    """Shows segments and the selection; tells what a person does to them."""

    selected = Signal(object)
    """frozenset of labels"""
    clicked = Signal(int, object)
    """(label, keyboard modifiers): a click in the palette strip"""
    hovered = Signal(object)
    """The label under the pointer, or None."""
    hide_toggled = Signal(int)
    renamed = Signal(int, str)
    recolor_wanted = Signal(int)

    def __init__(self, actions: Sequence[QAction], menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("segments")
        self._count = ElidedLabel(dim=True, tabular=True)
        self._strip = PaletteStrip()
        self._strip.clicked.connect(self.clicked)
        self._model = SegmentsModel(self)
        self._model.renamed.connect(self.renamed)
        self._list, self._delegate = self._make_list()
        self._menu = menu
        self._selected: frozenset[int] = frozenset()

        heading = QHBoxLayout()
        heading.setSpacing(theme.px(8))
        heading.addWidget(ElidedLabel("Segments", weight=theme.BOLD))
        heading.addWidget(self._count, 1)
        top = QVBoxLayout()
        top.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(6))
        top.setSpacing(theme.px(8))
        top.addLayout(heading)
        top.addWidget(self._strip)
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(theme.px(8), theme.px(4), theme.px(8), theme.px(6))
        row.setSpacing(theme.px(2))
        for action in actions:
            button = ToolButton(action.text(), name=f"segments.{action.objectName().removeprefix('action.')}")
            button.setDefaultAction(action)
            button.setText(action.iconText())
            button.setAccessibleName(action.iconText())
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._list, 1)
        column.addWidget(self._buttons)

    def _make_list(self) -> tuple[QListView, SegmentDelegate]:
        view = QListView()
        view.setObjectName("segments.list")
        view.setAccessibleName("Segments")
        view.setModel(self._model)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setVerticalScrollBar(ScrollBar(view))
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.viewport().setAutoFillBackground(False)
        view.viewport().installEventFilter(self)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._open_menu)
        delegate = SegmentDelegate(view)
        delegate.eye_clicked.connect(self.hide_toggled)
        delegate.swatch_activated.connect(self.recolor_wanted)
        view.setItemDelegate(delegate)
        view.entered.connect(self._entered)
        view.selectionModel().selectionChanged.connect(self._tell_selection)
        return view, delegate

    def show_segments(self, segments: tuple[Segment, ...], *, editable: bool) -> None:
        """Show other segments."""
        self._count.setText(str(len(segments)) if segments else "")
        self._delegate.biggest = max((segment.share for segment in segments), default=1.0) or 1.0
        self._strip.show_segments(segments)
        self._model.show(segments, editable=editable)

    def show_selection(self, labels: frozenset[int]) -> None:
        """Show the selection, without telling; bring what was added to it into sight, unless part of it is."""
        selection = QItemSelection()
        rows = [row for label in sorted(labels) if (row := self._model.row_of(label)) is not None]
        for row in rows:
            index = self._model.index(row)
            selection.select(index, index)
        model = self._list.selectionModel()
        model.blockSignals(True)
        model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if len(rows) == 1:
            model.setCurrentIndex(self._model.index(rows[0]), QItemSelectionModel.SelectionFlag.NoUpdate)
        model.blockSignals(False)
        self._scroll_to_one_of([row for row in rows if self._model.segments[row].label not in self._selected])
        self._selected = labels
        self._list.viewport().update()

    def _scroll_to_one_of(self, rows: list[int]) -> None:
        seen = self._list.viewport().rect()
        indexes = [self._model.index(row) for row in rows]
        if indexes and not any(seen.contains(self._list.visualRect(index).center()) for index in indexes):
            self._list.scrollTo(indexes[0])

    def light(self, label: int | None) -> None:
        """Light the row of the segment under the pointer on the canvas."""
        if label != self._delegate.lit:
            self._delegate.lit = label
            self._list.viewport().update()

    def show_locked(self, labels: frozenset[int]) -> None:
        """Mark the segments whose centers stay where they are."""
        if labels != self._delegate.locked:
            self._delegate.locked = labels
            self._list.viewport().update()

    def rename(self, label: int) -> None:
        """Open the name of a segment for typing."""
        row = self._model.row_of(label)
        if row is not None:
            self._list.setFocus()
            self._list.setCurrentIndex(self._model.index(row))
            self._list.edit(self._model.index(row))
            self._bring_into_sight(self._list.visualRect(self._model.index(row)).center())

    def _bring_into_sight(self, at: QPoint) -> None:
        """Scroll the panel, which in a low window is cut above the list, to a place on the list."""
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        page = area.widget() if area is not None else None
        if area is not None and page is not None:
            place = self._list.viewport().mapTo(page, at)
            area.ensureVisible(place.x(), place.y(), 0, theme.px(32))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the pointer leaves the list."""
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit(None)
        return super().eventFilter(watched, event)

    def _entered(self, index: QModelIndex) -> None:
        self.hovered.emit(self._model.segments[index.row()].label)

    def _tell_selection(self) -> None:
        rows = self._list.selectionModel().selectedIndexes()
        self.selected.emit(frozenset(self._model.segments[index.row()].label for index in rows))

    def _open_menu(self, at: QPoint) -> None:
        self._menu.popup(self._list.viewport().mapToGlobal(at))
