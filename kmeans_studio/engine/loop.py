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
from .compare import FEW, ComparedCenters, own_costs
from .empty import EmptyRule
from .exact import BAND
from .metrics import Geometry
from .nearest import NearestCenters
from .roots import Roots
from .runs import Runs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Labels = NDArray[Any]


LOOK = 1 << 20
"""Rows whose weights are added up at a time."""

PATIENCE = 3
"""Rounds without a lower cost after which a metric whose cost can rise gives up."""

NO_BETTER = "the cost did not fall any more, so the best generation stands"


@dataclass(frozen=True, eq=False)
class Task:
    """What is clustered: points (m, p) with weights (m,), in a geometry, and the runs that they lie in."""

    points: NDArray[Any]
    weights: Array
    geometry: Geometry
    runs: Runs
    cancel: Event | None = None

    @cached_property
    def mass(self) -> float:
        """The sum of the weights."""
        return sum(float(self.weights[band].sum()) for band in bands(len(self.weights), LOOK))


@dataclass(frozen=True, eq=False)
class Round:
    """One round of assign + update among points; Generation wraps it. Its arrays are never written to again."""

    task: Task
    number: int
    labels: Labels
    centers: Array
    moved: float
    roots: Roots
    relocated: int = 0
    dropped: int = 0
    converged: bool = False
    reason: str = ""
    swapped: bool = False

    @cached_property
    def cost(self) -> float:
        """The sum over all points of weight x the metric's cost to the point's own center."""
        task, norm = self.task, self.task.geometry.norm
        compiled = kernels("engine._nearest") if norm.bounded else None

        def add_up(band: slice) -> float:
            if compiled is not None:
                return float(
                    compiled.cost(
                        norm.name, task.points, task.weights, self.labels, self.centers, band.start, band.stop
                    )
                )
            costs = norm.costs(task.points[band], self.centers[self.labels[band]])
            # One after the other, as the compiled loop does.
            return float(np.cumsum(costs * task.weights[band])[-1])

        # Not to be called off: a run that was stopped still says what its last generation cost.
        return task.geometry.scale * sum(each_band(add_up, bands(len(task.points), BAND)))


def descend(
    task: Task,
    centers: Array,
    *,
    descends: bool = True,
    tolerance: float = 0.0,
    max_generations: int = 300,
    empty: EmptyRule = EmptyRule.RELOCATE,
    roots: Roots | None = None,
    after: Round | None = None,
) -> Iterator[Round]:
    """Go on from centers (k, p) until no label changes, or no more than a share of `tolerance` of the weight does.

    Where the metric's center does not make the cost `descend`, it ends when PATIENCE rounds have not lowered the cost,
    or at max_generations, with the best round. `after` is a round before, whose numbers and labels this goes on from.
    `roots` say which centers are locked, so that they stay, with points or without: without, they are neither relocated
    nor dropped. Where there are none they are those of `after`, or of centers that begin here. Raises CancelledError.
    """
    if roots is None:
        roots = Roots.of(len(centers)) if after is None else after.roots
    clusters = _Clusters(task, centers, roots)
    last = after
    best: Round | None = None
    fresh = True
    for number in range(1 if after is None else after.number + 1, max_generations + 1):
        labels = clusters.nearest.assign(clusters.centers)
        check(task.cancel)
        before = None if last is None else last.labels
        clusters.rule.update(labels, None if fresh else before)
        fresh = False
        relocated = dropped = 0
        if empty is EmptyRule.RELOCATE:
            relocated = clusters.relocate_empty()
        if empty is not EmptyRule.KEEP and not clusters.rule.members().all():
            dropped, before = clusters.drop_empty(before)
            labels = clusters.nearest.labels
        moved = 1.0 if before is None else share_moved(task, labels, before)
        clusters.update()
        done = moved <= tolerance and last is not None
        reason = f"no more than {100 * tolerance:g}% of all moved any more" if done and moved > 0 else ""
        this = Round(
            task, number, labels.copy(), clusters.centers, moved, clusters.roots, relocated, dropped, done, reason
        )
        if not descends:
            best = this if best is None or this.cost < best.cost else best
            given_up = done or number - best.number >= PATIENCE
            if best is not this and last is not None and (given_up or number == max_generations):
                moved = share_moved(task, best.labels, last.labels)
                this = replace(best, number=number, moved=moved, relocated=0, dropped=0, converged=given_up)
                this = replace(this, reason=NO_BETTER if given_up else "")
        yield this
        if this.converged:
            return
        last = this


class _Clusters:
    """The state of the loop: which center each point is nearest to, what the clusters hold, where the centers are."""

    def __init__(self, task: Task, centers: Array, roots: Roots) -> None:
        self._task, self.centers, self.roots = task, centers, roots
        self._begin()

    def _begin(self) -> None:
        task, k = self._task, len(self.centers)
        norm = task.geometry.norm
        few = kernels("engine._nearest") is None and len(task.points) * k <= FEW
        self.nearest: NearestCenters | ComparedCenters = (
            NearestCenters(task.points, norm, task.runs, k, task.cancel)
            if norm.bounded and not few
            else ComparedCenters(task.points, norm, k, task.cancel)
        )
        self.rule = task.geometry.rule(task.points, task.weights, task.runs.greatest, k, task.cancel)

    def update(self) -> None:
        """Bring the centers to where their points are, but for those that are locked."""
        self.centers = self.roots.held(self.rule.centers(self.centers), self.centers)

    def relocate_empty(self) -> int:
        """Give each empty cluster the row that is served worst; return how many were given one.

        A cluster's last row is never taken, or another one would be left empty, nor one that lies on its center.
        """
        empty = np.flatnonzero((self.rule.members() == 0) & ~self.roots.locked)
        relocated = 0
        # A row is passed over where the others of its cluster were taken: no more often than rows are taken.
        for row in self._worst_served(2 * len(empty)) if len(empty) else ():
            old = int(self.nearest.labels[row])
            if self.rule.members()[old] > 1:
                new = int(empty[relocated])
                self.nearest.relocate(row, new)
                self.rule.transfer(row, old, new)
                relocated += 1
                if relocated == len(empty):
                    break
        return relocated

    def _worst_served(self, count: int) -> list[int]:
        """Return up to so many rows by falling cost, the first of equal ones first, that cost and are not alone."""
        shared = self.rule.members() > 1
        task = self._task
        costs = own_costs(task.points, task.geometry.norm, self.nearest.labels, self.centers, task.cancel)
        rows, least = np.zeros(0, np.intp), 0.0
        for band in bands(len(costs), BAND):
            check(task.cancel)
            takeable = shared[self.nearest.labels[band]] & (costs[band] > least)
            rows = np.append(rows, band.start + np.flatnonzero(takeable))
            rows = rows[np.argsort(-costs[rows], kind="stable")[:count]]
            if len(rows) == count:
                least = float(costs[rows[-1]])
        return [int(row) for row in rows]

    def drop_empty(self, before: Labels | None) -> tuple[int, Labels | None]:
        """Leave out empty clusters; return how many there were, and earlier labels as they are numbered now."""
        kept = (self.rule.members() > 0) | self.roots.locked
        if kept.all():
            return 0, before
        number = np.cumsum(kept) - 1
        labels = self.nearest.labels
        self.centers, self.roots = self.centers[kept], self.roots.taken(kept)
        self._begin()
        self.nearest.labels[:] = number[labels]
        self.rule.update(self.nearest.labels, None)
        # A label that is gone becomes one that nothing has, so that its rows count as moved.
        gone = np.where(kept, number, len(number) - 1)
        return int((~kept).sum()), None if before is None else gone[before].astype(labels.dtype)


def share_moved(task: Task, labels: Labels, before: Labels) -> float:
    """Return the share of the weight whose label is another than before."""
    parts = bands(len(labels), LOOK)
    return sum(float(task.weights[band][labels[band] != before[band]].sum()) for band in parts) / task.mass
