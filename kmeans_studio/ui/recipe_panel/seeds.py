"""The seeds: pixels of the photo that a run starts from; which of them stay where they are, and what becomes of k."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QSizePolicy, QVBoxLayout, QWidget

from ...recipe import Recipe
from .. import theme
from ..kit.button import Button
from ..kit.check import Check
from ..kit.labels import ElidedLabel
from ..kit.scroll import ScrollBar
from ..kit.tool_button import ToolButton
from .form import beside
from .start_colors import note

Index = QModelIndex | QPersistentModelIndex

ROWS = 4
"""So many seeds are seen at once."""

HINT = "Click the photo with the Seed tool (S)"
TIP = "Each click places one more. Drag a mark to try another place; the right button locks or removes it."

_NOWHERE = QModelIndex()


class Seeds(QWidget):
    """Shows the seeds of a recipe as a list; each can be locked and taken out."""

    changed = Signal(str, object)
    """Never sent: a seed brings changes of several choices, see the signals below."""
    removed = Signal(int)
    lock_toggled = Signal(int)
    cleared = Signal()
    follow_toggled = Signal(bool)
    """Whether k is to be the number of seeds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model(self)
        self._list = _List(self._model)
        self._list.unwanted.connect(self._remove)
        self._list.lock_wanted.connect(self.lock_toggled)
        self._list.selectionModel().currentChanged.connect(self._show_current)
        self._lock = ToolButton("Lock the center", "lock", name="recipe.seeds.lock", icon_only=True)
        self._lock.setCheckable(True)
        self._lock.clicked.connect(lambda: self._with_current(self.lock_toggled))
        self._take = ToolButton("Remove the seed", "minus", name="recipe.seeds.remove", icon_only=True)
        self._take.clicked.connect(lambda: self._with_current(self.removed))
        clear = Button("Clear", name="recipe.seeds.clear")
        clear.setToolTip("Take all seeds away and start with k-means++")
        clear.clicked.connect(self.cleared)
        self._follow = Check("k follows the seeds", name="recipe.seeds.follow")
        self._follow.changed.connect(self.follow_toggled)
        self._note = ElidedLabel(name="recipe.seeds.note", delta=-2, dim=True)
        hint = ElidedLabel(HINT, delta=-2, dim=True)
        hint.setToolTip(TIP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(hint)
        column.addWidget(self._list)
        column.addLayout(beside(self._lock, self._take, clear))
        column.addWidget(self._follow)
        column.addWidget(self._note)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show the seeds of a recipe without telling; the first k are used."""
        self._model.show(recipe.seeds, frozenset(recipe.locked))
        self._list.fit()
        self._note.setText(note(len(recipe.seeds), recipe.k))
        self._note.setVisible(len(recipe.seeds) != recipe.k)
        # The last one can only go with all: there would be nothing to start from.
        self._take.setEnabled(len(recipe.seeds) > 1)
        self._show_current()

    def show_segments(self, numbers: tuple[int | None, ...]) -> None:
        """Show the number of the segment that each seed became; none for what is not known yet."""
        self._model.show_segments(numbers)

    def show_follow(self, follows: bool) -> None:
        """Show whether k is to be the number of seeds, without telling."""
        self._follow.set_value(follows)

    def _show_current(self) -> None:
        row = self._list.currentIndex().row()
        self._lock.setEnabled(row >= 0)
        self._lock.setChecked(row in self._model.locked)

    def _with_current(self, signal: Any) -> None:
        row = self._list.currentIndex().row()
        signal.emit(row if row >= 0 else len(self._model.seeds) - 1)
        self._show_current()

    def _remove(self, row: int) -> None:
        if len(self._model.seeds) > 1:
            self.removed.emit(row)


class _Model(QAbstractListModel):
    """One row a seed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.seeds: tuple[tuple[int, int], ...] = ()
        self.locked: frozenset[int] = frozenset()
        self.segments: tuple[int | None, ...] = ()

    def show_segments(self, numbers: tuple[int | None, ...]) -> None:
        """Show which segment each seed became."""
        if numbers != self.segments:
            self.segments = numbers
            if self.seeds:
                self.dataChanged.emit(self.index(0), self.index(len(self.seeds) - 1))

    def _segment(self, row: int) -> int | None:
        return self.segments[row] if row < len(self.segments) else None

    def show(self, seeds: tuple[tuple[int, int], ...], locked: frozenset[int]) -> None:
        """Show other seeds; as long as there are as many, the current one stays current."""
        same_count = len(seeds) == len(self.seeds)
        if not same_count:
            self.beginResetModel()
        self.seeds, self.locked = seeds, locked
        if not same_count:
            self.endResetModel()
        elif seeds:
            self.dataChanged.emit(self.index(0), self.index(len(seeds) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row a seed."""
        return 0 if parent.isValid() else len(self.seeds)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row shows and says."""
        row = index.row()
        x, y = self.seeds[row]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                segment = self._segment(row)
                became = "" if segment is None else f"    segment {segment}"
                return f"{row + 1}    ({x}, {y}){became}" + ("    locked" if row in self.locked else "")
            case Qt.ItemDataRole.AccessibleTextRole:
                segment = self._segment(row)
                became = "" if segment is None else f", now segment {segment}"
                return f"Seed {row + 1} at {x}, {y}{became}" + (", its center is locked" if row in self.locked else "")
            case Qt.ItemDataRole.SizeHintRole:
                return QSize(0, theme.px(22))
            case Qt.ItemDataRole.ToolTipRole:
                return "L locks and unlocks its center, Delete removes it"
        return None


class _List(QListView):
    """Rows of text; L and Delete act on the current one."""

    unwanted = Signal(int)
    lock_wanted = Signal(int)

    def __init__(self, model: _Model) -> None:
        super().__init__()
        self.setObjectName("recipe.seeds")
        self.setAccessibleName("Seeds")
        self.setModel(model)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(theme.font(-1, tabular=True))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBar(ScrollBar(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def fit(self) -> None:
        """Be as high as the rows, up to some."""
        self.setFixedHeight(min(max(1, self.model().rowCount()), ROWS) * theme.px(22) + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Lock or take out the current seed."""
        row = self.currentIndex().row()
        if row >= 0 and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.unwanted.emit(row)
        elif row >= 0 and event.key() == Qt.Key.Key_L and not event.modifiers():
            self.lock_wanted.emit(row)
        else:
            super().keyPressEvent(event)
