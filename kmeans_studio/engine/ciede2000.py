"""CIEDE2000: the color difference of CIE 142-2001, between points in CIE Lab.

It is no distance in the strict sense: the triangle inequality does not hold, and where two hues lie opposite each other
it jumps. Nothing may be concluded from how far a center moved; every point is compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .norms import Norm, roots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def squared_differences(points: NDArray[Any], centers: Array) -> Array:
    """Return the squares of Delta E 2000 with kL = kC = kH = 1, for Lab (..., 3) and (..., 3) that broadcast.

    Squared, because the center is the mean, which minimizes squares.

    Numbered as in Sharma, Wu and Dalal, 'The CIEDE2000 color-difference formula', 2005.
    """
    l1, a1, b1 = (np.asarray(points[..., c], np.float64) for c in range(3))
    l2, a2, b2 = (np.asarray(centers[..., c], np.float64) for c in range(3))
    # (2)-(7): chroma, with a stretched near grey; hue in radians, 0..2 pi.
    stretch = 1.5 - 0.5 * _toward_one((np.sqrt(a1 * a1 + b1 * b1) + np.sqrt(a2 * a2 + b2 * b2)) / 2)
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = np.sqrt(a1 * a1 + b1 * b1), np.sqrt(a2 * a2 + b2 * b2)
    h1, h2 = _angle(a1, b1), _angle(a2, b2)
    # (8)-(11): differences.
    grey = c1 * c2 == 0
    turn = h2 - h1
    turn = np.where(turn > np.pi, turn - 2 * np.pi, np.where(turn < -np.pi, turn + 2 * np.pi, turn))
    hue = np.where(grey, 0.0, 2 * np.sqrt(c1 * c2) * np.sin(turn / 2))
    # (12)-(14): means.
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    both = h1 + h2
    across = np.where(both < 2 * np.pi, both + 2 * np.pi, both - 2 * np.pi)
    mean = np.where(grey, both, np.where(np.abs(h1 - h2) <= np.pi, both, across) / 2)
    # (15)-(21): weights.
    t = (
        1
        - 0.17 * np.cos(mean - np.pi / 6)
        + 0.24 * np.cos(2 * mean)
        + 0.32 * np.cos(3 * mean + np.pi / 30)
        - 0.20 * np.cos(4 * mean - np.pi * 63 / 180)
    )
    off = (light - 50) ** 2
    by_light = (l2 - l1) / (1 + 0.015 * off / np.sqrt(20 + off))
    by_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    by_hue = hue / (1 + 0.015 * chroma * t)
    blue = (np.degrees(mean) - 275) / 25
    rotation = -2 * _toward_one(chroma) * np.sin(np.pi / 3 * np.exp(-blue * blue))
    # (22); rounding may leave a little less than nothing.
    squared = by_light * by_light + by_chroma * by_chroma + by_hue * by_hue + rotation * by_chroma * by_hue
    nonnegative: Array = np.maximum(squared, 0.0)
    return nonnegative


def _toward_one(chroma: Array) -> Array:
    """Return sqrt(C^7 / (C^7 + 25^7)), which rises from 0 to 1."""
    seventh = chroma * chroma * chroma
    seventh = seventh * seventh * chroma
    return np.sqrt(seventh / (seventh + 25.0**7))


def _angle(a: Array, b: Array) -> Array:
    angle = np.arctan2(b, a)
    return np.where(angle < 0, angle + 2 * np.pi, angle)


def at_least(points: NDArray[Any], center: Array) -> Array:
    """Return what the squared difference (n,) of points (n, 3) to a center (3,) is at least: its part from lightness.

    The other parts cannot take anything from it: their mixed term is smaller than they are. The weight of lightness is
    taken at its greatest, 1 + 0.015 |L - 50| for the L of the two that is farther from 50.
    """
    light = points[:, 0].astype(np.float64)
    weight = 1 + 0.015 * np.maximum(np.abs(light - 50), abs(center[0] - 50))
    part: Array = (light - center[0]) / weight
    # A little less, so that rounding does not matter.
    return part * part * (1 - 1e-9)


NORM = Norm("ciede2000", squared_differences, roots, bounded=False, least=at_least)
