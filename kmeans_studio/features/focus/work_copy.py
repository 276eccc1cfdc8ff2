"""The small copy of a photo on which sharpness is measured: means over cells of stride x stride pixels."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ...parallel import bands, check, each_band
from ..count import NothingToSegmentError
from ..texture.cells import cell_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...photo import Photo

    Plane = NDArray[np.float32]

WORK_PIXELS = 160_000
"""At most about so many cells: what is out of focus in a picture of that size is what people call blurred in the photo,
and the noise of a large one is gone.
"""

BAND = 1 << 18
"""Pixels that are worked on at once."""


@dataclass(frozen=True, slots=True, eq=False)
class WorkCopy:
    """A photo made small.

    rgb      (gh, gw, 3) float32 in 0..1, sRGB: the mean of the visible pixels of each cell; cells without any have the
             color of the nearest that has some, so that no edge is there
    weights  (gh, gw) float32: how many visible pixels each cell has
    stride   the side of a cell in pixels; those at the right and lower border may be smaller
    """

    rgb: Plane
    weights: Plane
    stride: int


def work_stride(shape: tuple[int, int], pixels: int = WORK_PIXELS) -> int:
    """Return the side of the cells that make a photo (h, w) no larger than so many pixels."""
    return max(1, ceil(sqrt(shape[0] * shape[1] / pixels)))


def full_scale(photo: Photo) -> np.float32:
    """Return what white is in the pixels of the photo."""
    return np.float32({"uint8": 255.0, "uint16": 65535.0}.get(photo.pixels.dtype.name, 1.0))


def visible_band(photo: Photo, rows: slice) -> NDArray[np.bool_] | None:
    """Return which pixels of these rows are visible, or None where all are."""
    if photo.alpha is None or not photo.has_transparency:
        return None
    visible: NDArray[np.bool_] = photo.alpha[rows] > 0
    return visible


def work_copy(photo: Photo, cancel: Event | None = None) -> WorkCopy:
    """Make a photo small, in threads. Raises NothingToSegmentError where no pixel is visible, and CancelledError."""
    import cv2

    height, width = photo.shape
    stride = work_stride(photo.shape)
    down, across = ceil(height / stride), ceil(width / stride)
    weights = cell_weights(photo, stride)
    if not weights.any():
        raise NothingToSegmentError
    white = full_scale(photo)
    rgb = np.empty((down, across, 3), np.float32)

    def shrink(cells: slice) -> None:
        rows = slice(cells.start * stride, min(cells.stop * stride, height))
        # What lies beyond the photo, and what is transparent, is 0 and counts for nothing.
        part = np.zeros(((cells.stop - cells.start) * stride, across * stride, 3), np.float32)
        part[: rows.stop - rows.start, :width] = photo.pixels[rows]
        visible = visible_band(photo, rows)
        if visible is not None:
            part[: rows.stop - rows.start, :width][~visible] = 0
        means = cv2.resize(part, (across, cells.stop - cells.start), interpolation=cv2.INTER_AREA)
        share = np.maximum(weights[cells], 1) * (white / np.float32(stride * stride))
        np.divide(means.reshape(cells.stop - cells.start, across, 3), share[:, :, None], out=rgb[cells])

    each_band(shrink, bands(down, max(1, BAND // (width * stride))), cancel)
    check(cancel)
    _fill(rgb, weights)
    return WorkCopy(rgb, weights, stride)


def _fill(rgb: Plane, weights: Plane) -> None:
    """Give cells without visible pixels the color of the nearest one that has some."""
    hidden = weights == 0
    if not hidden.any():
        return
    from scipy.ndimage import distance_transform_edt

    y, x = distance_transform_edt(hidden, return_distances=False, return_indices=True)
    rgb[hidden] = rgb[y[hidden], x[hidden]]
