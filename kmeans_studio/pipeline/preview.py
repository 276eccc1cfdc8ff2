"""A first coarse picture of what takes its time: the same recipe on a reduced copy of the photo."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np

from ..features.banks import BankError
from ..features.count import NothingToSegmentError
from ..features.grid_space import GridSpace
from ..features.texture.gray import NoTextureError
from ..photo import Photo
from ..recipe import Recipe
from ..segmentation import Segmentation

LARGE = 1_500_000
"""Photos of more pixels than this are first looked at reduced."""

REDUCED = 250_000
"""About so many pixels a reduced copy has."""


def preview_of(
    photo: Photo, recipe: Recipe, segment: Callable[..., Iterator[Segmentation]], cancel: Event | None
) -> Segmentation | None:
    """Return the segmentation of a reduced copy, enlarged; None for a photo that is small, or where there is nothing.

    Patterns are finer in the copy, so it may differ in more than sharpness: it is there to be looked at for a moment.
    """
    import cv2

    height, width = photo.shape
    if height * width <= LARGE:
        return None
    shrink = (REDUCED / (height * width)) ** 0.5
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    alpha = None if photo.alpha is None else cv2.resize(photo.alpha, size, interpolation=cv2.INTER_AREA)
    # Skipping pixels first: an area mean of all of them would take as long as the rest, and nobody sees the difference.
    step = max(1, int(0.5 / shrink))
    pixels: Any = np.ascontiguousarray(photo.pixels[::step, ::step])
    copy = Photo.from_array(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), alpha)
    seeds = tuple((x * size[0] // width, y * size[1] // height) for x, y in recipe.seeds)
    quick = replace(recipe, seeds=seeds, restarts=1, max_generations=min(20, recipe.max_generations))
    try:
        (small,) = deque(segment(copy, quick, cancel=cancel), maxlen=1)
    except (BankError, NothingToSegmentError, NoTextureError):
        # A bank that depends on the photo's size has fewer filters for the copy: maybe not one that is to be left out.
        return None
    painter = small.painter
    if painter is None or not isinstance(small.space, GridSpace):
        return None
    space = replace(small.space, pixels=photo.pixels, alpha=photo.alpha if photo.has_transparency else None)
    generation = replace(small.clusters, number=1, converged=False, reason="", stage="preview")

    def enlarged(cancel: Event | None) -> Any:
        return cv2.resize(painter(cancel), (width, height), interpolation=cv2.INTER_NEAREST)

    return Segmentation(
        space,
        generation,
        order=recipe.label_order,
        deviations=("a first look",),
        painter=enlarged,
        starts=small.starts,
        preview=True,
        cancel=cancel,
    )
