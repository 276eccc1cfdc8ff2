"""The mean color of each cell, for color and texture together."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ...parallel import bands, each_band
from .cells import CellMeans, grid_shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...photo import Photo

PIXELS = 1 << 18
"""Pixels worked on at a time."""


def cell_colors(photo: Photo, stride: int, cancel: Event | None = None) -> NDArray[np.float32]:
    """Return the mean color of the visible pixels of each cell, (gh, gw, 3) float32 sRGB, within 0..1.

    A cell without any is black. Raises CancelledError.
    """
    pixels, alpha = photo.pixels, photo.alpha if photo.has_transparency else None
    down, across = grid_shape(photo.shape, stride)
    colors = np.empty((down, across, 3), np.float32)
    # A float32 photo is within 0..1 already.
    greatest = np.float32(1 if pixels.dtype.kind == "f" else np.iinfo(pixels.dtype).max)

    def average(cells: slice) -> None:
        band: Any = slice(cells.start * stride, min(cells.stop * stride, photo.height))
        means = CellMeans((band.stop - band.start, photo.width), stride)
        seen = None
        if alpha is not None:
            means.pixels[...] = alpha[band] > 0
            seen = np.empty((cells.stop - cells.start, across), np.float32)
            means.write(seen)
        for channel in range(3):
            means.pixels[...] = pixels[band, :, channel]
            if alpha is not None:
                means.pixels[alpha[band] == 0] = 0
            found = np.empty((cells.stop - cells.start, across), np.float32)
            means.write(found)
            if seen is not None:
                np.divide(found, seen, out=found, where=seen > 0)
            colors[cells, :, channel] = found / greatest

    each_band(average, bands(down, max(1, PIXELS // (photo.width * stride))), cancel)
    return np.clip(colors, 0, 1, out=colors)
