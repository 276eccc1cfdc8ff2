"""The whole flow: photo -> different colors -> feature space -> generations -> segmentations."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from threading import Event
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from .engine import lloyd
from .features.count import ColorCount, count_colors
from .features.modes import MODES
from .recipe import Recipe
from .segmentation import MAX_SEGMENTS, Segmentation

if TYPE_CHECKING:
    from .features.space import FeatureSpace
    from .photo import Photo

_counts: WeakKeyDictionary[Photo, ColorCount] = WeakKeyDictionary()
_spaces: WeakKeyDictionary[Photo, dict[tuple[str, str], FeatureSpace]] = WeakKeyDictionary()
"""What was worked out for each photo that is still in use, so that another k or space starts at once."""


def segment(photo: Photo, recipe: Recipe | None = None, *, cancel: Event | None = None) -> Segmentation:
    """Segment a photo and return the end result. Raises as `generations` does."""
    (last,) = deque(generations(photo, recipe, cancel=cancel), maxlen=1)
    return last


def generations(photo: Photo, recipe: Recipe | None = None, *, cancel: Event | None = None) -> Iterator[Segmentation]:
    """Segment a photo and yield every generation of the algorithm as a Segmentation.

    The last one is the result. A photo with fewer different colors than k is given as many segments as it has
    colors, and `Segmentation.warnings` says so. Raises NothingToSegmentError where every pixel is transparent,
    and CancelledError, within one band of work, once `cancel` is set.
    """
    recipe = recipe or Recipe()
    space = feature_space(photo, recipe, cancel)
    k, warnings = _possible_k(space, recipe.k)
    relocated = 0
    for generation in lloyd.generations(
        space.rows,
        space.weights,
        k,
        metric=recipe.metric,
        initializer=recipe.initializer,
        seed=recipe.seed,
        max_generations=recipe.max_generations,
        cancel=cancel,
    ):
        relocated += generation.relocated
        at_limit = generation.number == recipe.max_generations and not generation.converged
        yield Segmentation(space, generation, relocated, warnings + _relocations(relocated) + _limit(at_limit))


def feature_space(photo: Photo, recipe: Recipe, cancel: Event | None = None) -> FeatureSpace:
    """Return the rows that the recipe clusters; worked out once for each photo and space."""
    spaces = _spaces.setdefault(photo, {})
    key = (recipe.mode, recipe.color_space)
    if key not in spaces:
        spaces[key] = MODES[recipe.mode](color_count(photo, cancel), recipe.color_space, cancel)
    return spaces[key]


def color_count(photo: Photo, cancel: Event | None = None) -> ColorCount:
    """Return the photo's different colors; counted once for each photo."""
    if photo not in _counts:
        _counts[photo] = count_colors(photo, cancel)
    return _counts[photo]


def _possible_k(space: FeatureSpace, k: int) -> tuple[int, tuple[str, ...]]:
    """Return how many segments there can be, and a warning where that is fewer than k."""
    different = len(space.rows)
    if different < k:
        found = f"{different} different colors, so there are {different} segments"
        if different == 1:
            found = "1 color, so there is 1 segment"
        return different, (f"the photo has only {found} instead of {k}",)
    if space.has_transparency and k == MAX_SEGMENTS:
        return k - 1, ("one of the 256 labels marks the transparent pixels, so there are 255 segments",)
    return k, ()


def _limit(reached: bool) -> tuple[str, ...]:
    """Say that the result could still become better."""
    return ("the limit of generations was reached before nothing moved any more",) if reached else ()


def _relocations(count: int) -> tuple[str, ...]:
    """Say that segments were left empty and what became of them."""
    if not count:
        return ()
    times = "once" if count == 1 else f"{count} times"
    return (f"a segment was left empty and restarted at the worst-served color ({times})",)
