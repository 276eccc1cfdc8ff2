"""Silhouette: how much nearer each row lies to its own cluster than to the next one (Rousseeuw 1987).

The width of a row is (b - a) / max(a, b): a is its mean distance to the others of its cluster, b the least mean
distance to another cluster. It goes from -1 (it would sit better elsewhere) over 0 (on a border) to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..engine.norms import SQUARED, Norm
from ..parallel import bands, each_band
from .distances import distances, is_quick
from .draw import Stratified, draw_stratified

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SAMPLE = 3000
"""Up to so many rows are looked at exactly; of more, about so many are drawn."""

DEAR_SAMPLE = 600
"""The same for norms whose distances take long."""

LEAST = 30
"""So many are drawn of each cluster at least."""

GROUPS = 10
"""The drawn rows are left out a tenth at a time, to see how much the mean depends on which ones were drawn."""

BLOCK = 1 << 19
"""Distances at a time in each thread, 4 MB."""


@dataclass(frozen=True, slots=True)
class Silhouette:
    """The mean width of all rows, and its standard error: 0 where nothing was left to chance."""

    mean: float
    error: float


def sample_size(norm: Norm) -> int:
    """Return how many rows are affordable with a norm."""
    return SAMPLE if is_quick(norm) else DEAR_SAMPLE


def silhouette(
    points: NDArray[Any],
    weights: Array,
    labels: NDArray[Any],
    norm: Norm = SQUARED,
    *,
    size: int | None = None,
    seed: int = 0,
    cancel: Event | None = None,
) -> Silhouette | None:
    """Return the mean width of points (m, p) with weights (m,) and labels (m,); None for less than two clusters.

    A row of weight 3 counts as three rows. Up to `size` rows (`sample_size`, if not given) it is exact; of more a
    seeded sample is drawn, from each cluster by its share. Needs some megabytes. Raises CancelledError.
    """
    size = sample_size(norm) if size is None else size
    if len(points) <= size:
        found = widths(points, labels, points, weights, labels, norm, cancel)
        return None if found is None else Silhouette(float((found * weights).sum() / weights.sum()), 0.0)
    drawn = draw_stratified(weights, labels, size, LEAST, np.random.default_rng(seed), cancel)
    return silhouette_of_sample(points[drawn.rows], drawn, norm, cancel)


def silhouette_of_sample(
    points: NDArray[Any], drawn: Stratified, norm: Norm = SQUARED, cancel: Event | None = None
) -> Silhouette | None:
    """Return the estimate from drawn points (n, p), which are both what is measured and what it is measured by.

    The standard error is that of a jackknife over groups: each group is left out in both of these roles in turn.
    """
    there = np.flatnonzero(drawn.masses > 0)
    if len(there) < 2:
        return None
    label = np.searchsorted(there, drawn.labels)
    k, shares = len(there), drawn.masses[there] / drawn.masses.sum()
    begins = np.searchsorted(label, np.arange(k))
    # Each group has the like of every cluster: the drawn rows of one are dealt out in turn.
    group = (np.arange(len(label)) - begins[label]) % GROUPS
    order = np.argsort(label * GROUPS + group, kind="stable")
    points, label, group = np.ascontiguousarray(points[order], np.float64), label[order], group[order]
    slot = label * GROUPS + group
    slots = np.searchsorted(slot, np.arange(k * GROUPS))
    counts = np.bincount(slot, minlength=k * GROUPS).reshape(k, GROUPS)
    alone = drawn.masses[there] <= 1

    def means_left(band: slice) -> Array:
        """Return the width of each point with all groups, and with each of them left out, (1 + GROUPS, n)."""
        sums = np.add.reduceat(distances(points[band], points, norm), slots, axis=1).reshape(-1, k, GROUPS)
        whole, of_all = sums.sum(axis=2), counts.sum(axis=1)
        found = [_widths(whole, of_all, label[band], alone)]
        found += [_widths(whole - sums[:, :, g], of_all - counts[:, g], label[band], alone) for g in range(GROUPS)]
        return np.stack(found)

    parts = each_band(means_left, bands(len(points), max(1, BLOCK // len(points))), cancel)
    width = np.concatenate(parts, axis=1)

    def mean(of: Array, kept: NDArray[np.bool_]) -> float:
        sums = np.bincount(label[kept], of[kept], minlength=k)
        return float((shares * sums / np.bincount(label[kept], minlength=k)).sum())

    estimate = mean(width[0], np.ones(len(label), bool))
    without = np.array([mean(width[1 + g], group != g) for g in range(GROUPS)])
    error = np.sqrt((GROUPS - 1) / GROUPS * ((without - without.mean()) ** 2).sum())
    return Silhouette(estimate, float(error))


def widths(
    points: NDArray[Any],
    labels: NDArray[Any],
    references: NDArray[Any],
    reference_weights: Array,
    reference_labels: NDArray[Any],
    norm: Norm = SQUARED,
    cancel: Event | None = None,
) -> Array | None:
    """Return the width of each point (n, p), (n,), by what the references (r, p) weigh and where they belong.

    Each point must be one of the references, at no distance. None where there is only one cluster.
    """
    clusters, label = np.unique(reference_labels, return_inverse=True)
    if len(clusters) < 2:
        return None
    order = np.argsort(label, kind="stable")
    at, weight = np.ascontiguousarray(references[order], np.float64), reference_weights[order]
    begins = np.searchsorted(label[order], np.arange(len(clusters)))
    masses = np.add.reduceat(weight, begins)
    own = np.searchsorted(clusters, labels)

    def measure(band: slice) -> Array:
        sums = np.add.reduceat(distances(points[band], at, norm) * weight, begins, axis=1)
        return _widths(sums, masses, own[band], masses <= 1)

    return np.concatenate(each_band(measure, bands(len(points), max(1, BLOCK // len(at))), cancel))


def widths_by_draw(
    points: NDArray[Any], cluster: int, references: NDArray[Any], drawn: Stratified, norm: Norm = SQUARED
) -> NDArray[np.float32]:
    """Return the width of points (n, p) that all belong to one cluster, (n,), measured by drawn references (r, p).

    The points need not be among the references. Zeros where there is only one cluster, or nobody else in this one.
    """
    there = np.flatnonzero(drawn.masses > 0)
    if len(there) < 2 or drawn.masses[cluster] <= 1:
        return np.zeros(len(points), np.float32)
    begins = np.searchsorted(drawn.labels, there)
    sums = np.add.reduceat(distances(points, references, norm), begins, axis=1)
    means = sums / np.diff([*begins, len(references)])
    own = int(np.searchsorted(there, cluster))
    # The mean over a cluster has the point itself in it, at no distance.
    a = means[:, own] * (drawn.masses[cluster] / (drawn.masses[cluster] - 1))
    means[:, own] = np.inf
    b = means.min(axis=1)
    greatest = np.maximum(a, b)
    width = np.divide(b - a, greatest, out=np.zeros_like(a), where=greatest > 0)
    found: NDArray[np.float32] = width.astype(np.float32)
    return found


def _widths(sums: Array, masses: NDArray[Any], own: NDArray[np.intp], alone: NDArray[np.bool_]) -> Array:
    """Return widths (n,) from summed distances to clusters (n, k) of these masses (k,), each row being in its own.

    A row that is alone in its cluster has the width 0.
    """
    here = np.arange(len(own))
    # Itself, at no distance, is not one of the others.
    a = sums[here, own] / np.maximum(masses[own] - 1, np.finfo(np.float64).tiny)
    between = sums / masses
    between[here, own] = np.inf
    b = between.min(axis=1)
    greatest = np.maximum(a, b)
    width: Array = np.divide(b - a, greatest, out=np.zeros_like(a), where=greatest > 0)
    width[alone[own]] = 0
    return width
