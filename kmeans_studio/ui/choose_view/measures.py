"""The rows of the chart, without Qt: each measure over k, which k it favors, and how its numbers are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from .. import words
from ..recipe_panel.k_curve import percent

if TYPE_CHECKING:
    from ...choosing import Criterion
    from ...pipeline.choose_k import KEvidence
    from ..choose_jobs import Study

MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Measure:
    """One row.

    prefers  what is better, in a few words that stand below the title
    help     what it is, in a sentence or two
    points   (k, value) as far as they are known, ascending
    best     the k that it favors, where it favors one
    say      how a value is written
    errors   (k, standard error) of values that were measured on samples
    """

    name: str
    title: str
    prefers: str
    help: str
    points: tuple[tuple[int, float], ...]
    best: int | None
    say: Callable[[float], str]
    errors: tuple[tuple[int, float], ...] = ()

    def at(self, k: int) -> float | None:
        """Return the value at a k; None where there is none."""
        return dict(self.points).get(k)

    def told(self, k: int) -> str:
        """Write the value at a k, with its error where it has one; nothing where there is no value."""
        value, error = self.at(k), dict(self.errors).get(k, 0.0)
        if value is None:
            return ""
        return f"{self.say(value)} ± {error:.1g}" if error > 0 else self.say(value)


PREFERS = {
    "variance": ("more is better", "none explains enough"),
    "knee": ("where it stops falling", "no clear knee"),
    "silhouette": ("more is better", "no value"),
    "calinski-harabasz": ("more is better", "no value"),
    "davies-bouldin": ("less is better", "no value"),
    "gap": ("the first that is enough", "none is enough"),
    "stability": ("how far restarts agree", "restarts never agree"),
}
"""What stands below the title of a criterion, and what in its place where it takes no k."""


def _two(value: float) -> str:
    return f"{value:.2f}".replace("-", MINUS)


def _writes(criterion: Criterion) -> Callable[[float], str]:
    """Return how the numbers of a criterion are written."""
    if criterion.digits < 0:
        return percent
    if criterion.digits == 0 or criterion.figure == "cost":
        return lambda value: words.cost(value) if value < 1e6 else f"{value:.1e}".replace("e+0", "e")
    return lambda value: f"{value:.{criterion.digits}f}".replace("-", MINUS)


COMPARED = (
    ("silhouette", "segments lie further apart", "segments lie closer together"),
    ("stability", "restarts agree more", "restarts agree less"),
)
"""Figures that two numbers of segments are compared by, where more is better, and what more and less mean."""


def measures_of(study: Study | None) -> tuple[Measure, ...]:
    """Return a row for each criterion; without a study they have no points. The cost is that of a pixel."""
    from ...choosing import CRITERIA

    entries: tuple[KEvidence, ...] = () if study is None else study.evidence.entries
    rows = []
    for criterion in CRITERIA:
        figure, (prefers, without) = criterion.value.figure, PREFERS.get(criterion.name, ("", ""))
        per = study.pixels if study is not None and figure == "cost" else 1
        found = [(entry.k, getattr(entry, figure)) for entry in entries]
        points = tuple((k, value / per) for k, value in found if value is not None and isfinite(value))
        sampled = [(entry.k, getattr(entry, f"{figure}_error", None)) for entry in entries]
        errors = tuple((k, error) for k, error in sampled if error is not None and isfinite(error))
        best = None if study is None else study.verdict.votes.get(criterion.name)
        best = best if best in dict(points) else None
        if study is not None and study.ended and best is None:
            prefers = without
        say = _writes(criterion.value)
        rows.append(Measure(criterion.name, criterion.title, prefers, criterion.help, points, best, say, errors))
    return tuple(rows)


def compared(study: Study, own: int) -> str:
    """Say in a line what a person's own k does better or worse than the k that is suggested."""
    wanted = study.verdict.suggestion
    by_k = {entry.k: entry for entry in study.evidence.entries}
    if wanted is None or wanted not in by_k or own == wanted:
        return ""
    if own not in by_k:
        return f"Your {own} was not measured."
    mine, other = by_k[own], by_k[wanted]
    better: list[str] = []
    worse: list[str] = []
    if mine.explained is not None and other.explained is not None:
        points = round(mine.explained * 100) - round(other.explained * 100)
        if points:
            count = "1 point" if abs(points) == 1 else f"{abs(points)} points"
            side, word = (better, "more") if points > 0 else (worse, "less")
            side.append(f"it explains {count} {word} of the variance")
    for figure, more, less in COMPARED:
        a, b = getattr(mine, figure), getattr(other, figure)
        if a is not None and b is not None and _two(a) != _two(b):
            side, word = (better, more) if a > b else (worse, less)
            side.append(f"{word} ({_two(a)} instead of {_two(b)})")
    if not better and not worse:
        return f"Your {own} does just as well."
    return f"Your {own}: {', but '.join(' and '.join(part) for part in (better, worse) if part)}."
