"""Reduced copies of a photo, for drawing it small without speckle. No Qt: runs on the worker thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ...parallel import check, row_bands

if TYPE_CHECKING:
    from threading import Event

    from numpy.typing import NDArray

SMALLEST = 1024
"""Halving stops once the longer side is at most this many pixels."""
BAND = 1 << 18
"""Pixels converted at a time."""


def halvings(pixels: NDArray[Any], cancel: Event | None = None) -> tuple[NDArray[np.uint8], ...]:
    """The picture itself and its halvings, each the area average of the one before, all read-only uint8.

    `pixels` is (h, w, 3) or (h, w), uint8, uint16 or float32 (1.0 is white); more than 8 bits are cut to 8, for the
    screen only. An 8-bit C-contiguous picture comes back as the first level without a copy. Raises ValueError for
    another dtype, and CancelledError once `cancel` is set.
    """
    import cv2

    if pixels.dtype == np.uint16:
        first = np.empty(pixels.shape, np.uint8)
        for band in row_bands(pixels.shape[:2], BAND):
            check(cancel)
            first[band] = np.asarray(cv2.convertScaleAbs(pixels[band], alpha=1 / 257)).reshape(first[band].shape)
    elif pixels.dtype == np.uint8:
        first = np.ascontiguousarray(pixels).view()
    elif pixels.dtype == np.float32:
        first = np.empty(pixels.shape, np.uint8)
        for band in row_bands(pixels.shape[:2], BAND):
            check(cancel)
            first[band] = np.rint(pixels[band].clip(0.0, 1.0) * 255.0)
    else:
        raise ValueError(f"pixels must be uint8, uint16 or float32, not {pixels.dtype}")
    levels: list[NDArray[np.uint8]] = [first]
    while max(levels[-1].shape[:2]) > SMALLEST:
        check(cancel)
        height, width = levels[-1].shape[:2]
        half = (max(1, (width + 1) // 2), max(1, (height + 1) // 2))
        levels.append(np.asarray(cv2.resize(levels[-1], half, interpolation=cv2.INTER_AREA), np.uint8))
    for level in levels:
        level.flags.writeable = False
    return tuple(levels)


def fitting(widths: list[int], scale: float) -> int:
    """Which level to draw, given the level widths, full size first: the smallest that needs no enlarging.

    `scale` is device pixels per pixel of the full size.
    """
    wanted = widths[0] * scale
    return max((i for i, width in enumerate(widths) if width >= wanted), default=0)
