"""The whole flow: photo -> feature space -> generations -> segmentations. Each kind of mode has a file of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ..features.count import NOTHING_VISIBLE, NothingToSegmentError
from ..features.modes import MODES
from ..label_order import Numbering
from ..photo import Photo
from ..recipe import Recipe
from ..segmentation import Segmentation
from .cache import color_count
from .color import color_generations, feature_space
from .course import Course
from .default_seeds import default_seeds
from .focus import focus_generations
from .progress import Progress
from .texture import texture_generations

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Previous = Segmentation | Numbering | NDArray[np.uint8]

__all__ = ["Course", "Progress", "color_count", "default_seeds", "feature_space", "generations", "segment"]


def segment(
    photo: Photo,
    recipe: Recipe | None = None,
    *,
    previous: Previous | None = None,
    cancel: Event | None = None,
    progress: Progress | None = None,
) -> Segmentation:
    """Segment a photo and return the end result. Takes and raises what `generations` does."""
    (last,) = deque(generations(photo, recipe, previous=previous, cancel=cancel, progress=progress), maxlen=1)
    return last


def generations(
    photo: Photo,
    recipe: Recipe | None = None,
    *,
    previous: Previous | None = None,
    cancel: Event | None = None,
    progress: Progress | None = None,
    preview: bool = False,
) -> Iterator[Segmentation]:
    """Segment a photo and yield every generation of the algorithm as a Segmentation.

    The last one is the result. A photo with fewer different colors than k is given as many segments as it has
    colors, and `Segmentation.warnings` says so.

    previous  what the label order "previous" matches the segments to: an earlier result for the same photo, its
              `numbering` or its label map (h, w) uint8; other orders leave it alone
    progress  is told what is going on before the first generation, and what share of it is done
    preview   whether a large photo is first segmented on a reduced copy, in modes that take their time; the first
              Segmentation is then of that copy (`Segmentation.preview`). It changes nothing of the others

    Raises ValueError for a previous one of another size or type, NothingToSegmentError where every pixel is
    transparent, NoTextureError where a mode looks at texture and there is none, BankError for filters that cannot be,
    TooLargeError where the mode needs too much memory, and CancelledError, within one band of work, once `cancel` is
    set.
    """
    if not isinstance(photo, Photo):
        raise TypeError(
            f"photo must be a Photo (Photo.open(path), Photo.from_array(pixels)), not {type(photo).__name__}"
        )
    recipe = recipe or Recipe()
    if photo.alpha is not None and not photo.alpha.any():
        raise NothingToSegmentError(NOTHING_VISIBLE)
    numbering = _numbering(photo, previous) if recipe.label_order == "previous" else None
    mode = MODES[recipe.mode]
    if mode.focus:
        yield from focus_generations(photo, recipe, cancel, progress)
    elif mode.texture:
        yield from texture_generations(photo, recipe, numbering, cancel, progress, preview=preview)
    else:
        yield from color_generations(photo, recipe, numbering, cancel)


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
