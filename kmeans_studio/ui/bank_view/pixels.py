"""Kernels as they are shown: cut to what matters, and enlarged by whole multiples or reduced to fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .product import product

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FADED = 0.01
"""What is weaker than this share of the peak is not missed at the rim of a kernel that has to be cut."""

CUT_FROM = 2.0
"""A kernel that would have to be reduced by more than this is cut first."""


class Fitted(NamedTuple):
    """A kernel in pixels of the screen. `zoom`: screen pixels for one of the kernel's; below 1 it is reduced."""

    values: Floats
    zoom: float


def part(kernel: NDArray[Any], *, odd: bool = False) -> Floats:
    """Return the even part of a kernel (s, s), or the odd one, float64; of a real kernel, itself."""
    if kernel.dtype.kind != "c":
        return np.asarray(kernel, np.float64)
    return np.ascontiguousarray(kernel.imag if odd else kernel.real)


WASTED = 0.8
"""Where whole multiples would fill less than this share of the room, edges of pixels may be soft instead."""


def fitted(kernel: NDArray[Any], room: int, most: float) -> Fitted:
    """Fit a real kernel (s, s) into a square of `room` screen pixels, each of its pixels at most `most` of them wide.

    Enlarged by whole multiples, every pixel of the kernel is a square; otherwise screen pixels are means of what they
    cover.
    """
    values = np.asarray(kernel, np.float64)
    if len(values) > CUT_FROM * room:
        values = support(values)
    side = len(values)
    zoom = min(most, room / side)
    times = int(zoom)
    if times < WASTED * zoom:
        room, times = int(side * zoom + 1e-6), times + 1
        values = np.repeat(np.repeat(values, times, 0), times, 1)
        weights = _areas(side * times, room)
        return Fitted(product(product(weights, values), weights.T), room / side)
    return Fitted(np.repeat(np.repeat(values, times, 0), times, 1), float(times))


def support(kernel: Floats) -> Floats:
    """Return the middle of a kernel (s, s), as far out as it is more than FADED of its peak."""
    half = len(kernel) // 2
    strength = np.abs(kernel)
    rows, columns = np.nonzero(strength > FADED * strength.max())
    reach = max((int(np.abs(places - half).max()) for places in (rows, columns) if places.size), default=half)
    return kernel[half - reach : half + reach + 1, half - reach : half + reach + 1]


def _areas(side: int, room: int) -> Floats:
    """Return how much of each of `side` pixels lies in each of fewer, `room`, (room, side); each row sums to 1."""
    edges = np.arange(room + 1) * (side / room)
    starts = np.arange(side)
    overlap = np.minimum(edges[1:, None], starts + 1) - np.maximum(edges[:-1, None], starts)
    covered = np.clip(overlap, 0, None)
    return np.asarray(covered / covered.sum(1, keepdims=True))
