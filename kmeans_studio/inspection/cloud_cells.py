"""Rows of a grid, and where they lie on the photo."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ..features.light import srgb_colors
from ..parallel import bands, each_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..features.grid_space import GridSpace

BAND = 1 << 14
"""Cells worked on at a time."""


def cell_colors(
    space: GridSpace, rows: NDArray[np.intp], cancel: Event | None = None
) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
    """Return the mean sRGB color of the visible pixels of the cells of some rows (n,), and one of these pixels.

    -> (n, 3) uint8, (n, 2) intp x, y: the pixel in the middle, or, if that is transparent, the first visible one. A
    cell of more than 16 x 16 pixels is looked at in every second, third ... line and column. Raises CancelledError.
    """
    height, width = space.shape
    down, across = np.nonzero(space.row_of_cell >= 0)
    colors, spots = np.empty((len(rows), 3), np.uint8), np.empty((len(rows), 2), np.intp)
    stride = space.stride
    offsets = range(0, stride, max(1, stride // 16))

    def look(band: slice) -> None:
        top, left = down[rows[band]] * stride, across[rows[band]] * stride
        sums, seen = np.zeros((len(top), 3)), np.zeros(len(top))
        y = np.minimum(top + stride // 2, height - 1)
        x = np.minimum(left + stride // 2, width - 1)
        lacking = _transparent(space, y, x)
        for dy in offsets:
            for dx in offsets:
                at_y, at_x = top + dy, left + dx
                inside = (at_y < height) & (at_x < width)
                at_y, at_x = np.minimum(at_y, height - 1), np.minimum(at_x, width - 1)
                counts = inside & ~_transparent(space, at_y, at_x)
                sums += srgb_colors(space.pixels[at_y, at_x]) * counts[:, None]
                seen += counts
                found = lacking & counts
                y[found], x[found] = at_y[found], at_x[found]
                lacking &= ~counts
        # Of a large cell the few visible pixels may all lie between the lines.
        sums[seen == 0], seen[seen == 0] = srgb_colors(space.pixels[y, x])[seen == 0], 1
        colors[band] = np.rint(np.clip(sums / seen[:, None], 0, 255))
        spots[band] = np.stack((x, y), axis=1)

    each_band(look, bands(len(rows), BAND), cancel)
    return colors, spots


def _transparent(space: GridSpace, y: NDArray[np.intp], x: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which pixels take no part."""
    return np.zeros(len(y), np.bool_) if space.alpha is None else space.alpha[y, x] == 0
