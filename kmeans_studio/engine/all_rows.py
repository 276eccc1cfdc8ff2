"""on_all_rows(): going on with all rows from what was found on a part of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from .empty import EMPTY_RULES
from .lloyd import Generation
from .loop import Task, descend
from .runs import Runs

if TYPE_CHECKING:
    from numpy.typing import NDArray

SETTLED = 0.0003
"""It ends once no more than this share of the weight moves: what comes then is too little to be seen."""

STAGE = "all cells"

ENOUGH = "after the search on a part of the cells, all of them were compared {} times"


def on_all_rows(
    rows: NDArray[Any],
    weights: NDArray[np.float64],
    found: Generation,
    *,
    generations: int,
    tolerance: float = 0.0,
    empty: str = "relocate",
    descends: bool = True,
    cancel: Event | None = None,
) -> Iterator[Generation]:
    """Go on from centers that were found on a sample, in the same geometry, and yield every generation.

    rows (m, d) and weights (m,) > 0 are all of those that the sample was taken from. Locked centers stay locked.
    Numbers go on counting; of the first generation it cannot be said how much moved, so it says what the last one of
    the sample did. The same arguments give the same bytes, with any number of threads. Raises CancelledError.
    """
    geometry = found.geometry
    points = geometry.place(np.asfortranarray(rows), cancel)
    task = Task(points, weights, geometry, Runs(points, None, cancel), cancel)
    centers = np.ascontiguousarray(geometry.place(found.centers), np.float64)
    rounds = descend(
        task,
        centers,
        descends=descends,
        tolerance=max(SETTLED, tolerance),
        max_generations=generations,
        empty=EMPTY_RULES[empty],
        roots=found.roots,
    )
    for this in rounds:
        ended = this.converged or this.number == generations
        moved = found.moved if this.number == 1 else this.moved
        reason = this.reason if this.converged or not ended else ENOUGH.format(generations)
        this = replace(this, number=found.number + this.number, moved=moved, converged=ended, reason=reason)
        yield Generation.of(rows, this, found.start_costs, STAGE)
