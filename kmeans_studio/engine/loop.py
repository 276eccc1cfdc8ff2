"""The loop itself, among points: assign, update, again; a generator of rounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..compiled import kernels
from ..parallel import bands, check, each_band
from .compare import FEW, ComparedCenters
from .empty import EmptyRule
from .exact import BAND
from .metrics import Geometry
from .nearest import NearestCenters
from .runs import Runs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Labels = NDArray[Any]


PATIENCE = 3
"""Rounds without a lower cost after which a metric whose cost can rise gives up."""

NO_BETTER = "the cost did not fall any more, so the best generation stands"


@dataclass(frozen=True, eq=False)
class Round:
    """One round of assign + update among points; Generation wraps it. Its arrays are never written to again."""

    points: NDArray[Any]
    weights: Array
    geometry: Geometry
    number: int
    labels: Labels
    centers: Array
    moved: float
    relocated: int = 0
    dropped: int = 0
    converged: bool = False
    reason: str = ""
    swapped: bool = False

    @cached_property
    def cost(self) -> float:
        """The sum over all points of weight x the metric's cost to the point's own center."""

        def add_up(band: slice) -> float:
            costs = self.geometry.norm.costs(self.points[band], self.centers[self.labels[band]])
            return float(np.sum(self.weights[band] * costs))

        return self.geometry.scale * sum(each_band(add_up, bands(len(self.points), BAND)))


def descend(
    points: NDArray[Any],
    weights: Array,
    centers: Array,
    geometry: Geometry,
    *,
    runs: Runs | None = None,
    descends: bool = True,
    tolerance: float = 0.0,
    max_generations: int = 300,
    empty: EmptyRule = EmptyRule.RELOCATE,
    after: Round | None = None,
    cancel: Event | None = None,
) -> Iterator[Round]:
    """Go on from centers (k, d) until no label changes, or no more than a share of `tolerance` of the weight does.

    Where the metric's center does not make the cost `descend`, it ends when PATIENCE rounds have not lowered the cost,
    with the best round. `after` is a round before, whose numbers and labels this goes on from. Raises CancelledError.
    """
    runs = runs or Runs(points, None, cancel)
    clusters = _Clusters(points, weights, geometry, runs, centers, cancel)
    last = after
    best: Round | None = None
    fresh = True
    for number in range(1 if after is None else after.number + 1, max_generations + 1):
        labels = clusters.nearest.assign(clusters.centers)
        check(cancel)
        before = None if last is None else last.labels
        clusters.rule.update(labels, None if fresh else before)
        fresh = False
        relocated = dropped = 0
        if empty is EmptyRule.RELOCATE:
            relocated = clusters.relocate_empty()
        if empty is not EmptyRule.KEEP and not clusters.rule.members().all():
            dropped, before = clusters.drop_empty(before)
            labels = clusters.nearest.labels
        moved = 1.0 if before is None else share_moved(labels, before, weights)
        clusters.centers = clusters.rule.centers(clusters.centers)
        done = moved <= tolerance and last is not None
        reason = f"no more than {100 * tolerance:g}% of all moved any more" if done and moved > 0 else ""
        this = Round(
            points, weights, geometry, number, labels.copy(), clusters.centers, moved, relocated, dropped, done, reason
        )
        if not descends:
            best = this if best is None or this.cost < best.cost else best
            if best is not this and (done or number - best.number >= PATIENCE):
                this = replace(best, number=number, moved=0.0, relocated=0, dropped=0, converged=True, reason=NO_BETTER)
        yield this
        if this.converged:
            return
        last = this


class _Clusters:
    """The state of the loop: which center each point is nearest to, what the clusters hold, where the centers are."""

    def __init__(
        self,
        points: NDArray[Any],
        weights: Array,
        geometry: Geometry,
        runs: Runs,
        centers: Array,
        cancel: Event | None,
    ) -> None:
        self._points, self._weights, self._geometry, self._runs, self._cancel = points, weights, geometry, runs, cancel
        self.centers = centers
        self._begin()

    def _begin(self) -> None:
        k, norm = len(self.centers), self._geometry.norm
        few = kernels("engine._nearest") is None and len(self._points) * k <= FEW
        self.nearest: NearestCenters | ComparedCenters = (
            NearestCenters(self._points, norm, self._runs, k, self._cancel)
            if norm.bounded and not few
            else ComparedCenters(self._points, norm, k, self._cancel)
        )
        self.rule = self._geometry.rule(self._points, self._weights, self._runs.greatest, k, self._cancel)

    def relocate_empty(self) -> int:
        """Give each empty cluster the row that is served worst; return how many were given one.

        A cluster's last row is never taken, or another one would be left empty, nor one that lies on its center.
        """
        members = self.rule.members()
        if members.all():
            return 0
        empty = np.flatnonzero(members == 0)
        costs = self.nearest.costs(self.centers)
        relocated = 0
        for cluster in empty:
            labels = self.nearest.labels
            takeable = np.where(members[labels] > 1, costs, 0.0)
            row = int(np.argmax(takeable))
            if not takeable[row] > 0:
                break
            before = labels.copy()
            self.nearest.relocate(row, int(cluster))
            self.rule.update(self.nearest.labels, before)
            costs[row] = 0.0
            relocated += 1
        return relocated

    def drop_empty(self, before: Labels | None) -> tuple[int, Labels | None]:
        """Leave out empty clusters; return how many there were, and earlier labels as they are numbered now."""
        kept = self.rule.members() > 0
        if kept.all():
            return 0, before
        number = np.cumsum(kept) - 1
        labels = self.nearest.labels
        self.centers = self.centers[kept]
        self._begin()
        self.nearest.labels[:] = number[labels]
        self.rule.update(self.nearest.labels, None)
        # A label that is gone becomes one that nothing has, so that its rows count as moved.
        gone = np.where(kept, number, len(number) - 1)
        return int((~kept).sum()), None if before is None else gone[before].astype(labels.dtype)


def share_moved(labels: Labels, before: Labels, weights: Array) -> float:
    """Return the share of the weight whose label changed."""
    parts = bands(len(labels), 1 << 20)
    moved = sum(float(weights[band][labels[band] != before[band]].sum()) for band in parts)
    return moved / sum(float(weights[band].sum()) for band in parts)
