"""HSV and HSL, with hue as the circle that it is, and HSV as three plain numbers."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from ..arithmetic import cos_sin
from ..color_space import color_space

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..light import Floats, Planes

    Mask = NDArray[np.bool_]

_HUE = ("chroma x cos(hue)", "chroma x sin(hue)")


@color_space(
    "hsv",
    "HSV",
    "Compares hue, saturation and brightness, with hue as the circle it is: red lies beside both orange and "
    "magenta. Greys sit in the middle, where hue means nothing.",
    channels={"Hue and saturation": _HUE, "Value": ("value",)},
    unit="0..255",
    span=255.0,
)
def hsv(red: Floats, green: Floats, blue: Floats) -> Planes:
    """Return points of the HSV cone, (C cos h, C sin h, V) with C = S V, all in 0..255. Oracle: scikit-image.

    Hue is an angle, so its numbers cannot be averaged; a point on the circle can, and its distance from the grey
    axis falls with the chroma, where the hue of near-greys is noise.
    """
    high, low = _high_low(red, green, blue)
    return *_hue_circle(red, green, blue, high, high - low), high


@color_space(
    "hsv-plain",
    "HSV, plain (as in the tutorial)",
    "Takes hue, saturation and value for three plain numbers, as tutorials and many scripts do. Good for comparing "
    "with their results, but it tears the reds in two and gives greys a hue by chance.",
    channels={"Hue": ("hue",), "Saturation": ("saturation",), "Value": ("value",)},
    unit="hue 0..180 (half degrees), saturation and value 0..255",
    span=255.0,
)
def hsv_plain(red: Floats, green: Floats, blue: Floats) -> Planes:
    """Return (H / 2, 255 S, V): the scale of 8-bit `cv2.cvtColor(..., COLOR_RGB2HSV)`, but not rounded.

    H is the hue in degrees, 0 for greys. Oracle: scikit-image.
    """
    high, low = _high_low(red, green, blue)
    chroma = high - low
    part, is_red, is_green = _sector(red, green, blue, high, chroma)
    sixths = part + np.where(is_red, 0.0, np.where(is_green, 2.0, 4.0))
    sixths += np.where(sixths < 0.0, 6.0, 0.0)
    # Not above 1, which floating-point colors with a negative channel would be.
    saturation = np.minimum(chroma / np.where(high > 0.0, high, np.inf), 1.0)
    return sixths * 30.0, saturation * 255.0, high


@color_space(
    "hsl",
    "HSL",
    "Compares hue, colorfulness and lightness in a double cone, with black at one tip, white at the other and vivid "
    "colors around the middle. Good for drawings and flat graphics, but vivid yellow counts as no lighter than blue.",
    channels={"Hue and saturation": _HUE, "Lightness": ("lightness",)},
    unit="0..255",
    span=255.0,
)
def hsl(red: Floats, green: Floats, blue: Floats) -> Planes:
    """Return points of the HSL double cone, (C cos h, C sin h, L), all in 0..255. Oracle: colour-science.

    L is the mean of the highest and the lowest channel, C = S (1 - |2 L - 1|) their difference.
    """
    high, low = _high_low(red, green, blue)
    return *_hue_circle(red, green, blue, high, high - low), (high + low) * 0.5


def _high_low(red: Floats, green: Floats, blue: Floats) -> tuple[Floats, Floats]:
    """Return the highest and the lowest channel of each color."""
    high, low = np.maximum(red, green), np.minimum(red, green)
    np.maximum(high, blue, out=high)
    np.minimum(low, blue, out=low)
    return high, low


def _sector(red: Floats, green: Floats, blue: Floats, high: Floats, chroma: Floats) -> tuple[Floats, Mask, Mask]:
    """Return the hue in sixths of the circle, -1..1, from the primary that is highest; and where it is red, or green.

    Greys count as red.
    """
    is_red = high == red
    is_green = (high == green) & ~is_red
    part = np.where(is_red, green - blue, np.where(is_green, blue - red, red - green))
    part /= np.where(chroma > 0.0, chroma, 1.0)
    return part, is_red, is_green


def _hue_circle(red: Floats, green: Floats, blue: Floats, high: Floats, chroma: Floats) -> tuple[Floats, Floats]:
    """Return (C cos h, C sin h)."""
    part, is_red, is_green = _sector(red, green, blue, high, chroma)
    cosine, sine = cos_sin(part)
    cosine *= chroma
    sine *= chroma
    # Turned to where the highest primary stands: red at 0, green at 120, blue at 240 degrees.
    cos_there = np.where(is_red, 1.0, -0.5)
    sin_there = np.where(is_red, 0.0, np.where(is_green, sqrt(0.75), -sqrt(0.75)))
    return cosine * cos_there - sine * sin_there, cosine * sin_there + sine * cos_there
