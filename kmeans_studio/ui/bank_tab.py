"""The filter bank tab: filled when it is first opened, and kept up to date with the recipe while it is shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from ..features.banks import Bank
    from ..photo import Photo
    from ..recipe import Recipe
    from .bank_view.model import BankModel
    from .inspecting import Inspecting
    from .runner import Runner
    from .session import Session
    from .window import Window


class BankTab(QObject):
    """Joins session and the page of the filter bank."""

    def __init__(self, session: Session, runner: Runner, window: Window) -> None:
        super().__init__(session)
        self._session, self._runner, self._window = session, runner, window
        self._model: BankModel | None = None
        self._inspecting: Inspecting | None = None
        window.tab_changed.connect(self._show_tab)
        session.recipe_changed.connect(self._follow)
        session.photo_changed.connect(self._follow)
        if window.tab == "bank":
            window.show_tab("bank")

    def set_tab(self, name: str) -> None:
        """Change to a tab."""
        self._window.show_tab(name)

    def _show_tab(self, name: str) -> None:
        self._window.actions_[f"tab_{name}"].setChecked(True)
        if name != "bank":
            return
        if self._model is None:
            self._build()
        self._follow()

    def _build(self) -> None:
        from .bank_view.model import BankModel
        from .bank_view.save import BankPieceSaver
        from .bank_view.view import BankView
        from .inspecting import Inspecting

        window = self._window
        self._model = BankModel(self)
        saver = BankPieceSaver(self._session, self._runner, window)
        view = BankView(self._model, saver)
        window.add_bank_view(view)
        view.bank_picked.connect(self._pick_bank)
        view.off_picked.connect(self.leave_out)
        view.texture_wanted.connect(lambda: self._session.change(mode="texture"))
        self._inspecting = Inspecting(self._session, self._runner, window, self._model)

    def _follow(self) -> None:
        """Show the recipe's bank; while the tab is not shown, nothing is computed for it."""
        window, session = self._window, self._session
        if self._model is None or window.bank_view is None or window.tab != "bank":
            return
        from ..features.banks import BankError

        recipe, opened = session.recipe, session.opened
        reason = ""
        try:
            bank = bank_of(None if opened is None else opened.photo, recipe)
        except BankError as error:
            bank, reason = None, str(error)
        window.bank_view.show_recipe(recipe, bank, reason)
        self._model.set_bank(bank, _off(recipe, bank))

    def leave_out(self, off: frozenset[int]) -> None:
        """Have these filters left out and all others used; the last one stays."""
        if self._model is None or self._model.bank is None:
            return
        if len(off) >= len(self._model.bank):
            self._window.status.say("At least one filter must stay: without any there is nothing to look through")
            return
        self._session.change(filters_off=tuple(sorted(off)))

    def _pick_bank(self, name: str) -> None:
        if name == "file":
            # Until there is a file, all stays as it is.
            self._follow()
            self._window.recipe.file_wanted.emit()
        else:
            self._session.change(bank=name)


def bank_of(photo: Photo | None, recipe: Recipe) -> Bank:
    """Return the recipe's bank for a photo, or as far as it goes without one; raises BankError."""
    from ..features.banks import BankOptions, make_bank

    if photo is not None:
        from ..pipeline.texture_space import bank_of as bank_for

        return bank_for(photo, recipe)
    options = BankOptions(recipe.bank_scales, recipe.bank_orientations, recipe.bank_size)
    return make_bank(recipe.bank, options, file=Path(recipe.bank_file) if recipe.bank == "file" else None)


def _off(recipe: Recipe, bank: Bank | None) -> frozenset[int]:
    """Return the filters that are left out, as far as they are there."""
    return frozenset(number for number in recipe.filters_off if bank is not None and number < len(bank))
