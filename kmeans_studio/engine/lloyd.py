"""generations(): k-means on rows, as a generator that yields every round."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from .checks import GREATEST_POINT, GREATEST_ROW, check_arguments, check_locked, check_size, checked_centers
from .costs import costs_to_centers
from .empty import EMPTY_RULES
from .loop import Round, Task, descend, share_moved
from .metrics import METRICS, Geometry
from .roots import Roots
from .runs import Runs
from .seeding import Field
from .starts import choose_start
from .summary import ENOUGH, MANY, means_of_runs, summarize
from .swaps import swapped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


SWAPS = 6
"""Swaps tried for each restart that was asked for: both say how much effort the search is worth."""

PEEK = 3
"""Generations that swapped centers are given on all rows before it is judged whether to go on from them."""

SETTLED = 0.002
"""A run has settled once no more than this share of the weight moves in a generation."""

EVERY_ROW = "the search on groups of alike colors had ended, and every color was compared once"


@dataclass(frozen=True, eq=False)
class Generation:
    """One round of assign + update. The arrays are never written to again.

    rows        (m, d), weights (m,): what is clustered
    geometry    where distances are measured
    number      counts from 1
    labels      (m,) uint8, or int32 where k > 256: the center that each row was nearest to
    centers     (k, d) float64, in the units of the rows (with "cosine" directions, of length 1): the centers that these
                labels lead to
    moved       share of the weight whose label changed; 1.0 in the first generation
    relocated   how many empty clusters were given the row that was served worst, in this generation
    dropped     how many empty clusters were left out, in this generation; k is smaller since
    converged   this is the end: no label changed, or few enough, or the cost would not have fallen
    reason      why it is the end, in plain words, where that is not because no label changed
    swapped     this generation went on from a better arrangement, found by swapping centers, than the one before had
    start_costs what each restart came to, on a summary of the rows; empty where there was only one
    roots       which of the first centers each center was, and which of them are locked
    stage       which part of a search in several parts this belongs to, in plain words; empty where there is only one
    """

    rows: NDArray[Any]
    weights: Array
    geometry: Geometry
    number: int
    labels: NDArray[Any]
    centers: Array
    moved: float
    relocated: int
    dropped: int
    converged: bool
    reason: str
    swapped: bool
    start_costs: tuple[float, ...]
    roots: Roots
    _round: Round
    stage: str = ""

    @classmethod
    def of(cls, rows: NDArray[Any], this: Round, start_costs: tuple[float, ...], stage: str = "") -> Generation:
        """Return what a round among points means for the rows (m, d) that were placed there."""
        task = this.task
        return cls(
            rows, task.weights, task.geometry, this.number, this.labels, task.geometry.back(this.centers), this.moved,
            this.relocated, this.dropped, this.converged, this.reason, this.swapped, start_costs, this.roots,
            this, stage,
        )  # fmt: skip

    @property
    def k(self) -> int:
        """How many clusters there are."""
        return len(self.centers)

    @cached_property
    def cost(self) -> float:
        """The sum over all rows of weight x the metric's cost to the row's own center; summed when first asked for."""
        return self._round.cost

    def without_labels(self) -> Generation:
        """Return all of it but labels and points, which take nearly all the room; it cannot sum its cost any more."""
        none, task = np.empty(0, self.labels.dtype), self._round.task
        task = replace(task, points=np.empty((0, task.points.shape[1]), task.points.dtype), weights=np.empty(0))
        return replace(self, labels=none, _round=replace(self._round, labels=none, task=task))

    def with_labels(self, labels: NDArray[Any], cost: float) -> Generation:
        """Return one that was left without its labels (m,) with them, and with its cost, as it was summed before."""
        whole = replace(self, labels=labels)
        vars(whole)["cost"] = cost
        return whole

    def costs_to_centers(self, rows: NDArray[Any], cancel: Event | None = None) -> NDArray[np.float32]:
        """Return what rows (n, d) would cost, per unit of weight, at each of the centers, (k, n) float32.

        They may be others than those that were clustered. With the Euclidean metric costs are squared distances, in the
        geometry that clusters were told apart in. Raises CancelledError.
        """
        return costs_to_centers(rows, self._round.centers, self.geometry, cancel)


def generations(
    rows: NDArray[Any],
    weights: Array,
    k: int,
    *,
    cells: NDArray[np.intp] | None = None,
    blocks: NDArray[np.intp] | None = None,
    metric: str = "euclidean",
    initializer: str = "kmeans++",
    given: Array | None = None,
    locked: Sequence[int] = (),
    kept: int = 0,
    restarts: int = 1,
    seed: int = 0,
    tolerance: float = 0.0,
    max_generations: int = 300,
    empty: str = "relocate",
    cancel: Event | None = None,
) -> Iterator[Generation]:
    """Cluster rows (m, d) float32 or float64 with weights (m,) > 0 into k <= m clusters and yield every generation.

    cells, blocks  offsets (c+1,), (b+1,) of runs of alike rows, fine and coarse (each block boundary is a cell's); they
                   make it quick and change nothing but the choice of the start, for which the blocks stand in
    given          (g, d), in the units of the rows: for the initializers that ask for them
    locked         numbers of given centers that stay exactly where they are put, in every generation, while the others
                   move. One that no row is nearest to is neither relocated nor dropped, whatever `empty` says; with
                   "cosine" it is the direction that stays. Where there are any, no swaps are tried
    kept           so many of the first centers are never taken elsewhere by swaps
    restarts       so many starts are tried on the blocks, and the best is run; once it has settled, some swaps of
                   centers are tried on the cells, and it goes on from what they bring. With 1: one start, no swaps
    tolerance      the share of the weight that may still move at the end

    Stops when no label changes, or after `max_generations`. With a metric that descends the cost never rises; with the
    others the last generation is the best. The same arguments give the same bytes, with any number of threads, compiled
    or not. Raises ValueError, which says what is wrong, for arrays that are not as described, a k outside 1..m, a name
    that is not registered, locked centers that are not given; and CancelledError once `cancel` is set.
    """
    chosen, rule = METRICS[metric], EMPTY_RULES[empty]
    check_arguments(rows, weights, k)
    check_locked(locked, initializer, 0 if given is None else min(k, len(given)))
    rows = np.asfortranarray(rows)
    runs = Runs(rows, cells, cancel)
    check_size(runs, GREATEST_ROW, weights)
    geometry = chosen.fit(rows, weights, cancel)
    points = geometry.place(rows, cancel)
    if points is not rows:
        runs = Runs(points, cells, cancel)
    check_size(runs, GREATEST_POINT, weights)
    levels = tuple(level for level in (blocks, cells) if level is not None)
    rng = np.random.default_rng(seed)

    def summary(wanted: int) -> tuple[Array, Array]:
        return summarize(points, weights, k, levels, runs.greatest, rng, cancel, wanted)

    first = None if given is None else geometry.place(checked_centers(given, rows)).astype(np.float64)
    field = Field(*summary(ENOUGH), geometry.norm, first, cancel)
    task = Task(points, weights, geometry, runs, cancel)
    roots = Roots.of(k, locked)
    start = choose_start(field, geometry, roots, initializer, restarts, seed)
    how: dict[str, Any] = {"tolerance": tolerance, "empty": rule}
    if chosen.on_runs and cells is not None and len(cells) - 1 >= ENOUGH * k:
        rounds = _descend_on_runs(task, start.centers, roots, chosen.descends, max_generations, how)
    else:
        how |= {"descends": chosen.descends, "max_generations": max_generations}
        rounds = descend(task, start.centers, roots=roots, **how)
        if restarts > 1 and chosen.descends and not locked:

            def better(this: Round) -> Array | None:
                finer = Field(*summary(MANY), geometry.norm, cancel=cancel)
                return swapped(finer, geometry, this.centers, SWAPS * restarts, rng, this.roots.start < kept)

            rounds = _with_swaps(rounds, better, max(SETTLED, tolerance), how)
    for this in rounds:
        yield Generation.of(rows, this, start.costs)


def iterate(
    rows: NDArray[Any], weights: Array, centers: Array, metric: str = "euclidean", **how: Any
) -> Iterator[Generation]:
    """Go on from exactly these centers (k, d); otherwise as `generations`."""
    return generations(rows, weights, len(centers), metric=metric, initializer="given", given=centers, **how)


def _with_swaps(
    rounds: Iterator[Round], better: Callable[[Round], Array | None], settled: float, how: dict[str, Any]
) -> Iterator[Round]:
    """Yield rounds until little moves; then go on from better centers, where there are any, or else as before."""
    for this in rounds:
        if this.number > 1 and this.moved <= settled and this.number < how["max_generations"]:
            centers = better(this)
            if centers is not None:
                *_, peek = descend(this.task, centers, roots=this.roots, **how | {"max_generations": PEEK})
                # What is better on a summary is nearly always better; here it is made sure.
                if peek.cost < this.cost:
                    yield replace(this, converged=False, reason="")
                    rounds = descend(this.task, peek.centers, roots=peek.roots, after=this, **how)
                    this = replace(next(rounds), swapped=True)
            yield this
            break
        yield this
    if not this.converged:
        yield from rounds


def _descend_on_runs(
    task: Task, centers: Array, roots: Roots, descends: bool, max_generations: int, how: dict[str, Any]
) -> Iterator[Round]:
    """Descend on the means of runs; in the last round compare every row, once, with the centers that were found."""
    starts = task.runs.starts
    means, mass = means_of_runs(task.points, task.weights, starts, task.runs.greatest, task.cancel)
    small = Task(means, mass, task.geometry, Runs(means, None, task.cancel), task.cancel)
    lengths = np.diff(starts)
    number, labels, ended = 0, None, False
    for this in descend(small, centers, descends=descends, max_generations=max_generations - 1, roots=roots, **how):
        number, centers, labels, ended = this.number, this.centers, np.repeat(this.labels, lengths), this.converged
        roots = this.roots
        yield replace(this, task=task, labels=labels, converged=False, reason="")
    final = next(descend(task, centers, max_generations=1, roots=roots, **how))
    moved = 1.0
    if labels is not None and len(final.centers) == len(centers):
        moved = share_moved(task, final.labels, labels)
    yield replace(final, number=number + 1, moved=moved, converged=ended, reason=EVERY_ROW if ended else "")
