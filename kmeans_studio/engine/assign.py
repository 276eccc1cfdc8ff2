"""Assigning rows to their nearest centers, generation after generation.

After the first generations most rows cannot have changed their center. Two bounds for each row tell which (Hamerly,
'Making k-means even faster', 2010): its distance to its own center is at most `upper`, and to every other one at least
`lower`. When centers move, the bounds are loosened by how far; only rows whose bounds overlap are looked at again. The
labels are exactly those of comparing every row with every center.
"""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands, check
from .metrics import BAND, Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MARGIN = 1e-9
"""Rows are looked at again when their bounds come this near, absolutely and relatively: far more than rounding
errors."""


class NearestCenters:
    """The labels of rows (m, d), kept up to date while their k centers move."""

    def __init__(self, rows: NDArray[Any], metric: Metric, cancel: Event | None = None) -> None:
        self._rows, self._metric, self._cancel = rows, metric, cancel
        self._labels: NDArray[Any] = np.zeros(len(rows), np.uint8)
        self._upper = np.full(len(rows), np.inf)
        self._lower = np.full(len(rows), -np.inf)
        self._centers: Array | None = None

    def assign(self, centers: Array) -> NDArray[Any]:
        """Return the nearest center of each row, in the smallest unsigned type.

        Of equally near ones it is the lowest-numbered.
        Raises CancelledError, after which this object is of no more use.
        """
        if self._centers is None:
            self._labels = np.zeros(len(self._rows), np.min_scalar_type(len(centers) - 1))
            unsure = np.arange(len(self._rows))
        else:
            unsure = self._unsure(centers, self._centers)
        self._centers = centers
        for band in bands(len(unsure), BAND):
            check(self._cancel)
            self._compare_all(unsure[band], centers)
        return self._labels.copy()

    def relocate(self, row: int, label: int) -> None:
        """Give a row to another center by force; it will be looked at again next time."""
        self._labels[row] = label
        self._upper[row], self._lower[row] = np.inf, -np.inf

    def costs(self, centers: Array) -> Array:
        """Return what each row costs at its own center, (m,)."""
        costs = np.empty(len(self._rows))
        for band in bands(len(costs), BAND):
            costs[band] = self._metric.costs(self._rows[band], centers[self._labels[band]])
        return costs

    def _unsure(self, centers: Array, previous: Array) -> NDArray[np.intp]:
        """Loosen the bounds by how far the centers moved; return the rows whose bounds overlap now."""
        moved = self._distances(centers, previous)
        farthest = int(np.argmax(moved))
        second = np.delete(moved, farthest).max(initial=0.0)
        # A row nearer to its center than half way to the next center cannot be nearer to that one.
        halfway = self._halfway(centers)
        unsure = []
        for band in bands(len(self._labels), BAND):
            check(self._cancel)
            labels, upper, lower = self._labels[band].astype(np.intp), self._upper[band], self._lower[band]
            upper += moved.take(labels)
            # Every other center moved by at most that much; for rows of the one that moved most, by the second most.
            lower -= moved[farthest]
            np.add(lower, moved[farthest] - second, out=lower, where=labels == farthest)
            bound = _with_margin(np.maximum(halfway.take(labels), lower))
            rows = np.flatnonzero(upper >= bound)
            # Before comparing with all centers: the true distance to its own may be enough.
            upper[rows] = self._distances(self._take(rows + band.start), centers[labels[rows]])
            unsure.append(band.start + rows[upper[rows] >= bound[rows]])
        return np.concatenate(unsure)

    def _halfway(self, centers: Array) -> Array:
        """Return half the distance from each center to its nearest neighbor."""
        halfway = np.full(len(centers), np.inf)
        for number, center in enumerate(centers):
            distances = self._distances(centers, center)
            distances[number] = np.inf
            halfway[number] = distances.min() / 2
        return halfway

    def _compare_all(self, rows: NDArray[np.intp], centers: Array) -> None:
        """Find the nearest and the second nearest center of some rows by comparing with all."""
        part = self._take(rows)
        nearest = self._metric.costs(part, centers[0])
        second = np.full(len(rows), np.inf)
        label = np.zeros(len(rows), np.intp)
        for number, center in enumerate(centers[1:], start=1):
            costs = self._metric.costs(part, center)
            np.copyto(label, number, where=costs < nearest)
            np.minimum(second, np.maximum(nearest, costs), out=second)
            np.minimum(nearest, costs, out=nearest)
        self._labels[rows] = label
        self._upper[rows] = self._metric.distance(nearest)
        self._lower[rows] = self._metric.distance(second)

    def _take(self, rows: NDArray[np.intp]) -> Array:
        """Return some rows as float64, column-major: the columns are what is worked on."""
        return np.take(self._rows.T, rows, axis=1).astype(np.float64).T

    def _distances(self, rows: NDArray[Any], centers: Array) -> Array:
        return self._metric.distance(self._metric.costs(rows, centers))


def _with_margin(bound: Array) -> Array:
    """Lower bounds, in place, by a margin that is far wider than rounding errors."""
    bound *= 1 - MARGIN
    bound -= MARGIN
    return bound
