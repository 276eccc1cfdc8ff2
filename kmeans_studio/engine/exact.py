"""Sums that are exact, so that their order does not matter: not that of threads, of loops, nor of comings and goings.

Every term is cut in two, a high and a low part, each a multiple of a step of its own. The steps are powers of two, so
coarse that no sum of such parts needs more than the 53 bits of a float64, and so fine that together they keep about 100
bits below the sum of all terms: nothing is lost that a float64 could show, beside outliers of any size. (Demmel and
Nguyen, 'Fast reproducible floating-point summation', 2013: pre-rounding, in two levels.)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Steps:
    """The numbers that cut terms in two: by adding and subtracting `high`, and then `low` from what is left."""

    high: float
    low: float

    @classmethod
    def of(cls, greatest_sum: float, terms: int) -> Steps:
        """Return them for so many terms whose absolute values add up to so much at most."""
        high = rounder(greatest_sum)
        # What is left of a term is half a step at most, and a step is this part of the number.
        return cls(high, rounder(terms * high * 2.0**-52))

    def cut(self, terms: Array) -> tuple[Array, Array]:
        """Return the high and the low parts of terms."""
        high = rounded(terms, self.high)
        return high, rounded(terms - high, self.low)


class Terms:
    """What the rows (m, d) add to the sums of their clusters: their weights (m,), and these times their values.

    greatest  (d,): no absolute value in a column is greater
    steps     (d + 1) of them: first those for weights, then those for each column
    """

    def __init__(self, points: NDArray[Any], weights: Array, greatest: Array) -> None:
        self._points, self._weights = points, weights
        mass = float(weights.sum())
        sums = (mass, *(mass * float(most) for most in greatest))
        self.steps = [Steps.of(most, len(points)) for most in sums]

    def parts(self, rows: NDArray[np.intp] | slice, number: int) -> tuple[Array, Array]:
        """Return the high and the low parts of the terms of some rows: number 0 their weights, others the columns."""
        terms = self._weights[rows]
        return self.steps[number].cut(terms * self._points[rows, number - 1] if number else terms)
