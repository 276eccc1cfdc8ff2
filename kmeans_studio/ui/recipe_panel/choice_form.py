"""A form whose rows follow fields of the recipe: choices out of a registry, and what is on or off."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ...recipe import REGISTRIES, Recipe
from ...registry import Entry
from ..kit.combo import Combo
from ..kit.info import InfoButton
from .form import Form, Row


class ChoiceForm(Form):
    """Shows fields of a recipe, and tells which one a person changes."""

    changed = Signal(str, object)
    """(field of the recipe, new value)"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._combos: dict[str, Combo] = {}
        self._infos: dict[str, InfoButton] = {}
        self._lacks: dict[str, frozenset[str]] = {}

    def add_choice(self, field: str, title: str) -> Row:
        """Add a row with the choices that are registered for a field."""
        combo = Combo([(entry.name, entry.title) for entry in REGISTRIES[field]], name=f"recipe.{field}", title=title)
        combo.picked.connect(lambda name: self._picked(field, name))
        self._combos[field] = combo
        self._infos[field] = InfoButton(title, "", name=f"recipe.{field}.info")
        return self.add_row(title, combo, self._infos[field])

    def leave_out(self, field: str, names: Collection[str]) -> None:
        """Offer every choice for a field but these."""
        lacks = frozenset(names)
        if lacks != self._lacks.get(field, frozenset()):
            self._lacks[field] = lacks
            offered = [entry for entry in REGISTRIES[field] if entry.name not in lacks]
            self._combos[field].set_entries((entry.name, entry.title) for entry in offered)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show a recipe without telling."""
        for field, combo in self._combos.items():
            entry: Entry[Any] = REGISTRIES[field].entry(getattr(recipe, field))
            combo.set_current(entry.name)
            self._infos[field].explain(entry.title, entry.help)

    def _picked(self, field: str, name: str) -> None:
        self.changed.emit(field, name)
