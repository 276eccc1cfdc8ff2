"""Parts of the panel that are built when they are first shown, so that the start does not wait for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout

from ...recipe import Recipe


class Late:
    """A place for a part that some recipes need; it is where `row` ends when this is made.

    needed: whether a recipe needs the part.
    make:   builds it: a widget with the signal `changed(field, value)` and the method `show_recipe(recipe)`.
    """

    def __init__(self, row: QBoxLayout, needed: Callable[[Recipe], bool], make: Callable[[], Any]) -> None:
        self._needed, self._make = needed, make
        self.part: Any = None
        # A layout with nothing to see in it takes no room, not even a gap.
        self._place = QVBoxLayout()
        row.addLayout(self._place)

    def show_recipe(self, recipe: Recipe) -> bool:
        """Show the part, or hide it; return whether it has been built just now."""
        needed = self._needed(recipe)
        built = needed and self.part is None
        if built:
            self.part = self._make()
            self._place.addWidget(self.part)
        if self.part is not None:
            if needed:
                self.part.show_recipe(recipe)
            self.part.setVisible(needed)
        return built
