"""Pictures made small: photos by their mean, label maps by what most pixels of a place are."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ..parallel import bands, each_band
from .encode import in_8_bits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..photo import Photo


def reduced_shape(shape: tuple[int, int], side: int) -> tuple[int, int]:
    """Return the (h, w) at which the longer side is `side`; a small photo is enlarged by whole numbers only."""
    longest = max(shape)
    if longest <= side:
        times = side // longest
        return shape[0] * times, shape[1] * times
    height, width = (max(1, round(length * side / longest)) for length in shape)
    return height, width


def reduced_labels(
    labels: NDArray[np.uint8], shape: tuple[int, int], cancel: Event | None = None, *, nothing: int | None = None
) -> NDArray[np.uint8]:
    """Return a map (h, w) uint8 in another shape, each place with the label that most of its pixels have.

    nothing  the label of transparent pixels, if there are any: a place has it where they are more than all others
             together, so that different maps of a photo are transparent in the same places

    No label comes up that was not there; of equally many the lowest is taken. A larger shape repeats pixels. Raises
    CancelledError.
    """
    height, width = labels.shape
    down, across = shape
    if shape == labels.shape or down > height or across > width:
        rows, columns = (np.arange(n) * size // n for n, size in zip(shape, labels.shape, strict=True))
        return np.ascontiguousarray(labels[rows[:, None], columns])
    column_of_pixel = np.arange(width, dtype=np.intp) * across // width * 256
    tops = -(-np.arange(down + 1) * height // down)
    small = np.empty(shape, np.uint8)

    def reduce(band: slice) -> None:
        for row in range(band.start, band.stop):
            code = column_of_pixel + labels[tops[row] : tops[row + 1]]
            counts = np.bincount(code.reshape(-1), minlength=across * 256).reshape(across, 256)
            if nothing is not None:
                others = counts.sum(axis=1) - counts[:, nothing]
                counts[:, nothing] = np.where(counts[:, nothing] > others, others + 1, 0)
            small[row] = counts.argmax(axis=1)

    each_band(reduce, bands(down, 8), cancel)
    return small


def reduced_photo(photo: Photo, shape: tuple[int, int], ground: int) -> NDArray[np.uint8]:
    """Return a photo (h, w, 3) uint8 in another shape, each place the mean of its pixels, on a gray ground."""
    import cv2

    pixels = in_8_bits(photo.pixels)
    smaller = shape[0] < photo.height
    how, size = cv2.INTER_AREA if smaller else cv2.INTER_NEAREST, shape[::-1]
    if photo.alpha is None:
        return np.asarray(cv2.resize(pixels, size, interpolation=how), np.uint8)
    seen = pixels.copy()
    seen[photo.alpha == 0] = 0  # or the colors of what cannot be seen would come through
    light = cv2.resize(seen, size, interpolation=how).astype(np.float32)
    visible = cv2.resize((photo.alpha > 0).astype(np.float32), size, interpolation=how)[..., None]
    opacity = cv2.resize(photo.alpha, size, interpolation=how)[..., None] / np.float32(255)
    color = light / np.maximum(visible, np.float32(1e-3))
    mixed: NDArray[np.uint8] = np.rint(color * opacity + ground * (1 - opacity)).clip(0, 255).astype(np.uint8)
    return mixed
