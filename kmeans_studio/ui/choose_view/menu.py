"""The head of the place for choosing k: the range, and a menu of what else can be done."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from .. import theme
from ..kit.labels import ElidedLabel
from ..kit.tool_button import ToolButton
from ..kit.value_field import ValueField
from .wording import RANGE_TIP, RANGES, read_range, write_range


class ChooseTools(QObject):
    """Fills the row of tools of the dock."""

    range_picked = Signal(object)
    """(first, last)"""
    picture_wanted = Signal()
    json_wanted = Signal()
    again_wanted = Signal()
    """A person wants all of it measured anew."""
    opening = Signal()
    """The menu is about to open: see `show_there_is`."""

    def __init__(self, row: QHBoxLayout, parent: QWidget) -> None:
        super().__init__(parent)
        label = ElidedLabel("k =", dim=True, delta=-1)
        label.setMinimumWidth(label.sizeHint().width())
        self.field = _RangeField()
        self.field.changed.connect(self.range_picked)
        label.setBuddy(self.field)
        menu = QMenu(parent)
        menu.setObjectName("choose.menu")
        menu.aboutToShow.connect(self.opening)
        title = "Range of k, saving, and which pixels sit badly"
        self.button = ToolButton(title, "more", name="choose.more", icon_only=True, small=True, quiet=True, menu=menu)
        for widget in (label, self.field, self.button):
            row.addWidget(widget)
        self._ranges = QActionGroup(menu)
        self._ranges.setExclusive(False)
        for ends in RANGES:
            action = self._add(menu, f"k = {ends[0]} to {ends[1]}", f"range.{ends[1]}")
            action.setCheckable(True)
            action.setData(ends)
            action.triggered.connect(lambda _on=False, ends=ends: self.range_picked.emit(ends))
            self._ranges.addAction(action)
        self._add(menu, "Other Range…", "range.other").triggered.connect(self._type_range)
        self._add(menu, "Measure Again", "again").triggered.connect(self.again_wanted)
        menu.addSeparator()
        self.silhouette = self._add(menu, "Show Which Pixels Sit Badly", "silhouette")
        self.silhouette.setCheckable(True)
        menu.addSeparator()
        self.picture = self._add(menu, "Save as Picture…", "picture")
        self.picture.triggered.connect(self.picture_wanted)
        self.json = self._add(menu, "Save as JSON…", "json")
        self.json.triggered.connect(self.json_wanted)

    def show_range(self, ends: tuple[int, int]) -> None:
        """Show a range without telling."""
        self.field.set_value(ends)
        for action in self._ranges.actions():
            action.setChecked(action.data() == ends)

    def show_there_is(self, *, evidence: bool, result: bool) -> None:
        """Offer what can be done with what there is."""
        for action in (self.picture, self.json):
            action.setEnabled(evidence)
        self.silhouette.setEnabled(result or self.silhouette.isChecked())

    def _type_range(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def _add(self, menu: QMenu, text: str, name: str) -> QAction:
        action = menu.addAction(text)
        action.setObjectName(f"choose.menu.{name}")
        return action


class _RangeField(ValueField):
    """Narrow: it holds '2..12'."""

    def __init__(self) -> None:
        super().__init__(read_range, write_range, name="choose.range", title="Range of k")
        self.setToolTip(RANGE_TIP)
        self.setFixedWidth(theme.px(68))

    def sizeHint(self) -> QSize:
        """As high as the small buttons beside it."""
        return QSize(theme.px(68), theme.px(24))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()
