"""From rows back to pixels: one value for each row, painted over the photo."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..compiled import kernels
from ..parallel import bands, each_band

if TYPE_CHECKING:
    from numpy.typing import NDArray


def paint(
    values_of_row: NDArray[np.uint8], row_of_pixel: NDArray[Any], cancel: Event | None = None
) -> NDArray[np.uint8]:
    """Return each pixel's value, (h, w) uint8.

    values_of_row  (m,) uint8, one for each row; (m + 1,) where m marks transparent pixels
    row_of_pixel   (h, w) int32, C-contiguous; each of them must be a row that has a value, which is not checked

    Raises CancelledError.
    """
    rows = row_of_pixel.reshape(-1)
    values = np.ascontiguousarray(values_of_row, np.uint8)
    painted = np.empty(rows.shape, np.uint8)
    # The compiled loop is for many rows; a few are looked up as quickly without it.
    kernel = kernels("features._colors") if rows.dtype == np.int32 else None

    def fill(band: slice) -> None:
        if kernel is not None:
            kernel.paint(values, rows[band], painted[band])
        else:
            # mode="clip" because "raise" would buffer the output; every row is in range.
            np.take(values, rows[band], out=painted[band], mode="clip")

    each_band(fill, bands(len(rows), 1 << 19), cancel)
    return painted.reshape(row_of_pixel.shape)
