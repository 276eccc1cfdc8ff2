"""What a kernel of unknown origin answers to: measured, as there is no formula for it."""

from __future__ import annotations

from math import hypot, inf, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def strongest_wavelength(kernel: NDArray[Any]) -> float:
    """Return the pixels per cycle of the frequency that a kernel (s, s) passes most; inf where that is evenness."""
    # Room around a small kernel makes the steps between frequencies fine enough to find the top between them.
    side = 1 << (max(len(kernel), min(4 * len(kernel), 256)) - 1).bit_length()
    strength = np.abs(np.fft.fft2(kernel, (side, side)))
    # A real kernel's spectrum has its top twice, equal but for rounding: of almost equal ones the first is taken.
    row, column = (int(place) for place in np.argwhere(strength >= strength.max() * (1 - 1e-9))[0])
    if row == column == 0:
        return inf
    frequency = hypot(_top(strength[:, column], row), _top(strength[row], column))
    return side / frequency


def width(kernel: NDArray[Any]) -> float:
    """Return the sigma of a kernel (s, s), in pixels: that of a Gaussian for a Gaussian; half a pixel at least."""
    half = len(kernel) // 2
    x = np.arange(-half, half + 1)
    weights = np.abs(kernel / np.abs(kernel).max()) ** 2
    return max(0.5, sqrt(float((weights * (x * x + (x * x)[:, None])).sum() / weights.sum())))


def _top(strength: NDArray[np.float64], place: int) -> float:
    """Return where the parabola through a top and its neighbors is highest, in steps from frequency 0."""
    side = len(strength)
    before, top, after = (float(strength[(place + step) % side]) for step in (-1, 0, 1))
    bend = before - 2 * top + after
    shift = 0.5 * (before - after) / bend if bend < 0 else 0.0
    signed = place if place <= side // 2 else place - side
    return signed + shift
