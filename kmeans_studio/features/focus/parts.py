"""Holes and specks: connected parts of a mask that are too small to be meant."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ...parallel import check, each_band, row_bands

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

BAND = 1 << 20
"""Pixels that are counted at once."""


def without_small_parts(
    mask: Mask, visible: Mask | None, greatest_hole: float, least_island: float, cancel: Event | None = None
) -> Mask:
    """Return a mask (h, w) whose holes are filled and whose specks are gone.

    greatest_hole  share of the visible pixels: a part of the background that touches neither the border of the photo
                   nor transparent pixels, and is no larger, becomes subject
    least_island   share of the visible pixels: a part of the subject that is smaller becomes background, unless it is
                   the largest of all

    Parts hang together by the sides of their pixels. Raises CancelledError.
    """
    pixels = mask.size if visible is None else int(np.count_nonzero(visible))
    outside = ~mask if visible is None else ~mask & visible
    labels, areas = _parts(outside, cancel)
    small = areas <= greatest_hole * pixels
    small[_at_border(labels, visible)] = False
    small[0] = False
    closed = mask | _painted(small, labels, cancel)
    labels, areas = _parts(closed, cancel)
    areas[0] = 0
    kept = areas >= min(least_island * pixels, areas.max())
    kept[0] = False
    return _painted(kept, labels, cancel)


def _parts(mask: Mask, cancel: Event | None) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the part of each pixel, (h, w) int32, 0 outside of the mask, and the pixels of each part."""
    import cv2

    check(cancel)
    count, labels = cv2.connectedComponents(mask.view(np.uint8), connectivity=4)
    labels = np.asarray(labels, np.int32).reshape(mask.shape)

    def counted(band: slice) -> NDArray[np.int64]:
        return np.bincount(labels[band].reshape(-1), minlength=count)

    areas: NDArray[np.int64] = np.zeros(count, np.int64)
    for some in each_band(counted, row_bands(mask.shape, max(BAND, count)), cancel):
        areas += some
    return labels, areas


def _at_border(labels: NDArray[np.int32], visible: Mask | None) -> NDArray[np.int32]:
    """Return the parts that touch the border of the photo or pixels that are not visible."""
    sides = [labels[0], labels[-1], labels[:, 0], labels[:, -1]]
    if visible is not None:
        hidden = ~visible
        sides += [labels[1:][hidden[:-1]], labels[:-1][hidden[1:]]]
        sides += [labels[:, 1:][hidden[:, :-1]], labels[:, :-1][hidden[:, 1:]]]
    return np.unique(np.concatenate(sides))


def _painted(chosen: Mask, labels: NDArray[np.int32], cancel: Event | None) -> Mask:
    """Return which pixels are in one of the chosen parts."""
    painted = np.empty(labels.shape, np.bool_)

    def paint(band: slice) -> None:
        np.take(chosen, labels[band], out=painted[band], mode="clip")

    each_band(paint, row_bands(labels.shape, BAND), cancel)
    return painted
