"""What rows would cost at every center: for pictures, in float32."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands, each_band
from .metrics import Geometry
from .norms import SQUARED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

BAND = 1 << 14
"""Rows at a time: what is added up for them stays in the cache."""


def costs_to_centers(
    rows: NDArray[Any], centers: NDArray[np.float64], geometry: Geometry, cancel: Event | None = None
) -> Floats:
    """Return what rows (n, d) cost at centers (k, p), which lie among the geometry's points: (k, n) float32.

    Good to about a millionth of the largest cost: enough to tell which of two centers is nearer where a person could
    see the difference. Raises CancelledError.
    """
    costs = np.empty((len(centers), len(rows)), np.float32)

    def measure(band: slice) -> None:
        points = geometry.place(rows[band])
        for number, center in enumerate(centers):
            if geometry.norm is SQUARED:
                _add_squares(points, center, costs[number, band])
            else:
                costs[number, band] = geometry.norm.costs(points, center)

    each_band(measure, bands(len(rows), BAND), cancel)
    if geometry.scale != 1:
        costs *= np.float32(geometry.scale)
    return costs


def _add_squares(points: NDArray[Any], center: NDArray[np.float64], out: Floats) -> None:
    """Write the squared distances of points (n, p) to a center (p,)."""
    difference = np.empty(len(points), np.float32)
    out[...] = 0
    for column in range(points.shape[1]):
        np.subtract(points[:, column], np.float32(center[column]), out=difference, casting="same_kind")
        np.multiply(difference, difference, out=difference)
        np.add(out, difference, out=out)
