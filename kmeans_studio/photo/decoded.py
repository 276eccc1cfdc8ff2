"""Decoded: a picture on its way from the decoder to a Photo."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import check, each_band, row_bands

if TYPE_CHECKING:
    from threading import Event

    from numpy.typing import NDArray
    from PIL.Image import Image


_AT_ONCE_PIXELS = 1 << 18


@dataclass(slots=True, eq=False)
class Decoded:
    """The color of a picture, its alpha, and what the file says about both.

    Color is either a Pillow image (8 bits: "L", "RGB", "CMYK" or "LAB") or an array (uint8, uint16 or float32
    within 0..1, (h, w) or (h, w, 3)); alpha is of the same sort, 8 bits, straight. Pillow images become arrays once,
    when their colors are sRGB.

    icc          the embedded profile, or None
    orientation  EXIF orientation that is still to be applied; 1 = upright
    cancel       what every step polls between its bands, or None
    """

    image: Image | None = None
    array: NDArray[Any] | None = None
    alpha_image: Image | None = None
    alpha_array: NDArray[np.uint8] | None = None
    icc: bytes | None = None
    orientation: int = 1
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    cancel: Event | None = None

    def to_arrays(self) -> None:
        """Turn Pillow images into arrays of their own."""
        if self.image is not None:
            self.array, self.image = array_of(self.image, self.cancel), None
        if self.alpha_image is not None:
            self.alpha_array, self.alpha_image = array_of(self.alpha_image, self.cancel), None


def array_of(image: Image, cancel: Event | None = None, into: NDArray[Any] | None = None) -> NDArray[Any]:
    """Return the samples of a loaded Pillow image, by bands: at once, Pillow would copy all of it twice on the way.

    into  the array to fill in, if not a new one
    """
    width, height = image.size
    kind = np.asarray(image.crop((0, 0, 1, 1)))
    result = np.empty((height, width, *kind.shape[2:]), kind.dtype) if into is None else into
    for rows in row_bands(result.shape, _AT_ONCE_PIXELS):
        check(cancel)
        result[rows] = np.asarray(image.crop((0, rows.start, width, rows.stop)))
    return result


def contiguous(array: NDArray[Any], cancel: Event | None = None) -> NDArray[Any]:
    """Return an array (h, w) or (h, w, c) that is C-contiguous: itself, or a copy made by bands."""
    if array.flags.c_contiguous:
        return array
    result = np.empty(array.shape, array.dtype)
    source, target = array, result
    if array.ndim == 3 and array.strides[2] == array.itemsize:
        # Whole pixels are copied several times as fast as their channels.
        whole = f"V{array.itemsize * array.shape[2]}"
        source, target = array.view(whole), result.view(whole)

    def copy(rows: slice) -> None:
        target[rows] = source[rows]

    each_band(copy, row_bands(array.shape, _AT_ONCE_PIXELS), cancel)
    return result
