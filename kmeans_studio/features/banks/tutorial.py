"""The bank of the tutorial 'Image Clustering with K-means' (2020), as its code makes it, slips included.

It means to be Leung and Malik's, but its scales are multiples of the square root of two instead of powers, nothing is
normalized - its Gaussians sum to 3.5 to 14, not to one -, and its Laplacian subtracts one variance where two are due,
which makes it a blur. Every operation is the tutorial's, in its order, so that every bit is, too. Its y runs downwards:
what it counts as 30 degrees lies as VGG's 150.
"""

from __future__ import annotations

from functools import partial
from math import inf, sqrt
from typing import TYPE_CHECKING

import numpy as np

from .bank import Bank, Filter
from .catalog import Shape, filter_bank
from .options import BankOptions, check_count, checked_orientations, checked_scales, checked_size
from .vgg import ELONGATION, OWN_SIZE, directed, round_spot

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SCALES = tuple(sqrt(2) * factor for factor in (1, 2, 3, 4))

_ORDERS = {"edge": 1, "bar": 2}


@filter_bank(
    "tutorial",
    "Tutorial (as written), 48 filters",
    "The bank that a well-known tutorial computes, slips included: its spots are so strong that brightness drowns the "
    "edges and bars. To compare with Leung-Malik's own, not to work with.",
    "scales",
    "orientations",
    "size",
)
def tutorial(options: BankOptions, shape: Shape) -> Bank:
    """Return the tutorial's filters: edges, bars, all Gaussians, all Laplacians, all of three times the scale."""
    scales = checked_scales(options.scales, SCALES)
    turns = checked_orientations(options.orientations, 6)
    size = checked_size(options.size, OWN_SIZE)
    directed_scales = scales[:-1] or scales
    check_count(2 * len(directed_scales) * turns + 3 * len(scales), size)
    filters: list[Filter] = []
    recipes: list[partial[Floats]] = []
    for kind, order in _ORDERS.items():
        for sigma in directed_scales:
            for turn in range(turns):
                filters.append(directed(kind, sigma, -turn % turns, turns))
                recipes.append(partial(_directed_kernel, np.float64(sigma), order, turn, turns, size))
    for kind, factor in (("gauss", 1), ("log", 1), ("log", 3)):
        for sigma in scales:
            spot = round_spot(kind, factor * sigma)
            # Both pass evenness best.
            filters.append(Filter(kind, spot.scale, None, None, spot.title, inf))
            recipes.append(partial(_gaussian_2d if kind == "gauss" else _laplacian, np.float64(factor * sigma), size))
    source = ("tutorial", scales, turns, size)
    title = f"Tutorial (as written), {len(filters)} filters"
    return Bank("tutorial", title, tuple(filters), size, source, lambda number: recipes[number]())


def _directed_kernel(sigma: np.float64, order: int, turn: int, turns: int, size: int) -> Floats:
    half = (size - 1) / 2
    x, y = np.meshgrid(np.arange(-half, half + 1), np.arange(-half, half + 1))
    angle = (np.pi * turn) / turns
    c, s = np.cos(angle), np.sin(angle)
    turned = np.dot(np.array([[c + 0, -s + 0], [s + 0, c + 0]]), np.array([x.flatten(), y.flatten()]))
    kernel = _gaussian_1d(ELONGATION * sigma, turned[0], 0) * _gaussian_1d(sigma, turned[1], order)
    return np.reshape(kernel, (size, size))


def _gaussian_1d(sigma: np.float64, x: Floats, order: int) -> Floats:
    variance = sigma**2
    values = (1 / np.sqrt(2 * np.pi * variance)) * (np.exp((-1 * x * x) / (2 * variance)))
    match order:
        case 1:
            values = -values * (x / variance)
        case 2:
            values = values * (((x * x) - variance) / (variance**2))
    return np.asarray(values)


def _gaussian_2d(sigma: np.float64, size: int) -> Floats:
    variance = sigma * sigma
    squared = _squared_distances(size)
    return np.asarray((1 / np.sqrt(2 * np.pi * variance)) * np.exp(-squared / (2 * variance)))


def _laplacian(sigma: np.float64, size: int) -> Floats:
    variance = sigma * sigma
    return np.asarray(_gaussian_2d(sigma, size) * (_squared_distances(size) - variance) / (variance**2))


def _squared_distances(size: int) -> Floats:
    half = (size - 1) / 2
    x = np.arange(-half, half + 1)
    return np.asarray((x * x)[:, None] + x * x)
