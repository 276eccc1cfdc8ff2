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

from ..parallel import bands, check, each_band
from ..registry import Registry
from . import ciede2000
from .centers import CenterRule, Directions, Means
from .exact import BAND, rounded, rounder
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
    back   (k, p) centers among the points -> (k, d) centers in the units of the rows
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


@dataclass(frozen=True, slots=True, eq=False)
class Sphere:
    """Where rows have length 1, so that half the squared distance is 1 - cos of the angle.

    stand_in  (d,) the direction given to rows of zeros, which have none
    """

    stand_in: Array

    def place(self, rows: Rows, cancel: Event | None = None) -> Rows:
        """Return the directions of rows."""
        points = np.empty(rows.shape, rows.dtype, order="F")

        def one(band: slice) -> None:
            points[band] = _unit(rows[band], self.stand_in)

        each_band(one, bands(len(rows), BAND), cancel)
        return points


def cosine(rows: Rows, weights: Array, cancel: Event | None = None) -> Geometry:
    """Place rows on the unit sphere.

    A row of zeros (black) is given the direction of the weighted mean of all others, so that it goes where most of the
    photo goes; without any other, that of the first column.
    """
    toward = np.zeros(rows.shape[1])
    by = rounder(float(weights.sum()))
    for band in bands(len(rows), BAND):
        check(cancel)
        unit = _unit(rows[band], None)
        for column in range(rows.shape[1]):
            toward[column] += rounded(weights[band] * unit[:, column], by).sum()
    length = float(np.sqrt(np.einsum("d,d->", toward, toward)))
    stand_in = toward / length if length > 0 else np.eye(1, rows.shape[1])[0]
    return Geometry(SQUARED, Directions, Sphere(stand_in).place, scale=0.5)


def _unit(rows: Rows, stand_in: Array | None) -> Array:
    """Return rows of length 1, column-major; rows of zeros become `stand_in`, or stay."""
    # Divided by the greatest value first, as the squares of very small or great values are zero or infinite.
    greatest = np.abs(rows).max(axis=1, initial=0.0).astype(np.float64)
    nothing = greatest == 0
    scaled = np.asfortranarray(rows / np.where(nothing, 1.0, greatest)[:, None])
    squares = np.zeros(len(rows))
    for column in scaled.T:
        squares += column * column
    unit: Array = scaled / np.sqrt(np.where(nothing, 1.0, squares))[:, None]
    if stand_in is not None:
        unit[nothing] = stand_in
    return unit


@dataclass(frozen=True, slots=True, eq=False)
class Whitening:
    """Turns and stretches rows so that their covariance is the identity.

    mean    (d,) of the rows: from there, so that nothing is lost to rounding far from zero
    axes    (d, p) the directions in which rows differ, each of length 1
    spread  (p,) how much they do, as standard deviations
    """

    mean: Array
    axes: Array
    spread: Array

    def place(self, rows: Rows, cancel: Event | None = None) -> Rows:
        """Return whitened rows (n, p)."""
        points, whiten = np.empty((len(rows), len(self.spread)), rows.dtype, order="F"), self.axes / self.spread

        def one(band: slice) -> None:
            points[band] = np.einsum("nd,dp->np", rows[band].astype(np.float64) - self.mean, whiten)

        each_band(one, bands(len(rows), BAND), cancel)
        return points

    def back(self, centers: Array) -> Array:
        """Return whitened centers (k, p) in the units of the rows, (k, d)."""
        centers = np.einsum("kp,dp->kd", centers, self.axes * self.spread) + self.mean
        return centers


def mahalanobis(rows: Rows, weights: Array, cancel: Event | None = None) -> Geometry:
    """Whiten the rows by their weighted covariance; there, Euclidean.

    Directions in which the rows hardly differ (a variance under 1e-9 of the greatest) are left out: they would only
    magnify noise. Rows that are all the same are left as they are.
    """
    d, mass = rows.shape[1], float(weights.sum())
    mean, products = np.zeros(d), np.zeros((d, d))
    for band in bands(len(rows), BAND):
        check(cancel)
        mean += np.einsum("n,nd->d", weights[band], rows[band].astype(np.float64)) / mass
    for band in bands(len(rows), BAND):
        check(cancel)
        away = rows[band].astype(np.float64) - mean
        products += np.einsum("n,nd,ne->de", weights[band], away, away) / mass
    variances, axes = np.linalg.eigh(products)
    kept = variances > 1e-9 * variances[-1]
    if not kept.any():
        return Geometry(SQUARED, Means)
    whitening = Whitening(mean, axes[:, kept], np.sqrt(variances[kept]))
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
    "run stops before the cost would rise.",
    Metric(_always(Geometry(GREATEST, Means)), descends=False),
)
METRICS.add(
    "cosine",
    "Cosine",
    "The angle between two colors as seen from black, so that light and shade of one color fall together. Black "
    "itself has no direction and goes with the photo's average.",
    Metric(cosine),
)
METRICS.add(
    "mahalanobis",
    "Mahalanobis",
    "Straight-line distance after evening out how strongly the photo varies in each direction of color. Faint "
    "differences of hue count as much as strong ones of light.",
    Metric(mahalanobis),
)
METRICS.add(
    "ciede2000",
    "CIEDE2000",
    "The color difference that industry uses, closest to the eye; it needs the Lab space and takes the mean as center. "
    "It is searched on groups of alike colors and stops before the cost would rise.",
    Metric(_always(Geometry(ciede2000.NORM, Means)), descends=False, on_runs=True),
)
