"""Davies-Bouldin: how much each cluster runs into the one that it is least apart from."""

from __future__ import annotations

import numpy as np

from .spread import Spread


def davies_bouldin(spread: Spread) -> float | None:
    """Return the mean over the clusters of max (s_i + s_j) / d_ij (Davies & Bouldin 1979); less is better.

    s is the mean distance of a cluster's rows to its center, d the distance between centers. None for one cluster, and
    where two centers lie on each other.
    """
    if spread.k < 2:
        return None
    norm, at = spread.norm, spread.centers
    apart = norm.distance(norm.costs(at[:, None], at[None]))
    np.fill_diagonal(apart, np.inf)
    if not apart.all():
        return None
    ratio = (spread.distances[:, None] + spread.distances) / apart
    return float(ratio.max(axis=1).mean())
