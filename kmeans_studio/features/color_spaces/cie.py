"""The spaces of the CIE: L*a*b*, L*u*v* and L*C*h, under D65."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..arithmetic import root
from ..color_space import color_space

if TYPE_CHECKING:
    from ..light import Floats, Planes

_XYZ = (
    (506752 / 1228815, 87881 / 245763, 12673 / 70218),
    (87098 / 409605, 175762 / 245763, 12673 / 175545),
    (7918 / 409605, 87881 / 737289, 1001167 / 1053270),
)
"""Linear sRGB -> XYZ, exactly as it follows from the chromaticities in IEC 61966-2-1 with white at
x = 0.3127, y = 0.3290. The published matrices are this one, rounded.
"""

_WHITE_X, _WHITE_Y, _WHITE_Z = 3127 / 3290, 1.0, 3583 / 3290

_UNIT = "CIE units, D65"
_GREEN_RED, _BLUE_YELLOW = "Green to red", "Blue to yellow"


@color_space(
    "lab",
    "CIE Lab",
    "Measures color differences roughly as the eye sees them: lightness, green to red, blue to yellow. The "
    "best first choice for most photos.",
    channels={"Lightness": ("L*",), _GREEN_RED: ("a*",), _BLUE_YELLOW: ("b*",)},
    unit=_UNIT,
    span=100.0,
    light=True,
)
def lab(red: Floats, green: Floats, blue: Floats) -> Planes:
    """Return CIE 1976 L*a*b* (CIE 15:2004). Oracle: colour-science, `XYZ_to_Lab`."""
    x, y, z = (
        _compressed(plane, white)
        for plane, white in zip(_xyz(red, green, blue), (_WHITE_X, _WHITE_Y, _WHITE_Z), strict=True)
    )
    return 116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)


@color_space(
    "luv",
    "CIE Luv",
    "Measures color differences much as Lab does, but sets vivid reds and greens further apart. Good for signs, "
    "screens and lights; for most other photos Lab is the more even of the two.",
    channels={"Lightness": ("L*",), _GREEN_RED: ("u*",), _BLUE_YELLOW: ("v*",)},
    unit=_UNIT,
    span=100.0,
    light=True,
)
def luv(red: Floats, green: Floats, blue: Floats) -> Planes:
    """Return CIE 1976 L*u*v* (CIE 15:2004). Oracle: colour-science, `XYZ_to_Luv`."""
    x, y, z = _xyz(red, green, blue)
    lightness = 116.0 * _compressed(y, _WHITE_Y) - 16.0
    # Black has no chromaticity: 13 L* makes it 0, whatever stands here.
    total = x + 15.0 * y + 3.0 * z
    total = np.where(total > 0.0, total, 1.0)
    white = _WHITE_X + 15.0 * _WHITE_Y + 3.0 * _WHITE_Z
    thirteen = 13.0 * lightness
    return (
        lightness,
        thirteen * (4.0 * x / total - 4.0 * _WHITE_X / white),
        thirteen * (9.0 * y / total - 9.0 * _WHITE_Y / white),
    )


@color_space(
    "lch",
    "CIE LCh",
    "Takes lightness, colorfulness and hue of Lab apart, so that each can be weighted or left out by itself. Good for "
    "keeping light and shade of one hue together, but pale and dark colors have little hue to go by.",
    channels={"Lightness": ("L*",), "Chroma": ("C*",), "Hue": ("hue x cos", "hue x sin")},
    unit=_UNIT + ", hue on a circle of radius 50",
    span=100.0,
    light=True,
)
def lch(red: Floats, green: Floats, blue: Floats) -> tuple[Floats, ...]:
    """Return CIE 1976 L*, C* and the hue as a point (r cos h, r sin h), h being the angle of a* and b*.

    The radius r is 50, so that opposite hues are as far apart as black and white, whatever their chroma; below
    C* = 10 it shrinks with it, because the hue of near-greys is noise. Oracle: colour-science, `Lab_to_LCHab`.
    """
    lightness, a, b = lab(red, green, blue)
    chroma = np.sqrt(a * a + b * b)
    stretch = 50.0 / np.maximum(chroma, 10.0)
    return lightness, chroma, a * stretch, b * stretch


def _xyz(red: Floats, green: Floats, blue: Floats) -> Planes:
    """Return CIE XYZ of linear sRGB; white has Y = 1."""
    # No matrix product: it may round differently on other machines and with other thread counts.
    x, y, z = (red * from_red + green * from_green + blue * from_blue for from_red, from_green, from_blue in _XYZ)
    return x, y, z


def _compressed(plane: Floats, white: float) -> Floats:
    """Return the f(t) of CIE 15:2004, t being the share in white: a cube root with a straight foot."""
    t = plane / white
    return np.where(t > (6 / 29) ** 3, root(t, 3), t * (841 / 108) + 4 / 29)
