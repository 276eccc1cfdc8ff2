"""Starts that are given: start colors and seeds, made into the rows that the engine begins with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..photo import Photo
from ..recipe import Recipe

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAID = 3
"""So many seeds that were left out are named; of the others it is said how many they are."""

NONE_LEFT = "no seed is left, so the run started with k-means++"


@dataclass(frozen=True, slots=True, eq=False)
class Starts:
    """Where a run begins, as the engine is told.

    initializer  a name in INITIALIZERS
    restarts     how many starts are tried
    centers      (g, d) float64 in the units of the rows, or None where none are given; more than k may be
    rows         for seeds, the row (g,) that each center is; empty for colors
    locked       the numbers of the centers that stay
    numbers      for each start of the recipe the number of its center, None for one that was left out; () without any
    notes        what was left out, in plain words
    """

    initializer: str
    restarts: int
    centers: NDArray[np.float64] | None = None
    rows: tuple[int, ...] = ()
    locked: tuple[int, ...] = ()
    numbers: tuple[int | None, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def of_centers(
        cls,
        recipe: Recipe,
        k: int,
        centers: NDArray[np.float64],
        numbers: tuple[int | None, ...],
        rows: tuple[int, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> Starts:
        """Begin with these centers, those that are locked as the recipe says; numbers as in `numbers`."""
        # With all centers given, every start would be the same.
        restarts = recipe.restarts if len(centers) < k else 1
        locked = [numbers[start] for start in recipe.locked]
        held = tuple(number for number in locked if number is not None and number < k)
        return cls(recipe.initializer, restarts, centers, rows, held, numbers, notes)

    @classmethod
    def of_seeds(cls, photo: Photo, recipe: Recipe, k: int, rows: NDArray[Any], row_at: Callable[..., int]) -> Starts:
        """Begin with the rows (m, d) of the recipe's seeds; `row_at` (x, y) gives the row of a visible pixel."""
        numbers: list[int | None] = []
        found: list[int] = []
        out = []
        for number, (x, y) in enumerate(recipe.seeds):
            if wrong := _wrong_with(photo, x, y):
                out.append(f"seed {number + 1} at ({x}, {y}) {wrong}, so it was left out")
                numbers.append(None)
            else:
                numbers.append(len(found))
                found.append(row_at(x, y))
        notes = _said(out)
        if not found:
            return cls("kmeans++", recipe.restarts, numbers=tuple(numbers), notes=(*notes, NONE_LEFT))
        # Column by column, as some rows lie in memory.
        centers = rows.T[:, found].T.astype(np.float64)
        return cls.of_centers(recipe, k, centers, tuple(numbers), tuple(found), notes)

    def for_engine(self) -> dict[str, Any]:
        """Return what `lloyd.generations` is told."""
        how: dict[str, Any] = {"initializer": self.initializer, "restarts": self.restarts}
        if self.centers is not None:
            # Swaps may try others elsewhere, but what people chose to start from stays theirs.
            how |= {"given": self.centers, "locked": self.locked, "kept": len(self.centers)}
        return how


def _wrong_with(photo: Photo, x: int, y: int) -> str:
    """Return why nothing can start from a place; empty where it can."""
    height, width = photo.shape
    if x >= width or y >= height:
        return f"lies outside the photo, which is {width} x {height}"
    return "lies on a transparent pixel" if photo.alpha is not None and not photo.alpha[y, x] else ""


def _said(out: list[str]) -> tuple[str, ...]:
    """Return what was left out, not all of it where that is much."""
    more = len(out) - SAID
    if more <= 0:
        return tuple(out)
    others = "1 more seed was" if more == 1 else f"{more} more seeds were"
    return (*out[:SAID], f"{others} left out in the same way")
