"""generations(): the k-means loop, as a generator that yields every round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands, check
from .assign import NearestCenters
from .metrics import BAND, METRICS, Metric, Tally
from .seeding import INITIALIZERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Generation:
    """One round of assign + update. The arrays are never written to again.

    rows       (m, d), weights (m,): what is clustered
    number     counts from 1
    labels     (m,) unsigned integers: the center that each row was nearest to
    centers    (k, d) float64: the centers that these labels lead to
    moved      share of the weight whose label changed; 1.0 in the first generation
    relocated  how many empty clusters were given the row that was served worst
    converged  no label changed: the next generation would be the same
    """

    rows: NDArray[Any]
    weights: Array
    metric: Metric
    number: int
    labels: NDArray[Any]
    centers: Array
    moved: float
    relocated: int
    converged: bool

    @cached_property
    def cost(self) -> float:
        """The sum over all rows of weight x the metric's cost to the row's own center; summed when first asked for."""
        return sum(
            float(np.sum(self.weights[band] * self.metric.costs(self.rows[band], self.centers[self.labels[band]])))
            for band in bands(len(self.rows), BAND)
        )


def generations(
    rows: NDArray[Any],
    weights: Array,
    k: int,
    *,
    metric: str = "euclidean",
    initializer: str = "kmeans++",
    seed: int = 0,
    max_generations: int = 300,
    cancel: Event | None = None,
) -> Iterator[Generation]:
    """Cluster rows (m, d) with weights (m,) > 0 into k <= m clusters and yield every generation.

    Stops when no label changes, or after `max_generations`. With Euclidean distance the cost never rises. The same
    arguments give the same bytes. Raises ValueError for a k outside 1..m or a metric or initializer that is not
    registered, and CancelledError once `cancel` is set.
    """
    _check_k(k, rows)
    centers = INITIALIZERS[initializer](rows, weights, k, np.random.default_rng(seed))
    yield from iterate(rows, weights, centers, metric, max_generations, cancel)


def iterate(
    rows: NDArray[Any],
    weights: Array,
    centers: Array,
    metric: str = "euclidean",
    max_generations: int = 300,
    cancel: Event | None = None,
) -> Iterator[Generation]:
    """Go on from given centers (k, d); otherwise as `generations`."""
    _check_k(len(centers), rows)
    measure = METRICS[metric]
    nearest = NearestCenters(rows, measure, cancel)
    tally = measure.tally(rows, weights, len(centers))
    total = float(weights.sum())
    previous: NDArray[Any] | None = None
    for number in range(1, max_generations + 1):
        labels = nearest.assign(centers)
        check(cancel)
        if previous is None:
            tally.move(np.arange(len(rows)), labels, None)
        else:
            changed = np.flatnonzero(labels != previous)
            tally.move(changed, labels[changed], previous[changed])
        relocated = _relocate_empty(nearest, tally, labels, centers)
        moved = 1.0 if previous is None else float(weights[labels != previous].sum()) / total
        centers = tally.centers(centers)
        yield Generation(rows, weights, measure, number, labels, centers, moved, relocated, converged=moved == 0)
        if moved == 0:
            return
        previous = labels


def _relocate_empty(nearest: NearestCenters, tally: Tally, labels: NDArray[Any], centers: Array) -> int:
    """Give each empty cluster the row that is served worst, in place; return how many were empty.

    A cluster's last row is never taken, or another one would be left empty.
    """
    empty = np.flatnonzero(tally.members() == 0)
    if not len(empty):
        return 0
    worst_first = iter(np.argsort(-nearest.costs(centers), kind="stable"))
    for cluster in empty:
        row = int(next(row for row in worst_first if tally.members()[labels[row]] > 1))
        tally.move(np.array([row]), np.array([cluster]), labels[[row]])
        labels[row] = cluster
        nearest.relocate(row, int(cluster))
    return len(empty)


def _check_k(k: int, rows: NDArray[Any]) -> None:
    if not 1 <= k <= len(rows):
        raise ValueError(f"k must lie between 1 and the number of rows, {len(rows)}; it is {k}")
