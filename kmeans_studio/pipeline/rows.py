"""What modes ask of their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..features.grid_space import GridSpace

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


def different_rows(rows: NDArray[np.float32], enough: int) -> int:
    """Count the different rows (m, d), but only until there are enough."""
    found = np.empty((0, rows.shape[1]), rows.dtype)
    # First some from everywhere: nearly always they settle it.
    for part in (slice(None, None, max(1, len(rows) >> 10)), *bands(len(rows), 1 << 16)):
        found = np.unique(np.concatenate((found, rows[part])), axis=0)
        if len(found) >= enough:
            return enough
    return len(found)
