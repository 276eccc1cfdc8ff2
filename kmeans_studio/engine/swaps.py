"""Swaps: a way out of poor arrangements that the loop itself never leaves.

Once a run has settled, one center after another is tried elsewhere: taken from where it is missed least and put where
cost is high, on a summary of the points. What lowers the cost is kept. (Random swap, Fraenti 2018; the pair is the best
of several, so that fewer have to be tried.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..parallel import check
from .loop import Round, Task, descend
from .metrics import Geometry
from .runs import Runs
from .seeding import Field
from .summary import drawn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SETTLE = 5
"""Generations that the centers are given on the summary before anything is compared with them."""

TRIAL = 3
"""Generations that a swap is given to show what it comes to."""

PLACES = 8
"""Places a trial chooses among, drawn like those of k-means++."""

SPARED = 3
"""Centers a trial chooses among: those that are missed least."""

ANY = 4
"""One trial in k / ANY, and at most every second, takes any center instead: else the same few are tried for ever."""

MOST_PAIRS = 1 << 23
"""Pairs of a point and a center in the tables, at most: 64 MB each."""

GAIN = 1e-5
"""The least share of the cost that is worth a swap."""

WORTHWHILE = 1e-4
"""The least share of the cost that all swaps together must bring, for the run to go on from them."""


def swapped(
    field: Field,
    geometry: Geometry,
    centers: Array,
    tries: int,
    rng: np.random.Generator,
    kept: NDArray[np.bool_] | None = None,
) -> Array | None:
    """Return better centers (k, d) than these, or None where `tries` swaps found none worth going on from.

    kept  (k,) which centers are never taken elsewhere; none if it is not given

    Gives up early when a third of the tries in a row have failed. With so many centers that the tables would take more
    memory than is good, nothing is tried.
    """
    movable = np.arange(len(centers)) if kept is None else np.flatnonzero(~kept)
    if not len(movable) or len(field.points) * len(centers) > MOST_PAIRS:
        return None
    runs = Runs(field.points, np.append(np.arange(0, len(field.points), 32), len(field.points)))
    task = Task(field.points, field.weights, geometry, runs, field.cancel)

    def settle(start: Array, rounds: int) -> Round:
        *_, last = descend(task, start, max_generations=rounds)
        return last

    first = best = settle(centers, SETTLE)
    # Where there are fewer different points than centers, some are dropped and nothing is left to improve.
    if not 2 <= len(best.centers) == len(centers):
        return None
    table, failures = _Table.of(field, best.centers), 0
    for _ in range(tries):
        check(field.cancel)
        swap = settle(_swap(field, table, best.centers, movable, rng), TRIAL)
        if len(swap.centers) == len(centers) and swap.cost < best.cost * (1 - GAIN):
            best, table, failures = swap, _Table.of(field, swap.centers), 0
        elif (failures := failures + 1) * 3 > tries:
            break
    return settle(best.centers, SETTLE).centers if best.cost < first.cost * (1 - WORTHWHILE) else None


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """For each point its nearest center, the cost there and at the second nearest; what each center is missed by."""

    label: NDArray[np.intp]
    near: Array
    second: Array
    missed: Array

    @classmethod
    def of(cls, field: Field, centers: Array) -> _Table:
        costs = field.costs(centers)
        label = np.argmin(costs, axis=0)
        near, second = np.partition(costs, 1, axis=0)[:2]
        missed = np.bincount(label, field.weights * (second - near), minlength=len(centers)).astype(np.float64)
        return cls(label, near, second, missed)


def _swap(field: Field, table: _Table, centers: Array, movable: NDArray[np.intp], rng: np.random.Generator) -> Array:
    """Return the centers with the best swap of some in place."""
    places = drawn(field.weights * table.near, rng.random(PLACES)) if table.near.any() else np.zeros(1, np.intp)
    costs = field.costs(field.points[places])
    spared = movable[np.argsort(table.missed[movable], kind="stable")[:SPARED]]
    if rng.random() < min(0.5, ANY / len(centers)):
        spared = movable[[int(rng.random() * len(movable))]]
    least, best = np.inf, (0, 0)
    for center in spared:
        left = np.where(table.label == center, table.second, table.near)
        for place, served in zip(places, np.minimum(left, costs), strict=True):
            total = float(np.sum(field.weights * served))
            if total < least:
                least, best = total, (int(center), int(place))
    moved = centers.copy()
    moved[best[0]] = field.points[best[1]]
    return moved
