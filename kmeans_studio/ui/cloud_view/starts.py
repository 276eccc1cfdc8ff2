"""Where a run starts from after a center was dragged. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...recipe import Recipe

    Place = tuple[int, int]


def starts(
    pixels: Sequence[Place], dragged: int, recipe: Recipe, segment_of_start: Sequence[int | None]
) -> tuple[tuple[Place, ...], tuple[int, ...]]:
    """Return the seeds, and which of them are locked.

    pixels            for each segment the pixel nearest to its center
    dragged           the segment whose center was dragged
    segment_of_start  what became of the recipe's own seeds in this result; empty where it did not start from them

    Seeds stay in the recipe's order, the locked ones where they are; segments that came from none follow.
    """
    known = [segment for segment in segment_of_start if segment is not None]
    if recipe.initializer != "seeds" or len(known) != len(recipe.seeds) or len(set(known)) != len(known):
        return tuple(pixels), ()
    seeds = []
    for number, segment in enumerate(known):
        stays = number in recipe.locked and segment != dragged
        seeds.append(recipe.seeds[number] if stays else pixels[segment])
    seeds += [pixel for segment, pixel in enumerate(pixels) if segment not in known]
    return tuple(seeds), recipe.locked
