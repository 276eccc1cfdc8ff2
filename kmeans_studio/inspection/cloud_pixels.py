"""From points of a cloud back to pixels of the photo."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..features.grid_space import GridSpace
from ..features.paint import paint
from ..parallel import each_band, row_bands
from .cloud_cells import cell_colors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..features.space import FeatureSpace
    from .cloud import Cloud

PIXELS = 1 << 19
"""Pixels worked on at a time."""


def pixels_of(cloud: Cloud, points: NDArray[np.bool_], cancel: Event | None = None) -> NDArray[np.bool_]:
    """Return which pixels (h, w) some of a cloud's points (n,) stand for. Raises CancelledError."""
    space = cloud.space
    chosen = np.zeros(len(space.rows) + 1, np.bool_)
    chosen[:-1] = points if cloud.point_of_row is None else points[cloud.point_of_row]
    if not isinstance(space, GridSpace):
        return paint(chosen.view(np.uint8), space.row_of_pixel, cancel).view(np.bool_)
    # A cell without pixels has the number -1: the last entry, which is none of the rows.
    cells = chosen[space.row_of_cell]
    height, width = space.shape
    mask = np.repeat(np.repeat(cells, space.stride, axis=0)[:height], space.stride, axis=1)[:, :width]
    return np.ascontiguousarray(mask if space.alpha is None else mask & (space.alpha > 0))


def first_pixels(
    space: FeatureSpace | GridSpace, rows: NDArray[np.intp], cancel: Event | None = None
) -> tuple[tuple[int, int], ...]:
    """Return a pixel (x, y) of each of some rows: the first one, line by line; on a grid the middle of the cell.

    Where the middle of a cell is transparent, it is the first of its pixels that is not. Raises CancelledError.
    """
    if isinstance(space, GridSpace):
        return tuple((int(x), int(y)) for x, y in cell_colors(space, rows, cancel)[1])
    wanted = np.zeros(len(space.rows) + 1, np.bool_)
    wanted[rows] = True
    width = space.row_of_pixel.shape[1]

    def look(band: slice) -> tuple[NDArray[Any], NDArray[np.intp]]:
        row_of_pixel = space.row_of_pixel[band]
        hits = np.flatnonzero(paint(wanted.view(np.uint8), row_of_pixel))
        found, first = np.unique(row_of_pixel.ravel()[hits], return_index=True)
        return found, band.start * width + hits[first]

    pixel_of: dict[int, int] = {}
    for found, pixels in each_band(look, row_bands(space.row_of_pixel.shape, PIXELS), cancel):
        for row, pixel in zip(found.tolist(), pixels.tolist(), strict=True):
            pixel_of.setdefault(row, pixel)
    return tuple((pixel_of[row] % width, pixel_of[row] // width) for row in rows.tolist())
