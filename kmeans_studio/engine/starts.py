"""Choosing where to start: several starts are tried on a summary of the points, and the best is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..parallel import bands, each_band
from .loop import Task, descend
from .runs import Runs
from .seeding import INITIALIZERS, Field

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .metrics import Geometry
    from .roots import Roots

    Array = NDArray[np.float64]

TRIAL = 8
"""Generations that each start is given to show what it comes to; the order hardly changes afterwards."""


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Where to start.

    centers  (k, d) points
    costs    what each restart came to, on the summary; empty where there was only one
    """

    centers: Array
    costs: tuple[float, ...] = ()


def choose_start(field: Field, geometry: Geometry, roots: Roots, initializer: str, restarts: int, seed: int) -> Start:
    """Choose the centers to start from: of several starts the one that leads to the least cost, the first of equals.

    There are as many as there are roots, which say what is locked. The seeds of the restarts follow from `seed`. Raises
    UnknownNameError and what the initializer raises.
    """
    start, k = INITIALIZERS[initializer], len(roots.start)
    if restarts == 1:
        return Start(start(field, k, _generator(seed, 0)))

    def attempt(numbers: slice) -> tuple[Array, float]:
        centers = start(field, k, _generator(seed, numbers.start))
        return centers, _trial(field, geometry, centers, roots)

    tried = each_band(attempt, bands(restarts, 1), field.cancel)
    costs = tuple(cost for _, cost in tried)
    return Start(tried[int(np.argmin(costs))][0], costs)


def _generator(seed: int, number: int) -> np.random.Generator:
    return np.random.default_rng((seed, number))


def _trial(field: Field, geometry: Geometry, centers: Array, roots: Roots) -> float:
    """Return the cost after a few generations from these centers."""
    task = Task(field.points, field.weights, geometry, Runs(field.points, None, field.cancel), field.cancel)
    *_, last = descend(task, centers, max_generations=TRIAL, roots=roots)
    return last.cost
