"""How points spread around the centers of their clusters: what Calinski-Harabasz and Davies-Bouldin are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..engine.norms import SQUARED, Norm
from ..parallel import bands, each_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

BAND = 1 << 15
"""Points worked on at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """What a clustering comes to, cluster by cluster; clusters without points are left out.

    masses     (k,) the weight of each cluster
    centers    (k, p) where distances are measured from
    costs      (k,) the sum of weight x the norm's cost to the center: squared distances with the Euclidean one
    distances  (k,) the weighted mean distance to the center
    norm       how points lie apart
    """

    masses: Array
    centers: Array
    costs: Array
    distances: Array
    norm: Norm

    @property
    def k(self) -> int:
        """How many clusters have points."""
        return len(self.masses)

    @property
    def mass(self) -> float:
        """What all points weigh."""
        return float(self.masses.sum())

    @property
    def cost(self) -> float:
        """The sum of all costs."""
        return float(self.costs.sum())


def spread_of(
    points: NDArray[Any],
    weights: Array,
    labels: NDArray[Any],
    centers: Array | None = None,
    norm: Norm = SQUARED,
    *,
    place: Callable[[NDArray[Any]], NDArray[Any]] | None = None,
    cancel: Event | None = None,
) -> Spread:
    """Look at points (m, p) with weights (m,) > 0 and labels (m,) of 0..k-1.

    centers (k, p) are taken as they are; where there are none, the means of the clusters. Where `place` is given, it
    makes the points of rows, a band at a time. Raises CancelledError.
    """
    k = int(labels.max()) + 1 if centers is None else len(centers)
    over = bands(len(points), BAND)
    at_place = place or (lambda rows: rows)
    if centers is None:
        # Seen from one of the points, so that sums of large values keep what differs.
        origin = at_place(points[:1])[0].astype(np.float64)

        def add_up(band: slice) -> Array:
            label, weight = labels[band].astype(np.intp), weights[band]
            away = (column - at for column, at in zip(at_place(points[band]).T, origin, strict=True))
            terms = (weight, *(weight * column for column in away))
            return np.stack([np.bincount(label, term, minlength=k) for term in terms])

        sums = np.sum(each_band(add_up, over, cancel), axis=0)
        centers = (sums[1:] / np.where(sums[0] > 0, sums[0], 1.0)).T + origin
    at = centers

    def measure(band: slice) -> Array:
        label, weight = labels[band].astype(np.intp), weights[band]
        costs = norm.costs(at_place(points[band]), at[label])
        terms = (weight, weight * costs, weight * norm.distance(costs))
        return np.stack([np.bincount(label, term, minlength=k) for term in terms])

    masses, costs, distances = np.sum(each_band(measure, over, cancel), axis=0)
    there = masses > 0
    return Spread(masses[there], at[there], costs[there], distances[there] / masses[there], norm)
