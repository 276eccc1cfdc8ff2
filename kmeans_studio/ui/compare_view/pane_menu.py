"""What can be done with a pane: the menu in its header."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from .board import LEAST, MOST, Board

if TYPE_CHECKING:
    from ..session import Session
    from .pane import Pane


class PaneMenus(QObject):
    """Fills the menu of each pane when it opens.

    adopt  makes the recipe of a pane, by its key, the main one
    """

    def __init__(self, board: Board, session: Session, adopt: Callable[[int], None]) -> None:
        super().__init__(board)
        self._board, self._session, self._adopt = board, session, adopt

    def join(self, pane: Pane) -> None:
        """Take care of a pane's menu."""
        pane.menu.aboutToShow.connect(lambda: self._fill(pane))

    def _fill(self, pane: Pane) -> None:
        board, state = self._board, pane.state
        if state is None:
            return
        key, main = state.key, self._session.recipe
        other = state.recipe != main
        entries: tuple[tuple[str, bool, Callable[[], None]] | None, ...] = (
            ("&Edit Recipe…", True, lambda: self._edit(pane)),
            ("&Duplicate", len(board) < MOST, lambda: board.add(state.recipe, after=key)),
            None,
            ("&Adopt as Main Recipe", other, lambda: self._adopt(key)),
            ("Re&place by Main Recipe", other, lambda: board.replace(key, main)),
            (f"Take &k = {main.k} in All Panes", board.has_other_k(main.k), lambda: board.take_k(main.k)),
            ("&Compare Others with This", key != board.reference, lambda: board.set_reference(key)),
            None,
            ("&Remove\tDel", len(board) > LEAST, lambda: board.remove(key)),
        )
        pane.menu.clear()
        for entry in entries:
            if entry is None:
                pane.menu.addSeparator()
                continue
            text, enabled, does = entry
            action = pane.menu.addAction(text)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _checked=False, does=does: does())

    def _edit(self, pane: Pane) -> None:
        from .recipe_popup import RecipePopup

        state = pane.state
        if state is not None:
            popup = RecipePopup(pane.letter, state.recipe, pane)
            popup.applied.connect(lambda recipe: self._board.replace(state.key, recipe))
            popup.show_at(pane.menu_button)
