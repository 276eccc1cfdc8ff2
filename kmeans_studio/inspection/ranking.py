"""Which features tell the segments apart."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ..features.grid_space import GridSpace
from ..parallel import bands, each_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..segmentation import Segmentation

    Array = NDArray[np.float64]

BAND = 1 << 16
"""Rows worked on at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Separation:
    """How well each feature tells the segments apart.

    shares   (d,) float64, 0..1: eta squared, the share of the feature's variance that lies between the segments. At 1
             it is the same all over each segment; at 0 all segments have the same mean. 0 for one that never changes
    ranking  (d,) intp: the features, the one that separates most first; of equals the first one first
    names    the d features
    sources  for each feature the filters that it comes from, numbered without those that are off; empty for one that
             is no response
    """

    shares: Array
    ranking: NDArray[np.intp]
    names: tuple[str, ...]
    sources: tuple[tuple[int, ...], ...]


def separation(segmentation: Segmentation, cancel: Event | None = None) -> Separation:
    """Return the share of each feature's variance that lies between the segments.

    This is eta squared of a one-way analysis of variance (Fisher 1925) over the rows that were clustered, each counted
    as often as it has pixels. It looks at one feature at a time: two weak ones can separate well together. Raises
    CancelledError.
    """
    space, clusters = segmentation.space, segmentation.clusters
    k, d = len(clusters.centers), clusters.rows.shape[1]
    over = bands(len(clusters.rows), BAND)

    def add_up(band: slice) -> Array:
        labels, weights = clusters.labels[band].astype(np.intp), clusters.weights[band]
        terms = (weights, *(weights * column for column in clusters.rows[band].T))
        return np.stack([np.bincount(labels, term, minlength=k) for term in terms])

    # The parts are added in the order of the bands: the same sums with any number of threads.
    mass, *sums = np.sum(each_band(add_up, over, cancel), axis=0)
    means = np.array([total / np.maximum(mass, 1.0) for total in sums])
    mean = (means * mass).sum(axis=1) / mass.sum()

    def scatter(band: slice) -> Array:
        weights, rows = clusters.weights[band], clusters.rows[band]
        return np.array([float((weights * np.square(rows[:, j] - mean[j])).sum()) for j in range(d)])

    total = np.sum(each_band(scatter, over, cancel), axis=0)
    between = (np.square(means - mean[:, None]) * mass).sum(axis=1)
    # What is left of a constant's variance by rounding is no variance.
    varies = total > 1e-12 * mass.sum() * np.maximum(mean * mean, np.finfo(np.float32).tiny)
    shares = np.clip(np.where(varies, between / np.where(varies, total, 1.0), 0.0), 0.0, 1.0)
    sources = space.sources if isinstance(space, GridSpace) and space.sources else ((),) * d
    return Separation(shares, np.argsort(-shares, kind="stable"), space.names, sources)
