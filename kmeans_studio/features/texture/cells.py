"""The grid over a photo: cells of stride x stride pixels, fewer at the right and the lower border."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from ...parallel import bands, each_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...photo import Photo

    Plane = NDArray[np.float32]


def grid_shape(shape: tuple[int, int], stride: int) -> tuple[int, int]:
    """Return how many cells a photo (h, w) has, down and across."""
    return ceil(shape[0] / stride), ceil(shape[1] / stride)


def cell_weights(photo: Photo, stride: int) -> Plane:
    """Return how many visible pixels each cell has, (gh, gw) float32."""
    height, width = photo.shape
    down, across = grid_shape(photo.shape, stride)
    rows, columns = (
        np.minimum(stride, length - stride * np.arange(n)) for length, n in ((height, down), (width, across))
    )
    counts: Plane = np.outer(rows, columns).astype(np.float32)
    alpha = photo.alpha
    if not photo.has_transparency or alpha is None:
        return counts

    def count(one: slice) -> None:
        seen = alpha[one.start * stride : one.stop * stride] > 0
        by_row = np.add.reduceat(seen, np.arange(0, width, stride), axis=1, dtype=np.int32)
        counts[one] = np.add.reduceat(by_row, np.arange(0, len(seen), stride), axis=0)

    each_band(count, bands(down, max(1, (1 << 18) // (width * stride))))
    return counts


class CellMeans:
    """Means over the cells of one part of a photo, for one picture after another in the same memory.

    pixels  (h, w) float32, to be written by the caller
    """

    def __init__(self, shape: tuple[int, int], stride: int) -> None:
        self.stride, self.grid = stride, grid_shape(shape, stride)
        self._whole = np.zeros((self.grid[0] * stride, self.grid[1] * stride), np.float32)
        self.pixels = self._whole[: shape[0], : shape[1]]
        # What lies beyond the photo is 0: the last cells count only what they have.
        self._last = [(stride * n - length) for length, n in zip(shape, self.grid, strict=True)]

    def write(self, out: Plane) -> None:
        """Write the means (gh, gw)."""
        import cv2

        if self.stride == 1:
            out[...] = self.pixels
            return
        means, left = self._whole, self.stride
        while left > 1:
            # Halving has a way of its own in OpenCV, several times faster than the general one.
            step = 2 if left % 2 == 0 else left
            size = means.shape[1] // step, means.shape[0] // step
            means, left = np.asarray(cv2.resize(means, size, interpolation=cv2.INTER_AREA), np.float32), left // step
        out[...] = means
        beyond, beside = self._last
        if beyond:
            out[-1] *= np.float32(self.stride / (self.stride - beyond))
        if beside:
            out[:, -1] *= np.float32(self.stride / (self.stride - beside))
