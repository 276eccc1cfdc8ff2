"""Plain English names for colors, for segments that nobody has named yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .features.color import lab

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HUES = (
    (18, "rose"),
    (46, "red"),
    (76, "orange"),
    (106, "yellow"),
    (118, "lime green"),
    (168, "green"),
    (215, "teal"),
    (255, "sky blue"),
    (307, "blue"),
    (325, "violet"),
    (348, "magenta"),
    (360, "rose"),
)
"""Names by the CIE Lab hue angle in degrees up to which each holds."""


def color_names(colors: NDArray[Any]) -> list[str]:
    """Name sRGB colors (n, 3) in 0..255, such as 'dark green', 'pale blue' or 'light grey'."""
    lightness, a, b = lab(np.asarray(colors, np.float64)).T
    chroma, angle = np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360
    return [_name(*point) for point in zip(lightness.tolist(), chroma.tolist(), angle.tolist(), strict=True)]


def _name(lightness: float, chroma: float, angle: float) -> str:
    if chroma < (7 if lightness > 80 else 9) or (lightness < 12 and chroma < 12):
        return _grey(lightness)
    return _earth(lightness, chroma, angle) or _chromatic(lightness, chroma, angle)


def _grey(lightness: float) -> str:
    """Name a color without a hue by its L*."""
    for limit, name in ((10, "black"), (35, "dark grey"), (62, "grey"), (90, "light grey")):
        if lightness < limit:
            return name
    return "white"


def _earth(lightness: float, chroma: float, angle: float) -> str | None:
    """Name what people do not call a dark or pale orange or yellow."""
    if 36 <= angle < 88 and lightness < 50 and chroma < 62:
        return "dark brown" if lightness < 28 else "brown"
    if 88 <= angle < 114 and lightness < 62:
        return "dark olive" if lightness < 28 else "olive"
    if 36 <= angle < 105 and lightness >= 50 and chroma < 34:
        return "cream" if lightness > 88 else "beige" if lightness > 70 else "tan"
    return None


def _chromatic(lightness: float, chroma: float, angle: float) -> str:
    """Name a color by its hue, with how light and how greyish it is."""
    hue = next(name for limit, name in _HUES if angle <= limit)
    if lightness < 30:
        return f"dark {hue}".replace("dark sky blue", "dark blue")
    if lightness > 80 and chroma < 45:
        return f"pale {hue}".replace("pale sky blue", "pale blue")
    return f"greyish {hue}".replace("sky blue", "blue") if chroma < 20 else hue
