"""Fitting: how rows of any kind are given to the engine, and how what it finds is told about these rows again.

Rows without weight are left aside, equal ones merged, what all have in common is taken off; all of it exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from . import arguments
from .compare import ComparedCenters, own_costs
from .distinct import distinct_rows
from .frame import Frame, frame_of
from .lloyd import Generation, generations
from .metrics import METRICS, Geometry
from .nearest import NearestCenters
from .runs import Runs
from .starts import TRIAL
from .summary import MOST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Labels = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """What KMeans was asked for, checked.

    given  starts to choose from, each (k, d) in the units of X; empty where `initializer` makes them
    tol    as in scikit-learn; the other fields are as those of `generations`
    """

    k: int
    metric: str
    initializer: str
    given: tuple[Array, ...]
    restarts: int
    max_generations: int
    tol: float
    empty: str
    seed: int


class Fitting:
    """One fit of rows (n, d) with weights (n,) >= 0. Raises ValueError where these rows cannot be fitted so."""

    def __init__(self, wish: Wish, rows: NDArray[Any], weights: Array) -> None:
        self._wish, self._rows, self._weights = wish, rows, weights
        self._counts = arguments.counts(weights)
        taking_part = self._counts if not self._counts.all() else slice(None)
        apart, weights = rows[taking_part], weights[taking_part]
        arguments.enough(wish.k, len(rows), len(weights))
        self.frame = frame_of(apart, wish.metric, float(weights.sum()))
        self._starts = [seen(self.frame, "init", start, wish.metric, arguments.FARTHEST_START) for start in wish.given]
        # The others are not clustered, but get labels.
        self._left = None if self._counts.all() else seen(self.frame, "X", rows[~self._counts], wish.metric)
        self._distinct = distinct_rows(self.frame.see(apart), weights, wish.k)
        # A metric that is searched on runs would not be exact.
        self._cells = None if METRICS[wish.metric].on_runs else self._distinct.runs(MOST)

    def run(self) -> Iterator[Generation]:
        """Yield the generations from the best start, of the rows as the engine was given them."""
        tol, variance = self._wish.tol, None
        before: Array | None = None
        for step in self._generations(self._best_start(), self._wish.max_generations):
            yield step
            if tol > 0:
                variance = self._variance(step.geometry) if variance is None else variance
                if _movement(before, step.centers) <= tol * variance:
                    return
            before = step.centers

    def told(self, step: Generation) -> Generation:
        """Return a generation as one of all rows, in their order and in their units."""
        task = step._round.task
        geometry = replace(task.geometry, scale=task.geometry.scale * self.frame.cost)
        return replace(
            step,
            rows=self._rows,
            weights=self._weights,
            labels=self._labels(step.labels, step.geometry, step.centers),
            centers=self.frame.back(step.centers),
            _round=replace(step._round, task=replace(task, geometry=geometry)),
        )

    def centers(self, step: Generation) -> Array:
        """Return the centers (k, d) in the units of the rows; where there are fewer than k, the last one is repeated.

        Those that were to be dropped stay away.
        """
        centers = self.frame.back(step.centers)
        missing = 0 if self._wish.empty == "drop" else self._wish.k - len(centers)
        return np.concatenate([centers, np.repeat(centers[-1:], missing, axis=0)])

    def result(self, step: Generation, centers: Array) -> tuple[Labels, float]:
        """Return the label of each row, (n,), and the cost of all, for these centers."""
        at = self.frame.see(centers)
        found, costs = nearest(step.geometry, self._distinct.rows, at, self._cells)
        labels = self._labels(found, step.geometry, at)
        return labels, float(np.sum(self._distinct.weights * costs)) * self.frame.cost

    def _labels(self, found: NDArray[Any], geometry: Geometry, centers: Array) -> Labels:
        """Return the label of every row, (n,), where those of the distinct ones were found."""
        labels = np.empty(len(self._rows), np.int32)
        labels[self._counts] = found[self._distinct.place]
        if self._left is not None:
            labels[~self._counts] = nearest(geometry, self._left, centers)[0]
        return labels

    def _variance(self, geometry: Geometry) -> float:
        """Return the mean of the columns' weighted variances, where centers are told."""
        rows, weights = geometry.back(geometry.place(self._distinct.rows)), self._distinct.weights
        away = [column - np.average(column, weights=weights) for column in rows.T]
        return float(np.mean([np.average(column**2, weights=weights) for column in away]))

    def _best_start(self) -> Array | None:
        """Return the one of the given starts that leads to the least cost in a few generations; None without any."""

        def promise(start: Array) -> float:
            *_, last = self._generations(start, TRIAL)
            return last.cost

        return min(self._starts, key=promise) if len(self._starts) > 1 else next(iter(self._starts), None)

    def _generations(self, given: Array | None, most: int) -> Iterator[Generation]:
        wish, distinct = self._wish, self._distinct
        return generations(
            distinct.rows, distinct.weights, wish.k, cells=self._cells, metric=wish.metric,
            initializer=wish.initializer, given=given, restarts=wish.restarts, seed=wish.seed, max_generations=most,
            empty=wish.empty,
        )  # fmt: skip


def seen(
    frame: Frame, name: str, rows: NDArray[Any], metric: str, farthest: float = arguments.FARTHEST
) -> NDArray[Any]:
    """Return rows (n, d) as seen in the frame; raise ValueError where distances cannot be computed there."""
    arguments.suits_metric(name, rows, metric)
    # What overflows is refused.
    with np.errstate(over="ignore"):
        rows = frame.see(rows)
    arguments.near_enough(name, rows, metric, farthest)
    return rows


def nearest(
    geometry: Geometry, rows: NDArray[Any], centers: Array, cells: NDArray[np.intp] | None = None
) -> tuple[Labels, Array]:
    """Return the nearest center (k, d) of each row (n, d), (n,) int32, and the metric's cost to it, (n,).

    As Geometry.nearest, with the quick loops.
    """
    points, at = geometry.place(np.asfortranarray(rows)), np.ascontiguousarray(geometry.place(centers))
    runs = Runs(points, cells)
    compared = (
        NearestCenters(points, geometry.norm, runs, len(at))
        # Where bounds, which are kept in float32, can be trusted.
        if geometry.norm.bounded and runs.greatest.max() <= arguments.FARTHEST_START
        else ComparedCenters(points, geometry.norm, len(at))
    )
    labels = compared.assign(at)
    return labels.astype(np.int32), own_costs(points, geometry.norm, labels, at) * geometry.scale


def _movement(before: Array | None, after: Array) -> float:
    """Return the sum of the squares of how far centers have moved; infinite without as many centers before."""
    if before is None or before.shape != after.shape:
        return float("inf")
    return float(np.sum((after - before) ** 2))
