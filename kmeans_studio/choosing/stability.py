"""Stability: whether runs that start elsewhere come to the same clusters."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import combinations
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..agreement.contingency import contingency
from ..agreement.rand import adjusted_rand
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

    Runs heed the weights (n,); in the index each row counts once, so rows drawn by their weights are what to give.

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
    return float(np.mean([adjusted_rand(contingency(a, b, k, k)) for a, b in combinations(found, 2)]))


def most_that_agree(ks: Sequence[int], agreements: Sequence[float | None]) -> int | None:
    """Return the largest k whose runs agree hardly worse than those of the best one: few segments nearly always do."""
    known = [(k, value) for k, value in zip(ks, agreements, strict=True) if value is not None]
    if not known:
        return None
    best = max(value for _, value in known)
    return max(k for k, value in known if value >= best - HARDLY_WORSE)
