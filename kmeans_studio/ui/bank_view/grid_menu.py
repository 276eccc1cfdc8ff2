"""The menu of a kernel: leave it out, or others, or what it has in common with others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from ...features.banks import Bank
    from .arrangement import Group
    from .grid import KernelGrid


def open_menu(
    grid: KernelGrid, bank: Bank, groups: Sequence[Group], off: frozenset[int], index: int, place: QPoint
) -> None:
    """Open it at a place on the screen."""
    menu = QMenu(grid)
    menu.setObjectName("bank.grid.menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    everything = frozenset(range(len(bank)))

    def offer(text: str, then: frozenset[int]) -> None:
        action = menu.addAction(text)
        action.setEnabled(then != off and then != everything)
        action.triggered.connect(lambda: grid.off_picked.emit(then))

    def offer_together(text: str, filters: frozenset[int]) -> None:
        offer(f"Use {text} Again", off - filters) if filters <= off else offer(f"Leave Out {text}", off | filters)

    offer("Use Again", off - {index}) if index in off else offer("Leave Out", off | {index})
    offer("Leave Out Others", everything - {index})
    menu.addSeparator()
    for title, filters in together(groups, index):
        offer_together(title, frozenset(filters))
    menu.addSeparator()
    offer("Use All", frozenset())
    menu.popup(place)


def together(groups: Sequence[Group], index: int) -> list[tuple[str, tuple[int, ...]]]:
    """Return what a filter has in common with others: its row, its column, its group, as (title, filters)."""
    group = next(group for group in groups if index in group.filters)
    row = next(row for row in group.rows if index in row.cells)
    column = row.cells.index(index)
    same_column = tuple(cell for row in group.rows if (cell := row.cells[column]) is not None)
    found = []
    if len(row.filters) > 1:
        found.append((f"{group.title}, {row.caption}", row.filters))
    if group.columns and len(same_column) > 1:
        found.append((f"{group.title}, {group.columns[column]}", same_column))
    if len(groups) > 1:
        found.append((f"All {group.title}", group.filters))
    return found
