"""Which center each row is nearest to, by comparing every row with every center.

For norms that allow no bounds; and in numpy for a few points, where keeping bounds takes longer than comparing.
"""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands, check, each_band
from .norms import Norm

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

BAND = 1 << 13
"""Rows compared at a time: fewer than elsewhere, as such norms are dear."""

FEW = 1 << 18
"""Pairs of a row and a center that are few."""


class ComparedCenters:
    """The labels of points (m, d); the same face as NearestCenters."""

    def __init__(self, points: NDArray[Any], norm: Norm, k: int, cancel: Event | None = None) -> None:
        self._points, self._norm, self._cancel = points, norm, cancel
        self.labels: NDArray[Any] = np.zeros(len(points), np.uint8 if k <= 256 else np.int32)
        self._fresh = True

    def assign(self, centers: Array) -> NDArray[Any]:
        """Bring the labels (m,) up to date and return them; of equally near centers the lowest-numbered counts."""
        if self._norm.least is None:
            each_band(lambda band: self._tabulate(band, centers), bands(len(self._points), BAND), self._cancel)
        else:
            each_band(lambda band: self._compare(band, centers), bands(len(self._points), BAND), self._cancel)
        self._fresh = False
        return self.labels

    def _tabulate(self, band: slice, centers: Array) -> None:
        self.labels[band] = np.argmin(self._norm.costs(self._points[None, band], centers[:, None]), axis=0)

    def _compare(self, band: slice, centers: Array) -> None:
        """Compare the rows of a band: first with the center that they had, then with those that may be nearer."""
        if self._norm.least is None:
            raise ValueError(f"{self._norm.name} has no lower bound")
        points = self._points[band]
        least = [self._norm.least(points, center) for center in centers]
        label = self.labels[band].astype(np.intp)
        if self._fresh:
            label = np.argmin(least, axis=0)
        best = self._norm.costs(points, centers[label])
        for number, center in enumerate(centers):
            check(self._cancel)
            rows = np.flatnonzero((least[number] <= best) & (label != number))
            costs = self._norm.costs(points[rows], center)
            better = (costs < best[rows]) | ((costs == best[rows]) & (number < label[rows]))
            label[rows[better]] = number
            best[rows[better]] = costs[better]
        self.labels[band] = label

    def relocate(self, row: int, label: int) -> None:
        """Give a row to another center by force, until the next time."""
        self.labels[row] = label


def own_costs(
    points: NDArray[Any], norm: Norm, labels: NDArray[Any], centers: Array, cancel: Event | None = None
) -> Array:
    """Return what each point (m, d) costs at the center that its label says, (m,)."""
    costs = np.empty(len(points))
    for band in bands(len(costs), BAND):
        check(cancel)
        costs[band] = norm.costs(points[band], centers[labels[band]])
    return costs
