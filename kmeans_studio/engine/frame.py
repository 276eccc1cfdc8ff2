"""Frame: rows as seen from an origin and in a unit of their own, where sums and squares keep their precision.

A sum of values near 1e8 is too coarse for differences of 1e-3, and the squares of 1e-170 vanish. Taking off what all
rows have in common and scaling by a power of two mends both, and rounds nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

COST_POWER = {"euclidean": 2, "manhattan": 1, "chebyshev": 1, "mahalanobis": 0}
"""Metrics that do not change where all rows move by the same; the power of a scale that their costs grow with."""

ORDINARY = -60, 60
"""Values whose greatest lies between 2 to the power of these are not scaled."""

GREATEST_COST = 1e300
"""What costs may add up to: a little less than float64 can hold."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """How rows are seen.

    origin    (d,)
    unit      a power of two
    cost      what costs that are measured in here are multiplied by to be those of the rows themselves
    distance  the same of distances
    """

    origin: Array
    unit: float = 1.0
    cost: float = 1.0
    distance: float = 1.0

    def see(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Return rows (n, d) as seen in here; the same array where that changes nothing."""
        if self.origin.any():
            rows = rows - self.origin
        return rows if self.unit == 1 else rows.astype(np.float64, copy=False) / self.unit

    def back(self, centers: Array) -> Array:
        """Return centers (k, d) that were seen in here in the units of the rows."""
        return centers * self.unit + self.origin


def frame_of(rows: NDArray[Any], metric: str, mass: float) -> Frame:
    """Return the frame in which rows (n, d), finite, that weigh `mass` are best seen.

    Raises ValueError where their costs could overflow.
    """
    origin = _origin(rows) if metric in COST_POWER else np.zeros(rows.shape[1])
    greatest = float(np.abs(rows - origin if origin.any() else rows).max())
    power = COST_POWER.get(metric, 2)
    # Two rows are up to twice as far apart, in each column.
    most = (GREATEST_COST / rows.shape[1] / max(mass, 1.0)) ** (1 / power) / 2 if power else GREATEST_COST
    if greatest > most:
        raise ValueError(
            f"X holds values up to {greatest:g}, too great for their costs to be added up; scale them down"
        )
    exponent = math.frexp(greatest)[1]
    if metric not in COST_POWER or greatest == 0 or ORDINARY[0] <= exponent <= ORDINARY[1]:
        return Frame(origin)
    # The least powers have no reciprocal, nor need they: 2^-1000 does for all that is smaller.
    unit = 2.0 ** max(exponent, -1000)
    return Frame(origin, unit, unit**power, unit if power else 1.0)


def _origin(rows: NDArray[Any]) -> Array:
    """Return what can be taken off rows (n, d) without any rounding, (d,).

    Where all values of a column are within a factor of two of each other, so that a difference of two is exact
    (Sterbenz 1974), it is the one nearest to 0; otherwise 0.
    """
    low, high = rows.min(axis=0).astype(np.float64), rows.max(axis=0).astype(np.float64)
    below, above = (low > 0) & (high / 2 <= low), (high < 0) & (low / 2 >= high)
    return np.where(below, low, np.where(above, high, 0.0))
