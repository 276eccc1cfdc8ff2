"""Modes that look at texture: gray -> responses -> features on a grid -> generations -> segmentations.

The features are clustered; then, if it is wanted, the distance is adapted to how the segments spread and finer features
are clustered from there (sharpening), and at the end borders are smoothed (clean-up). Each of these is a stage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..engine import lloyd
from ..engine.all_rows import on_all_rows
from ..engine.metrics import METRICS
from ..engine.sharp_starts import sharpest_start
from ..engine.sharpen import sharpened
from ..features.enlarge import winners
from ..features.grid_space import GridSpace
from ..label_order import Numbering
from ..parallel import bands
from ..photo import Photo
from ..recipe import Recipe
from ..regions import merge_small, smoothed_votes
from ..segmentation import Segmentation
from .preview import preview_of
from .progress import Progress
from .rows import Sample, at_limit, possible_k, there_are
from .starts import Starts
from .texture_space import Spaces, texture_spaces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..engine.lloyd import Generation

CLEAN_UP = "clean-up"
VOTE = 6.0
"""The sigma in pixels of the vote that smooths borders."""

COARSE = 60_000
"""About so many cells are enough for the picture of a generation on the way."""

SCORES = 1 << 27
"""So many scores are worked out at a time: with many segments they would take more memory than all the features."""

ON_ALL = 20
"""Generations on all cells at most, after the search on a sample of them ..."""

AFTER_SHARPENING = 3
"""... and where the sample was sharpened: then it is the distance that decides, not the last bit of the cost."""

LEAST_SHARE = 0.01
"""Parts smaller than this share of the photo are joined to a neighbor."""


def texture_generations(
    photo: Photo,
    recipe: Recipe,
    numbering: Numbering | None,
    cancel: Event | None,
    progress: Progress | None,
    *,
    preview: bool,
) -> Iterator[Segmentation]:
    """Yield every generation of a mode that looks at texture, stage by stage; the last one is the result."""
    if preview and (first := preview_of(photo, recipe, _segment, cancel)) is not None:
        yield first
    yield from _segment(photo, recipe, numbering, cancel, progress)


def _segment(
    photo: Photo,
    recipe: Recipe,
    numbering: Numbering | None = None,
    cancel: Event | None = None,
    progress: Progress | None = None,
) -> Iterator[Segmentation]:
    spaces = texture_spaces(photo, recipe, cancel, progress)
    k, deviations = possible_k(spaces.first, recipe.k, lambda different: _too_few(different, recipe.k))
    starts = _starts(photo, recipe, spaces.first, k)
    deviations += spaces.notes + starts.notes
    relocated = dropped = 0
    for found in _search(spaces, recipe, k, starts, cancel):
        relocated += found.generation.relocated
        dropped += found.generation.dropped
        said = deviations
        if found.merged:
            said += (_merged(found.merged, found.generation.k),)
        else:
            # Sharpening leaves out what has become empty.
            dropped += k - dropped - found.generation.k
        yield Segmentation(
            found.space,
            found.generation,
            relocated,
            dropped,
            recipe.label_order,
            numbering,
            at_limit=found.at_limit,
            deviations=said,
            # Painting needs no labels of cells: the painter must not keep them alive.
            painter=found._replace(generation=found.generation.without_labels()).paint,
            starts=starts.numbers,
            cancel=cancel,
        )


def _starts(photo: Photo, recipe: Recipe, space: GridSpace, k: int) -> Starts:
    """Return what the search begins with."""
    if recipe.initializer != "seeds":
        return Starts(recipe.initializer, recipe.restarts)
    stride = space.stride
    return Starts.of_seeds(photo, recipe, k, space.rows, lambda x, y: int(space.row_of_cell[y // stride, x // stride]))


class Found(NamedTuple):
    """A generation, the space whose cells it is painted on, and whether the search was cut short by the limit.

    scores  (k, gh, gw) where it is not the distance to centers that decides; the least one wins
    merged  how many clusters the clean-up left nothing of
    """

    space: GridSpace
    generation: Generation
    at_limit: bool = False
    scores: NDArray[np.float32] | None = None
    merged: int = 0

    def paint(self, cancel: Event | None = None) -> NDArray[np.uint8]:
        """Return the cluster of each pixel, (h, w) uint8: what is said for each cell, interpolated, the best wins.

        Generations of a large photo are painted more coarsely while there are others to come.
        """
        space, scores = self.space, self.scores
        if scores is not None:
            return winners(scores, space.stride, space.shape, cancel)
        step = 1
        on_the_way = not (self.generation.converged or self.at_limit)
        while on_the_way and len(space.weights) > COARSE * step * step:
            step *= 2
        rows, side = space.thinned_out(step), space.stride * step
        down, across = rows.shape[:2]
        painted = np.empty(space.shape, np.uint8)
        for band in bands(down, max(1, SCORES // (self.generation.k * across))):
            # A row of cells more on either side, as what is said for them is interpolated.
            first, last = max(band.start - 1, 0), min(band.stop + 1, down)
            some = rows[first:last].reshape(-1, rows.shape[-1])
            scores = self.generation.costs_to_centers(some, cancel).reshape(-1, last - first, across)
            height = min(last * side, space.shape[0]) - first * side
            found = winners(scores, side, (height, space.shape[1]), cancel)
            own = painted[band.start * side : band.stop * side]
            top = (band.start - first) * side
            own[...] = found[top : top + len(own)]
        return painted


def _search(spaces: Spaces, recipe: Recipe, k: int, starts: Starts, cancel: Event | None) -> Iterator[Found]:
    """Yield the generations of all stages; only the last of all has come to its end."""
    space = spaces.first
    finer = None if k == 1 else spaces.finer
    sample = Sample.of(spaces.counts, recipe.seed)
    more = recipe.clean_up
    drawn, finer_drawn = sample.rows(space), None if finer is None else sample.rows(finer)
    start = starts.for_engine()
    if finer_drawn is not None and starts.centers is None and starts.restarts > 1:
        given = sharpest_start(
            drawn,
            finer_drawn,
            sample.weights,
            k,
            initializer=starts.initializer,
            starts=starts.restarts,
            seed=recipe.seed,
            cancel=cancel,
        )
        start = {"initializer": "given", "given": given, "restarts": 1}
    on_sample = lloyd.generations(
        drawn,
        sample.weights,
        k,
        **start,
        metric=recipe.metric,
        seed=recipe.seed,
        tolerance=recipe.tolerance,
        max_generations=recipe.max_generations,
        empty=recipe.empty,
        cancel=cancel,
    )
    limited = False
    for generation in on_sample:
        limited = at_limit(generation, recipe)
        yield Found(space, _going_on(generation, more or sample.is_part or finer is not None), limited)
    if finer is not None and finer_drawn is not None:
        space = finer
        plain = generation
        held = {number: finer.rows[starts.rows[number]].astype(np.float64) for number in starts.locked}
        how: dict[str, Any] = {"empty": recipe.empty, "held": held, "cancel": cancel}
        for generation in sharpened(finer_drawn, sample.weights, plain, **how):
            yield Found(space, _going_on(generation, more or sample.is_part), limited)
    if sample.is_part:
        of_part = generation
        limit = ON_ALL if finer is None else AFTER_SHARPENING
        for generation in on_all_rows(
            space.rows,
            spaces.counts,
            of_part,
            generations=limit,
            tolerance=recipe.tolerance,
            empty=recipe.empty,
            descends=METRICS[recipe.metric].descends,
            cancel=cancel,
        ):
            yield Found(space, _going_on(generation, more), limited)
    if recipe.clean_up:
        yield _cleaned_up(Found(space, generation, limited), cancel)


def _going_on(generation: Generation, more: bool) -> Generation:
    """Return a generation of a stage after which there are others: it is not the end."""
    return replace(generation, converged=False, reason="") if more else generation


def _cleaned_up(found: Found, cancel: Event | None) -> Found:
    """Smooth borders and join tiny parts to their neighbors; a cluster of which nothing is left is left out."""
    space, generation = found.space, found.generation
    k = generation.k
    labels = space.on_grid(generation.labels.astype(np.uint8))
    weights = space.cell_weights
    votes = smoothed_votes(labels, k, VOTE / space.stride, weights, cancel)
    votes = merge_small(votes, LEAST_SHARE, weights, cancel)
    now = votes.argmax(axis=0)[weights > 0]
    left = np.flatnonzero(np.bincount(now, minlength=k))
    number = np.zeros(k, np.uint8)
    number[left] = np.arange(len(left))
    cleaned = replace(
        generation,
        number=generation.number + 1,
        labels=number[now].astype(generation.labels.dtype),
        centers=generation.centers[left],
        roots=generation.roots.taken(left),
        moved=float(space.weights[now != generation.labels].sum() / space.weights.sum()),
        converged=True,
        reason="borders were smoothed and tiny parts joined to their neighbors",
        relocated=0,
        dropped=0,
        stage=CLEAN_UP,
    )
    return Found(space, cleaned, found.at_limit, -votes[left], len(np.unique(generation.labels)) - len(left))


def _merged(merged: int, left: int) -> str:
    gone = "a segment was" if merged == 1 else f"{merged} segments were"
    return f"{gone} so scattered that the clean-up joined all of it to neighbors, so {there_are(left)}"


def _too_few(different: int, k: int) -> str:
    return f"the photo is too small or too even for {k} textures, so {there_are(different)}"
