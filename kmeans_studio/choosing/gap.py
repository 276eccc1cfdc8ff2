"""The gap statistic: how much better rows cluster than rows without any clusters.

Tibshirani, Walther & Hastie, 'Estimating the number of clusters in a data set via the gap statistic', 2001.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..engine import lloyd
from ..parallel import bands, each_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

REFERENCES = 10
"""Reference sets (B)."""

STARTS = 3
"""Runs of each clustering, of the rows and of the reference sets alike; the best counts."""

LIMIT = 60
"""Generations of each run at most."""

NOTHING = 1e-12
"""Less than this share of all the variance within clusters is rounding: the rows lie on their centers."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Gap(k), and s(k): the standard deviation of the reference sets x sqrt(1 + 1/B)."""

    value: float
    error: float


def gaps(
    rows: NDArray[Any],
    ks: Sequence[int],
    *,
    references: int = REFERENCES,
    seed: int = 0,
    cancel: Event | None = None,
) -> Iterator[Gap | None]:
    """Yield for each k the gap of rows (n, p): the mean of log W of the reference sets less log W of the rows.

    W is the sum of squares within the clusters (the `d.power = 2` of R's clusGap, as in the paper). The reference sets
    are uniform in the box around the rows, turned to their principal components. None where the rows lie on their
    centers, so that W is 0, and where there are fewer rows than k. Raises CancelledError.
    """
    sets = [np.asfortranarray(rows, np.float64), *reference_sets(rows, references, seed)]
    weights = np.ones(len(rows))
    nothing = NOTHING * float(np.square(sets[0] - sets[0].mean(axis=0)).sum())
    different = len(np.unique(rows, axis=0))
    for k in ks:
        if k > different:
            yield None
            continue

        def within(one: slice, k: int = k) -> float:
            return best_of(sets[one.start], weights, k, seed, cancel).cost

        of_rows, *of_sets = each_band(within, bands(len(sets), 1), cancel)
        yield gap_of(of_rows, of_sets) if of_rows > nothing else None


def gap_of(within: float, of_references: Sequence[float]) -> Gap:
    """Return the gap from W of the rows and W of each reference set, all above 0."""
    logs = np.log(of_references)
    return Gap(float(logs.mean()) - log(within), float(logs.std()) * sqrt(1 + 1 / len(logs)))


def reference_sets(rows: NDArray[Any], count: int, seed: int) -> list[Array]:
    """Return sets of as many rows (n, p), uniform in the box around the rows along their principal components."""
    points = np.asarray(rows, np.float64)
    middle = points.mean(axis=0)
    points = points - middle
    # einsum, as the bytes of matrix products depend on how many threads they have.
    _, axes = np.linalg.eigh(np.einsum("nd,ne->de", points, points))
    turned = np.einsum("nd,de->ne", points, axes)
    low, high = turned.min(axis=0), turned.max(axis=0)
    rng = np.random.default_rng(seed)
    uniform = (rng.uniform(low, high, turned.shape) for _ in range(count))
    return [np.asfortranarray(np.einsum("ne,de->nd", one, axes) + middle) for one in uniform]


def best_of(rows: Array, weights: Array, k: int, seed: int, cancel: Event | None = None) -> lloyd.Generation:
    """Cluster rows (n, p) into k from some single starts and return the one that costs least."""
    found: list[lloyd.Generation] = []
    for start in range(STARTS):
        rounds = lloyd.generations(rows, weights, k, seed=seed + start, max_generations=LIMIT, cancel=cancel)
        found += deque(rounds, maxlen=1)
    return min(found, key=lambda last: last.cost)


def first_within_error(ks: Sequence[int], gaps: Sequence[float | None], errors: Sequence[float | None]) -> int | None:
    """Return the smallest k with Gap(k) >= Gap(k') - s(k'), k' the next one; None where there is none.

    That is the paper's rule, "Tibs2001SEmax" in R's maxSE, which takes the last k where there is none.
    """
    known = [(k, gap, s) for k, gap, s in zip(ks, gaps, errors, strict=True) if gap is not None and s is not None]
    for (k, gap, _), (_, following, s) in pairwise(known):
        if gap >= following - s:
            return k
    return None
