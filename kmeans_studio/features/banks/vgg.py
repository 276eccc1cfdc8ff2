"""The kernels that the Visual Geometry Group's banks are made of, as its MATLAB makes them.

Source: makeLMfilters.m, makeRFSfilters.m and makeSfilters.m, www.robots.ox.ac.uk/~vgg/research/texclass/filters.html,
and MATLAB's `fspecial`. Each kernel has no mean and an L1 norm of one - the Gaussians, too, which makes them blobs on a
darker ground. VGG's y runs upwards, so that row 0 is the greatest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import cos, inf, pi, sin, sqrt
from typing import TYPE_CHECKING

import numpy as np

from .bank import Filter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

OWN_SIZE = 49
"""The side of VGG's kernels."""

ELONGATION = 3
"""Edges and bars are three times as long as they are wide."""

_ORDERS = {"edge": 1, "bar": 2}
_TITLES = {"edge": "Edge", "bar": "Bar", "gauss": "Gauss", "log": "Blob (LoG)"}


def grid(size: int) -> tuple[Floats, Floats]:
    """Return x (1, size), to the right, and y (size, 1), upwards, in pixels from the middle."""
    half = size // 2
    x = np.arange(-half, half + 1, dtype=np.float64)
    return x[None, :], -x[:, None]


def directed(kind: str, sigma: float, turn: int, turns: int) -> Filter:
    """Describe an edge or a bar: the direction is `turn` of `turns` in half a circle."""
    angle = 180.0 * turn / turns
    # The derivative of order n of a Gaussian passes most at a frequency of sqrt(n)/(2 pi sigma).
    wavelength = 2 * pi * sigma / sqrt(_ORDERS[kind])
    title = f"{_TITLES[kind]} σ {in_short(sigma)} {angle:.3g}°"
    return Filter(kind, sigma, ELONGATION * sigma, angle, title, wavelength)


def round_spot(kind: str, sigma: float) -> Filter:
    """Describe a Gaussian or a Laplacian of Gaussian."""
    # Without its mean, a Gaussian still passes most of what is hardly wavy at all.
    wavelength = inf if kind == "gauss" else 2 * pi * sigma / sqrt(2)
    return Filter(kind, sigma, None, None, f"{_TITLES[kind]} σ {in_short(sigma)}", wavelength)


def in_short(pixels: float) -> str:
    """Return a length for people."""
    return f"{pixels:.1f}" if pixels >= 1 else f"{pixels:.2g}"


def directed_kernel(kind: str, sigma: float, turn: int, turns: int, size: int) -> Floats:
    """Return G(3 sigma, x') times the first or second derivative of G(sigma, y'), normalized, (size, size)."""
    x, y = grid(size)
    angle = pi * turn / turns
    along = cos(angle) * x - sin(angle) * y
    across = sin(angle) * x + cos(angle) * y
    kernel = _gaussian(ELONGATION * sigma, along) * _gaussian(sigma, across, _ORDERS[kind])
    return normalized(kernel)


def edges_and_bars(scales: Sequence[float], turns: int, size: int) -> tuple[list[Filter], list[Callable[[], Floats]]]:
    """Return all edges, then all bars, by scale and then by direction: what they are, and what makes their kernels."""
    each = [(kind, sigma, turn, turns) for kind in ("edge", "bar") for sigma in scales for turn in range(turns)]
    return [directed(*one) for one in each], [partial(directed_kernel, *one, size) for one in each]


def round_kernel(kind: str, sigma: float, size: int) -> Floats:
    """Return `fspecial('gaussian')` or `fspecial('log')`, normalized, (size, size)."""
    x, y = grid(size)
    squared = x * x + y * y
    variance = sigma * sigma
    kernel = np.exp(-squared / (2 * variance))
    kernel[kernel < np.finfo(np.float64).eps * kernel.max()] = 0
    kernel /= kernel.sum()
    if kind == "log":
        kernel *= (squared - 2 * variance) / variance**2
    return normalized(kernel)


def normalized(kernel: Floats) -> Floats:
    """Return a kernel without its mean and with an L1 norm of one.

    Within the sigmas and sizes that can be chosen, none is so even that only rounding would be left.
    """
    centered = kernel - kernel.mean()
    return np.asarray(centered / np.abs(centered).sum())


def _gaussian(sigma: float, x: Floats, order: int = 0) -> Floats:
    """Return a Gaussian's values, or those of its first or second derivative."""
    variance = sigma * sigma
    values = np.exp(-x * x / (2 * variance)) / sqrt(2 * pi * variance)
    match order:
        case 1:
            values *= -x / variance
        case 2:
            values *= (x * x - variance) / variance**2
    return values
