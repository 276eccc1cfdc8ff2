"""Whitening: rows turned and stretched until their covariance is the identity, for the Mahalanobis metric."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands, check, each_band
from .exact import BAND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Rows = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Whitening:
    """Turns and stretches rows so that their covariance is the identity.

    mean    (d,) of the rows: from there, so that nothing is lost to rounding far from zero
    axes    (d, p) the directions in which rows differ, each of length 1
    spread  (p,) how much they do, as standard deviations
    """

    mean: Array
    axes: Array
    spread: Array

    @classmethod
    def of(cls, rows: Rows, weights: Array, cancel: Event | None = None) -> Whitening:
        """Whiten rows (m, d) by their covariance, weighted by weights (m,).

        Directions in which the rows hardly differ (a variance under 1e-9 of the greatest) are left out: they would only
        magnify noise. Rows that are all the same are left as they are.
        """
        d, mass = rows.shape[1], float(weights.sum())
        mean, products = np.zeros(d), np.zeros((d, d))
        for band in bands(len(rows), BAND):
            check(cancel)
            mean += np.einsum("n,nd->d", weights[band], rows[band].astype(np.float64)) / mass
        for band in bands(len(rows), BAND):
            check(cancel)
            away = rows[band].astype(np.float64) - mean
            products += np.einsum("n,nd,ne->de", weights[band], away, away) / mass
        variances, axes = np.linalg.eigh(products)
        kept = variances > 1e-9 * variances[-1]
        if not kept.any():
            return cls(np.zeros(d), np.eye(d), np.ones(d))
        return cls(mean, axes[:, kept], np.sqrt(variances[kept]))

    def place(self, rows: Rows, cancel: Event | None = None) -> Rows:
        """Return whitened rows (n, p)."""
        points, whiten = np.empty((len(rows), len(self.spread)), rows.dtype, order="F"), self.axes / self.spread

        def one(band: slice) -> None:
            points[band] = _times(rows[band].astype(np.float64) - self.mean, whiten)

        each_band(one, bands(len(rows), BAND), cancel)
        return points

    def back(self, centers: Array) -> Array:
        """Return whitened centers (k, p) in the units of the rows, (k, d)."""
        return _times(centers, (self.axes * self.spread).T) + self.mean


def _times(rows: Array, matrix: Array) -> Array:
    """Return the product of (n, d) and (d, p); the rounding of a row depends on nothing but that row."""
    product = np.zeros((len(rows), matrix.shape[1]), order="F")
    for column, factors in zip(rows.T, matrix, strict=True):
        for number, factor in enumerate(factors):
            product[:, number] += column * factor
    return product
