"""What the measures that speak for a k look at: the rows of a photo, in what all k have in common."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..choosing.draw import Stratified, draw, draw_stratified
from ..choosing.silhouette import LEAST, Silhouette, sample_size, silhouette, silhouette_of_sample
from ..choosing.spread import Spread, spread_of
from ..engine import lloyd
from ..engine.centers import Means
from ..engine.metrics import METRICS, Geometry
from ..features.modes import MODES
from ..parallel import check
from ..photo import Photo
from ..recipe import Recipe
from ..segmentation import Segmentation
from .color import feature_space, only_different
from .progress import Progress
from .rows import Sample, possible_k
from .texture_space import sharpens, texture_spaces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

DRAWN = 4000
"""Rows that are drawn for the gap statistic and the stability."""


class NothingToChooseError(ValueError):
    """The photo has too few different rows for any k of the range; the message is one plain line."""


PLAIN = ("euclidean", "manhattan", "chebyshev")
"""Metrics that measure the rows as they are; for the others, their points are measured by the Euclidean one."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Some pixels, to be clustered again and again.

    points   (n, p) float64, column-major
    weights  (n,) ones
    metric   the distance among these points
    """

    points: Array
    weights: Array
    metric: str


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Rows that stand for the photo.

    rows      (m, d) column-major
    weights   (m,) pixels
    labels    (m,) the cluster of each row
    geometry  where distances are measured; the same for every k
    centers   (k, p) where clusters are measured from, among the geometry's points; None for their means
    """

    rows: NDArray[Any]
    weights: Array
    labels: NDArray[Any]
    geometry: Geometry
    centers: Array | None

    @classmethod
    def of(cls, photo: Photo, recipe: Recipe, segmentation: Segmentation, cancel: Event | None) -> Measured:
        """Look at a segmentation that was just made with the recipe: its cells are at hand."""
        clusters = segmentation.clusters
        if not MODES[recipe.mode].texture:
            rows, weights, labels = segmentation.space.rows, segmentation.space.weights, clusters.labels
        else:
            # Sharpening measures in another space for each k, so what it began with is looked at.
            space = texture_spaces(photo, recipe, cancel).first
            sample = Sample.of(space.weights, recipe.seed)
            rows, weights = sample.rows(space), sample.weights
            labels = clusters.labels if sample.chosen is None else clusters.labels[sample.chosen]
        geometry = clusters.geometry
        if MODES[recipe.mode].texture and sharpens(recipe):
            geometry = METRICS["euclidean"].fit(rows, weights, cancel)
        centers = None if geometry.rule is Means else geometry.place(clusters.centers)
        return cls(rows, weights, labels, geometry, centers)

    def total_cost(self, metric: str, cancel: Event | None) -> float:
        """Return what one single segment costs. Raises CancelledError."""
        rows, weights, geometry = self.rows, self.weights, self.geometry
        centers = None
        if geometry.rule is not Means:
            (one,) = deque(lloyd.generations(rows, weights, 1, metric=metric, cancel=cancel), maxlen=1)
            centers = geometry.place(one.centers)
        nothing = np.zeros(len(rows), np.uint8)
        spread = spread_of(rows, weights, nothing, centers, geometry.norm, place=geometry.place, cancel=cancel)
        return spread.cost * geometry.scale

    def drawn(self, recipe: Recipe, cancel: Event | None) -> Drawn:
        """Draw up to DRAWN pixels by their weights; all of them where there are no more. Raises CancelledError."""
        if self.weights.sum() <= DRAWN:
            chosen = np.repeat(np.arange(len(self.weights)), np.rint(self.weights).astype(np.intp))
        else:
            chosen = draw(self.weights, DRAWN, np.random.default_rng(recipe.seed))
        check(cancel)
        points = self.geometry.place(np.asfortranarray(self.rows[chosen]))
        metric = recipe.metric if recipe.metric in PLAIN else "euclidean"
        return Drawn(np.asfortranarray(points, np.float64), np.ones(len(points)), metric)


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """What is kept of a segmentation to measure it.

    spread    of all its rows
    cost      what it costs
    scale     what costs among the points are multiplied by to be the metric's
    points    (n, p) float64: all rows of a few, or those that were drawn
    weights   (n,), labels (n,) of these points where they are all
    drawn     how they were drawn, where they were
    """

    spread: Spread
    cost: float
    scale: float
    points: NDArray[Any]
    weights: Array
    labels: NDArray[Any]
    drawn: Stratified | None

    @classmethod
    def of(cls, measured: Measured, recipe: Recipe, segmentation: Segmentation, cancel: Event | None) -> Trial:
        """Measure how a segmentation spreads and draw the rows for its silhouette. Raises CancelledError."""
        rows, weights, labels, geometry = measured.rows, measured.weights, measured.labels, measured.geometry
        spread = spread_of(rows, weights, labels, measured.centers, geometry.norm, place=geometry.place, cancel=cancel)
        cost = spread.cost * geometry.scale if MODES[recipe.mode].texture else segmentation.cost
        size = sample_size(geometry.norm)
        if len(rows) <= size:
            points = np.asarray(geometry.place(rows), np.float64)
            return cls(spread, cost, geometry.scale, points, weights, labels, None)
        drawn = draw_stratified(weights, labels, size, LEAST, np.random.default_rng(recipe.seed), cancel)
        points = np.asarray(geometry.place(np.asfortranarray(rows[drawn.rows])), np.float64)
        return cls(spread, cost, geometry.scale, points, np.ones(len(points)), drawn.labels, drawn)

    def silhouette(self, cancel: Event | None) -> Silhouette | None:
        """Return the mean silhouette width. Raises CancelledError."""
        if self.drawn is None:
            return silhouette(self.points, self.weights, self.labels, self.spread.norm, cancel=cancel)
        return silhouette_of_sample(self.points, self.drawn, self.spread.norm, cancel)


def possible_ks(
    photo: Photo, recipe: Recipe, ks: tuple[int, ...], cancel: Event | None, progress: Progress | None
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Leave out the k that are more than the photo has different rows, and say so.

    Raises NothingToChooseError where none is left, and CancelledError.
    """
    if MODES[recipe.mode].texture:
        space = texture_spaces(photo, recipe.change(k=ks[-1]), cancel, progress).first
        different, said = possible_k(
            space, ks[-1], lambda n: f"the photo is too small or too even for {ks[-1]} textures"
        )
    else:
        colors = feature_space(photo, recipe, cancel)
        different, said = possible_k(colors, ks[-1], lambda n: only_different(n, colors, recipe))
    if not said:
        return ks, ()
    left = tuple(k for k in ks if k <= different)
    if different < 2:
        raise NothingToChooseError(f"{said[0]}, so there is no k to choose")
    if not left:
        raise NothingToChooseError(f"{said[0]}, so no k from {ks[0]} to {ks[-1]} is possible")
    return left, (f"{said[0]}, so k ends at {left[-1]}",)


def notes_on(recipe: Recipe) -> tuple[str, ...]:
    """Say where the measures look at something else than the segmentation does."""
    notes: tuple[str, ...] = ()
    if MODES[recipe.mode].texture and sharpens(recipe):
        notes += ("the measures look at texture as it is before sharpening, so that all k can be compared",)
    if recipe.metric not in ("euclidean", "mahalanobis"):
        title = METRICS.entry(recipe.metric).title
        notes += (
            f"with the distance {title}, variance explained and Calinski-Harabasz are ratios of its costs, and the gap "
            "statistic goes by straight-line distances",
        )
    return notes
