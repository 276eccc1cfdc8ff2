"""CRITERIA: the measures that speak for a k, what each prefers, and which k it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..registry import Registry
from .explained import THRESHOLD, smallest_good
from .gap import first_within_error
from .knee import knee
from .stability import most_that_agree

Values = Sequence[float | None]
Vote = Callable[[Sequence[int], Values, Values], int | None]


class Figures(Protocol):
    """What is known of one k; None where it is undefined or not known yet. See `pipeline.choose_k.KEvidence`."""

    @property
    def k(self) -> int:
        """How many segments were asked for."""

    @property
    def cost(self) -> float:
        """What they cost."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A measure.

    figure     the attribute of KEvidence that holds its values
    error      the attribute that holds their standard error; "" where there is none
    better     what is better: "more", "less", or "bend" where it is the shape of the curve that counts
    vote       (ks, values, errors) -> the k that it takes, or None
    threshold  from which value on one is good, where it goes by that
    digits     that are worth showing; -1 for a share, shown in percent
    """

    figure: str
    better: str
    vote: Vote
    error: str = ""
    threshold: float | None = None
    digits: int = 2

    def takes(self, entries: Sequence[Figures], total: float | None = None) -> int | None:
        """Return the k that this measure takes of what is known.

        total  the cost of one single segment: it belongs to the curve whose knee is looked for, even if 1 is no choice
        """
        known = [one for one in entries if getattr(one, self.figure) is not None]
        ks, values = [one.k for one in known], [getattr(one, self.figure) for one in known]
        errors = [getattr(one, self.error) if self.error else None for one in known]
        if self.better == "bend" and total is not None and ks and ks[0] == 2:
            ks, values, errors = [1, *ks], [total, *values], [None, *errors]
        return self.vote(ks, values, errors)


def _greatest(ks: Sequence[int], values: Values, errors: Values) -> int | None:
    """Return the k of the greatest value, the smallest of equal ones."""
    known = [(value, -k) for k, value in zip(ks, values, strict=True) if value is not None]
    return -max(known)[1] if known else None


def _least(ks: Sequence[int], values: Values, errors: Values) -> int | None:
    """Return the k of the least value, the smallest of equal ones."""
    known = [(value, k) for k, value in zip(ks, values, strict=True) if value is not None]
    return min(known)[1] if known else None


def _knee(ks: Sequence[int], values: Values, errors: Values) -> int | None:
    """Return where the curve bends."""
    return knee(ks, [value for value in values if value is not None])


CRITERIA: Registry[Criterion] = Registry("measure")

CRITERIA.add(
    "variance",
    "Variance explained",
    f"Prefers the fewest segments that explain {round(100 * THRESHOLD)} % of how much the photo varies.",
    Criterion(
        "explained",
        "more",
        lambda ks, values, errors: smallest_good(ks, values),
        threshold=THRESHOLD,
        digits=-1,
    ),
)
CRITERIA.add(
    "knee",
    "Knee of the cost",
    "Prefers the place where the curve of the cost bends: from there on more segments bring much less.",
    Criterion("cost", "bend", _knee),
)
CRITERIA.add(
    "silhouette",
    "Silhouette",
    "Prefers segments that are clearly set off: pixels much nearer to their own segment than to the next one.",
    Criterion("silhouette", "more", _greatest, error="silhouette_error"),
)
CRITERIA.add(
    "calinski-harabasz",
    "Calinski-Harabasz",
    "Prefers compact segments far apart, and weighs what each further segment brings against how many there are.",
    Criterion("calinski_harabasz", "more", _greatest, digits=0),
)
CRITERIA.add(
    "davies-bouldin",
    "Davies-Bouldin",
    "Prefers that no two segments run into each other: each is compared with the one it is least apart from.",
    Criterion("davies_bouldin", "less", _least),
)
CRITERIA.add(
    "gap",
    "Gap statistic",
    "Prefers the fewest segments after which one more brings no more than it would if there were no groups at all.",
    Criterion("gap", "more", first_within_error, error="gap_error"),
)
CRITERIA.add(
    "stability",
    "Stability",
    "Prefers the most segments that come out the same from wherever the search starts.",
    Criterion("stability", "more", lambda ks, values, errors: most_that_agree(ks, values)),
)
