"""From a grid back to pixels: scores of each segment, interpolated between the cells' middles; the lowest one wins.

Where the four cells around a place have one winner, it wins all between them, as what is interpolated lies between
them, too; so only the places along borders need to be looked at pixel by pixel. (Interpolating squared distances is
comparing interpolated features: |x - c|^2 is |x|^2, which is the same for every c, plus what is linear in x.)
"""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ..parallel import bands, each_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELLS = 1 << 15
"""Cells worked on at a time."""

SCORES = 1 << 21
"""Scores of pixels worked on at a time, at most, where that is more than one row of cells."""


def winners(
    scores: NDArray[np.float32], stride: int, shape: tuple[int, int], cancel: Event | None = None
) -> NDArray[np.uint8]:
    """Return for each pixel of a photo (h, w) which of k scores (k, gh, gw) is lowest there, (h, w) uint8.

    A cell is stride x stride pixels, an even number a side or 1; the first of equal scores wins. Raises CancelledError.
    """
    grid_height, grid_width = scores.shape[1:]
    least = np.empty((grid_height, grid_width), np.uint8)

    def compare(band: slice) -> None:
        least[band] = scores[:, band].argmin(axis=0)

    each_band(compare, bands(grid_height, max(1, CELLS // grid_width)), cancel)
    if stride == 1:
        return least
    # A place is the square between the middles of four cells; at the borders of the photo two of them are the same.
    padded = np.pad(least, 1, mode="edge")
    mixed = padded[:-1, :-1] != padded[1:, 1:]
    for other in (padded[1:, :-1], padded[:-1, 1:]):
        mixed |= padded[:-1, :-1] != other
    places = np.empty((grid_height + 1, stride, grid_width + 1, stride), np.uint8)
    steps = (np.arange(stride) + 0.5) / stride

    def fill(band: slice) -> None:
        places[band] = padded[band, None, :-1, None]
        down, across = np.nonzero(mixed[band])
        down += band.start
        above, below = (np.clip(down + i, 0, grid_height - 1) for i in (-1, 0))
        left, right = (np.clip(across + i, 0, grid_width - 1) for i in (-1, 0))
        corners = [scores[:, y, x] for y in (above, below) for x in (left, right)]
        for y, toward_below in enumerate(steps):
            at_left = corners[0] + np.float32(toward_below) * (corners[2] - corners[0])
            at_right = corners[1] + np.float32(toward_below) * (corners[3] - corners[1])
            for x, toward_right in enumerate(steps):
                here = at_left + np.float32(toward_right) * (at_right - at_left)
                places[down, y, across, x] = here.argmin(axis=0)

    # Where textures are scattered every place is mixed.
    of_a_row = len(scores) * stride * stride * (grid_width + 1)
    each_band(fill, bands(grid_height + 1, max(1, SCORES // of_a_row)), cancel)
    half, (height, width) = stride // 2, shape
    full = places.reshape((grid_height + 1) * stride, -1)
    return np.ascontiguousarray(full[half : half + height, half : half + width])
