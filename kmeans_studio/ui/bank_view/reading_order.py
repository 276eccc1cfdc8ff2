"""Tab goes as the eye does, also through what was built or placed anew."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def chain(widget: QWidget) -> None:
    """Have Tab go through a widget in reading order."""
    for one, after in pairwise(stops(widget)):
        QWidget.setTabOrder(one, after)


def stops(widget: QWidget) -> Iterator[QWidget]:
    """Yield what can have the focus: as it was laid out or, where there is no layout, as it was made."""
    if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
        yield widget
    elif isinstance(widget, QScrollArea) and (inner := widget.widget()) is not None:
        yield from stops(inner)
    elif (layout := widget.layout()) is not None:
        yield from _stops_in(layout)
    else:
        for child in widget.children():
            # Menus are children, too, but windows of their own.
            if isinstance(child, QWidget) and not child.isWindow():
                yield from stops(child)


def _stops_in(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        widget, within = (None, None) if item is None else (item.widget(), item.layout())
        if widget is not None:
            yield from stops(widget)
        elif within is not None:
            yield from _stops_in(within)
