"""What lies beyond the border of a photo: its mirror image, again and again.

The pixel at the border stands once, as with OpenCV's BORDER_REFLECT_101; any distance, for any size from one pixel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def reflected(start: int, stop: int, length: int) -> NDArray[np.intp]:
    """Return which of `length` pixels stand at the places start..stop - 1, which may lie far outside; (n,) intp."""
    places = np.arange(start, stop)
    if length == 1:
        return np.zeros_like(places)
    period = 2 * (length - 1)
    places = np.abs(places) % period
    return np.where(places < length, places, period - places)


def cut_out(picture: NDArray[Any], top: int, left: int, shape: tuple[int, int]) -> NDArray[Any]:
    """Return the (height, width) part of a picture (h, w) whose first pixel is at (top, left), mirrored beyond borders.

    A view where no border is near.
    """
    bottom, right = top + shape[0], left + shape[1]
    height, width = picture.shape
    if top >= 0 and left >= 0 and bottom <= height and right <= width:
        return picture[top:bottom, left:right]
    inside = slice(max(left, 0), min(right, width))
    rows = reflected(top, bottom, height)
    if inside.stop <= inside.start or width == 1:
        return picture[rows[:, None], reflected(left, right, width)]
    # Most of the columns are neighbors: taking whole rows first is several times faster than pixel by pixel.
    part = np.empty(shape, picture.dtype)
    columns = reflected(left, right, width)
    for row, source in enumerate(rows):
        np.take(picture[source], columns, out=part[row], mode="clip")
    return part
