"""Directions: rows as points on the unit sphere, for the cosine metric."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands, check, each_band
from .exact import BAND, rounded, rounder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Rows = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Sphere:
    """Where rows have length 1, so that half the squared distance is 1 - cos of the angle.

    stand_in  (d,) the direction given to rows of zeros, which have none
    """

    stand_in: Array

    @classmethod
    def of(cls, rows: Rows, weights: Array, cancel: Event | None = None) -> Sphere:
        """Return the sphere for rows (m, d) with weights (m,).

        A row of zeros (black) is given the direction of the weighted mean of all others, so that it goes where most of
        the photo goes; without any other, that of the first column.
        """
        toward = np.zeros(rows.shape[1])
        by = rounder(float(weights.sum()))
        for band in bands(len(rows), BAND):
            check(cancel)
            unit = _unit(rows[band], None)
            for column in range(rows.shape[1]):
                toward[column] += rounded(weights[band] * unit[:, column], by).sum()
        length = float(np.sqrt(np.einsum("d,d->", toward, toward)))
        return cls(toward / length if length > 0 else np.eye(1, rows.shape[1])[0])

    def place(self, rows: Rows, cancel: Event | None = None) -> Rows:
        """Return the directions of rows."""
        points = np.empty(rows.shape, rows.dtype, order="F")

        def one(band: slice) -> None:
            points[band] = _unit(rows[band], self.stand_in)

        each_band(one, bands(len(rows), BAND), cancel)
        return points


def _unit(rows: Rows, stand_in: Array | None) -> Array:
    """Return rows of length 1, column-major; rows of zeros become `stand_in`, or stay."""
    # Divided by the greatest value first, as the squares of very small or great values are zero or infinite.
    greatest = np.abs(rows).max(axis=1, initial=0.0).astype(np.float64)
    nothing = greatest == 0
    scaled = np.asfortranarray(rows / np.where(nothing, 1.0, greatest)[:, None])
    squares = np.zeros(len(rows))
    for column in scaled.T:
        squares += column * column
    unit: Array = scaled / np.sqrt(np.where(nothing, 1.0, squares))[:, None]
    if stand_in is not None:
        unit[nothing] = stand_in
    return unit
