"""METRICS: each a distance together with the rule for its centers.

The pair belongs together: with the center of another distance the cost can rise. A metric may need to know the rows as
a whole, as Mahalanobis does: `fit` looks at them and returns a Geometry, in which everything is measured.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands
from ..registry import Registry
from . import ciede2000
from .centers import CenterRule, Directions, Means
from .exact import BAND
from .medians import Medians
from .norms import CITY_BLOCK, GREATEST, SQUARED, Norm

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Rows = NDArray[Any]


def _as_they_are(rows: Rows, cancel: Event | None = None) -> Rows:
    return rows


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where distances are measured: rows (n, d) are placed there as points (n, p), and centers come back from there.

    norm   how points lie apart
    rule   where the center of points is
    place  (rows, cancel) -> points; the same array where nothing is done
    back   (k, p) centers among the points -> (k, d) centers in the units of the rows; directions stay directions
    scale  what the norm's cost is multiplied by to be the metric's
    """

    norm: Norm
    rule: type[CenterRule]
    place: Callable[..., Rows] = _as_they_are
    back: Callable[[Array], Array] = _as_they_are
    scale: float = 1.0

    def distances(self, rows: Rows, centers: Array) -> Array:
        """Return the distance of each row (n, d) to each center (k, d), both in the units of the rows: (n, k)."""
        points, at = self.place(rows), self.place(centers)
        distances = np.empty((len(rows), len(centers)))
        for band in bands(len(rows), BAND):
            for number, center in enumerate(at):
                distances[band, number] = self.norm.distance(self.norm.costs(points[band], center) * self.scale)
        return distances

    def nearest(self, rows: Rows, centers: Array) -> tuple[NDArray[np.intp], Array]:
        """Return the nearest center of each row, (n,), the first of equally near ones, and the cost to it, (n,)."""
        points, at = self.place(rows), self.place(centers)
        labels, costs = np.zeros(len(rows), np.intp), np.full(len(rows), np.inf)
        for band in bands(len(rows), BAND):
            for number, center in enumerate(at):
                cost = self.norm.costs(points[band], center)
                labels[band] = np.where(cost < costs[band], number, labels[band])
                costs[band] = np.minimum(cost, costs[band])
        return labels, costs * self.scale


@dataclass(frozen=True, slots=True)
class Metric:
    """A distance and its center.

    fit       (rows (m, d), weights (m,), cancel) -> Geometry
    descends  the center minimizes the cost, so that the cost never rises; otherwise the loop stops before it would
    on_runs   comparing is so dear that the loop runs on the means of runs, and only the end on every row
    """

    fit: Callable[[Rows, Array, Event | None], Geometry]
    descends: bool = True
    on_runs: bool = False


METRICS: Registry[Metric] = Registry("distance")


def _always(geometry: Geometry) -> Callable[[Rows, Array, Event | None], Geometry]:
    """Return a fit for metrics that need not know the rows."""

    def fit(rows: Rows, weights: Array, cancel: Event | None = None) -> Geometry:
        return geometry

    return fit


def _cosine(rows: Rows, weights: Array, cancel: Event | None = None) -> Geometry:
    from .sphere import Sphere

    return Geometry(SQUARED, Directions, Sphere.of(rows, weights, cancel).place, scale=0.5)


def _mahalanobis(rows: Rows, weights: Array, cancel: Event | None = None) -> Geometry:
    from .whitening import Whitening

    whitening = Whitening.of(rows, weights, cancel)
    return Geometry(SQUARED, Means, whitening.place, whitening.back)


METRICS.add(
    "euclidean",
    "Euclidean",
    "The straight-line distance between two colors; a segment's center is the mean of its pixels. This is k-means "
    "as the textbooks have it.",
    Metric(_always(Geometry(SQUARED, Means))),
)
METRICS.add(
    "manhattan",
    "Manhattan",
    "Adds up the differences of the channels; a segment's center is the median of its pixels in each channel. A few "
    "stray colors pull a center less than with Euclidean.",
    Metric(_always(Geometry(CITY_BLOCK, Medians))),
)
METRICS.add(
    "chebyshev",
    "Chebyshev",
    "Only the channel that differs most counts; the center is the mean. No simple center is the best one here, so the "
    "run stops once the cost falls no more, and its best generation stands.",
    Metric(_always(Geometry(GREATEST, Means)), descends=False),
)
METRICS.add(
    "cosine",
    "Cosine",
    "The angle between two colors as seen from black, so that light and shade of one color fall together. Black "
    "itself has no direction and goes with the photo's average.",
    Metric(_cosine),
)
METRICS.add(
    "mahalanobis",
    "Mahalanobis",
    "Straight-line distance after evening out how strongly the photo varies in each direction of color. Faint "
    "differences of hue count as much as strong ones of light.",
    Metric(_mahalanobis),
)
METRICS.add(
    "ciede2000",
    "CIEDE2000",
    "The color difference that industry uses, closest to the eye; it needs the Lab space and takes the mean as center. "
    "It is searched on groups of alike colors and stops once the cost falls no more; the best generation stands.",
    Metric(_always(Geometry(ciede2000.NORM, Means)), descends=False, on_runs=True),
)
