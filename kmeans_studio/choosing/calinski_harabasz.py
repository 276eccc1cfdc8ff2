"""Calinski-Harabasz: how far apart clusters lie, measured by how wide they are."""

from __future__ import annotations

from .spread import Spread


def calinski_harabasz(spread: Spread, total: float) -> float | None:
    """Return [B / (k - 1)] / [W / (n - k)] (Calinski & Harabasz 1974); more is better.

    total  what one single cluster costs, so that B = total - W. n is the sum of the weights: a row that weighs 3 counts
           as three rows. Meant for squared Euclidean distances; with other metrics the ratio of their costs

    None for one cluster, for as many as there are rows, and where clusters have no width.
    """
    within, k, n = spread.cost, spread.k, spread.mass
    if k < 2 or n <= k or within <= 0:
        return None
    return max(0.0, total - within) / (k - 1) / (within / (n - k))
