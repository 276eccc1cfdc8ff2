"""Stability: whether runs that start elsewhere come to the same clusters."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import combinations
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..engine import lloyd
from ..parallel import bands, each_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

RUNS = 6
"""Runs that are compared, each with each."""

LIMIT = 100
"""Generations of each run at most."""

HARDLY_WORSE = 0.02
"""Agreements that differ by no more than this count as the same."""


def stability(
    rows: NDArray[Any],
    weights: Array,
    k: int,
    *,
    metric: str = "euclidean",
    runs: int = RUNS,
    seed: int = 0,
    cancel: Event | None = None,
) -> float | None:
    """Return the mean adjusted Rand index of runs from single starts that k-means++ draws, on the same rows (n, p).

    1 where all come to the same clusters, about 0 where they agree no more than by chance. None for one cluster, which
    is always the same, and for more than there are different rows. Raises CancelledError.
    """
    if k < 2 or k > len(np.unique(rows, axis=0)):
        return None
    rows = np.asfortranarray(rows)

    def run(one: slice) -> NDArray[Any]:
        rounds = lloyd.generations(
            rows, weights, k, metric=metric, seed=seed + 1 + one.start, max_generations=LIMIT, cancel=cancel
        )
        (last,) = deque(rounds, maxlen=1)
        return last.labels

    found = each_band(run, bands(runs, 1), cancel)
    return float(np.mean([rand_index(a, b, weights) for a, b in combinations(found, 2)]))


def rand_index(a: NDArray[Any], b: NDArray[Any], weights: Array) -> float:
    """Return the adjusted Rand index (Hubert & Arabie 1985) of labels (n,) and (n,).

    1 for the same clusters, whatever their numbers. A row counts as often as it weighs.
    """
    across = int(b.max()) + 1
    cells = a.astype(np.intp) * across + b
    table: Array = np.bincount(cells, weights, (int(a.max()) + 1) * across).astype(np.float64).reshape(-1, across)

    def pairs(counts: Array) -> float:
        return float((counts * (counts - 1)).sum()) / 2

    both, of_a, of_b = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    every = pairs(np.array([table.sum()]))
    by_chance = of_a * of_b / every if every > 0 else 0.0
    most = (of_a + of_b) / 2
    return 1.0 if most == by_chance else (both - by_chance) / (most - by_chance)


def most_that_agree(ks: Sequence[int], agreements: Sequence[float | None]) -> int | None:
    """Return the largest k whose runs agree hardly worse than those of the best one: few segments nearly always do."""
    known = [(k, value) for k, value in zip(ks, agreements, strict=True) if value is not None]
    if not known:
        return None
    best = max(value for _, value in known)
    return max(k for k, value in known if value >= best - HARDLY_WORSE)
