"""The verdict: which k the measures take, the one that most of them take, and where they disagree, in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .criteria import CRITERIA, Figures

NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the measures come to.

    suggestion     the k that most measures take, the smaller one of two; None where none takes any
    votes          for each name in CRITERIA the k that it takes, None where it takes none
    sentence       the suggestion and how many agree
    disagreements  a sentence for each criterion, in their order: what it prefers, and which k that is
    knee           where the cost bends, None where there is no clear knee
    """

    suggestion: int | None
    votes: Mapping[str, int | None]
    sentence: str
    disagreements: tuple[str, ...]
    knee: int | None

    @property
    def agreeing(self) -> int:
        """How many measures take the suggestion."""
        return sum(vote is not None and vote == self.suggestion for vote in self.votes.values())


def verdict_of(entries: Sequence[Figures], total: float | None = None) -> Verdict:
    """Count the votes on what is known of each k so far, by ascending k; see `Criterion.takes` for the total."""
    votes = {entry.name: entry.value.takes(entries, total) for entry in CRITERIA}
    counted = Counter(vote for vote in votes.values() if vote is not None)
    suggestion = min(counted, key=lambda k: (-counted[k], k), default=None)
    sentence = _sentence(suggestion, counted)
    said = tuple(_said(name, vote, len(entries)) for name, vote in votes.items())
    return Verdict(suggestion, votes, sentence, said, votes["knee"])


def _sentence(suggestion: int | None, counted: Counter[int]) -> str:
    if suggestion is None:
        return "No suggestion: none of the measures can tell these apart."
    agreeing, voting = counted[suggestion], counted.total()
    begin = f"Suggestion: {suggestion}."
    if voting == 1:
        return f"{begin} Only one measure can tell."
    if agreeing == voting:
        return f"{begin} {'Both' if voting == 2 else f'All {NUMBERS[voting]}'} measures agree."
    if 2 * agreeing > voting:
        return f"{begin} {NUMBERS[agreeing].capitalize()} of {NUMBERS[voting]} measures agree."
    others = sorted(k for k in counted if k != suggestion)
    if agreeing == 1:
        return f"{begin} The measures disagree: no two of them take the same k. This is the smallest one taken."
    tied = [k for k in others if counted[k] == agreeing]
    why = (
        f"as many take {_listed(tied)}, and the smaller one is suggested"
        if tied
        else f"the others take {_listed(others)}"
    )
    return f"{begin} The measures disagree: only {NUMBERS[agreeing]} of {NUMBERS[voting]} take it; {why}."


def _said(name: str, vote: int | None, known: int) -> str:
    entry = CRITERIA.entry(name)
    if vote is not None:
        return f"{entry.title} takes {vote}. {entry.help}"
    if name == "knee":
        return f"{entry.title} takes none: there is no clear knee. {entry.help}"
    if entry.value.threshold is not None and known:
        return f"{entry.title} takes none: no k here reaches {round(100 * entry.value.threshold)} %. {entry.help}"
    if name == "gap" and known:
        return f"{entry.title} takes none: the gap keeps growing, or there is none. {entry.help}"
    return f"{entry.title} takes none: there is no value. {entry.help}"


def _listed(ks: Sequence[int]) -> str:
    *some, last = map(str, ks)
    return f"{', '.join(some)} and {last}" if some else last
