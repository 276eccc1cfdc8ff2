"""Which center each row is nearest to, generation after generation: the loops in numpy.

Three things spare nearly all comparisons, and change no label:

* For each run of rows the box that holds them tells which centers are possible at all (see `runs`); where that is one,
  no row is looked at.
* They are listed, and stay the only possible ones until the centers have moved by the `slack` that the others had.
* A row whose second nearest center is farther by some gap (after Hamerly, 'Making k-means even faster', 2010) keeps its
  center until the possible ones have moved by that much. `drift` adds up how far those of a run have moved, towards
  each other at worst; a row's `key` is its gap plus the drift of its run at that time. The row is certain as long as
  its key is greater than the drift now.

Bounds are taken with a MARGIN that is far wider than rounding errors: what is near a tie is compared. The compiled
loops in `_nearest.pyx` do the same run by run.
"""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..compiled import kernels
from ..parallel import bands, check, each_band
from .exact import BAND
from .norms import SQUARED, Norm
from .runs import Runs, bands_of_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Indices = NDArray[np.intp]

MARGIN = 1e-6
"""Gaps count for so much less than they are, in proportion to the distances that they come from."""

TINY = 1e-36
"""Keys are less than they are by that, too: what lies below the range of float32 is compared."""

SHARE = 1 << 20
"""Pairs of a row and a center that one thread works through, at most, before it looks whether to stop."""

LISTED = 24
"""Possible centers of a run that are listed at most; where more are possible, all count as such."""

UNSEEN, ALL = 0, -1
"""Numbers of possible centers that stand for: not looked at yet, and: too many to list."""


class NearestCenters:
    """The labels of points (m, d), kept up to date while their k centers move."""

    def __init__(self, points: NDArray[Any], norm: Norm, runs: Runs, k: int, cancel: Event | None = None) -> None:
        self._points, self._norm, self._runs, self._k, self._cancel = points, norm, runs, k, cancel
        self.labels: NDArray[Any] = np.zeros(len(points), np.uint8 if k <= 256 else np.int32)
        self._keys = np.full(len(points), -np.inf, np.float32)
        self._counts = np.full(len(runs), UNSEEN, np.int32)
        self._lists = np.full((len(runs), min(k, LISTED)), -1, np.int32)
        self._slack = np.zeros(len(runs))
        self._drift = np.zeros(len(runs))
        self._radius = norm.distance(norm.costs(runs.half, np.zeros(runs.half.shape[1])))
        self._centers: Array | None = None
        self._compiled = kernels("engine._nearest")
        self._shares = bands_of_rows(runs.starts, max(1, SHARE // k))

    def assign(self, centers: Array) -> NDArray[Any]:
        """Bring the labels (m,) up to date and return them; of equally near centers the lowest-numbered counts.

        They are written to by the next call. Raises CancelledError, after which this object is of no more use.
        """
        moved = np.zeros(self._k)
        if self._centers is not None:
            moved = self._norm.distance(self._norm.costs(centers, self._centers))
        self._centers = centers
        compiled, columns = self._compiled, np.ascontiguousarray(centers.T)

        def look(share: slice) -> None:
            if compiled is None:
                self._look(share, centers, moved)
                return
            compiled.look(
                share.start, share.stop, self._norm.name, self._points, self._runs.starts, self._runs.middle,
                self._runs.half, self._radius, centers, columns, moved, self.labels, self._keys, self._counts,
                self._lists, self._slack, self._drift, MARGIN, TINY,
            )  # fmt: skip

        each_band(look, self._shares, self._cancel)
        return self.labels

    def relocate(self, row: int, label: int) -> None:
        """Give a row to another center by force; it will be looked at again next time."""
        run = int(np.searchsorted(self._runs.starts, row, side="right")) - 1
        self._counts[run] = UNSEEN
        self.labels[row] = label

    def _look(self, share: slice, centers: Array, moved: Array) -> None:
        """Look at the runs of one share."""
        counts, farthest = self._counts[share], moved.max()
        # The last of these stands for the -1 that fills up the lists.
        of_run = np.append(moved, 0.0)[self._lists[share]].max(axis=1)
        of_run[counts == ALL] = farthest
        self._drift[share] += 2 * of_run
        self._slack[share] -= of_run + farthest
        stale = (counts == UNSEEN) | ((counts > 0) & ~(self._slack[share] > 0))
        unsure = stale | (counts == ALL)
        for band in bands(len(runs := share.start + np.flatnonzero(unsure)), max(1, (1 << 16) // self._k)):
            check(self._cancel)
            self._compare_boxes(runs[band], centers)
        settled = share.start + np.flatnonzero((counts > 1) & ~unsure)
        self._compare_rows(settled, self._lists[settled], np.full(len(settled), np.inf), centers)

    def _compare_boxes(self, runs: Indices, centers: Array) -> None:
        """List the centers that are possible for each of some runs (u,), and compare rows where that is not one."""
        costs = np.stack([self._norm.costs(self._runs.middle[runs], center) for center in centers], axis=1)
        distances = self._norm.distance(costs)
        nearest = np.argmin(costs, axis=1)
        each = np.arange(len(runs))
        span = distances + (distances[each, nearest] + 2 * self._radius[runs])[:, None]
        if self._norm == SQUARED:
            # How much farther, squared, the box's worst corner is from each center than from the nearest one.
            gap = costs - costs[each, nearest][:, None]
            for half, column in zip(self._runs.half[runs].T, centers.T, strict=True):
                gap -= 2 * half[:, None] * np.abs(column[nearest][:, None] - column)
            gap = np.divide(gap, span, out=np.zeros_like(gap), where=span > 0)
        else:
            gap = distances - (distances[each, nearest] + 2 * self._radius[runs])[:, None]
        gap -= MARGIN * span
        gap[each, nearest] = 0.0
        possible = gap <= 0
        # What a center that is out of the question leaves between itself and the best one, at least.
        leeway = np.where(possible, np.inf, gap).min(axis=1)
        counts = possible.sum(axis=1)
        candidates = np.where(np.sort(~possible, axis=1), -1, np.argsort(~possible, axis=1, kind="stable"))
        listed = counts <= self._lists.shape[1]
        lists = np.where(listed[:, None], candidates[:, : self._lists.shape[1]], -1)
        changed = (lists != self._lists[runs]).any(axis=1) | (self._counts[runs] == UNSEEN)
        self._counts[runs] = np.where(listed, counts, ALL)
        self._lists[runs] = lists
        self._slack[runs] = leeway
        fresh, _ = self._runs.rows(runs[changed])
        self._keys[fresh] = -np.inf
        whole = changed & (counts == 1)
        rows, place = self._runs.rows(runs[whole])
        self.labels[rows] = nearest[whole][place]
        mixed = counts > 1
        self._compare_rows(runs[mixed], candidates[mixed], np.where(listed, np.inf, leeway)[mixed], centers)

    def _compare_rows(self, runs: Indices, candidates: NDArray[Any], leeway: Array, centers: Array) -> None:
        """Compare the rows of some runs that are not certain with the candidates (u, ...) of their run, -1 for none.

        leeway  (u,): by how much any other center is farther than the best one
        """
        rows, place = self._runs.rows(runs)
        unsure = np.flatnonzero(~(self._keys[rows] > self._drift[runs][place]))
        rows, place = rows[unsure], place[unsure]
        for band in bands(len(rows), BAND):
            check(self._cancel)
            self._compare(rows[band], runs[place[band]], candidates[place[band]], leeway[place[band]], centers)

    def _compare(self, rows: Indices, runs: Indices, candidates: NDArray[Any], leeway: Array, centers: Array) -> None:
        """Find the nearest center of each of some rows (n,), and the gap to the second nearest."""
        points = np.take(self._points.T, rows, axis=1).T
        label = candidates[:, 0].copy()
        best = self._norm.costs(points, centers[label])
        second = np.full(len(rows), np.inf)
        for candidate in candidates.T[1:]:
            at = np.flatnonzero(candidate >= 0)
            if not len(at):
                break
            costs, before = self._norm.costs(points[at], centers[candidate[at]]), best[at]
            label[at] = np.where(costs < before, candidate[at], label[at])
            second[at] = np.minimum(second[at], np.maximum(before, costs))
            best[at] = np.minimum(before, costs)
        self.labels[rows] = label
        near, far = self._norm.distance(best), self._norm.distance(second)
        key = np.minimum(far * (1 - MARGIN) - near, leeway) + self._drift[runs]
        self._keys[rows] = key - MARGIN * np.abs(key) - TINY
