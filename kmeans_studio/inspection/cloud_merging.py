"""Fewer points than rows: what lies in one small cube becomes one point, so that no rare color is lost."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ..parallel import bands, check, each_band
from .cloud_axes import BAND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..features.grid_space import GridSpace
    from ..features.space import FeatureSpace
    from .cloud_axes import Axes

FINEST = 256
"""The longest side of all points is cut into so many cubes at most."""


def merged(
    space: FeatureSpace | GridSpace, axes: Axes, most: int, cancel: Event | None = None
) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """Return the rows (n,) that stand for all, n <= most, ascending by cube; and which of them each row is of, (m,).

    The space is cut into equal cubes, as small ones as leave no more than `most` of them with rows. Of each, the row
    that most pixels have stands for all that lie in it, the first of equal ones. It takes 4 bytes a row, which the
    answer keeps, and 100 MB on the way. The same rows always give the same points. Raises CancelledError.
    """
    cube_of_row = _finest_cubes(space, axes, cancel)
    seen = np.zeros(FINEST**3, np.bool_)

    def note(band: slice) -> None:
        seen[cube_of_row[band]] = True

    each_band(note, bands(len(cube_of_row), BAND), cancel)
    fine = np.flatnonzero(seen)
    check(cancel)
    least, beyond = 1, FINEST + 1
    while beyond - least > 1:
        sides = (least + beyond) // 2
        check(cancel)
        if np.count_nonzero(_mark(fine, sides)) <= most:
            least = sides
        else:
            beyond = sides
    coarse = _coarse(fine, least)
    numbers = np.cumsum(_mark(fine, least), dtype=np.int32) - 1
    table = np.zeros(FINEST**3, np.int32)
    table[fine] = numbers[coarse]

    def number(band: slice) -> None:
        cube_of_row[band] = table[cube_of_row[band]]

    each_band(number, bands(len(cube_of_row), BAND), cancel)
    return _heaviest(cube_of_row, space.weights, int(numbers[-1]) + 1, cancel), cube_of_row


def _finest_cubes(space: FeatureSpace | GridSpace, axes: Axes, cancel: Event | None) -> NDArray[np.int32]:
    """Return the number of the cube that each row lies in, (m,), from 0 to FINEST ** 3."""
    cubes = np.empty(len(space.rows), np.int32)
    low = np.array([axis.low for axis in axes.axes], np.float32)
    side = np.float32(max(axis.high - axis.low for axis in axes.axes) / FINEST) or np.float32(1)

    def place(band: slice) -> None:
        at = np.clip((axes.points(space.rows[band]) - low) / side, 0, FINEST - 1).astype(np.int32)
        cubes[band] = (at[:, 0] * FINEST + at[:, 1]) * FINEST + at[:, 2]

    each_band(place, bands(len(cubes), BAND), cancel)
    return cubes


def _coarse(fine: NDArray[np.intp], sides: int) -> NDArray[np.intp]:
    """Return in which cubes the finest ones lie where there are but so many to a side."""
    across, down, deep = fine // FINEST**2, fine // FINEST % FINEST, fine % FINEST
    coarse: NDArray[np.intp] = (
        across * sides // FINEST * sides + down * sides // FINEST
    ) * sides + deep * sides // FINEST
    return coarse


def _mark(fine: NDArray[np.intp], sides: int) -> NDArray[np.bool_]:
    """Return which of `sides` ** 3 cubes have something in them."""
    mark = np.zeros(sides**3, np.bool_)
    mark[_coarse(fine, sides)] = True
    return mark


def _heaviest(
    point_of_row: NDArray[np.int32], weights: NDArray[np.float64], n: int, cancel: Event | None
) -> NDArray[np.intp]:
    """Return for each of n points the row with the greatest weight, the first of equal ones."""
    greatest, first = np.zeros(n), np.full(n, len(weights), np.intp)
    for band in bands(len(weights), BAND):
        check(cancel)
        np.maximum.at(greatest, point_of_row[band], weights[band])
    for band in bands(len(weights), BAND):
        check(cancel)
        heaviest = band.start + np.flatnonzero(weights[band] == greatest[point_of_row[band]])
        np.minimum.at(first, point_of_row[heaviest], heaviest)
    return first
