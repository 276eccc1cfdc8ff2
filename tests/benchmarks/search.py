"""The lowest cost that can be found in a given time for k centers: far more work than any program would do for a user.

Three ways compete, each brought to its end on all rows:

* random swaps (Fränti 2018) on the cells of a grid of 5 to 7 bits a channel: a center is taken away, rather one that is
  hardly missed, another one set by D2 sampling, five rounds of k-means, kept if the cost fell;
* the best of 10 scikit-learn starts on the cells;
* K-Means Studio with several seeds.
"""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

Floats = NDArray[np.float64]


class Found(NamedTuple):
    """A cost, and the way that led to it."""

    cost: float
    by: str


def squares_of_rows(rows: Floats, weights: Floats, labels: NDArray[np.integer]) -> float:
    """Return the weighted sum of squared distances of the rows (m, d) to the mean of those of the same label (m,)."""
    counts = np.bincount(labels, weights)
    used = np.maximum(counts, np.finfo(float).tiny)
    means = np.stack([np.bincount(labels, weights * column) / used for column in rows.T], axis=1)
    return float((((rows - means[labels]) ** 2).sum(axis=1) * weights).sum())


def search(rows: Floats, weights: Floats, colors: NDArray[np.uint8], k: int, seconds: float) -> Found:
    """Return the lowest cost found for rows (m, d) with weights (m,) that stand for colors (m, 3)."""
    if len(rows) <= k:
        return Found(0.0, "a center for each color")
    points, masses = _cells(rows, weights, colors, 200 * k)
    best = KMeans(k, n_init=10, random_state=1).fit(points, sample_weight=masses).cluster_centers_
    swapped = _random_swaps(points, masses, best.copy(), seconds)
    found = Found(_finish(rows, weights, best), "the best of 10 scikit-learn starts")
    if np.array_equal(swapped, best):
        return found
    return min(found, Found(_finish(rows, weights, swapped), "random swaps"))


def _cells(rows: Floats, weights: Floats, colors: NDArray[np.uint8], enough: int) -> tuple[Floats, Floats]:
    """Return mean and weight of the cells of the coarsest grid that has enough of them; failing that, the rows."""
    for bits in (5, 6, 7):
        parts = (colors >> (8 - bits)).astype(np.intp)
        codes = parts[:, 0] << 2 * bits | parts[:, 1] << bits | parts[:, 2]
        cells = np.unique(codes, return_inverse=True)[1]
        if cells.max() + 1 >= enough:
            masses = np.bincount(cells, weights)
            sums = [np.bincount(cells, weights * column) for column in rows.T]
            return np.stack(sums, axis=1) / masses[:, None], masses
    return rows, weights


def _random_swaps(points: Floats, masses: Floats, centers: Floats, seconds: float) -> Floats:
    rng, k = np.random.default_rng(0), len(centers)
    near = _Nearest(points, centers)
    cost = float(near.far @ masses)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pull = np.cumsum(near.far * masses)
        new = points[np.searchsorted(pull, rng.random() * pull[-1])]
        least_missed = np.argsort(np.bincount(near.labels, near.to_second() * masses, k))
        trial = centers.copy()
        trial[least_missed[min(int(rng.exponential(k / 6)), k - 1)]] = new
        for _ in range(5):
            trial = _means(points, masses, _Nearest(points, trial).labels, trial)
        trial_near = _Nearest(points, trial)
        trial_cost = float(trial_near.far @ masses)
        if trial_cost < cost:
            centers, near, cost = trial, trial_near, trial_cost
    return centers


class _Nearest:
    """The nearest center of each point, and how far it is (squared)."""

    def __init__(self, points: Floats, centers: Floats) -> None:
        self._distances = (centers**2).sum(axis=1) - 2 * (points @ centers.T)
        self.labels = self._distances.argmin(axis=1)
        self._least = self._distances[np.arange(len(points)), self.labels]
        self.far = np.maximum(self._least + np.einsum("ij,ij->i", points, points), 0)

    def to_second(self) -> Floats:
        """Return how much farther the second-nearest center is (squared distances)."""
        return np.partition(self._distances, 1, axis=1)[:, 1] - self._least


def _means(points: Floats, masses: Floats, labels: NDArray[np.intp], before: Floats) -> Floats:
    counts = np.bincount(labels, masses, len(before))
    sums = np.stack([np.bincount(labels, masses * column, len(before)) for column in points.T], axis=1)
    return np.where(counts[:, None] > 0, sums / np.maximum(counts, 1e-300)[:, None], before)


def _finish(rows: Floats, weights: Floats, centers: Floats) -> float:
    fitted = KMeans(len(centers), init=centers, n_init=1, max_iter=1000, tol=0).fit(rows, sample_weight=weights)
    return squares_of_rows(rows, weights, fitted.labels_)
