"""Gabor filters: waves under a Gaussian window, each as a quadrature pair, so that |response| is the wave's strength.

The filter of wavelength w passes H = exp(-2 pi^2 [sx^2 (f1 - 1/w)^2 + sy^2 f2^2]), f1 along the waves' way, f2 across:
that of MATLAB's `imgaborfilt` with a bandwidth of one octave and an aspect ratio of one half, sx = 0.5622 w, sy = 2 sx.
Its kernel is a Gaussian that sums to one, times exp(2 pi i x' / w).
"""

from __future__ import annotations

from functools import partial
from math import cos, log, pi, radians, sin, sqrt
from typing import TYPE_CHECKING

import numpy as np

from .bank import Bank, Filter
from .catalog import Shape, filter_bank
from .options import (
    SIZES,
    WAVELENGTHS,
    BankOptions,
    check_count,
    checked_orientations,
    checked_scales,
    checked_size,
    side_for,
)
from .vgg import grid, in_short

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .vgg import Floats

SHORTEST = 4 / 2**0.5
"""The shortest wavelength of MATLAB's example, in pixels."""

OCTAVES = tuple(SHORTEST * 2.0**octave for octave in range(5))

ACROSS = 3 * sqrt(log(2) / 2) / pi
"""Sigma along the waves' way over the wavelength: (1/pi) sqrt(ln 2 / 2) (2^b + 1)/(2^b - 1) for b = 1 octave."""


@filter_bank(
    "gabor",
    "Gabor, 30 filters",
    "Waves of five lengths in six directions, each answering to stripes and grain of its own size, wherever exactly "
    "light and dark fall. Agrees best with what people see as one texture.",
    "scales",
    "orientations",
    "size",
)
def gabor(options: BankOptions, shape: Shape) -> Bank:
    """Return wavelengths of 2.8 to 45 pixels, by octaves; `scales` are wavelengths. Angles as VGG's, from flat on."""
    wavelengths = checked_scales(options.scales, OCTAVES, WAVELENGTHS, "wavelength")
    turns = checked_orientations(options.orientations, 6)
    ways = tuple(90.0 - 180.0 * turn / turns for turn in range(turns))
    return gabor_bank("gabor", "Gabor", wavelengths, ways, options)


def gabor_bank(
    name: str, title: str, wavelengths: tuple[float, ...], ways: tuple[float, ...], options: BankOptions
) -> Bank:
    """Return the filters; `ways`: where the waves run to, in degrees from the right, counterclockwise."""
    pairs = [(wavelength, way) for wavelength in wavelengths for way in ways]
    size = checked_size(options.size, min(SIZES[1], _side(max(wavelengths))))
    check_count(len(pairs), 1)
    filters = tuple(_described(*pair) for pair in pairs)
    # With a size that somebody chose, the kernel in that window is the filter: no formula says what that passes.
    formula = None if options.size else partial(_passed_by, pairs)
    kernel_side = {pair: options.size or min(SIZES[1], _side(pair[0])) for pair in pairs}
    return Bank(
        name,
        f"{title}, {len(filters)} filters",
        filters,
        size,
        ("gabor", wavelengths, ways, options.size),
        lambda number: kernel(*pairs[number], kernel_side[pairs[number]]),
        is_complex=True,
        formula=formula,
    )


def _described(wavelength: float, way: float) -> Filter:
    angle = (90.0 - way) % 180.0
    title = f"Gabor λ {in_short(wavelength)} {angle:.3g}°"
    return Filter("gabor", wavelength, 2 * ACROSS * wavelength, angle, title, wavelength)


def _side(wavelength: float) -> int:
    """Return the side of a kernel that holds three sigmas."""
    return side_for(3 * 2 * ACROSS * wavelength)


def kernel(wavelength: float, way: float, size: int) -> NDArray[np.complex128]:
    """Return one kernel, (size, size): real part even, imaginary part odd."""
    x, y = grid(size)
    c, s = cos(radians(way)), sin(radians(way))
    along, across = c * x + s * y, c * y - s * x
    sigma = ACROSS * wavelength
    window = np.exp(-(along * along + across * across / 4) / (2 * sigma * sigma)) / (2 * pi * sigma * 2 * sigma)
    return np.asarray(window * np.exp(2j * pi / wavelength * along))


def passed(wavelength: float, way: float, u: Floats, v: Floats) -> Floats:
    """Return H at u cycles per pixel to the right and v downwards: float64, at most 1."""
    c, s = cos(radians(way)), sin(radians(way))
    along, across = c * u - s * v, s * u + c * v
    sigma = ACROSS * wavelength
    off = along - 1 / wavelength
    return np.asarray(np.exp(-2 * pi * pi * sigma * sigma * (off * off + 4 * across * across)))


def _passed_by(pairs: list[tuple[float, float]], number: int, u: Floats, v: Floats) -> Floats:
    return passed(*pairs[number], u, v)
