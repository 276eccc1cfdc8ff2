"""Floating-point photos: every visible pixel is a row of its own, sorted by cell.

Pixels come as (n, 3) float32, alpha as (n,) uint8 or None.
"""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ..parallel import bands, each_band
from .cells import CELLS, morton_codes

if TYPE_CHECKING:
    from numpy.typing import NDArray

BAND = 1 << 18


def count_float(
    pixels: NDArray[np.float32], alpha: NDArray[np.uint8] | None, cancel: Event | None
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int32], NDArray[np.intp]]:
    """Return the colors of the visible pixels by cell (m, 3), ones (m,), the rows (n,), and where each cell begins.

    A cell is the 15-bit Morton code of the channels times 32, rounded down and cut to 0..31; within it the order is
    that of the pixels. Pixels with alpha 0 get row m. Raises CancelledError.
    """
    over = bands(len(pixels), BAND)
    rows = np.empty(len(pixels), np.int32)
    sizes = np.zeros((len(over), CELLS), np.int32)

    def cells_of(band: slice) -> NDArray[np.uint16]:
        chosen = pixels[band] if alpha is None else pixels[band][alpha[band] != 0]
        steps = np.clip(chosen * np.float32(32.0), np.float32(0.0), np.float32(31.0)).astype(np.uint8)
        return morton_codes(*steps.T).astype(np.uint16)

    def measure(item: slice) -> None:
        sizes[item.start] = np.bincount(cells_of(over[item.start]), minlength=CELLS)

    each = bands(len(over), 1)
    each_band(measure, each, cancel)
    of_cell = sizes.sum(axis=0)
    shown = int(of_cell.sum())
    # Where each band's part of each cell begins, all cells one after the other.
    starts = np.cumsum(sizes, axis=0, dtype=np.int32)
    starts -= sizes
    starts += (np.cumsum(of_cell) - of_cell).astype(np.int32)
    colors = np.empty((shown, 3), np.float32)

    def place(item: slice) -> None:
        band = over[item.start]
        cells = cells_of(band)
        order = np.argsort(cells, kind="stable")
        ordered = cells[order]
        own = np.cumsum(sizes[item.start]) - sizes[item.start]
        found = starts[item.start][ordered] + (np.arange(len(order)) - own[ordered]).astype(np.int32)
        if alpha is not None:
            seen = np.flatnonzero(alpha[band])
            rows[band] = shown
            order = seen[order]
        rows[band][order] = found
        colors[found] = pixels[band][order]

    each_band(place, each, cancel)
    counts = np.empty(shown, np.int64)
    each_band(lambda band: counts[band].fill(1), bands(shown, 1 << 20), cancel)
    return colors, counts, rows, np.concatenate(([0], np.cumsum(of_cell)))
