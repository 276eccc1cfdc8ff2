"""Drawing some rows that stand for all: seeded, by weight, evenly spread over rows whose neighbors are alike."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import check

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Stratified:
    """Rows drawn from every cluster, cluster by cluster. Each stands for one pixel, so a row may be there twice.

    rows    (n,) which rows, of all of them
    labels  (n,) the cluster of each, ascending
    masses  (k,) what each cluster weighs in all
    """

    rows: NDArray[np.intp]
    labels: NDArray[np.intp]
    masses: Array


def draw(weights: Array, size: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return `size` rows (size,), ascending, each as often as its weight (m,) asks: systematic sampling.

    Rows that lie next to each other are alike, so that evenly spaced draws hit all kinds in their shares.
    """
    steps = np.cumsum(weights)
    at = (np.arange(size) + rng.random(size)) / size * steps[-1]
    found: NDArray[np.intp] = np.minimum(np.searchsorted(steps, at, side="right"), len(weights) - 1)
    return found


def draw_stratified(
    weights: Array,
    labels: NDArray[Any],
    size: int,
    least: int,
    rng: np.random.Generator,
    cancel: Event | None = None,
) -> Stratified:
    """Draw about `size` of all rows, from each cluster by its share but `least` at least. Raises CancelledError."""
    total, k = float(weights.sum()), int(labels.max()) + 1
    rows, of, masses = [], [], np.zeros(k)
    for cluster in range(k):
        check(cancel)
        members = np.flatnonzero(labels == cluster)
        if len(members):
            masses[cluster] = mass = float(weights[members].sum())
            count = max(least, round(size * mass / total))
            rows.append(members[draw(weights[members], count, rng)])
            of.append(np.full(count, cluster, np.intp))
    return Stratified(np.concatenate(rows), np.concatenate(of), masses)
