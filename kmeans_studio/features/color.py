"""COLOR_SPACES: each a function of colors, sRGB (n, 3) float64 in 0..255 -> (n, d) float64 in its own units.

To add a space, add one decorated function; the panel, the command line, recipes and tests find it in the
registry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ..parallel import bands, each_band
from ..registry import Registry
from .space import FeatureSpace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .count import ColorCount

    Colors = NDArray[np.float64]
    Convert = Callable[[Colors], Colors]


@dataclass(frozen=True, slots=True)
class ColorSpace:
    """How colors become features: the function, the names of its columns, their scale in words."""

    convert: Convert
    names: tuple[str, ...]
    unit: str


COLOR_SPACES: Registry[ColorSpace] = Registry("color space")


def color_space(name: str, title: str, help: str, names: tuple[str, ...], unit: str) -> Callable[[Convert], Convert]:
    """Return a decorator that registers a conversion as a color space."""

    def decorate(convert: Convert) -> Convert:
        COLOR_SPACES.add(name, title, help, ColorSpace(convert, names, unit))
        return convert

    return decorate


@color_space(
    "rgb",
    "RGB",
    "Compares red, green and blue as the file stores them. Fast and familiar, but light and shade of one "
    "thing often fall into different segments.",
    ("red", "green", "blue"),
    "0..255",
)
def rgb(colors: Colors) -> Colors:
    """Return the colors as they are."""
    return colors


@color_space(
    "hsv",
    "HSV",
    "Compares hue, saturation and brightness, with hue as the circle it is: red lies beside both orange and "
    "magenta. Greys sit in the middle, where hue means nothing.",
    ("chroma x cos(hue)", "chroma x sin(hue)", "value"),
    "0..255",
)
def hsv(colors: Colors) -> Colors:
    """Return points of the HSV cone, (C cos h, C sin h, V) with C = S V, all in 0..255.

    Hue is an angle, so its numbers cannot be averaged; a point on the circle can, and its distance from the grey
    axis falls with the chroma, where the hue of near-greys is noise.
    """
    high, low = colors.max(axis=1), colors.min(axis=1)
    chroma = high - low
    safe = np.where(chroma > 0, chroma, 1.0)
    red, green, blue = colors.T
    sixth = np.where(
        high == red,
        (green - blue) / safe,
        np.where(high == green, 2.0 + (blue - red) / safe, 4.0 + (red - green) / safe),
    )
    angle = sixth * (np.pi / 3.0)
    return np.stack([chroma * np.cos(angle), chroma * np.sin(angle), high], axis=1)


@color_space(
    "lab",
    "CIE Lab",
    "Measures color differences roughly as the eye sees them: lightness, green to red, blue to yellow. The "
    "best first choice for most photos.",
    ("L*", "a*", "b*"),
    "CIE units, D65",
)
def lab(colors: Colors) -> Colors:
    """Return CIE 1976 L*a*b* under D65 (CIE 15:2004), from linear sRGB (IEC 61966-2-1)."""
    linear = linear_srgb(colors)
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    white = to_xyz.sum(axis=1)
    # einsum, not a matrix product: BLAS may round differently on other machines and with other thread counts.
    t = np.einsum("nc,xc->nx", linear, to_xyz / white[:, None])
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = f.T
    return np.stack([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)], axis=1)


def linear_srgb(colors: Colors) -> Colors:
    """Undo the sRGB transfer curve (IEC 61966-2-1): (n, 3) in 0..255 -> linear light in 0..1."""
    v = colors / 255.0
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4)


def srgb_colors(colors: NDArray[np.uint8] | NDArray[np.uint16]) -> Colors:
    """Return colors as float64 in 0..255, whatever the depth they are stored in."""
    return colors.astype(np.float64) / (1.0 if colors.dtype == np.uint8 else 257.0)


def color_features(count: ColorCount, space: str, cancel: Event | None = None) -> FeatureSpace:
    """Convert the different colors of a photo into rows to cluster.

    Raises UnknownNameError, CancelledError.
    """
    chosen = COLOR_SPACES[space]
    rows = np.empty((len(count.colors), len(chosen.names)), np.float32, order="F")

    def convert(band: slice) -> None:
        rows[band] = chosen.convert(srgb_colors(count.colors[band]))

    each_band(convert, bands(len(rows), 1 << 16), cancel)
    weights = count.counts.astype(np.float64)
    rows.flags.writeable = weights.flags.writeable = False
    return FeatureSpace(rows, weights, count.row_of_pixel, count.colors, chosen.names, chosen.unit)
