"""INITIALIZERS: each chooses the k centers that the first generation starts from.

An initializer is a function (rows (m, d), weights (m,), k, rng) -> centers (k, d) float64, with 1 <= k <= m. It
draws only `rng.random()` numbers, so that its choice depends on the seed alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..registry import Registry
from .metrics import squared_distances

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Initializer = Callable[[NDArray[Any], Array, int, np.random.Generator], Array]

INITIALIZERS: Registry[Initializer] = Registry("start method")

SAMPLE = 1 << 14
"""k-means++ looks at so many rows at most; more do not make better starts, only slower ones."""


@INITIALIZERS.register(
    "kmeans++",
    "k-means++",
    "Places the first centers far apart, favoring colors that no center serves yet. Usually the better and "
    "steadier start.",
)
def kmeans_plus_plus(rows: NDArray[Any], weights: Array, k: int, rng: np.random.Generator) -> Array:
    """Greedy D2 sampling (Arthur & Vassilvitskii 2007): of 2 + ln k candidates, keep the most helpful."""
    rows, weights = _systematic_sample(rows, weights, max(SAMPLE, 8 * k), k, rng)
    trials = 2 + int(math.log(k))
    first = _draw(weights, rng.random(1))[0]
    chosen = [first]
    nearest = squared_distances(rows, rows[first].astype(np.float64))
    for _ in range(1, k):
        potential = weights * nearest
        if potential.any():
            candidates = _draw(potential, rng.random(trials))
        else:
            # The rows that are left coincide with chosen ones: any row not chosen yet will do.
            candidates = np.setdiff1d(np.arange(len(rows)), chosen)[:1]
        served = [np.minimum(nearest, squared_distances(rows, rows[c].astype(np.float64))) for c in candidates]
        best = int(np.argmin([np.sum(weights * s) for s in served]))
        chosen.append(candidates[best])
        nearest = served[best]
    return rows[chosen].astype(np.float64)


@INITIALIZERS.register(
    "random",
    "Random pixels",
    "Takes the colors of k pixels at random. Simple and quick, but more often ends in a poorer result; try "
    "several seeds.",
)
def random_rows(rows: NDArray[Any], weights: Array, k: int, rng: np.random.Generator) -> Array:
    """k different rows, each drawn with a probability proportional to its weight.

    Efraimidis & Spirakis 2006: the k greatest of u^(1/w), by their logarithms.
    """
    # random() can be 0 but never 1; log1p(-u) is finite for all of them.
    keys = np.log1p(-rng.random(len(rows))) / weights
    return rows[np.argsort(-keys, kind="stable")[:k]].astype(np.float64)


def _draw(mass: Array, points: Array) -> NDArray[np.intp]:
    """Return an index for each point in 0..1, with probabilities proportional to mass, which is not all 0."""
    steps = np.cumsum(mass)
    # "right" and the last step with mass: an index whose mass is zero is never drawn.
    drawn = np.searchsorted(steps, points * steps[-1], side="right")
    chosen: NDArray[np.intp] = np.minimum(drawn, np.flatnonzero(mass)[-1])
    return chosen


def _systematic_sample(
    rows: NDArray[Any], weights: Array, size: int, k: int, rng: np.random.Generator
) -> tuple[NDArray[Any], Array]:
    """Thin out many rows to about `size`, each kept as often as its weight asks.

    All rows where that left too few.
    """
    if len(rows) <= size:
        return rows, weights
    points = (np.arange(size) + rng.random()) / size
    kept, times = np.unique(_draw(weights, points), return_counts=True)
    if len(kept) < 4 * k:
        return rows, weights
    return np.asfortranarray(rows[kept]), times.astype(np.float64)
