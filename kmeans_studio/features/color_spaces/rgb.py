"""RGB as stored, and RGB as amounts of light."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from ..color_space import color_space

if TYPE_CHECKING:
    from ..light import Floats, Planes

_CHANNELS = {"Red": ("red",), "Green": ("green",), "Blue": ("blue",)}


@color_space(
    "rgb",
    "RGB",
    "Compares red, green and blue as the file stores them. Fast and familiar, but light and shade of one "
    "thing often fall into different segments.",
    channels=_CHANNELS,
    unit="0..255",
    span=255.0 * sqrt(3.0),
)
def rgb(red: Floats, green: Floats, blue: Floats) -> Planes:
    """Return the colors as they are."""
    return red, green, blue


@color_space(
    "linear-rgb",
    "Linear RGB",
    "Compares red, green and blue as amounts of light, as a camera's sensor measures them. Good where twice the light "
    "should count twice, but dark tones lie so close together that shadows become one segment.",
    channels=_CHANNELS,
    unit="0..100, linear light",
    span=100.0 * sqrt(3.0),
    light=True,
)
def linear_rgb(red: Floats, green: Floats, blue: Floats) -> Planes:
    """Return linear light (IEC 61966-2-1), 100 for white. Oracle: colour-science, `eotf_sRGB`."""
    return red * 100.0, green * 100.0, blue * 100.0
