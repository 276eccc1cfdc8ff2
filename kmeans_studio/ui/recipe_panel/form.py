"""Rows of a title, a control and an (i), in columns that are alike in every part of the panel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QWidget

from .. import theme
from ..kit.labels import ElidedLabel


class Row:
    """What stands side by side in a form, to be shown and hidden together."""

    def __init__(self, widgets: Iterable[QWidget]) -> None:
        self._widgets = tuple(widgets)

    def set_visible(self, visible: bool) -> None:
        """Show or hide all of it."""
        for widget in self._widgets:
            widget.setVisible(visible)


class Form(QWidget):
    """A grid of rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(4))
        self._grid.setVerticalSpacing(theme.px(8))
        self._grid.setColumnStretch(1, 1)

    def add_row(
        self, title: str, control: QWidget | QHBoxLayout, info: QWidget | None = None, buddy: QWidget | None = None
    ) -> Row:
        """Add a row; `buddy` is what the title names where the control is several widgets."""
        row = self._grid.rowCount()
        label = ElidedLabel(title, dim=True)
        # The same in every form, so that what stands below each other is in line.
        label.setFixedWidth(theme.px(84))
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
        if isinstance(control, QWidget):
            holder = control
        else:
            # In a widget of its own: a layout with nothing to see in it would keep its column from growing.
            holder = QWidget()
            holder.setLayout(control)
        label.setBuddy(buddy or holder)
        self._grid.addWidget(holder, row, 1)
        if info is None:
            return Row((label, holder))
        self._grid.addWidget(info, row, 2)
        return Row((label, holder, info))

    def add_wide(self, control: QWidget, info: QWidget | None = None) -> Row:
        """Add a row whose control needs no title."""
        row = self._grid.rowCount()
        self._grid.addWidget(control, row, 0, 1, 2 if info else 3)
        if info is None:
            return Row((control,))
        self._grid.addWidget(info, row, 2)
        return Row((control, info))


def beside(*widgets: QWidget, spacing: float = 8, stretched: QWidget | None = None) -> QHBoxLayout:
    """Return a row of widgets; one of them is stretched, or all stand at the left."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(spacing))
    for widget in widgets:
        row.addWidget(widget, 1 if widget is stretched else 0)
    if stretched is None:
        row.addStretch(1)
    return row


def stops(layout: QLayout) -> Iterator[QWidget]:
    """Yield the widgets in a layout that can have the focus, in the order in which they were put there."""
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is None:
            continue
        widget = item.widget()
        within = item.layout() if widget is None else widget.layout()
        if within is not None:
            yield from stops(within)
        elif widget is not None and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            yield widget


def value_label(width: float = 30) -> ElidedLabel:
    """Return a label for the number that a slider stands at; 30 is wide enough for '0.05', 40 for '100 %'."""
    label = ElidedLabel(delta=-1, tabular=True)
    label.setFixedWidth(theme.px(width))
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label
