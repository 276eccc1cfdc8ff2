"""A pane with a list of things to look at, or a sentence that says what will stand there."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStackedWidget, QVBoxLayout, QWidget

from ..kit.scroll import ScrollBar
from .hint import Hint

Index = QModelIndex | QPersistentModelIndex

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
_NOWHERE = QModelIndex()


class Rows(QAbstractListModel):
    """Entries as a Qt list model; subclasses say what there is to say about one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[Any, ...] = ()

    def show(self, entries: tuple[Any, ...]) -> None:
        """Take other entries."""
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row an entry."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The entry itself, or what is said about it."""
        entry = self.entries[index.row()]
        return entry if role == ENTRY_ROLE else self.said(entry, role)

    def said(self, entry: Any, role: int) -> str | None:
        """Return the text of an entry for a role of Qt's."""
        raise NotImplementedError


class ListPane(QWidget):
    """A list that scrolls, `list`, over `rows`."""

    def __init__(self, rows: Rows, title: str, parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.rows = rows
        rows.setParent(self)
        self.list = view = QListView()
        view.setObjectName(f"{name}.list")
        view.setAccessibleName(title)
        view.setModel(rows)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setVerticalScrollBar(ScrollBar(view))
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.viewport().setAutoFillBackground(False)
        self._hint = Hint(name=f"{name}.hint")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._hint)
        self._pages.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    @property
    def entries(self) -> tuple[Any, ...]:
        """What is shown; nothing while there is but a sentence."""
        return self.rows.entries if self._pages.currentWidget() is self.list else ()

    def show_entries(self, entries: tuple[Any, ...]) -> None:
        """Show other entries."""
        self.rows.show(entries)
        self._pages.setCurrentWidget(self.list)

    def show_hint(self, words: str) -> None:
        """Say in a sentence what will be seen here."""
        self._hint.setText(words)
        self._pages.setCurrentWidget(self._hint)
