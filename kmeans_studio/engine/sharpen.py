"""sharpened(): going on from a first clustering in a space that is stretched by what was found.

In turn the labels say which directions tell clusters apart (within.py), and the space stretched along them gives new
labels: it lowers the determinant of the covariance within clusters (Friedman & Rubin, 'On some invariant criteria for
grouping data', 1967), which no scale or correlation of the features changes, unlike the cost of plain k-means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands
from .centers import Means
from .checks import GREATEST_POINT, GREATEST_ROW, check_arguments, check_size
from .empty import EMPTY_RULES
from .exact import BAND
from .lloyd import Generation
from .loop import Round, Task, descend
from .metrics import Geometry
from .norms import SQUARED
from .roots import Roots
from .runs import Runs
from .within import Moments, Sharpening

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Labels = NDArray[Any]

DONE = "sharpening takes {} rounds of up to {} generations"


def sharpened(
    rows: NDArray[Any],
    weights: Array,
    start: Generation | Labels,
    *,
    rounds: int = 3,
    generations: int = 6,
    shrinkage: float = 0.2,
    empty: str = "relocate",
    held: Mapping[int, Array] | None = None,
    cancel: Event | None = None,
) -> Iterator[Generation]:
    """Go on from the labels of `start`, a generation or labels (m,), and yield every generation.

    rows may be others than those that `start` is about, as long as they stand for the same things: (m, d) float32 or
    float64, with weights (m,) > 0. So many times the space is whitened by the covariance within the clusters, of which
    the share `shrinkage` (above 0, up to 1) is given to the identity, and so many generations of k-means are run in it,
    from the means of the clusters; numbers go on counting. It ends sooner where a round moves nothing. Labels that no
    row has are left out, so that k may be smaller than that of `start`.

    Centers that are locked in `start` stay locked: `held` gives, for the number of each one's first center, its place
    (d,) among these rows. The stretched space then is about where the rows of its cluster are, not about that place.

    `rows`, `centers` and `geometry` of what is yielded are about these rows; `cost` is measured in the stretched space,
    which is scaled so that labels cost the same before and after each stretching. Within one `stage` the cost never
    rises; costs of different stages cannot be compared.

    The same arguments give the same bytes, with any number of threads. Raises ValueError for arrays that are not as
    described and CancelledError once `cancel` is set.
    """
    check_arguments(rows, weights, 1)
    if not 0 < shrinkage <= 1:
        raise ValueError(f"shrinkage must lie above 0, up to 1; it is {shrinkage}")
    rows = np.asfortranarray(rows)
    seen = Runs(rows, None, cancel)
    check_size(seen, GREATEST_ROW, weights)
    first, start_costs = (start.number, start.start_costs) if isinstance(start, Generation) else (0, ())
    labels, roots = _without_gaps(start, len(rows))

    def means_of(labels: Labels, k: int) -> Array:
        rule = Means(rows, weights, seen.greatest, k, cancel)
        rule.update(labels, None)
        return rule.centers(np.zeros((k, rows.shape[1])))

    means = means_of(labels, len(roots.start))
    moments = Moments.of(rows, weights, cancel)
    task = Task(rows, weights, Geometry(SQUARED, Means), seen, cancel)
    last = Round(task, first, labels, means, 1.0, roots)
    for number in range(1, rounds + 1):
        within = moments.within(means, masses(last.labels, weights, len(means)))
        space = Sharpening.of(moments.mean, within, shrinkage)
        points = space.place(rows, cancel)
        task = Task(points, weights, Geometry(SQUARED, Means, space.place, space.back), Runs(points, None), cancel)
        check_size(task.runs, GREATEST_POINT, weights)
        first, limit = last.number + 1, last.number + generations
        centers = np.ascontiguousarray(space.place(_with_held(means, last.roots, held or {})))
        for this in descend(task, centers, empty=EMPTY_RULES[empty], max_generations=limit, after=last):
            last, ended = this, this.converged and (number == rounds or this.number == first)
            reason = ""
            if number == rounds and this.number == limit and not ended:
                ended, reason = True, DONE.format(rounds, generations)
            this = replace(this, converged=ended, reason=reason)
            yield Generation.of(rows, this, start_costs, f"sharpening {number} of {rounds}")
        if ended:
            return
        # The means are where the centers are, but for those that are held.
        locked = last.roots.any_locked
        means = means_of(last.labels, len(last.centers)) if locked else space.back(last.centers)


def _with_held(means: Array, roots: Roots, held: Mapping[int, Array]) -> Array:
    """Return the means (k, d) with locked centers where they are held instead."""
    centers = means.copy()
    for cluster in np.flatnonzero(roots.locked):
        centers[cluster] = held[int(roots.start[cluster])]
    return centers


def _without_gaps(start: Generation | Labels, m: int) -> tuple[Labels, Roots]:
    """Return labels (m,) numbered anew so that each one has rows or is locked, in the loop's type, and their roots."""
    labels = start.labels if isinstance(start, Generation) else np.asarray(start)
    if labels.shape != (m,) or labels.dtype.kind not in "ui":
        raise ValueError(f"labels must be ({m},) whole numbers as there are rows, not {labels.shape} {labels.dtype}")
    if labels.min() < 0:
        raise ValueError(f"labels must not be negative; the least is {labels.min()}")
    roots = start.roots if isinstance(start, Generation) else Roots.of(int(labels.max()) + 1)
    taken = (np.bincount(labels, minlength=len(roots.start)) > 0) | roots.locked
    number = (np.cumsum(taken) - 1).astype(np.uint8 if taken.sum() <= 256 else np.int32)
    return number[labels], roots.taken(taken)


def masses(labels: Labels, weights: Array, k: int) -> Array:
    """Return the weight of each cluster, (k,)."""
    parts = [np.bincount(labels[band], weights[band], minlength=k) for band in bands(len(labels), BAND)]
    masses: Array = np.sum(parts, axis=0)
    return masses
