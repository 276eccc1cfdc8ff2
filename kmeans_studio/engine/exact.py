"""Sums that are exact, so that their order does not matter: not that of threads, of loops, nor of comings and goings.

Every term is first rounded to a multiple of a step, a power of two so coarse that no sum of such terms needs more than
the 53 bits of a float64, and so fine that it changes nothing that could be seen: for n terms of like size about
n x 2^-52 of a term. (Demmel and Nguyen, 'Fast reproducible floating-point summation', 2013: pre-rounding.) Whole
numbers, such as counts of pixels, are not changed at all.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

BAND = 1 << 15
"""Rows worked on at a time: their columns stay in the processor's cache."""


def rounder(greatest_sum: float) -> float:
    """Return the number whose adding and subtracting rounds terms whose absolute values add up to so much.

    Adding 1.5 x 2^52 steps pushes what is finer than a step out of a float64's 53 bits; the 0.5 keeps negative terms in
    the same binade.
    """
    return 1.5 * 2.0 ** (52 + math.frexp(greatest_sum)[1] - 51) if greatest_sum > 0 else 0.0


def rounded(terms: Array, by: float | Array) -> Array:
    """Round terms with a number that `rounder` gave."""
    return (terms + by) - by


class Terms:
    """The rows (m, d) times their weights (m,), rounded so that any sum of them is exact; so are the weights.

    greatest  (d,): no absolute value in a column is greater
    """

    def __init__(self, points: NDArray[Any], weights: Array, greatest: Array) -> None:
        self._points, self._weights = points, weights
        mass = float(weights.sum())
        self.by_mass = rounder(mass)
        self.by_column = np.array([rounder(mass * float(most)) for most in greatest])

    def mass(self, rows: NDArray[np.intp] | slice) -> Array:
        """Return the rounded weights of some rows."""
        return rounded(self._weights[rows], self.by_mass)

    def column(self, rows: NDArray[np.intp] | slice, column: int) -> Array:
        """Return the rounded products of some rows' weights and their values in a column."""
        return rounded(self._weights[rows] * self._points[rows, column], float(self.by_column[column]))
