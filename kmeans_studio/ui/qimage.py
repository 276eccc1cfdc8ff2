"""NumPy arrays as QImages without a copy.

A `QImage` made here reads the array's own memory. Three things make that safe: the bytes per line are always
given (Qt would otherwise assume rows padded to four bytes), the image holds a reference to the array, and nobody
may write to an array after handing it over. PySide6 6.11 holds one by itself, which is not documented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from numpy.typing import NDArray

COLORS = 256
"""Entries of every color table: one for each label a uint8 can hold, so that no label can fall outside it."""


def labels_image(labels: NDArray[np.uint8]) -> QImage:
    """Wrap a label map (h, w) uint8 as an indexed image; give it colors with `QImage.setColorTable`.

    Raises ValueError for another shape or dtype, an empty map, or one that is not C-contiguous.
    """
    return _wrap(labels, "label map", 2, (), QImage.Format.Format_Indexed8)


def alpha_image(alpha: NDArray[np.uint8]) -> QImage:
    """Wrap an opacity map (h, w) uint8, 255 = opaque. Raises ValueError as `labels_image` does."""
    return _wrap(alpha, "alpha", 2, (), QImage.Format.Format_Alpha8)


def photo_image(pixels: NDArray[np.uint8]) -> QImage:
    """Wrap sRGB pixels (h, w, 3) uint8. Raises ValueError as `labels_image` does."""
    return _wrap(pixels, "photo", 3, (3,), QImage.Format.Format_RGB888)


def argb_image(pixels: NDArray[np.uint8]) -> QImage:
    """Wrap premultiplied pixels (h, w, 4) uint8, laid out as `packed` lays them out."""
    return _wrap(pixels, "picture", 3, (4,), QImage.Format.Format_ARGB32_Premultiplied)


def color_table(colors: NDArray[np.uint8]) -> list[int]:
    """Qt's color table (256 ints, 0xAARRGGBB) for (256, 4) uint8 RGBA colors; else ValueError."""
    red, green, blue, alpha = _checked(colors).astype(np.uint32).T
    table: list[int] = ((alpha << 24) | (red << 16) | (green << 8) | blue).tolist()
    return table


def packed(colors: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """(256,) uint32 premultiplied 0xAARRGGBB for (256, 4) uint8 RGBA colors: a pixel of `argb_image` each."""
    rgba = _checked(colors).astype(np.uint32)
    rgba[:, :3] = (rgba[:, :3] * rgba[:, 3:] + 127) // 255
    red, green, blue, alpha = rgba.T
    return (alpha << 24) | (red << 16) | (green << 8) | blue


def _checked(colors: NDArray[np.uint8]) -> NDArray[np.uint8]:
    if colors.shape != (COLORS, 4) or colors.dtype != np.uint8:
        raise ValueError(f"colors must be ({COLORS}, 4) uint8 RGBA, not {colors.shape} {colors.dtype}")
    return colors


def _wrap(array: NDArray[np.uint8], what: str, ndim: int, tail: tuple[int, ...], form: QImage.Format) -> QImage:
    if array.dtype != np.uint8:
        raise ValueError(f"{what} must be uint8, not {array.dtype}")
    if array.ndim != ndim or array.shape[2:] != tail or array.size == 0:
        raise ValueError(f"{what} must have the shape {('h', 'w', *tail)}, not {array.shape}".replace("'", ""))
    if not array.flags.c_contiguous:
        raise ValueError(f"{what} must be C-contiguous")
    height, width = array.shape[:2]
    image = QImage(array.data, width, height, array.strides[0], form)
    image.source = array  # type: ignore[attr-defined]  # see above
    return image


def image_to_array(image: QImage) -> NDArray[np.uint8]:
    """Copy a picture, such as one from the clipboard, into (h, w, 4) uint8 RGBA, alpha not premultiplied."""
    rgba = image.convertToFormat(QImage.Format.Format_RGBA8888)
    lines = np.frombuffer(rgba.constBits(), np.uint8).reshape(rgba.height(), rgba.bytesPerLine())
    return lines[:, : rgba.width() * 4].reshape(rgba.height(), rgba.width(), 4).copy()
