"""Saving what the filter bank tab shows: how files are named, and the small menu in each header."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QWidget

from ..kit.tool_button import ToolButton
from ..piece_saver import PieceSaver


class BankPieceSaver(PieceSaver):
    """Names files after the bank: what is saved here is about it."""

    def _stem(self) -> str:
        return self._session.recipe.bank


def save_button(
    name: str, title: str, entries: Sequence[tuple[str, Callable[[], object]]], parent: QWidget | None = None
) -> ToolButton:
    """Return the small button of a header, with a menu of what can be saved: (text, what it does)."""
    menu = QMenu(parent)
    button = ToolButton(title, "export", parent, name=name, icon_only=True, small=True, quiet=True, menu=menu)
    for text, does in entries:
        # The menu keeps what it calls.
        menu.addAction(text).triggered.connect(lambda _checked=False, does=does: does())
    return button
