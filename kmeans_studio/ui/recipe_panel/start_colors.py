"""The start colors: a row of swatches to add to, to take from and to change."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ...recipe import Recipe
from ...segmentation import MAX_SEGMENTS
from .. import theme
from ..ask_color import ask_color
from ..kit import paint
from ..kit.button import Button
from ..kit.labels import ElidedLabel
from ..kit.scroll import ScrollBar
from ..kit.swatch import paint_swatch
from ..kit.tool_button import ToolButton
from .form import beside

Index = QModelIndex | QPersistentModelIndex

ROWS = 3
"""So many rows of swatches are seen at once."""

_NOWHERE = QModelIndex()
_FIRST = "#808080"
_USED = int(Qt.ItemDataRole.UserRole)


class StartColors(QWidget):
    """Shows the colors that a run starts from; a click on one asks for another."""

    changed = Signal(str, object)
    """("start_colors", the new colors, a tuple of '#rrggbb')"""
    from_segments = Signal()
    """A person wants the mean colors of the segments shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = _Model(self)
        self._list = _Swatches(self._model)
        self._list.asked.connect(self._ask)
        self._list.unwanted.connect(self._remove)
        self._add = ToolButton("Add a color", "plus", name="recipe.start_colors.add", icon_only=True)
        self._add.clicked.connect(self._ask_new)
        self._take = ToolButton("Remove the color", "minus", name="recipe.start_colors.remove", icon_only=True)
        self._take.clicked.connect(lambda: self._remove(self._list.currentIndex().row()))
        self._from_segments = Button("From segments", name="recipe.start_colors.from_segments")
        self._from_segments.setToolTip("Take the mean colors of the segments shown")
        self._from_segments.clicked.connect(self.from_segments)
        self._note = ElidedLabel(name="recipe.start_colors.note", delta=-2, dim=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(self._list)
        column.addLayout(beside(self._add, self._take, self._from_segments))
        column.addWidget(self._note)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show the colors of a recipe without telling; the first k are used."""
        colors, k = recipe.start_colors, recipe.k
        self._model.show(colors, k)
        self._list.fit()
        self._add.setEnabled(len(colors) < MAX_SEGMENTS)
        # Without a color there is nothing to start from.
        self._take.setEnabled(len(colors) > 1)
        self._note.setText(note(len(colors), k))
        self._note.setVisible(len(colors) != k)

    def show_there_are_segments(self, there_are: bool) -> None:
        """Offer to take the colors of the segments."""
        self._from_segments.setEnabled(there_are)

    def _ask(self, row: int) -> None:
        colors = self._model.colors
        ask_color(self, f"Start color {row + 1}", QColor(colors[row]), lambda color: self._put(row, color))

    def _ask_new(self) -> None:
        colors = self._model.colors
        last = colors[-1] if colors else _FIRST
        ask_color(self, f"Start color {len(colors) + 1}", QColor(last), lambda color: self._put(len(colors), color))

    def _put(self, row: int, color: QColor) -> None:
        colors = self._model.colors
        self._tell((*colors[:row], color.name(), *colors[row + 1 :])[:MAX_SEGMENTS])
        self._list.setCurrentIndex(self._model.index(min(row, len(self._model.colors) - 1)))

    def _remove(self, row: int) -> None:
        """Take a color out, or the last one where none is the current one."""
        colors = self._model.colors
        if len(colors) > 1:
            row = row if 0 <= row < len(colors) else len(colors) - 1
            self._tell((*colors[:row], *colors[row + 1 :]))
            self._list.setCurrentIndex(self._model.index(min(row, len(self._model.colors) - 1)))

    def _tell(self, colors: tuple[str, ...]) -> None:
        self.changed.emit("start_colors", colors)


def note(colors: int, k: int) -> str:
    """Say what becomes of colors that are more or fewer than k; nothing where they are just enough."""
    if colors > k:
        return f"Only the first {k} are used, as k is {k}" if k > 1 else "Only the first one is used, as k is 1"
    missing = k - colors
    return f"k-means++ places the other {'one' if missing == 1 else missing}" if missing else ""


class _Model(QAbstractListModel):
    """One row a color."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.colors: tuple[str, ...] = ()
        self.k = 0

    def show(self, colors: tuple[str, ...], k: int) -> None:
        """Show other colors; as long as there are as many, the current one stays current."""
        same_count = len(colors) == len(self.colors)
        if not same_count:
            self.beginResetModel()
        self.colors, self.k = colors, k
        if not same_count:
            self.endResetModel()
        elif colors:
            self.dataChanged.emit(self.index(0), self.index(len(colors) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row a color."""
        return 0 if parent.isValid() else len(self.colors)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a swatch says."""
        color = self.colors[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return color
            case _ if role == _USED:
                return index.row() < self.k
            case Qt.ItemDataRole.ToolTipRole:
                return f"{color}\nClick to change, Del to remove"
            case Qt.ItemDataRole.AccessibleTextRole:
                unused = "" if index.row() < self.k else ", not used"
                return f"Start color {index.row() + 1} of {len(self.colors)}, {color}{unused}"
        return None


class _Swatches(QListView):
    """The swatches, in rows from left to right. Arrow keys move, Return asks for another color, Del removes."""

    asked = Signal(int)
    unwanted = Signal(int)

    def __init__(self, model: _Model) -> None:
        super().__init__()
        self.setObjectName("recipe.start_colors")
        self.setAccessibleName("Start colors")
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBar(ScrollBar(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.clicked.connect(lambda index: self.asked.emit(index.row()))

    def fit(self) -> None:
        """Be as high as the rows of swatches, up to some."""
        side = _side()
        columns = max(1, (self.width() - self.verticalScrollBar().sizeHint().width()) // side)
        rows = -(-max(1, self.model().rowCount()) // columns)
        self.setFixedHeight(min(rows, ROWS) * side + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See how many rows there are now."""
        super().resizeEvent(event)
        self.fit()

    def minimumSizeHint(self) -> QSize:
        """Room for a swatch and the scroll bar."""
        return QSize(_side() + self.verticalScrollBar().sizeHint().width(), _side())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Change or remove the current color."""
        row, key = self.currentIndex().row(), event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_F2) and row >= 0:
            self.asked.emit(row)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.unwanted.emit(row)
        else:
            super().keyPressEvent(event)


class _Delegate(QStyledItemDelegate):
    """Paints swatches with their numbers; what is not used is small and has none."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A square."""
        return QSize(_side(), _side())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one."""
        used: bool = index.data(_USED)
        cell: QRect = option.rect
        inset = theme.px(2) if used else theme.px(7)
        number = str(index.row() + 1) if used else ""
        paint_swatch(painter, cell.adjusted(inset, inset, -inset, -inset), QColor(index.data()), number)
        view = option.widget
        if option.state & QStyle.StateFlag.State_HasFocus and view is not None and view.hasFocus():
            paint.ring(painter, cell, theme.scheme().accent)


def _side() -> int:
    return theme.px(28)
