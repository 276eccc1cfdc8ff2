"""What modes ask of their rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands
from ..segmentation import MAX_SEGMENTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..engine.lloyd import Generation
    from ..features.grid_space import GridSpace
    from ..features.space import FeatureSpace
    from ..recipe import Recipe

SAMPLE = 50_000
"""Neighboring cells are much alike: so many rows of a grid tell where the centers are as well as all of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Some rows that stand for all.

    chosen   (n,) which rows, ascending; None for all of them
    weights  (n,) their weights; they add up to what all weigh
    """

    chosen: NDArray[np.intp] | None
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, weights: NDArray[np.float64], seed: int) -> Sample:
        """Draw SAMPLE rows, or take all where there are no more."""
        if len(weights) <= SAMPLE:
            return cls(None, weights)
        chosen = np.sort(np.random.default_rng(seed).choice(len(weights), SAMPLE, replace=False))
        drawn = weights[chosen]
        return cls(chosen, drawn * (weights.sum() / drawn.sum()))

    @property
    def is_part(self) -> bool:
        """Whether there are rows beside these."""
        return self.chosen is not None

    def rows(self, space: GridSpace) -> NDArray[Any]:
        """Return the rows of a space (n, d), column-major."""
        return space.rows if self.chosen is None else space.rows.T[:, self.chosen].T


def at_limit(generation: Generation, recipe: Recipe) -> bool:
    """Whether a search ends with this generation only because there were to be no more."""
    return generation.number >= recipe.max_generations and not generation.converged


def possible_k(space: FeatureSpace | GridSpace, k: int, too_few: Callable[[int], str]) -> tuple[int, tuple[str, ...]]:
    """Return how many segments there can be, and a warning where that is fewer than k.

    too_few  says what there is to say where only so many rows are different
    """
    different = different_rows(space.rows, k)
    if different < k:
        return different, (too_few(different),)
    if space.has_transparency and k == MAX_SEGMENTS:
        return k - 1, ("one of the 256 labels marks the transparent pixels, so there are 255 segments",)
    return k, ()


def there_are(k: int) -> str:
    """Return 'there is 1 segment' or 'there are 3 segments'."""
    return "there is 1 segment" if k == 1 else f"there are {k} segments"


def different_rows(rows: NDArray[np.float32], enough: int) -> int:
    """Count the different rows (m, d), but only until there are enough."""
    found = np.empty((0, rows.shape[1]), rows.dtype)
    # First some from everywhere: nearly always they settle it.
    for part in (slice(None, None, max(1, len(rows) >> 10)), *bands(len(rows), 1 << 16)):
        found = np.unique(np.concatenate((found, rows[part])), axis=0)
        if len(found) >= enough:
            return enough
    return len(found)
