"""A small copy of a photo, for lists: faster than opening the photo, and refused for the same reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import os

    from numpy.typing import NDArray

_PAPER = 255


def read_thumbnail(path: str | os.PathLike[str], longest_side: int) -> NDArray[np.uint8]:
    """Return a photo, upright and in sRGB, reduced to (h, w, 3) uint8 with max(h, w) <= longest_side.

    Smaller photos keep their size. Transparent pixels show white. Raises PhotoError as Photo.open() does, and
    ValueError if longest_side is less than 1.
    """
    from PIL import Image

    from .opening import open_photo

    if longest_side < 1:
        raise ValueError("longest_side must be at least 1")
    photo = open_photo(path, longest_side=longest_side)
    pixels = photo.pixels
    if pixels.dtype == np.uint16:
        # (v * 255 + 32895) >> 16 rounds v / 257 exactly.
        pixels = (pixels.astype(np.uint32) * 255 + 32895 >> 16).astype(np.uint8)
    image = Image.fromarray(pixels)
    if photo.alpha is not None:
        paper = Image.new("RGB", image.size, (_PAPER,) * 3)
        paper.paste(image, mask=Image.fromarray(photo.alpha))
        image = paper
    image.thumbnail((longest_side, longest_side), Image.Resampling.BOX, reducing_gap=None)
    return np.asarray(image)
