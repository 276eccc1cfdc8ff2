"""Modes whose rows are colors: different colors -> feature space -> generations -> segmentations."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ..engine import lloyd
from ..features.channel_weights import column_weights
from ..features.color import COLOR_SPACES
from ..features.modes import MODES
from ..label_order import Numbering, Places
from ..parallel import bands, each_band
from ..photo import Photo
from ..recipe import Recipe
from ..segmentation import Segmentation
from .cache import Cache, color_count, places_of
from .rows import at_limit, possible_k, there_are
from .starts import Starts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..features.space import FeatureSpace


def color_generations(
    photo: Photo, recipe: Recipe, numbering: Numbering | None, cancel: Event | None
) -> Iterator[Segmentation]:
    """Yield every generation of a mode that goes by colors, and maybe by places."""
    space = feature_space(photo, recipe, cancel)
    k, deviations = possible_k(space, recipe.k, lambda different: _too_few(different, space, recipe))
    starts = _starts(photo, recipe, space, k, cancel)
    places = _places(photo, space)
    relocated = dropped = 0
    for generation in lloyd.generations(
        space.rows,
        space.weights,
        k,
        cells=space.cells,
        blocks=space.blocks,
        metric=recipe.metric,
        **starts.for_engine(),
        seed=recipe.seed,
        tolerance=recipe.tolerance,
        max_generations=recipe.max_generations,
        empty=recipe.empty,
        cancel=cancel,
    ):
        relocated += generation.relocated
        dropped += generation.dropped
        yield Segmentation(
            space,
            generation,
            relocated,
            dropped,
            recipe.label_order,
            numbering,
            places,
            at_limit=at_limit(generation, recipe),
            deviations=deviations + starts.notes,
            starts=starts.numbers,
        )


def feature_space(photo: Photo, recipe: Recipe, cancel: Event | None = None) -> FeatureSpace:
    """Return the rows that the recipe clusters; those of the last recipes are kept as long as the photo."""
    mode = MODES[recipe.mode]
    make = mode.rows
    if make is None:
        raise ValueError(f"mode {recipe.mode!r} has no rows of colors")
    key = (recipe.mode, recipe.color_space, recipe.channel_weights, recipe.compactness if mode.compact else None)

    def made() -> FeatureSpace:
        count = color_count(photo, cancel)
        return make(count, recipe.color_space, recipe.channel_weights, recipe.compactness, cancel)

    return spaces.get(photo, key, made)


spaces: Cache[FeatureSpace] = Cache(lambda space: space.rows.nbytes + space.weights.nbytes)


def _places(photo: Photo, space: FeatureSpace) -> Places:
    """Return where the pixels of each row lie; the same as last time if the pixels read the rows as they did then."""
    places = places_of.get(photo)
    if places is None or places.row_of_pixel is not space.row_of_pixel:
        places = places_of[photo] = Places(space.row_of_pixel, len(space.weights))
    return places


def _too_few(different: int, space: FeatureSpace, recipe: Recipe) -> str:
    """Say that only so many rows are different, and what comes of it."""
    return f"{only_different(different, space, recipe)}, so {there_are(different)} instead of {recipe.k}"


def only_different(different: int, space: FeatureSpace, recipe: Recipe) -> str:
    """Say that only so many rows are different."""
    noun = "pixel" if "x" in space.names else "color"
    found = f"1 {noun}" if different == 1 else f"{different} different {noun}s"
    if different < len(space.rows):
        found += f" in {COLOR_SPACES.entry(recipe.color_space).title}"
        found += " with these channel weights" if recipe.channel_weights else ""
    return f"the photo has only {found}"


def _starts(photo: Photo, recipe: Recipe, space: FeatureSpace, k: int, cancel: Event | None) -> Starts:
    """Return what the run begins with."""
    if recipe.initializer == "seeds":
        return Starts.of_seeds(photo, recipe, k, space.rows, lambda x, y: int(space.row_of_pixel[y, x]))
    if recipe.initializer == "given":
        centers = _start_centers(space, recipe, cancel)
        return Starts.of_centers(recipe, k, centers, tuple(range(len(centers))))
    return Starts(recipe.initializer, recipe.restarts)


def _start_centers(space: FeatureSpace, recipe: Recipe, cancel: Event | None) -> NDArray[np.float64]:
    """Return the start colors as centers (g, d) in the units of the rows.

    A feature that is no color, such as a place, is the mean over the rows whose colors lie nearer to this start color
    than to the others; over all rows where there are none.
    """
    chosen, weight_of = (
        COLOR_SPACES[recipe.color_space],
        column_weights(COLOR_SPACES[recipe.color_space], recipe.channel_weights),
    )
    colors = np.array([list(bytes.fromhex(color[1:])) for color in recipe.start_colors], np.uint8)
    converted = chosen.columns(colors)
    centers = np.stack([converted[column] * weight for column, weight in weight_of.items()], axis=1)
    others = space.rows.shape[1] - centers.shape[1]
    if not others:
        return centers

    def add_up(band: slice) -> NDArray[np.float64]:
        rows, weights = space.rows[band].astype(np.float64), space.weights[band]
        distances = [((rows[:, :-others] - center) ** 2).sum(axis=1) for center in centers]
        nearest = np.argmin(distances, axis=0)
        terms = (weights, *(weights * column for column in rows[:, -others:].T))
        return np.stack([np.bincount(nearest, term, minlength=len(centers)) for term in terms], axis=1)

    sums = np.sum(each_band(add_up, bands(len(space.rows), 1 << 15), cancel), axis=0)
    everywhere = sums[:, 0] == 0
    sums[everywhere] = sums.sum(axis=0)
    return np.concatenate((centers, sums[:, 1:] / sums[:, :1]), axis=1)
