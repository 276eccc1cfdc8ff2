"""Evidence for k: the recipe run with each k of a range, and what the measures say of it, piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Event
from typing import TYPE_CHECKING, Any

from ..choosing.calinski_harabasz import calinski_harabasz
from ..choosing.davies_bouldin import davies_bouldin
from ..choosing.explained import explained
from ..choosing.gap import gaps
from ..choosing.stability import stability
from ..choosing.verdict import Verdict, verdict_of
from ..features.modes import MODES
from ..parallel import check
from ..photo import Photo
from ..recipe import Recipe
from . import segment
from .k_rows import Measured, NothingToChooseError, Trial, notes_on, possible_ks
from .progress import Progress
from .silhouette_map import silhouette_map
from .thumbnail import thumbnail

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..segmentation import Segmentation

__all__ = [
    "DEFAULT",
    "Evidence",
    "KEvidence",
    "NothingToChooseError",
    "Verdict",
    "check_ks",
    "choose_k",
    "silhouette_map",
]

DEFAULT = range(2, 13)
"""The k that are compared where nobody says which."""

GREATEST = 64
"""The greatest k: thumbnails of more segments look all alike, and no measure tells them apart."""

MOST = 32
"""So many different k at most."""

SHARES = (0.6, 0.2, 0.1, 0.1)
"""What the segmentations, the silhouettes, the gaps and the stabilities take, as shares of the whole."""


@dataclass(frozen=True, slots=True, eq=False)
class KEvidence:
    """What is known of one k. None stands for what is undefined, such as the silhouette of one segment, or yet to come.

    k                  how many segments were asked for
    recipe             the recipe with this k: whoever segments with it gets what was looked at here, byte for byte
    segments           how many there are
    cost               as `Segmentation.cost`; in modes that look at texture, in the features that all k have in common
    explained          the share of the variance (of the cost) that lies between the segments, 0..1
    silhouette         the mean width, -1..1, and its standard error
    calinski_harabasz  the ratio of what lies between the segments and within
    davies_bouldin     how much neighboring segments run into each other
    gap                the gap statistic, and s of the rule that goes with it
    stability          the mean adjusted Rand index of runs that start elsewhere
    thumbnail          (h, w, 3) uint8, up to 160 pixels a side: the segments in the mean colors of their pixels
    palette            (k, 3) uint8: these colors, in the order of the segments
    """

    k: int
    recipe: Recipe
    segments: int
    cost: float
    explained: float | None
    thumbnail: NDArray[np.uint8]
    palette: NDArray[np.uint8]
    calinski_harabasz: float | None = None
    davies_bouldin: float | None = None
    silhouette: float | None = None
    silhouette_error: float | None = None
    gap: float | None = None
    gap_error: float | None = None
    stability: float | None = None


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known so far.

    entries  one for each k that was tried, ascending
    done     the share of the work, 0..1
    notes    what is to be said about the range and the measures, in plain words
    ks       the k that there will be entries for, ascending
    total    the cost of one single segment
    """

    entries: tuple[KEvidence, ...]
    done: float
    notes: tuple[str, ...] = ()
    ks: tuple[int, ...] = ()
    total: float | None = None

    @cached_property
    def verdict(self) -> Verdict:
        """Which k the measures take; of what is known so far."""
        return verdict_of(self.entries, self.total)


def choose_k(
    photo: Photo,
    recipe: Recipe,
    ks: Iterable[int] = DEFAULT,
    *,
    cancel: Event | None = None,
    progress: Progress | None = None,
) -> Iterator[Evidence]:
    """Try every k of a range with a recipe, and yield what is known after each piece of work; the last has all of it.

    First come the segmentations with what follows from them at once, then the silhouettes, the gap statistic and the
    stability, each from the least k to the greatest. The same photo, recipe and ks give the same figures.

    One segmentation is held at a time. What is kept is a sample of up to 3,000 rows for each k, up to 4,000 for the gap
    and the stability, and some thumbnails: with 60 features 2 MB for each k, so below 64 MB in all.

    Raises ValueError at once for mode "focus", which always has two segments, for a range that is empty, beyond 1..64
    or of more than 32 k; and, on the way, NothingToChooseError where the photo has only one color or fewer than the
    least k, and what `pipeline.segment` does, CancelledError among it.
    """
    if MODES[recipe.mode].focus:
        raise ValueError("mode 'focus' always has two segments, so there is no k to choose")
    return _judged(_choose(photo, recipe, check_ks(ks), cancel, progress))


def _judged(pieces: Iterator[Evidence]) -> Iterator[Evidence]:
    """Come to the verdict here, on the worker: finding a knee loads much the first time."""
    for evidence in pieces:
        evidence.verdict  # noqa: B018
        yield evidence


def check_ks(ks: Iterable[int]) -> tuple[int, ...]:
    """Return the k in ascending order, each once; raises ValueError where they are none, too many or too great."""
    chosen = tuple(sorted({int(k) for k in ks}))
    if not chosen:
        raise ValueError("the range of k is empty: the first number must not be greater than the last one")
    if chosen[0] < 1 or chosen[-1] > GREATEST:
        raise ValueError(f"k must be from 1 to {GREATEST}, not {chosen[0]} to {chosen[-1]}")
    if len(chosen) > MOST:
        raise ValueError(f"at most {MOST} different k can be compared at a time, not {len(chosen)}")
    return chosen


def _choose(
    photo: Photo, recipe: Recipe, ks: tuple[int, ...], cancel: Event | None, progress: Progress | None
) -> Iterator[Evidence]:
    ks, cut = possible_ks(photo, recipe, ks, cancel, progress)
    notes = (*cut, *notes_on(recipe))
    evidence = Evidence((), 0.0, notes, ks)
    trials: list[Trial] = []
    for number, k in enumerate(ks):
        _tell(progress, f"Segmenting with k = {k}", evidence.done)
        one = recipe.change(k=k)
        segmentation = segment(photo, one, cancel=cancel, progress=progress)
        measured = Measured.of(photo, one, segmentation, cancel)
        if number == 0:
            total, drawn = measured.total_cost(recipe.metric, cancel), measured.drawn(recipe, cancel)
        trial = Trial.of(measured, one, segmentation, cancel)
        entry = _entry(one, segmentation, trial, total, cancel)
        trials.append(trial)
        if entry.segments < k:
            notes += (f"with k = {k} there are only {entry.segments} segments",)
        done = SHARES[0] * (number + 1) / len(ks)
        evidence = Evidence((*evidence.entries, entry), done, notes, ks, total)
        yield evidence
    for number, trial in enumerate(trials):
        _tell(progress, f"Silhouette of k = {ks[number]}", evidence.done)
        found = trial.silhouette(cancel)
        value, error = (None, None) if found is None else (found.mean, found.error)
        evidence = _with(evidence, number, SHARES[1], silhouette=value, silhouette_error=error)
        yield evidence
    _tell(progress, "Gap statistic", evidence.done)
    for number, gap in enumerate(gaps(drawn.points, ks, seed=recipe.seed, cancel=cancel)):
        value, error = (None, None) if gap is None else (gap.value, gap.error)
        evidence = _with(evidence, number, SHARES[2], gap=value, gap_error=error)
        yield evidence
    for number, k in enumerate(ks):
        _tell(progress, f"Stability of k = {k}", evidence.done)
        agreement = stability(drawn.points, drawn.weights, k, metric=drawn.metric, seed=recipe.seed, cancel=cancel)
        evidence = _with(evidence, number, SHARES[3], stability=agreement)
        yield evidence if number + 1 < len(ks) else replace(evidence, done=1.0)


def _entry(recipe: Recipe, segmentation: Segmentation, trial: Trial, total: float, cancel: Event | None) -> KEvidence:
    """Return what follows from a segmentation at once."""
    picture = thumbnail(segmentation)
    check(cancel)
    return KEvidence(
        recipe.k,
        recipe,
        trial.spread.k,
        trial.cost,
        explained(trial.cost, total),
        picture,
        segmentation.palette,
        calinski_harabasz(trial.spread, total / trial.scale),
        davies_bouldin(trial.spread),
    )


def _with(evidence: Evidence, number: int, share: float, **figures: Any) -> Evidence:
    """Return evidence with more figures of the entry of that number, a piece of that share of the work later."""
    entries = list(evidence.entries)
    entries[number] = replace(entries[number], **figures)
    return replace(evidence, entries=tuple(entries), done=evidence.done + share / len(entries))


def _tell(progress: Progress | None, words: str, done: float) -> None:
    if progress is not None:
        progress(words, done)
