"""The contingency table of two label maps: what all measures of agreement are made of."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ..parallel import bands, each_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Labels = NDArray[np.uint8]
    Table = NDArray[np.int64]

BAND = 1 << 18
"""Pixels counted at a time: what is worked on fits into the processor's cache."""


def contingency(a: Labels, b: Labels, ka: int, kb: int, cancel: Event | None = None) -> Table:
    """Count the pixels that have label i in `a` and j in `b`, (ka, kb) int64: exact whole numbers.

    a, b    label maps (h, w) uint8 of one photo
    ka, kb  how many segments each has; a pixel with a label beyond them, such as NO_SEGMENT where a photo is
            transparent, is not counted

    Takes 8 bytes for each pixel of a band, whatever the size of the photo. Raises ValueError for maps of different
    sizes, CancelledError.
    """
    if a.shape != b.shape:
        raise ValueError(f"label maps of one photo have one size, not {a.shape} and {b.shape}")
    flat_a, flat_b = a.reshape(-1), b.reshape(-1)

    def count(band: slice) -> Table:
        pair = _capped(flat_a[band], ka).astype(np.intp)
        pair *= kb + 1
        pair += _capped(flat_b[band], kb)
        return np.bincount(pair, minlength=(ka + 1) * (kb + 1))

    parts = each_band(count, bands(flat_a.size, BAND), cancel)
    table = np.sum(parts, axis=0, dtype=np.int64).reshape(ka + 1, kb + 1)
    return np.ascontiguousarray(table[:ka, :kb])


def _capped(labels: Labels, k: int) -> Labels:
    """Return labels with those that are no segment's as k; with 256 segments there are none."""
    return labels if k > 255 else np.minimum(labels, np.uint8(k))
