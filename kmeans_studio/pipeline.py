"""The whole flow: photo -> different colors -> feature space -> generations -> segmentations."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from threading import Event
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from .engine import lloyd
from .features.channel_weights import column_weights
from .features.color import COLOR_SPACES
from .features.count import ColorCount, count_colors
from .features.modes import MODES
from .label_order import Numbering, Places
from .parallel import bands, each_band
from .photo import Photo
from .recipe import Recipe
from .segmentation import MAX_SEGMENTS, Segmentation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .features.space import FeatureSpace

    Previous = Segmentation | Numbering | NDArray[np.uint8]

BIG = 64 << 20
"""A feature space of more bytes than this is big: of these only the last one is kept."""

KEPT = 256 << 20
"""So many bytes of smaller feature spaces are kept for each photo, the last ones asked for."""

_counts: WeakKeyDictionary[Photo, ColorCount] = WeakKeyDictionary()
_spaces: WeakKeyDictionary[Photo, dict[tuple[object, ...], FeatureSpace]] = WeakKeyDictionary()
_places: WeakKeyDictionary[Photo, Places] = WeakKeyDictionary()
"""What was worked out for each photo that is still in use, so that another k or space starts at once."""


def segment(
    photo: Photo,
    recipe: Recipe | None = None,
    *,
    previous: Previous | None = None,
    cancel: Event | None = None,
) -> Segmentation:
    """Segment a photo and return the end result. Takes and raises what `generations` does."""
    (last,) = deque(generations(photo, recipe, previous=previous, cancel=cancel), maxlen=1)
    return last


def generations(
    photo: Photo,
    recipe: Recipe | None = None,
    *,
    previous: Previous | None = None,
    cancel: Event | None = None,
) -> Iterator[Segmentation]:
    """Segment a photo and yield every generation of the algorithm as a Segmentation.

    The last one is the result. A photo with fewer different colors than k is given as many segments as it has
    colors, and `Segmentation.warnings` says so.

    `previous` is what the label order "previous" matches the segments to: an earlier result for the same photo, its
    `numbering` or its label map (h, w) uint8; other orders leave it alone.

    Raises ValueError for a previous one of another size or type, NothingToSegmentError where every pixel is
    transparent, TooLargeError where the mode needs too much memory, and CancelledError, within one band of work, once
    `cancel` is set.
    """
    if not isinstance(photo, Photo):
        raise TypeError(
            f"photo must be a Photo (Photo.open(path), Photo.from_array(pixels)), not {type(photo).__name__}"
        )
    recipe = recipe or Recipe()
    numbering = _numbering(photo, previous) if recipe.label_order == "previous" else None
    space = feature_space(photo, recipe, cancel)
    k, deviations = _possible_k(space, recipe)
    given = _start_centers(space, recipe, cancel) if recipe.initializer == "given" else None
    places = _places_of(photo, space)
    relocated = dropped = 0
    for generation in lloyd.generations(
        space.rows,
        space.weights,
        k,
        cells=space.cells,
        blocks=space.blocks,
        metric=recipe.metric,
        initializer=recipe.initializer,
        given=given,
        # With all centers given, every start would be the same.
        restarts=recipe.restarts if given is None or len(given) < k else 1,
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
            at_limit=generation.number >= recipe.max_generations and not generation.converged,
            deviations=deviations,
        )


def feature_space(photo: Photo, recipe: Recipe, cancel: Event | None = None) -> FeatureSpace:
    """Return the rows that the recipe clusters; those of the last recipes are kept as long as the photo."""
    spaces = _spaces.setdefault(photo, {})
    key: tuple[object, ...] = (recipe.mode, recipe.color_space, recipe.channel_weights)
    if recipe.mode != "color":
        key += (recipe.compactness,)
    space = spaces.pop(key, None)
    if space is None:
        count = color_count(photo, cancel)
        space = MODES[recipe.mode](count, recipe.color_space, recipe.channel_weights, recipe.compactness, cancel)
    # Put in again at the end: the first ones are those that were not asked for the longest.
    spaces[key] = space
    _forget_old(spaces)
    return space


def color_count(photo: Photo, cancel: Event | None = None) -> ColorCount:
    """Return the photo's different colors; counted once for each photo."""
    if photo not in _counts:
        _counts[photo] = count_colors(photo, cancel)
    return _counts[photo]


def _forget_old(spaces: dict[tuple[object, ...], FeatureSpace]) -> None:
    """Keep one big space and some bytes of smaller ones, of each kind the last ones."""
    room, big_ones = KEPT, 0
    for key, space in reversed(list(spaces.items())):
        size = space.rows.nbytes + space.weights.nbytes
        if size > BIG:
            big_ones += 1
        else:
            room -= size
        if big_ones > 1 if size > BIG else room < 0:
            spaces.pop(key, None)


def _places_of(photo: Photo, space: FeatureSpace) -> Places:
    """Return where the pixels of each row lie; the same as last time if the pixels read the rows as they did then."""
    places = _places.get(photo)
    if places is None or places.row_of_pixel is not space.row_of_pixel:
        places = _places[photo] = Places(space.row_of_pixel, len(space.weights))
    return places


def _numbering(photo: Photo, previous: Previous | None) -> Numbering | None:
    """Return what the new segments are matched to."""
    if previous is None:
        return None
    if isinstance(previous, Segmentation):
        numbering = previous.numbering
    else:
        numbering = previous if isinstance(previous, Numbering) else Numbering.of_label_map(previous)
    if (found := numbering.row_of_pixel.shape) != photo.shape:
        sizes = " x ".join(map(str, found[::-1])), f"{photo.width} x {photo.height}"
        raise ValueError(f"previous must be of the photo's own size, {sizes[1]} pixels, not {sizes[0]}")
    return numbering


def _possible_k(space: FeatureSpace, recipe: Recipe) -> tuple[int, tuple[str, ...]]:
    """Return how many segments there can be, and a warning where that is fewer than k."""
    k = recipe.k
    different = _different_rows(space.rows, k)
    if different < k:
        noun = "pixel" if "x" in space.names else "color"
        found, there = f"1 {noun}", "there is 1 segment"
        if different > 1:
            found, there = f"{different} different {noun}s", f"there are {different} segments"
        if different < len(space.rows):
            found += f" in {COLOR_SPACES.entry(recipe.color_space).title}"
            found += " with these channel weights" if recipe.channel_weights else ""
        return different, (f"the photo has only {found}, so {there} instead of {k}",)
    if space.has_transparency and k == MAX_SEGMENTS:
        return k - 1, ("one of the 256 labels marks the transparent pixels, so there are 255 segments",)
    return k, ()


def _different_rows(rows: NDArray[np.float32], enough: int) -> int:
    """Count the different rows (m, d), but only until there are enough."""
    found = np.empty((0, rows.shape[1]), rows.dtype)
    # First some from everywhere: nearly always they settle it.
    for part in (slice(None, None, max(1, len(rows) >> 10)), *bands(len(rows), 1 << 16)):
        found = np.unique(np.concatenate((found, rows[part])), axis=0)
        if len(found) >= enough:
            return enough
    return len(found)


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
