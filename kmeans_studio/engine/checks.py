"""What the engine is given, checked: ValueError says which argument is wrong and why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .runs import Runs
from .seeding import FROM_GIVEN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LIGHTEST = 2.0**-80
"""The least share of all weight that a row may have: sums keep about 100 bits, and a row must not be lost in them."""

GREATEST_ROW, GREATEST_POINT = 1e140, 1e30
"""The greatest value that a row may hold, whose square must not overflow, and that a point may hold, whose distances
must fit into single precision."""


def checked_centers(given: Array, rows: NDArray[Any]) -> Array:
    """Return given centers (g, d) as they are needed: float64, column-major."""
    centers = np.asarray(given, np.float64)
    if centers.ndim != 2 or centers.shape[1] != rows.shape[1]:
        raise ValueError(f"given centers must be (g, {rows.shape[1]}) as the rows are, not {centers.shape}")
    if not np.isfinite(centers).all():
        raise ValueError("given centers must be finite numbers")
    return np.asfortranarray(centers)


def check_arguments(rows: NDArray[Any], weights: Array, k: int) -> None:
    """Refuse rows, weights and k that are not as `generations` describes them."""
    if rows.ndim != 2 or 0 in rows.shape or rows.dtype not in (np.float32, np.float64):
        raise ValueError(f"rows must be (m, d) float32 or float64 and not empty, not {rows.shape} {rows.dtype}")
    if weights.shape != rows.shape[:1] or weights.dtype != np.float64:
        raise ValueError(
            f"weights must be ({len(rows)},) float64 as there are rows, not {weights.shape} {weights.dtype}"
        )
    least = float(weights.min())
    # Written so that NaN fails, too.
    if not (least > 0 and np.isfinite(weights.max())):
        raise ValueError("weights must be finite numbers above 0; leave out rows that do not count")
    if least < LIGHTEST * float(weights.sum()):
        raise ValueError("weights must not differ so much that the least vanish beside their sum; leave those rows out")
    if not 1 <= k <= len(rows):
        raise ValueError(f"k must lie between 1 and the number of rows, {len(rows)}; it is {k}")


def check_size(runs: Runs, greatest: float, weights: Array) -> None:
    """Refuse rows or points that are no numbers, or so great that distances and costs would not be."""
    found = float(runs.greatest.max())
    if not np.isfinite(found):
        raise ValueError("rows must be finite numbers")
    if found > greatest:
        raise ValueError(f"rows must not hold values beyond {greatest:g}; scale them down")
    # In Python's own numbers, whose products overflow without a warning.
    if not math.isfinite(float(weights.sum()) * runs.middle.shape[1] * (2 * found) ** 2):
        raise ValueError("rows or weights are so great that the cost would overflow; scale them down")


def check_locked(locked: Sequence[int], initializer: str, given: int) -> None:
    """Refuse locked centers that are not among those that are given and count."""
    if locked and initializer not in FROM_GIVEN:
        names = " or ".join(map(repr, sorted(FROM_GIVEN)))
        raise ValueError(f"locked centers need the start method {names}, not {initializer!r}")
    for number in locked:
        if not 0 <= number < given:
            raise ValueError(f"locked must be numbers of given centers, from 0 to {given - 1}; one is {number}")
