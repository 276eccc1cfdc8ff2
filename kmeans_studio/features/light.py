"""From the colors of a photo, in whatever depth, to sRGB in 0..255 and to linear light."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from .arithmetic import root

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Planes = tuple[Floats, Floats, Floats]


def srgb_colors(colors: NDArray[Any]) -> Floats:
    """Return colors (n, 3) uint8, uint16 or float32 (1.0 is white) as float64 in 0..255, the same for each depth."""
    wide = colors.astype(np.float64)
    if colors.dtype == np.uint16:
        wide /= 257.0
    elif colors.dtype.kind == "f":
        wide *= 255.0
    return wide


def linear_srgb(colors: Floats) -> Floats:
    """Undo the sRGB transfer curve (IEC 61966-2-1): any shape in 0..255 -> linear light in 0..1.

    Values beyond 0..255 follow the curve further; below 0 it is a straight line.
    """
    return _linear(colors / 255.0)


def srgb_planes(colors: NDArray[Any]) -> Planes:
    """Return the three channels of colors (n, 3), uint8, uint16 or float32, each (n,) float64 in 0..255."""
    red, green, blue = (srgb_colors(colors[:, channel]) for channel in range(3))
    return red, green, blue


def light_planes(colors: NDArray[Any]) -> Planes:
    """Return the three channels of colors (n, 3), uint8, uint16 or float32, each (n,) float64 linear light in 0..1."""
    if colors.dtype.kind == "f":
        red, green, blue = (_linear(colors[:, channel].astype(np.float64)) for channel in range(3))
    else:
        table = _light_of_codes(int(np.iinfo(colors.dtype).max))
        # Every code is in range; mode="clip" spares the check.
        red, green, blue = (np.take(table, colors[:, channel], mode="clip") for channel in range(3))
    return red, green, blue


def _linear(v: Floats) -> Floats:
    """Return the linear light of sRGB values in 0..1."""
    base = np.maximum(v, 0.04045)
    base += 0.055
    base /= 1.055
    # x ^ 2.4 = x^2 (fifth root of x^2)
    base *= base
    base *= root(base, 5)
    return np.where(v <= 0.04045, v / 12.92, base)


@cache
def _light_of_codes(highest: int) -> Floats:
    """Return the linear light of every 8-bit or 16-bit code."""
    table = _linear(np.arange(highest + 1) / highest)
    table.flags.writeable = False
    return table
