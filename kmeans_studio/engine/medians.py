"""The weighted median, column by column: the center that minimizes city-block distances."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands, check, each_band
from .exact import BAND, rounded, rounder

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Labels = NDArray[Any]

BINS = 1 << 10
"""Bins of a column's values: the median's bin is found by adding up bins, the median itself among its few values."""

FEW = 1 << 16
"""Rows that are sorted at once to find medians; where more share a bin, the bin is cut into bins again."""


class Medians:
    """Weighted medians of each column: of a cluster's values, the least that has half of the weight up to it.

    Each cluster keeps a histogram a column of the weight in each bin; only rows that change cluster change it. Exact:
    the one bin that holds the median is cut into bins again as long as it holds many rows, and the values of the few
    that are left are sorted.
    """

    def __init__(
        self, points: NDArray[Any], weights: Array, greatest: Array, k: int, cancel: Event | None = None
    ) -> None:
        self._points, self._cancel, self._k = points, cancel, k
        self._weights = np.empty(len(points))
        by = rounder(float(weights.sum()))
        self._bins = np.empty(points.shape, np.int16, order="F")
        low, high = _ends(points, cancel)
        span = np.where(high > low, high - low, 1.0)
        for band in bands(len(points), BAND):
            check(cancel)
            self._weights[band] = rounded(weights[band], by)
            for column in range(points.shape[1]):
                self._bins[band, column] = (points[band, column] - low[column]) / span[column] * (BINS - 1)
        self._members = np.zeros(k, np.int64)
        self._touched = np.zeros(k, np.bool_)
        """Clusters that rows came to or left since their centers were asked for."""
        self._found = np.zeros((k, points.shape[1]))
        """The centers as they were then."""
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

    def transfer(self, row: int, old: int, new: int) -> None:
        """Move one row from the histograms of one cluster to those of another."""
        only = np.array([row])
        self._add(only, np.array([new]), 1)
        self._add(only, np.array([old]), -1)

    def _add(self, rows: NDArray[np.intp], labels: Labels, sign: int) -> None:
        moved = np.bincount(labels, minlength=self._k)
        self._members += sign * moved
        self._touched |= moved > 0
        first_bin = labels.astype(np.intp) * BINS
        weights = sign * self._weights[rows]
        for column, held in enumerate(self._held):
            np.add.at(held, first_bin + self._bins[rows, column], weights)

    def members(self) -> NDArray[np.int64]:
        """Return how many rows each cluster has, (k,)."""
        return self._members

    def centers(self, previous: Array) -> Array:
        """Return the medians (k, d)."""
        known = ~self._touched & (self._members > 0)
        centers = np.where(known[:, None], self._found, previous)
        for column, held in enumerate(self._held):
            check(self._cancel)
            held = held.reshape(self._k, BINS)
            bin_of, wanted = _reached(held, held.sum(axis=1) / 2)
            # No row is in there: nothing has changed for these.
            bin_of[known] = -1
            self._within(column, bin_of, wanted, centers[:, column])
        self._touched[:] = False
        self._found = centers
        return centers

    def _within(self, column: int, bin_of: NDArray[np.intp], wanted: Array, medians: Array) -> None:
        """Write, for each cluster with rows in its bin, the least value there that has the wanted weight up to it."""
        if self._labels is None:
            raise RuntimeError("there are no labels yet")
        all_labels, small = self._labels, bin_of.astype(np.int16)

        def inside(band: slice) -> NDArray[np.intp]:
            there: NDArray[np.intp] = band.start + np.flatnonzero(self._bins[band, column] == small[all_labels[band]])
            return there

        parts = each_band(inside, bands(len(all_labels), BAND), self._cancel)
        while sum(len(rows) for rows in parts) > FEW:
            parts, wanted = self._narrowed(column, parts, wanted, medians)
        rows = np.concatenate(parts)
        labels, values = self._labels[rows], self._points[rows, column].astype(np.float64)
        order = np.lexsort((values, labels))
        labels, values, weights = labels[order], values[order], self._weights[rows][order]
        starts = np.searchsorted(labels, np.arange(self._k + 1))
        for cluster in range(self._k):
            own = slice(starts[cluster], starts[cluster + 1])
            if own.start < own.stop:
                at = np.searchsorted(np.cumsum(weights[own]), wanted[cluster])
                medians[cluster] = values[own][min(int(at), own.stop - own.start - 1)]

    def _narrowed(
        self, column: int, parts: list[NDArray[np.intp]], wanted: Array, medians: Array
    ) -> tuple[list[NDArray[np.intp]], Array]:
        """Return those rows that may still hold the median of their cluster, and what weight is wanted among them.

        The medians of clusters whose rows are all of one value are written, and their rows left out. Each time there
        are fewer different values: the least and the greatest of a cluster never fall in the same bin.
        """
        low, high = np.full(self._k, np.inf), np.full(self._k, -np.inf)
        for labels, values, _ in self._each(column, parts):
            np.minimum.at(low, labels, values)
            np.maximum.at(high, labels, values)
        settled = low == high
        medians[settled] = low[settled]
        span = np.where(high > low, high - low, 1.0)

        def numbers(labels: Labels, values: Array) -> NDArray[np.intp]:
            places: NDArray[np.intp] = ((values - low[labels]) / span[labels] * (BINS - 1)).astype(np.intp)
            return places

        held = np.zeros(self._k * BINS)
        if not settled[np.isfinite(low)].all():
            for labels, values, rows in self._each(column, parts):
                np.add.at(held, labels * BINS + numbers(labels, values), self._weights[rows])
        bin_of, wanted = _reached(held.reshape(self._k, BINS), wanted)
        bin_of[settled] = -1
        left = [rows[numbers(labels, values) == bin_of[labels]] for labels, values, rows in self._each(column, parts)]
        return left, wanted

    def _each(
        self, column: int, parts: list[NDArray[np.intp]]
    ) -> Iterator[tuple[NDArray[np.intp], Array, NDArray[np.intp]]]:
        """Go through parts of the rows: their clusters, their values in a column and they themselves."""
        if self._labels is None:
            raise RuntimeError("there are no labels yet")
        for rows in parts:
            check(self._cancel)
            if len(rows):
                yield self._labels[rows].astype(np.intp), self._points[rows, column].astype(np.float64), rows


def _reached(held: Array, wanted: Array) -> tuple[NDArray[np.intp], Array]:
    """Return in which bin each cluster's weight (k, BINS) adds up to the wanted (k,), and how much is wanted of it."""
    up_to = np.cumsum(held, axis=1)
    bin_of = np.argmax(up_to >= wanted[:, None], axis=1)
    before = np.take_along_axis(up_to, np.maximum(bin_of - 1, 0)[:, None], axis=1)[:, 0]
    return bin_of, wanted - np.where(bin_of > 0, before, 0.0)


def _ends(points: NDArray[Any], cancel: Event | None) -> tuple[Array, Array]:
    """Return the least and the greatest value of each column, (d,)."""
    low, high = np.full(points.shape[1], np.inf), np.full(points.shape[1], -np.inf)
    for band in bands(len(points), BAND):
        check(cancel)
        np.minimum(low, points[band].min(axis=0), out=low)
        np.maximum(high, points[band].max(axis=0), out=high)
    return low, high
