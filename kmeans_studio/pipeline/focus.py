"""Mode "focus": sharpness on a grid -> two clusters -> background and subject."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ..engine import lloyd
from ..features.focus import FocusMap, sharpness, subject_mask
from ..features.grid_space import GridSpace
from ..photo import Photo
from ..recipe import Recipe
from ..segmentation import AS_IT_IS, Segmentation
from .cache import Cache
from .progress import Progress
from .rows import at_limit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..engine.lloyd import Generation

EVEN = 1e-3
"""Logarithms of sharpness that differ by no more than this, a thousandth, differ by rounding."""

LEAST_BETWEEN, LEAST_GAP = 0.7, 0.7
"""The share of the variance that lies between sharp and blurred, and their distance as logarithms: in photos with a
blurred background both are larger."""

_maps: Cache[FocusMap] = Cache(lambda focus: 9 * focus.values.nbytes)


def focus_generations(
    photo: Photo, recipe: Recipe, cancel: Event | None, progress: Progress | None
) -> Iterator[Segmentation]:
    """Yield every generation: segment 0 is the blurred background, segment 1 the sharp subject.

    Raises NoTextureError for a photo of one brightness, NothingToSegmentError, CancelledError.
    """
    tell = None if progress is None else partial(progress, "Measuring sharpness")

    def made() -> FocusMap:
        return sharpness(photo, recipe.focus_quality, cancel, tell)

    focus = _maps.get(photo, recipe.focus_quality, made)
    space = GridSpace.of_maps(
        focus.values[None], focus.weights, focus.stride, photo, ("sharpness",), "logarithm of the Laplacian", np.ones(1)
    )
    k = 2 if float(np.ptp(space.rows)) > EVEN else 1
    said = () if k == 2 else ("the photo is equally sharp everywhere, so there is 1 segment",)
    for generation in lloyd.generations(
        space.rows,
        space.weights,
        k,
        restarts=recipe.restarts,
        seed=recipe.seed,
        tolerance=recipe.tolerance,
        max_generations=recipe.max_generations,
        cancel=cancel,
    ):
        ordered = _blurred_first(generation)
        if generation.converged and k == 2 and _hardly_differ(generation):
            said = ("sharp and blurred hardly differ in this photo, so that the subject may be another one",)
        yield Segmentation(
            space,
            ordered,
            order=AS_IT_IS,
            at_limit=at_limit(generation, recipe),
            deviations=said,
            painter=partial(_paint, focus, photo, ordered.centers[:, 0]),
            cancel=cancel,
        )


def _hardly_differ(generation: Generation) -> bool:
    """Whether the two clusters are less far apart than where there is a blurred background."""
    sharpness, weights = generation.rows[:, 0].astype(np.float64), generation.weights
    mean = np.average(sharpness, weights=weights)
    total = float((weights * (sharpness - mean) ** 2).sum())
    return 1 - generation.cost / total < LEAST_BETWEEN or float(np.ptp(generation.centers)) < LEAST_GAP


def _blurred_first(generation: Generation) -> Generation:
    """Number the clusters by their sharpness."""
    order = np.argsort(generation.centers[:, 0], kind="stable")
    number = np.argsort(order).astype(generation.labels.dtype)
    labels = number[generation.labels]
    return replace(generation, centers=generation.centers[order], labels=labels, roots=generation.roots.taken(order))


def _paint(focus: FocusMap, photo: Photo, centers: NDArray[np.float64], cancel: Event | None) -> NDArray[np.uint8]:
    """Return 1 for each pixel of the subject and 0 for the background, (h, w) uint8."""
    if len(centers) < 2:
        return np.zeros(photo.shape, np.uint8)
    return subject_mask(focus, photo, centers, cancel).astype(np.uint8)
