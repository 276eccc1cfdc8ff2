"""What the Compare tab is about: the panes, what each came to, and what is said of all of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ..words import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...pipeline.compare import PaneResult
    from ...recipe import Recipe
    from ..compare_jobs import Figures

LEAST, MOST = 2, 6
"""So many panes there are at least and at most, once there are any."""

LETTERS = "ABCDEF"

PANES, SWIPE, DIFFERENCES = VIEWS = ("panes", "swipe", "differences")


@dataclass(frozen=True, slots=True, eq=False)
class PaneState:
    """One pane.

    key     stands for the pane as long as it has this recipe; places and letters change
    result  what the recipe came to, once it has
    reason  why the recipe cannot run on this photo, in a sentence
    doing   what is going on, while it is
    """

    key: int
    recipe: Recipe
    result: PaneResult | None = None
    reason: str = ""
    doing: str = field(default="", compare=False)

    @property
    def missing(self) -> bool:
        """Whether it has yet to be computed."""
        return self.result is None and not self.reason


class Board(QObject):
    """The panes in order. Everything is read through attributes and changed through methods."""

    panes_changed = Signal()
    """There are other panes, or another one is the reference."""
    doing_changed = Signal(int)
    """What is said about the work on a pane (its key) has changed."""
    figures_changed = Signal()
    """Panes came to a result, or more is known about all of them."""
    current_changed = Signal()
    matching_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.panes: tuple[PaneState, ...] = ()
        self.figures: Figures | None = None
        self.matched = True
        self._current = self._reference = -1
        self._keys = 0

    # --- what there is -------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.panes)

    def pane(self, key: int) -> PaneState | None:
        """Return the pane of a key, if it is still there."""
        return next((pane for pane in self.panes if pane.key == key), None)

    def letter(self, key: int) -> str:
        """Return what a pane is called, by its place."""
        return next((LETTERS[place] for place, pane in enumerate(self.panes) if pane.key == key), "")

    @property
    def current(self) -> int:
        """The key of the pane that menus and keys are about."""
        return self._current

    @property
    def reference(self) -> int:
        """The key of the pane that the others are compared with."""
        return self._reference

    @property
    def done(self) -> tuple[PaneState, ...]:
        """The panes that have a result."""
        return tuple(pane for pane in self.panes if pane.result is not None)

    # --- changes -------------------------------------------------------------------------------------------------

    def begin(self, recipes: Iterable[Recipe]) -> None:
        """Begin with these recipes, the first one as current and reference."""
        self.panes = tuple(PaneState(self._next_key(), recipe) for recipe in recipes)
        self._current = self._reference = self.panes[0].key if self.panes else -1
        self.figures = None
        self.panes_changed.emit()
        self.current_changed.emit()

    def forget_results(self) -> None:
        """Keep the recipes and nothing else: there is another photo."""
        new_key = {pane.key: self._next_key() for pane in self.panes}
        self.panes = tuple(PaneState(new_key[pane.key], pane.recipe) for pane in self.panes)
        self._current, self._reference = (new_key.get(key, -1) for key in (self._current, self._reference))
        self.figures = None
        self.panes_changed.emit()
        self.current_changed.emit()

    def add(self, recipe: Recipe, after: int | None = None) -> None:
        """Add a pane at the end, or after another one, and make it the current one; not beyond MOST."""
        if len(self) >= MOST:
            return
        new = PaneState(self._next_key(), recipe)
        source = self.pane(after) if after is not None else None
        if source is not None and source.recipe == recipe:
            new = replace(new, result=source.result, reason=source.reason)
        place = len(self) if source is None else self.panes.index(source) + 1
        self.panes = (*self.panes[:place], new, *self.panes[place:])
        self.panes_changed.emit()
        self.set_current(new.key)

    def remove(self, key: int) -> None:
        """Take a pane away; LEAST stay."""
        if len(self) <= LEAST or self.pane(key) is None:
            return
        place = [pane.key for pane in self.panes].index(key)
        self.panes = tuple(pane for pane in self.panes if pane.key != key)
        if key == self._reference:
            self._reference = self.panes[0].key
        if key == self._current:
            self._current = self.panes[min(place, len(self) - 1)].key
        self.panes_changed.emit()
        self.current_changed.emit()

    def replace(self, key: int, recipe: Recipe) -> None:
        """Give a pane another recipe; what it came to goes."""
        self._replace({key: recipe})

    def has_other_k(self, k: int) -> bool:
        """Whether a pane has another k."""
        return any(pane.recipe.k != k for pane in self.panes)

    def take_k(self, k: int) -> None:
        """Give all panes this k: they can be compared then."""
        self._replace({pane.key: pane.recipe.change(k=k) for pane in self.panes})

    def _replace(self, recipes: Mapping[int, Recipe]) -> None:
        new = {
            pane.key: PaneState(self._next_key(), recipes[pane.key])
            for pane in self.panes
            if pane.recipe != recipes.get(pane.key, pane.recipe)
        }
        if not new:
            return
        self.panes = tuple(new.get(pane.key, pane) for pane in self.panes)
        current = self._current
        self._current, self._reference = (
            new[key].key if key in new else key for key in (self._current, self._reference)
        )
        self.panes_changed.emit()
        if current != self._current:
            self.current_changed.emit()

    def set_current(self, key: int) -> None:
        """Make a pane the one that menus and keys are about."""
        if key != self._current and self.pane(key) is not None:
            self._current = key
            self.current_changed.emit()

    def set_reference(self, key: int) -> None:
        """Compare the others with this pane."""
        if key != self._reference and self.pane(key) is not None:
            self._reference = key
            self.panes_changed.emit()

    def set_matched(self, matched: bool) -> None:
        """Show what is one thing in one color, or each pane in its own colors."""
        if matched != self.matched:
            self.matched = matched
            self.matching_changed.emit()

    def say(self, key: int, doing: str) -> None:
        """Note what is going on in a pane."""
        pane = self.pane(key)
        if pane is not None and pane.doing != doing:
            self._put(replace(pane, doing=doing))
            self.doing_changed.emit(key)

    def take(self, figures: Figures) -> None:
        """Take over what panes came to and what is said of all; it stays until there is something newer to say."""
        self.figures = figures
        for key, found in zip(figures.keys, figures.comparison.panes, strict=True):
            pane = self.pane(key)
            if pane is not None and not found.waiting:
                self._put(
                    replace(pane, result=found.segmentation, reason=found.reason and sentence(found.reason), doing="")
                )
        self.figures_changed.emit()

    def _put(self, pane: PaneState) -> None:
        self.panes = tuple(pane if other.key == pane.key else other for other in self.panes)

    def _next_key(self) -> int:
        self._keys += 1
        return self._keys
