"""The soft edge of a cut-out."""

from __future__ import annotations

from math import ceil, sqrt
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ...parallel import bands, each_band
from .guided import Guide
from .work_copy import full_scale

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...photo import Photo

    Mask = NDArray[np.bool_]

TILE = 256
"""Pixels a side of what is worked on at a time; most tiles are subject or background throughout."""

EPSILON = 0.0002

WINDOW = 2
"""Radius of the filter's window, in radii of the edge: so much of both sides is in it that their colors are known even
where the mask is wrong by a pixel or two.
"""

STEEPNESS = 1.6
"""By how much the filtered mask is stretched about its middle, so that it ends at 0 and 255 within the window."""

INWARD = 0.08
"""How far the middle of the edge moves into the subject, of the way from 0 to 1, so that less of the background's color
stays.
"""


def edge_radius(shape: tuple[int, int]) -> int:
    """Return how many pixels of a photo (h, w) the soft edge may reach to either side: 2 at 0.15 MP, 8 at 12 MP."""
    return max(2, min(12, round(sqrt(shape[0] * shape[1]) / 430)))


def matte(photo: Photo, mask: Mask, cancel: Event | None = None) -> NDArray[np.uint8]:
    """Return the alpha of a cut-out, (h, w) uint8: 255 in the subject, 0 in the background, soft between.

    mask  (h, w) bool, True in the subject

    Along the border alpha is the mask after a guided filter with the photo as guide, so it runs along the photo's
    edges; `edge_radius` pixels from it, it is 0 or 255. Raises ValueError for a mask of another shape, CancelledError.
    """
    if mask.shape != photo.shape:
        raise ValueError(f"the mask must be {photo.shape}, not {mask.shape}")
    height, width = mask.shape
    radius = edge_radius(mask.shape)
    # A filter of the averages of a filter reaches twice as far as its window.
    margin = 2 * WINDOW * radius + 1
    alpha = np.where(mask, np.uint8(255), np.uint8(0))
    across = ceil(width / TILE)

    def soften(tiles: slice) -> None:
        for tile in range(tiles.start, tiles.stop):
            top, left = tile // across * TILE, tile % across * TILE
            rows, columns = slice(top, min(top + TILE, height)), slice(left, min(left + TILE, width))
            wide = (
                slice(max(top - margin, 0), min(rows.stop + margin, height)),
                slice(max(left - margin, 0), min(columns.stop + margin, width)),
            )
            part = mask[wide]
            if part.all() or not part.any():
                continue
            soft = _soft(photo.pixels[wide].astype(np.float32) / full_scale(photo), part, radius)
            alpha[rows, columns] = soft[top - wide[0].start :, left - wide[1].start :][
                : rows.stop - rows.start, : columns.stop - columns.start
            ]

    each_band(soften, bands(ceil(height / TILE) * across, 1), cancel)
    return alpha


def _soft(rgb: NDArray[np.float32], mask: Mask, radius: int) -> NDArray[np.uint8]:
    import cv2

    inside = mask.astype(np.uint8)
    values = Guide(rgb, WINDOW * radius, EPSILON).filter(inside.astype(np.float32)).at(rgb)
    values -= np.float32(0.5 + INWARD)
    values *= np.float32(STEEPNESS)
    values += np.float32(0.5)
    # Far from the border the mask is right whatever the colors.
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    least = cv2.erode(inside, kernel).reshape(mask.shape)
    most = cv2.dilate(inside, kernel).reshape(mask.shape)
    np.clip(values, least, most, out=values)
    alpha: NDArray[np.uint8] = np.rint(values * np.float32(255)).astype(np.uint8)
    return alpha
