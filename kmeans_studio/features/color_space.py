"""ColorSpace, and the registry COLOR_SPACES; the conversions themselves are in `color_spaces`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..registry import Registry
from .light import light_planes, linear_srgb, srgb_planes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Formula = Callable[[Floats, Floats, Floats], tuple[Floats, ...]]


class Channel(NamedTuple):
    """What a person can weight by itself: its title, and the columns of the space that belong to it."""

    title: str
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ColorSpace:
    """How colors become features.

    formula   (red, green, blue), each (n,) float64 -> the d columns, each (n,) float64; writes to none of its inputs
    light     whether the formula takes linear light in 0..1; otherwise it takes sRGB in 0..255
    names     the d columns
    unit      their scale, in words
    channels  the columns by what they mean, for channel weights
    span      the distance from black to white
    """

    formula: Formula
    light: bool
    names: tuple[str, ...]
    unit: str
    channels: tuple[Channel, ...]
    span: float

    def columns(self, colors: NDArray[Any]) -> tuple[Floats, ...]:
        """Convert colors (n, 3), uint8, uint16 or float32 (1.0 is white), to the d columns, each (n,) float64."""
        return self.formula(*(light_planes(colors) if self.light else srgb_planes(colors)))

    def convert(self, colors: Floats) -> Floats:
        """Convert sRGB colors (n, 3) float64 in 0..255 to features (n, d) float64 in the units of the space."""
        red, green, blue = (linear_srgb(colors) if self.light else colors).T
        return np.stack(self.formula(red, green, blue), axis=1)


COLOR_SPACES: Registry[ColorSpace] = Registry("color space")


def color_space(
    name: str,
    title: str,
    help: str,
    *,
    channels: Mapping[str, tuple[str, ...]],
    unit: str,
    span: float,
    light: bool = False,
) -> Callable[[Formula], Formula]:
    """Return a decorator that registers a formula as a color space; `channels`: title -> names of its columns."""
    names: tuple[str, ...] = ()
    places = []
    for channel, columns in channels.items():
        places.append(Channel(channel, tuple(range(len(names), len(names) + len(columns)))))
        names += columns

    def decorate(formula: Formula) -> Formula:
        COLOR_SPACES.add(name, title, help, ColorSpace(formula, light, names, unit, tuple(places), span))
        return formula

    return decorate
