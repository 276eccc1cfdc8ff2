"""Count the different colors of a photo, once: the idea behind the speed.

A photo of 12 million pixels has a few hundred thousand different colors. k-means over the different colors,
weighted by how many pixels have each, is exactly k-means over every pixel, and each color space converts
only these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from .cells import CELLS_IN_A_BLOCK, run_offsets
from .count8 import count_8bit
from .count16 import count_16bit
from .count_float import count_float

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..photo import Photo

    Counting = Callable[..., tuple[NDArray[Any], NDArray[np.int64], NDArray[np.int32], NDArray[np.intp]]]

NOTHING_VISIBLE = "every pixel is transparent, so there is nothing to segment"


class NothingToSegmentError(ValueError):
    """The photo has no pixel that takes part."""


@dataclass(frozen=True, slots=True, eq=False)
class ColorCount:
    """The different colors of a photo, cell by cell (see cells.py). All arrays are read-only.

    colors        (m, 3) uint8, uint16 or float32 sRGB, as the photo has them, in the order of the cells
    counts        (m,) int64 pixels of each color
    row_of_pixel  (h, w) int32 index into colors; m marks a transparent pixel
    cells         (c + 1,) intp: rows cells[i] up to cells[i + 1] share the 5 highest bits of each channel
    blocks        (b + 1,) intp: the same with 4 bits; each is one of the cells' offsets, too
    """

    colors: NDArray[Any]
    counts: NDArray[np.int64]
    row_of_pixel: NDArray[np.int32]
    cells: NDArray[np.intp]
    blocks: NDArray[np.intp]


def count_colors(photo: Photo, cancel: Event | None = None) -> ColorCount:
    """Count the colors of the pixels that are not fully transparent.

    Exact for 8 and for 16 bits a channel. In floating-point photos hardly two colors are equal, so there every visible
    pixel is a row of its own. The result has 4 bytes a pixel and 11 (16 bits: 14, floating point: 20) a row. On the way
    there it needs, beyond that:
      8 bits          4 MB for each thread; without the compiled loops up to 80 MB, and 8 bytes a row
      16 bits         up to 10 bytes a pixel, as many as are different within their band
      floating point  1 byte a pixel
    and some megabytes. Raises NothingToSegmentError where every pixel is transparent, and CancelledError.
    """
    pixels, alpha = photo.pixels.reshape(-1, 3), None
    if photo.alpha is not None and photo.has_transparency:
        alpha = np.ascontiguousarray(photo.alpha).reshape(-1)
        if not alpha.any():
            raise NothingToSegmentError(NOTHING_VISIBLE)
    count: Counting = count_8bit
    if pixels.dtype != np.uint8:
        count = count_16bit if pixels.dtype == np.uint16 else count_float
    colors, counts, rows, begins = count(pixels, alpha, cancel)
    cells, blocks = run_offsets(begins), run_offsets(begins[::CELLS_IN_A_BLOCK])
    row_of_pixel = rows.reshape(photo.shape)
    for array in (colors, counts, row_of_pixel, cells, blocks):
        array.flags.writeable = False
    return ColorCount(colors, counts, row_of_pixel, cells, blocks)
