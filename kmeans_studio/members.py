"""What each cluster of a generation holds: its pixels and their mean color."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from .features.light import srgb_colors
from .label_order import Clusters
from .parallel import bands, each_band, row_bands

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .engine.lloyd import Generation
    from .features.grid_space import GridSpace
    from .features.space import FeatureSpace

BAND = 1 << 16
"""Rows or pixels worked on at a time."""


def members_of_rows(space: FeatureSpace, clusters: Generation) -> Clusters:
    """Return the clusters of rows that pixels read; an empty one has the color of the row nearest to its center."""
    k = len(clusters.centers)

    def add_up(band: slice) -> NDArray[np.float64]:
        weights, colors = space.weights[band], srgb_colors(space.colors[band])
        return _sums_by_label(clusters.labels[band], (weights, *(weights * c for c in colors.T)), k)

    # The parts are added in the order of the bands: the same sums with any number of threads.
    sums = np.sum(each_band(add_up, bands(len(space.weights), BAND)), axis=0)
    colors = _means(sums)
    for cluster in np.flatnonzero(sums[0] == 0):
        row = _row_nearest_to(clusters, int(cluster), space.rows)
        colors[cluster] = srgb_colors(space.colors[row : row + 1])[0]
    return Clusters(space.row_of_pixel, clusters.labels, space.weights, sums[0], colors)


def members_of_map(
    space: GridSpace, clusters: Generation, painted: NDArray[np.uint8], cancel: Event | None = None
) -> Clusters:
    """Return the clusters of a map that says for each pixel (h, w) which one it belongs to, whatever the rows say.

    Each cluster becomes a row that its pixels read; transparent pixels read the one after the last. Raises
    CancelledError.
    """
    k = len(clusters.centers)
    if space.alpha is not None:
        painted = np.where(space.alpha > 0, painted, np.uint8(k))

    def add_up(band: slice) -> NDArray[np.float64]:
        cluster = painted[band].ravel()
        colors = srgb_colors(space.pixels[band].reshape(-1, 3))
        return np.stack([np.bincount(cluster, term, minlength=k + 1) for term in (None, *colors.T)])

    parts = each_band(add_up, row_bands(painted.shape, BAND), cancel)
    sums = np.sum(parts, axis=0)[:, :k]
    last = np.array(painted.shape) - 1
    colors = _means(sums)
    for cluster in np.flatnonzero(sums[0] == 0):
        row = _row_nearest_to(clusters, int(cluster), space.rows)
        y, x = np.minimum(np.argwhere(space.row_of_cell == row)[0] * space.stride, last)
        colors[cluster] = srgb_colors(space.pixels[y, x][None])[0]
    return Clusters(painted, np.arange(k), sums[0], sums[0], colors)


def means_of_rows(clusters: Generation) -> NDArray[np.float64]:
    """Return the mean (k, d) of the rows of each cluster, in their own units; zeros for an empty one."""
    k = len(clusters.centers)

    def add_up(band: slice) -> NDArray[np.float64]:
        weights, rows = clusters.weights[band], clusters.rows[band].astype(np.float64)
        return _sums_by_label(clusters.labels[band], (weights, *(weights * column for column in rows.T)), k)

    return _means(np.sum(each_band(add_up, bands(len(clusters.weights), BAND)), axis=0))


def _means(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return means (k, n) from counts and sums (1 + n, k)."""
    means: NDArray[np.float64] = sums[1:].T / np.where(sums[0] > 0, sums[0], 1.0)[:, None]
    return means


def _row_nearest_to(clusters: Generation, cluster: int, rows: NDArray[Any]) -> int:
    """Return the one of the rows (m, d) that the metric says is nearest to a cluster's center, the first of equals."""
    geometry = clusters.geometry
    (at,) = geometry.place(clusters.centers[cluster][None])

    def nearest(band: slice) -> tuple[float, int]:
        costs = geometry.norm.costs(geometry.place(rows[band]), at)
        row = int(costs.argmin())
        return float(costs[row]), band.start + row

    return min(each_band(nearest, bands(len(rows), BAND)))[1]


def _sums_by_label(labels: NDArray[Any], terms: Sequence[NDArray[np.float64]], k: int) -> NDArray[np.float64]:
    """Return the sum of each term (n,) for each of k labels, (terms, k)."""
    starts = np.append(0, 1 + np.flatnonzero(labels[1:] != labels[:-1]))
    if len(starts) * 8 < len(labels):
        # Alike colors lie together and mostly have one label: adding up each stretch first is several times as quick.
        labels, terms = labels[starts], [np.add.reduceat(term, starts) for term in terms]
    place = labels.astype(np.intp)
    return np.stack([np.bincount(place, term, minlength=k) for term in terms])
