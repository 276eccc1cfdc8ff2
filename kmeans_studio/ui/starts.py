"""Starts where nobody has chosen any: what goes with a start method that needs some, and with another photo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..edits import EditedSegments
    from ..recipe import Recipe
    from .session import Session

START_COLORS = ("#202020", "#b03030", "#3a7d34", "#3560a8", "#e8e4da")
"""What to start from where there are no segments to take colors from: dark, red, green, blue, light."""

UNKNOWN_PHOTO = (480, 640)
"""Where no photo is open, places are chosen as if it were of this height and width."""

SEEDS_GONE = "The seeds were places in the other photo, so the start is k-means++ now"


def missing_starts(session: Session, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the starts that changes of the recipe need and that nobody has chosen."""
    recipe, wanted = session.recipe, changes.get("initializer")
    if wanted == "given" and not recipe.start_colors and "start_colors" not in changes:
        return {"start_colors": colors_of(session.edited) or START_COLORS}
    if wanted == "seeds" and not recipe.seeds and "seeds" not in changes:
        return {"seeds": _default_seeds(session)}
    return {}


def without_seeds(recipe: Recipe) -> tuple[Recipe, str]:
    """Return a recipe for another photo, and what there is to say: seeds are places in the photo before."""
    if not recipe.seeds:
        return recipe, ""
    if recipe.initializer == "seeds":
        return recipe.change(seeds=(), initializer="kmeans++"), SEEDS_GONE
    return recipe.change(seeds=()), ""


def colors_of(edited: EditedSegments | None) -> tuple[str, ...]:
    """Return the mean colors of the segments, as '#rrggbb'."""
    segments = edited.segments if edited else ()
    return tuple("#{:02x}{:02x}{:02x}".format(*segment.mean_color) for segment in segments)


def _default_seeds(session: Session) -> tuple[tuple[int, int], ...]:
    """Return a pixel near the center of each segment shown; places spread over the photo where there are none."""
    from ..pipeline import default_seeds

    shape = UNKNOWN_PHOTO if session.opened is None else session.opened.photo.shape
    shown = None if session.shown is None else session.shown.segmentation
    return default_seeds(shown, shape, session.recipe.k, quick=True)
