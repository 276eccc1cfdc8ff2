"""From sharpness to the subject: a mask at full size whose border follows the photo's edges."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ...parallel import bands, each_band
from .border import cut_anew
from .parts import without_small_parts
from .work_copy import BAND, full_scale, visible_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...photo import Photo
    from .focus_map import FocusMap
    from .guided import Linear

    Plane = NDArray[np.float32]
    Mask = NDArray[np.bool_]

GREATEST_HOLE = 0.03
"""Share of the photo: smooth places inside the subject are smaller, what is seen through it is often larger."""

LEAST_ISLAND = 0.003
"""Share of the photo: specks of sharpness below are noise, and a nuisance in a cut-out."""


def subject_mask(focus_map: FocusMap, photo: Photo, centers: NDArray[Any], cancel: Event | None = None) -> Mask:
    """Return which pixels are the subject, (h, w) bool: the sharper side, without holes and specks.

    centers  (2,): the sharpness that the blurred and the sharp cells have on average, in any order

    Transparent pixels are not part of it. Raises CancelledError.
    """
    threshold = float(np.mean(np.asarray(centers, np.float64)))
    linear = focus_map.by_color
    if focus_map.thorough:
        first = without_small_parts(focus_map.values > threshold, focus_map.weights > 0, GREATEST_HOLE, 0.0, cancel)
        again = cut_anew(first, focus_map.work, cancel)
        if again is not None:
            linear, threshold = again, 0.5
    mask = above(linear, threshold, focus_map.stride, photo, cancel)
    return without_small_parts(mask, visible_band(photo, slice(None)), GREATEST_HOLE, LEAST_ISLAND, cancel)


def above(linear: Linear, threshold: float, stride: int, photo: Photo, cancel: Event | None = None) -> Mask:
    """Return for which pixels of the photo, visible ones, values are above the threshold, (h, w) bool.

    linear  the values on the grid of cells as functions of color; the functions are interpolated between the cells'
            middles, and what they are of is the pixel's own color. Raises CancelledError.
    """
    height, width = photo.shape
    down, across = linear.offset.shape
    mask = np.empty(photo.shape, np.bool_)
    slopes = linear.slopes / full_scale(photo)
    offset = linear.offset - np.float32(threshold)

    def fill(cells: slice) -> None:
        rows = slice(cells.start * stride, min(cells.stop * stride, height))
        values = enlarged(offset, cells, stride)[: rows.stop - rows.start, :width]
        for channel in range(3):
            slope = enlarged(slopes[channel], cells, stride)[: rows.stop - rows.start, :width]
            values += slope * photo.pixels[rows, :, channel]
        np.greater(values, 0, out=mask[rows])
        visible = visible_band(photo, rows)
        if visible is not None:
            mask[rows] &= visible

    each_band(fill, bands(down, max(1, BAND // (across * stride * stride))), cancel)
    return mask


def enlarged(plane: Plane, cells: slice, stride: int) -> Plane:
    """Return some rows of cells of a plane (gh, gw), interpolated bilinearly to pixels: writable, a copy."""
    import cv2

    if stride == 1:
        return plane[cells].copy()
    # A row of cells more on both sides, where there is one: what is interpolated is the same for any bands.
    first, last = max(cells.start - 1, 0), min(cells.stop + 1, len(plane))
    part = plane[first:last]
    size = part.shape[1] * stride, part.shape[0] * stride
    wide = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_LINEAR), np.float32).reshape(size[::-1])
    start = (cells.start - first) * stride
    return wide[start : start + (cells.stop - cells.start) * stride]
