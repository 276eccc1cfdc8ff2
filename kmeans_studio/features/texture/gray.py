"""The gray picture that filters look at."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ...parallel import each_band, row_bands

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...photo import Photo

BAND = 1 << 18
"""Pixels that are worked on at once."""

LEAST_RANGE = 5e-7
"""From the darkest to the brightest pixel, of 0..1: less is rounding. A step of 16 bits, in blue alone, is 1.7e-6."""


class NoTextureError(ValueError):
    """The photo has one brightness everywhere."""

    def __init__(self, so: str = "there is no texture to see") -> None:
        super().__init__(f"the photo has one brightness everywhere, so {so}")


def normalized_gray(photo: Photo, cancel: Event | None = None) -> NDArray[np.float32]:
    """Return the brightness of each pixel (h, w) float32, shifted and scaled to mean 0 and standard deviation 1.

    Gray is .299 R + .587 G + .114 B (ITU-R BT.601, as OpenCV's), at the full depth of the photo. Transparent pixels are
    0, the mean of the others. Raises NoTextureError and CancelledError.
    """
    import cv2

    gray = np.empty(photo.shape, np.float32)
    full = {"uint8": 255.0, "uint16": 65535.0}.get(photo.pixels.dtype.name, 1.0)

    def convert(band: slice) -> tuple[int, float, float, float]:
        """Write a band; return how many pixels are visible, their sum, the darkest and the brightest."""
        scaled = photo.pixels[band].astype(np.float32)
        scaled /= np.float32(full)
        cv2.cvtColor(scaled, cv2.COLOR_RGB2GRAY, gray[band])
        values = gray[band].reshape(-1) if visible is None else gray[band][visible[band]]
        if not values.size:
            return 0, 0.0, np.inf, -np.inf
        return values.size, float(values.sum(dtype=np.float64)), float(values.min()), float(values.max())

    visible = photo.alpha > 0 if photo.has_transparency and photo.alpha is not None else None
    cut = row_bands(photo.shape, BAND)
    counts, sums, lowest, highest = zip(*each_band(convert, cut, cancel), strict=True)
    if max(highest) - min(lowest) <= LEAST_RANGE:
        raise NoTextureError
    total = sum(counts)
    mean = np.float32(sum(sums) / total)

    def center(band: slice) -> tuple[float, float]:
        part = gray[band]
        part -= mean
        if visible is not None:
            part[~visible[band]] = 0
        flat = part.reshape(-1)
        return float(flat.sum(dtype=np.float64)), float(np.square(flat, dtype=np.float64).sum())

    rests, squares = zip(*each_band(center, cut, cancel), strict=True)
    deviation = np.sqrt(sum(squares) / total - (sum(rests) / total) ** 2)

    def scale(band: slice) -> None:
        gray[band] /= np.float32(deviation)

    each_band(scale, cut, cancel)
    return gray


def tutorial_gray(photo: Photo, cancel: Event | None = None) -> NDArray[np.uint8]:
    """Return (R + 2 G + B) / 4 of the photo in 8 bits, halves to the even number, (h, w) uint8: the tutorial's gray.

    Transparency is disregarded, as it is there. Deeper photos are rounded to 8 bits first. Raises CancelledError.
    """
    gray = np.empty(photo.shape, np.uint8)

    def convert(band: slice) -> None:
        red, green, blue = np.moveaxis(_in_bytes(photo.pixels[band]).astype(np.uint16), 2, 0)
        fourfold = red + green + green + blue
        # Quarters are rounded to the nearest; one half more is rounded up only after an odd number.
        gray[band] = (fourfold + 1 + (fourfold >> 2 & 1)) >> 2

    each_band(convert, row_bands(photo.shape, BAND), cancel)
    return gray


def _in_bytes(pixels: NDArray[Any]) -> NDArray[Any]:
    if pixels.dtype == np.uint16:
        return ((pixels.astype(np.uint32) + 128) // 257).astype(np.uint8)
    if pixels.dtype.kind == "f":
        return np.rint(pixels * np.float32(255)).astype(np.uint8)
    return pixels
