"""Schmid's bank of rings, as VGG's makeSfilters.m makes it.

C. Schmid, Constructing models for content-based image retrieval, CVPR 2001. Each is a wave around its middle that fades
like a Gaussian: cos(pi tau r / sigma) exp(-r^2 / 2 sigma^2), without its mean, with an L1 norm of one.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING

import numpy as np

from .bank import Bank, Filter
from .catalog import Shape, filter_bank
from .options import BankOptions, check_count, checked_scales, fitting_size
from .vgg import OWN_SIZE, grid, in_short, normalized

if TYPE_CHECKING:
    from .vgg import Floats

CYCLES = {2.0: 1, 4.0: 2, 6.0: 3, 8.0: 3, 10.0: 4}
"""Schmid's scales, and up to how many cycles (tau) there are of each."""


@filter_bank(
    "schmid",
    "Schmid's rings, 13 filters",
    "Rings of light and dark around a point, which look the same from every side. A texture stays the same when the "
    "photo is turned, but stripes and dots are hard to tell apart.",
    "scales",
    "size",
)
def rings(options: BankOptions, shape: Shape) -> Bank:
    """Return Schmid's filters; of scales that are not Schmid's, waves of four pixels and longer, four at most."""
    scales = checked_scales(options.scales, tuple(CYCLES))
    size = fitting_size(options.size, OWN_SIZE, max(scales))
    pairs = [
        (sigma, tau) for sigma in scales for tau in range(1, 1 + CYCLES.get(sigma, max(1, min(4, int(sigma / 2)))))
    ]
    check_count(len(pairs), size)
    filters = tuple(
        Filter("ring", sigma, None, None, f"Ring σ {in_short(sigma)} τ {tau}", 2 * sigma / tau) for sigma, tau in pairs
    )
    source = ("schmid", tuple(pairs), size)
    return Bank(
        "schmid",
        f"Schmid's rings, {len(filters)} filters",
        filters,
        size,
        source,
        lambda number: ring(*pairs[number], size),
    )


def ring(sigma: float, tau: int, size: int) -> Floats:
    """Return one kernel, (size, size)."""
    x, y = grid(size)
    squared = x * x + y * y
    kernel = np.cos(np.sqrt(squared) * (pi * tau / sigma)) * np.exp(-squared / (2 * sigma * sigma))
    return normalized(kernel)
