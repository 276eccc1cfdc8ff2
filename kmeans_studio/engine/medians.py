"""The weighted median, column by column: the center that minimizes city-block distances."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands, check
from .exact import BAND, rounded, rounder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Labels = NDArray[Any]

BINS = 1 << 10
"""Bins of a column's values: the median's bin is found by adding up bins, the median itself among its few values."""


class Medians:
    """Weighted medians of each column: of a cluster's values, the least that has half of the weight up to it.

    Each cluster keeps a histogram a column of the weight in each bin; only rows that change cluster change it. Exact:
    within the one bin that holds the median, the values themselves are sorted.
    """

    def __init__(
        self, points: NDArray[Any], weights: Array, greatest: Array, k: int, cancel: Event | None = None
    ) -> None:
        self._points, self._cancel, self._k = points, cancel, k
        self._weights = np.empty(len(points))
        by = rounder(float(weights.sum()))
        self._bins = np.empty(points.shape, np.int16, order="F")
        low, high = _ends(points)
        scale = np.where(high > low, (BINS - 1) / np.where(high > low, high - low, 1.0), 0.0)
        for band in bands(len(points), BAND):
            check(cancel)
            self._weights[band] = rounded(weights[band], by)
            for column in range(points.shape[1]):
                self._bins[band, column] = (points[band, column] - low[column]) * scale[column]
        self._members = np.zeros(k, np.int64)
        self._held = np.zeros((points.shape[1], k * BINS))
        self._labels: Labels | None = None

    def update(self, labels: Labels, before: Labels | None) -> None:
        """Move the rows that changed between the histograms."""
        self._labels = labels
        for band in bands(len(labels), BAND):
            check(self._cancel)
            if before is None:
                self._add(np.arange(band.start, band.stop), labels[band], 1)
            else:
                rows = band.start + np.flatnonzero(labels[band] != before[band])
                if len(rows):
                    self._add(rows, labels[rows], 1)
                    self._add(rows, before[rows], -1)

    def _add(self, rows: NDArray[np.intp], labels: Labels, sign: int) -> None:
        self._members += sign * np.bincount(labels, minlength=self._k)
        first_bin = labels.astype(np.intp) * BINS
        weights = sign * self._weights[rows]
        for column, held in enumerate(self._held):
            np.add.at(held, first_bin + self._bins[rows, column], weights)

    def members(self) -> NDArray[np.int64]:
        """Return how many rows each cluster has, (k,)."""
        return self._members

    def centers(self, previous: Array) -> Array:
        """Return the medians (k, d)."""
        centers = previous.copy()
        for column, held in enumerate(self._held):
            up_to = np.cumsum(held.reshape(self._k, BINS), axis=1)
            half = up_to[:, -1] / 2
            bin_of = np.argmax(up_to >= half[:, None], axis=1)
            before = np.where(bin_of > 0, np.take_along_axis(up_to, np.maximum(bin_of - 1, 0)[:, None], 1)[:, 0], 0.0)
            medians = self._within(column, bin_of, half - before)
            filled = self._members > 0
            centers[filled, column] = medians[filled]
        return centers

    def _within(self, column: int, bin_of: NDArray[np.intp], wanted: Array) -> Array:
        """Return, for each cluster, the least value of its bin that has the wanted weight up to it."""
        if self._labels is None:
            raise RuntimeError("there are no labels yet")
        found = []
        for band in bands(len(self._labels), BAND):
            check(self._cancel)
            found.append(band.start + np.flatnonzero(self._bins[band, column] == bin_of[self._labels[band]]))
        rows = np.concatenate(found)
        labels, values = self._labels[rows], self._points[rows, column].astype(np.float64)
        order = np.lexsort((values, labels))
        labels, values, weights = labels[order], values[order], self._weights[rows][order]
        medians = np.zeros(self._k)
        starts = np.searchsorted(labels, np.arange(self._k + 1))
        for cluster in range(self._k):
            own = slice(starts[cluster], starts[cluster + 1])
            if own.start < own.stop:
                at = np.searchsorted(np.cumsum(weights[own]), wanted[cluster])
                medians[cluster] = values[own][min(int(at), own.stop - own.start - 1)]
        return medians


def _ends(points: NDArray[Any]) -> tuple[Array, Array]:
    """Return the least and the greatest value of each column, (d,)."""
    return points.min(axis=0).astype(np.float64), points.max(axis=0).astype(np.float64)
