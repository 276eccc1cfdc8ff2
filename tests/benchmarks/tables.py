"""Results as tables in Markdown, and as goals that were met or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .contest import Outcome
from .photos import Picture, different_colors


@dataclass(frozen=True)
class Goal:
    """Something promised and what was measured, by which contestant; None where it could not be."""

    text: str
    contestant: str
    measured: float | None
    limit: float
    at_most: bool = False

    def row(self) -> list[str]:
        """One row of the table of goals."""
        if self.measured is None:
            return [self.text, self.contestant, self._bound, "-", "not measured"]
        met = self.measured <= self.limit if self.at_most else self.measured >= self.limit
        return [self.text, self.contestant, self._bound, f"{self.measured:.5g}", "met" if met else "MISSED"]

    @property
    def _bound(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.limit:g}"


def heading(text: str) -> None:
    """Print a heading."""
    print(f"\n### {text}\n", flush=True)


def describe(picture: Picture) -> None:
    """Print what the picture is."""
    height, width = picture.pixels.shape[:2]
    print(f"{picture.title}: {width} x {height}, {different_colors(picture.pixels):,} different colors\n", flush=True)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table with columns of even width: the first one to the left, the others to the right."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])], *rows]:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        print(f"| {' | '.join(cells)} |")
    print(flush=True)


def compare(picture: Picture, outcomes: Sequence[Outcome]) -> None:
    """Print the contestants' times, memory and cost, with their ratios to the first that took part."""
    taking_part = [outcome for outcome in outcomes if not outcome.missing]
    if taking_part:
        first, pixels = taking_part[0], picture.megapixels * 1e6
        rows = [
            [
                outcome.name,
                duration(outcome.median),
                f"{outcome.median / first.median:.2f}",
                f"{outcome.cost / pixels:.2f}",
                f"{outcome.cost / first.cost:.5f}" if first.cost else "-",
                f"{outcome.bytes / 1e6:,.0f}",
                f"{outcome.bytes / pixels:.1f}",
                "-" if outcome.rounds is None else str(outcome.rounds),
                str(len(outcome.seconds)),
            ]
            for outcome in taking_part
        ]
        head = ["", "time", "ratio", "cost a pixel", "ratio", "peak MB", "bytes a pixel", "rounds", "runs"]
        table(head, rows)
    name_missing(outcomes)


def summary(contests: Mapping[str, Sequence[Outcome]]) -> None:
    """Print one table of all contests: a row for each contestant; its time, that over ours, its cost over ours."""
    names = list(dict.fromkeys(outcome.name for outcomes in contests.values() for outcome in outcomes))
    rows = []
    for name in names:
        row = [name]
        for outcomes in contests.values():
            done = [outcome for outcome in outcomes if outcome.seconds]
            (found,) = [outcome for outcome in done if outcome.name == name] or [None]
            row.append("-" if found is None else ", ".join([duration(found.median), *against(found, done[0])]))
        rows.append(row)
    table(["", *contests], rows)


def against(outcome: Outcome, ours: Outcome) -> list[str]:
    """Return time and cost over ours, in words; nothing for ours itself."""
    if outcome is ours:
        return []
    times = outcome.median / ours.median
    return [f"{times:.{0 if times >= 10 else 1}f}×", f"cost {outcome.cost / ours.cost:.3f}"]


def name_missing(outcomes: Sequence[Outcome]) -> None:
    """Print who took no part, or came to no end, and why."""
    for outcome in outcomes:
        if outcome.missing:
            print(f"missing: {outcome.name}: {outcome.missing}", flush=True)


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    if seconds < 0.01:
        return f"{seconds * 1000:.2f} ms"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"


def ratio(outcomes: Sequence[Outcome], ours: str, peer: str, figure: str = "median") -> float | None:
    """Return the peer's figure over ours, or None where either is missing."""
    found = {outcome.name: outcome for outcome in outcomes if not outcome.missing}
    if ours not in found or peer not in found:
        return None
    return getattr(found[peer], figure) / getattr(found[ours], figure)
