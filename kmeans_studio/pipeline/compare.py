"""Compare: several recipes on one photo, one after the other, and how far they agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Event
from time import perf_counter
from typing import TYPE_CHECKING

from ..agreement.contingency import contingency
from ..agreement.explained import explained
from ..features.banks import BankError
from ..features.count import NothingToSegmentError
from ..features.position import TooLargeError
from ..features.texture.gray import NoTextureError
from ..parallel import check
from ..photo import Photo
from ..photo.errors import plain_line
from ..recipe import Recipe, RecipeError
from . import segment
from .color import feature_space
from .comparison import Comparison, comparison
from .pane import LETTERS, MOST_PANES, Pane, PaneResult, start_panes, title_parts, titles_of
from .progress import Progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MOST_PANES", "Comparison", "Pane", "PaneResult", "compare", "start_panes", "title_parts", "titles_of"]

_CANNOT_RUN = (NothingToSegmentError, NoTextureError, TooLargeError, BankError, RecipeError)

_LAB = Recipe()
"""Its feature space is the photo's CIE Lab colors: what all panes are measured in."""


def compare(
    photo: Photo,
    recipes: Sequence[Recipe],
    *,
    titles: Sequence[str] | None = None,
    reference: int | None = None,
    before: Comparison | None = None,
    cancel: Event | None = None,
    progress: Progress | None = None,
) -> Iterator[Comparison]:
    """Run recipes on a photo and yield what is known after each of them; the last one is complete.

    recipes    1 to MOST_PANES; one that cannot run on this photo leaves a reason in its pane, and the rest goes on
    titles     what the panes are called; without, `titles_of` the recipes
    reference  which pane the others are matched to; it runs first. Without, the first that works
    before     an earlier comparison on this very photo: what it has for one of the recipes is taken over
    progress   is told what is going on in which pane, and what share of all is done

    Raises ValueError for too many or too few recipes or a reference that is none of them, CancelledError within one
    band of work.
    """
    if not 1 <= len(recipes) <= MOST_PANES:
        raise ValueError(f"1 to {MOST_PANES} recipes can be compared, not {len(recipes)}")
    if reference is not None and not 0 <= reference < len(recipes):
        raise ValueError(f"the reference must be one of the {len(recipes)} panes, not {reference}")
    titles = titles_of(recipes) if titles is None else titles
    panes = [Pane(*what) for what in zip(LETTERS[: len(recipes)], titles, recipes, strict=True)]
    known = _known(before)
    tables: dict[tuple[int, int], NDArray[np.int64]] = {}
    order = sorted(range(len(panes)), key=lambda index: index != reference)
    for step, index in enumerate(order):
        check(cancel)
        tell = _part(progress, panes[index], step, len(order))
        panes[index] = _run(photo, panes[index], known, cancel, tell)
        for other in order[:step]:
            i, j = sorted((index, other))
            a, b = panes[i].segmentation, panes[j].segmentation
            if a is not None and b is not None:
                tables[i, j] = contingency(a.labels, b.labels, a.k, b.k, cancel)
        yield comparison(panes, dict(tables), reference, photo.has_transparency, cancel)


def _known(before: Comparison | None) -> dict[Recipe, PaneResult]:
    """Return results that can be taken over; not those of filters in a file, which may have changed."""
    panes = before.panes if before is not None else ()
    return {pane.recipe: pane.segmentation for pane in panes if pane.segmentation and pane.recipe.bank != "file"}


def _run(
    photo: Photo, pane: Pane, known: dict[Recipe, PaneResult], cancel: Event | None, progress: Progress | None
) -> Pane:
    """Fill in a pane: with its result, or with the reason why there is none."""
    if pane.recipe not in known:
        try:
            known[pane.recipe] = _result(photo, pane.recipe, cancel, progress)
        except _CANNOT_RUN as error:
            return replace(pane, reason=plain_line(str(error)))
        except MemoryError:
            return replace(pane, reason="there is not enough memory for this recipe on this photo")
    return replace(pane, segmentation=known[pane.recipe])


def _result(photo: Photo, recipe: Recipe, cancel: Event | None, progress: Progress | None) -> PaneResult:
    """Segment, and keep what can be seen: rows and features go."""
    start = perf_counter()
    found = segment(photo, recipe, cancel=cancel, progress=progress)
    labels, palette = found.labels, found.palette
    seconds = perf_counter() - start
    return PaneResult(
        labels,
        palette,
        found.counts,
        found.shares,
        found.cost,
        found.generation,
        found.warnings,
        explained(feature_space(photo, _LAB, cancel), found.numbering, found.k, cancel),
        seconds,
    )


def _part(progress: Progress | None, pane: Pane, step: int, steps: int) -> Progress | None:
    """Return what tells the progress of all from that of one pane."""
    if progress is None:
        return None
    progress(f"{pane.letter}: segmenting", step / steps)

    def tell(words: str, share: float) -> None:
        progress(f"{pane.letter}: {words}", (step + share) / steps)

    return tell
