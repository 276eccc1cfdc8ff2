"""Decoded: a picture on its way from the decoder to a Photo."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image


# Above this, two copies at once would be much to ask for.
_AT_ONCE_PIXELS = 1 << 25
_ROWS = 256


@dataclass(slots=True, eq=False)
class Decoded:
    """The color of a picture, its alpha, and what the file says about both.

    Color is either a Pillow image (8 bits: "L", "RGB", "CMYK" or "LAB") or an array (uint8, uint16 or float32
    within 0..1, (h, w) or (h, w, 3)); alpha is of the same sort, 8 bits, straight. Pillow images turn and convert in
    place and become arrays once, at the end.

    icc          the embedded profile, or None
    orientation  EXIF orientation that is still to be applied; 1 = upright
    """

    image: Image | None = None
    array: NDArray[Any] | None = None
    alpha_image: Image | None = None
    alpha_array: NDArray[np.uint8] | None = None
    icc: bytes | None = None
    orientation: int = 1
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def arrays(self) -> tuple[NDArray[Any], NDArray[np.uint8] | None]:
        """Return color and alpha as arrays of their own."""
        if self.image is not None:
            alpha = None if self.alpha_image is None else _array_of(self.alpha_image)
            return _array_of(self.image), alpha
        if self.array is None:
            raise ValueError("there is no picture")
        alpha = None if self.alpha_array is None else np.ascontiguousarray(self.alpha_array)
        return self.array, alpha


def _array_of(image: Image) -> NDArray[np.uint8]:
    """Return the samples of a Pillow image; of a large one by bands, for Pillow copies twice on the way."""
    width, height = image.size
    if width * height <= _AT_ONCE_PIXELS:
        return np.asarray(image)
    channels = len(image.getbands())
    result = np.empty((height, width, channels) if channels > 1 else (height, width), np.uint8)
    for rows in bands(height, _ROWS):
        result[rows] = np.asarray(image.crop((0, rows.start, width, rows.stop)))
    return result
