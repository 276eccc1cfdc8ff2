"""Roots: which of the first centers each center was, and which of them stay where they were put."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Roots:
    """What each of k centers began as; the arrays are never written to again.

    start   (k,) intp: the number of the first center that it was, before others were left out
    locked  (k,) bool: whether it stays where it was put
    """

    start: NDArray[np.intp]
    locked: NDArray[np.bool_]

    @classmethod
    def of(cls, k: int, locked: Iterable[int] = ()) -> Roots:
        """Return the roots of k first centers, of which those of some numbers are locked."""
        number = np.arange(k)
        return cls(number, np.isin(number, np.array(list(locked), np.intp)))

    @property
    def any_locked(self) -> bool:
        """Whether there are centers that stay."""
        return bool(self.locked.any())

    def taken(self, which: NDArray[Any]) -> Roots:
        """Return the roots of some of the centers, by a mask (k,) or their numbers in a new order."""
        return Roots(self.start[which], self.locked[which])

    def held(self, centers: Array, before: Array) -> Array:
        """Return centers (k, d) with those that are locked where they were before."""
        return np.where(self.locked[:, None], before, centers) if self.any_locked else centers
