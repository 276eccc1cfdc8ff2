"""METRICS: each a distance together with the center that minimizes its cost.

The pair belongs together: a distance with the center of another one makes a loop whose cost can rise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..parallel import bands
from ..registry import Registry

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

BAND = 1 << 15
"""Rows worked on at a time: their columns stay in the processor's cache."""


class Tally(Protocol):
    """What the clusters hold, kept up to date while rows move between them."""

    def move(self, rows: NDArray[np.intp], labels: NDArray[Any], before: NDArray[Any] | None) -> None:
        """Note that some rows, given by number, have new labels; `before` is None the first time."""

    def members(self) -> NDArray[np.intp]:
        """Return how many rows each cluster has, (k,)."""

    def centers(self, previous: Array) -> Array:
        """Return the centers (k, d) that minimize the cost; a cluster without rows keeps its previous one."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A distance and its center.

    costs     (rows (n, d), center (d,) or (n, d)) -> (n,): what each row adds to the cost, per unit of weight
    distance  (costs) -> distances, for which the triangle inequality holds
    tally     (rows (m, d), weights (m,), k) -> Tally: works out the centers that minimize the cost
    """

    costs: Callable[[NDArray[Any], Array], Array]
    distance: Callable[[Array], Array]
    tally: Callable[[NDArray[Any], Array, int], Tally]


METRICS: Registry[Metric] = Registry("distance")


def squared_distances(rows: NDArray[Any], center: Array) -> Array:
    """Return the squared Euclidean distance of each row to a center, or to the center in the same place.

    Column by column, in float64: no matrix product, whose rounding depends on the machine and its threads.
    """
    total: Array = np.zeros(len(rows))
    for column in range(rows.shape[1]):
        difference = rows[:, column] - center[..., column]
        np.multiply(difference, difference, out=difference)
        total += difference
    return total


class Means:
    """A Tally whose centers are weighted means; sums are float64, added up in a fixed order."""

    def __init__(self, rows: NDArray[Any], weights: Array, k: int) -> None:
        self._rows, self._weights = rows, weights
        self._members = np.zeros(k, np.intp)
        self._mass = np.zeros(k)
        self._sums = np.zeros((k, rows.shape[1]))

    def move(self, rows: NDArray[np.intp], labels: NDArray[Any], before: NDArray[Any] | None) -> None:
        """Add the rows to the sums of their new clusters and take them from those of their old ones."""
        for band in bands(len(rows), BAND):
            chosen = rows[band]
            self._add(chosen, labels[band], self._weights[chosen])
            if before is not None:
                self._add(chosen, before[band], -self._weights[chosen], sign=-1)

    def _add(self, rows: NDArray[np.intp], labels: NDArray[Any], weights: Array, sign: int = 1) -> None:
        k = len(self._mass)
        self._members += sign * np.bincount(labels, minlength=k)
        self._mass += np.bincount(labels, weights, minlength=k)
        for column in range(self._sums.shape[1]):
            self._sums[:, column] += np.bincount(labels, weights * self._rows[rows, column], minlength=k)

    def members(self) -> NDArray[np.intp]:
        """How many rows each cluster has."""
        return self._members

    def centers(self, previous: Array) -> Array:
        """The means."""
        empty = self._members == 0
        return np.where(empty[:, None], previous, self._sums / np.where(empty, 1.0, self._mass)[:, None])


METRICS.add(
    "euclidean",
    "Euclidean",
    "The straight-line distance between two colors; a segment's center is the mean of its pixels. This is k-means "
    "as the textbooks have it.",
    Metric(squared_distances, lambda costs: np.sqrt(costs), Means),
)
