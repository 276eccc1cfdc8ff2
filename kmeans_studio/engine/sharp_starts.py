"""sharpest_start(): where to begin a search that ends with sharpening.

The lowest cost of plain k-means is a poor judge of what sharpening will make of it: it depends on how the features are
scaled. So each of several starts is sharpened, on a part of the rows, and the one whose clusters fill the least volume
is taken; that depends on no scale (Friedman & Rubin, 'On some invariant criteria for grouping data', 1967).
"""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands, each_band
from . import lloyd
from .sharpen import masses, sharpened
from .within import Moments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Rows = NDArray[Any]

SAMPLE = 4000
"""Rows that starts are tried on, at most."""

GENERATIONS = 40
"""Generations that each start is given before it is sharpened."""


def sharpest_start(
    rows: Rows,
    finer: Rows,
    weights: Array,
    k: int,
    *,
    initializer: str = "kmeans++",
    starts: int = 10,
    seed: int = 0,
    cancel: Event | None = None,
) -> Array:
    """Return centers (k, d) among rows (m, d) from which sharpening on finer rows (m, e) comes to the best end.

    weights (m,) > 0 count in both. The initializer is one that needs no given centers. Where the rows that are tried
    differ too little there are fewer than k centers. The same arguments give the same bytes, with any number of
    threads. Raises CancelledError.
    """
    rng = np.random.default_rng(seed)
    if len(rows) > SAMPLE:
        picked = np.sort(rng.choice(len(rows), max(SAMPLE, k), replace=False))
        rows, finer, weights = np.asfortranarray(rows[picked]), np.asfortranarray(finer[picked]), weights[picked]
    seeds = rng.integers(1 << 32, size=starts)
    moments = Moments.of(finer, weights, cancel)

    def attempt(number: slice) -> tuple[int, float, Array]:
        chosen = int(seeds[number.start])
        *_, plain = lloyd.generations(
            rows, weights, k, initializer=initializer, seed=chosen, max_generations=GENERATIONS, cancel=cancel
        )
        *_, sharp = sharpened(finer, weights, plain, cancel=cancel)
        found = len(sharp.centers)
        within = moments.within(sharp.centers, masses(sharp.labels, weights, found))
        return -found, moments.log_volume(within), plain.centers

    tried = each_band(attempt, bands(starts, 1), cancel)
    return min(tried, key=lambda one: one[:2])[2]
