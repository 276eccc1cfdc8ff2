"""What the worker does for the Compare tab: plain Python, no Qt. See jobs.py for what a job is."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from time import perf_counter
from typing import TYPE_CHECKING

from .jobs import Preparing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..photo import Photo
    from ..pipeline.compare import Comparison
    from ..recipe import Recipe
    from .jobs import Outlet

PROGRESS_SECONDS = 0.1
"""Progress is told at this pace at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """A comparison, and the keys of the board's panes that it is about: panes change their places, keys stay."""

    keys: tuple[int, ...]
    comparison: Comparison

    @property
    def reference(self) -> int | None:
        """The key of the pane that the others are matched to; None as long as none has a result."""
        place = self.comparison.reference
        return None if place is None else self.keys[place]

    def numbers(self, key: int) -> NDArray[np.uint8] | None:
        """Return the common number of each label of a pane, (256,) uint8; None where there is none."""
        return self.comparison.matched[self.keys.index(key)] if key in self.keys else None

    def pair(self, what: str, a: int, b: int) -> float:
        """Return 'ari', 'vi' or 'alike' of two panes; NaN where it is not known."""
        if a not in self.keys or b not in self.keys:
            return float("nan")
        table: NDArray[np.float64] = getattr(self.comparison, what)
        return float(table[self.keys.index(a), self.keys.index(b)])


@dataclass(frozen=True, slots=True, eq=False)
class CompareJob:
    """Run the recipes of the panes and compare what they come to. -> Figures; publishes Figures and Preparing.

    keys       the panes' keys, in their order
    reference  the place of the pane that the others are matched to
    before     what is known already: its panes are not run again
    """

    photo: Photo
    keys: tuple[int, ...]
    recipes: tuple[Recipe, ...]
    reference: int
    before: Comparison | None
    channel = "compare"
    words = "Comparing"
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> Figures:
        """Publish what there is after each pane; progress never takes the place of that."""
        from ..pipeline.compare import compare

        told = 0.0

        def tell(words: str, share: float) -> None:
            nonlocal told
            now = perf_counter()
            if now - told >= PROGRESS_SECONDS and outlet.wanted():
                told = now
                outlet.publish(Preparing(words, share))

        latest = None
        for comparison in compare(
            self.photo,
            self.recipes,
            reference=self.reference,
            before=self.before,
            cancel=cancel,
            progress=tell,
        ):
            latest = Figures(self.keys, comparison)
            outlet.publish(latest)
        if latest is None:
            raise ValueError("there is nothing to compare")
        return latest


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceJob:
    """Match what is known to another pane. -> Figures."""

    figures: Figures
    reference: int
    channel = "compare"
    words = ""
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> Figures:
        """Nothing is segmented again."""
        return Figures(self.figures.keys, self.figures.comparison.seen_from(self.reference, cancel))
