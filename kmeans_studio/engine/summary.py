"""A summary of many points by a few thousand weighted ones, to choose starts on."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import each_band
from .exact import Terms
from .runs import bands_of_rows, cut

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MOST = 1 << 14
"""Points that a summary has at most."""

ENOUGH = 16
"""Points for each center, at least, that starts are chosen on, where there are as many rows."""

MANY = 64
"""Points for each center, at least, that swaps are judged on, where there are as many rows."""

LONGEST = 1 << 16
"""Rows averaged at a time; longer runs are cut."""


def summarize(
    points: NDArray[Any],
    weights: Array,
    k: int,
    levels: tuple[NDArray[np.intp], ...],
    greatest: Array,
    rng: np.random.Generator,
    cancel: Event | None = None,
    wanted: int = ENOUGH,
) -> tuple[Array, Array]:
    """Return points (n, d) float64, column-major, and weights (n,) that stand for many (m, d) and (m,).

    They are the means of runs, of the coarsest of the levels (offsets of runs of alike rows) that has as many for each
    of k centers as are wanted; of parts of the finest level, where even that has fewer; or the points themselves,
    where there are no levels. Many are thinned out.
    """
    for starts in levels:
        if len(starts) - 1 >= wanted * k:
            return thinned_out(*means_of_runs(points, weights, starts, greatest, cancel), k, rng)
    if levels:
        starts = cut(levels[-1], max(1, len(points) // (wanted * k)))
        return thinned_out(*means_of_runs(points, weights, starts, greatest, cancel), k, rng)
    return thinned_out(points, weights, k, rng)


def means_of_runs(
    points: NDArray[Any], weights: Array, starts: NDArray[np.intp], greatest: Array, cancel: Event | None = None
) -> tuple[Array, Array]:
    """Return the weighted mean (n, d) and the weight (n,) of each run of rows; of its parts where it is very long."""
    starts = cut(starts, LONGEST)
    terms = Terms(points, weights, greatest)
    mass, means = np.empty(len(starts) - 1), np.empty((len(starts) - 1, points.shape[1]), order="F")

    def average(band: slice) -> None:
        rows = slice(int(starts[band.start]), int(starts[band.stop]))
        at = starts[band] - rows.start

        def added_up(number: int) -> Array:
            high, low = terms.parts(rows, number)
            total: Array = np.add.reduceat(high, at) + np.add.reduceat(low, at)
            return total

        mass[band] = added_up(0)
        for column in range(points.shape[1]):
            means[band, column] = added_up(column + 1) / mass[band]

    each_band(average, bands_of_rows(starts, LONGEST), cancel)
    return means, mass


def thinned_out(points: NDArray[Any], weights: Array, k: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Thin out many points to about MOST by systematic sampling, each kept as often as its weight asks.

    All of them where that left too few.
    """
    size = max(MOST, ENOUGH * k)
    if len(points) > size:
        at = (np.arange(size) + rng.random()) / size
        kept, times = np.unique(drawn(weights, at), return_counts=True)
        if len(kept) >= 4 * k:
            each = float(weights.sum()) / size
            return np.asfortranarray(points[kept], np.float64), times.astype(np.float64) * each
    return np.asfortranarray(points, np.float64), weights


def drawn(mass: Array, at: Array) -> NDArray[np.intp]:
    """Return an index for each number in 0..1, with probabilities proportional to mass, which is not all 0."""
    steps = np.cumsum(mass)
    # "right": an index whose mass is zero is never drawn.
    found: NDArray[np.intp] = np.searchsorted(steps, at * steps[-1], side="right")
    if found.max(initial=0) == len(mass):
        # A number so near to 1 that the product was rounded up.
        found = np.minimum(found, np.flatnonzero(mass)[-1])
    return found
