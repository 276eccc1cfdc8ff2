"""Evenness: cells inside of one texture count more than those where one passes into another.

Averages taken across a border are a mixture, which k-means would gladly make a segment of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...parallel import bands, each_band

if TYPE_CHECKING:
    from threading import Event

    from numpy.typing import NDArray

    Plane = NDArray[np.float64]

LEAST = 1e-3
"""What a cell counts at least, so that none is lost."""

BAND = 1 << 18
"""Cells that are looked at at once."""


def evenness(
    maps: NDArray[np.float32], cell_weights: NDArray[np.float32], cancel: Event | None = None
) -> NDArray[np.float32]:
    """Return how much each cell should count in the search for segments, (gh, gw) float32, in (0, 1]; 0 without weight.

    maps (d, gh, gw) are the features of each cell, cell_weights (gh, gw) how many visible pixels it has. It is
    exp(-q^2 / 2), where q is the length of the gradient of all features over its median. Raises CancelledError.
    """
    squares = np.zeros(maps.shape[1:], np.float64)

    def add_up(rows: slice) -> None:
        # A row more on either side, so that the gradient is the same as if the maps had not been cut.
        first, last = max(rows.start - 1, 0), min(rows.stop + 1, len(squares))
        inner = slice(rows.start - first, rows.stop - first)
        for layer in maps:
            part = layer[first:last]
            for axis in (0, 1):
                if part.shape[axis] > 1:
                    squares[rows] += np.square(np.gradient(part, axis=axis)[inner])

    each_band(add_up, bands(len(squares), max(2, BAND // maps.shape[2])), cancel)
    seen = cell_weights > 0
    middle = float(np.median(squares[seen]))
    if middle == 0:
        return seen.astype(np.float32)
    even = np.maximum(np.exp(squares / (-2 * middle)), LEAST)
    return np.where(seen, even, 0.0).astype(np.float32)
