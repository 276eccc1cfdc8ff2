"""Roots and angles made of + - * / alone.

IEEE 754 fixes the result of these four to the last bit, but leaves powers, roots other than the square root and
angles to whoever wrote the library: numpy's differ between processors. With these a photo has the same features, and
so the same segments, on every machine. They are also faster than most libraries' own.
"""

from __future__ import annotations

from math import factorial, pi
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ONE = 0x3FF0000000000000
"""The bits of 1.0 as a whole number: they count about logarithmically."""

_STEPS = 3
"""Each step of Halley's method triples the digits that are right; the first guess has one and a half."""

_SMALLEST = 2.0**-510
"""Less than that is taken for that, because the numbers at the lower end of float64 are very slow. Its cube root is 0
in single precision.
"""

_TERMS = 10
"""Enough for angles up to a sixth of a circle: the eleventh is below 1e-17."""


def root(values: NDArray[np.float64], degree: int) -> NDArray[np.float64]:
    """Return the cube root (degree 3) or fifth root (degree 5) of each value; a negative one has a negative root.

    Halley's method on a first guess from the exponent. Relative error below 1e-15.
    """
    a = np.maximum(np.abs(values), _SMALLEST)
    guess = a.view(np.int64) - _ONE
    guess //= degree
    guess += _ONE
    x = guess.view(np.float64)
    less, more = (degree - 1.0), (degree + 1.0)
    for _ in range(_STEPS):
        # x <- x (less p + more a) / (more p + less a), with p = x ^ degree
        power = x * x
        if degree == 5:
            power *= power
        power *= x
        above = a * more
        above += power * less
        power *= more
        power += a * less
        above /= power
        x *= above
    return np.copysign(x, values)


def cos_sin(sixths: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return cosine and sine of angles between -1 and 1 sixth of a circle, to 1e-15, by their Taylor series."""
    angle = sixths * (pi / 3.0)
    square = angle * angle
    cosine, sine = np.zeros_like(angle), np.zeros_like(angle)
    for term in reversed(range(_TERMS)):
        for series, power in ((cosine, 2 * term), (sine, 2 * term + 1)):
            series *= square
            series += (-1) ** term / factorial(power)
    sine *= angle
    return cosine, sine
