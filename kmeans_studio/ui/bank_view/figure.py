"""The figures behind bars and ranking, without Qt: features in the bank's order, and which segments are near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .arrangement import arranged

if TYPE_CHECKING:
    from ...edits import EditedSegments, Segment
    from ...features.banks import Bank
    from ...inspection import PixelEvidence, Separation


_KINDS = {"x": "place", "y": "place", "brightness": "brightness"}
"""What features are that come from no filter; all others are colors."""


@dataclass(frozen=True, slots=True)
class Near:
    """A segment and how far the pixel lies from the center of it; of a merged one, from the nearest of its centers.

    label  of that center
    """

    segment: Segment
    label: int
    distance: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One feature of the pixel.

    filters  those of the whole bank that it comes from; () for a color or a place
    speaks   how much it speaks for the nearest segment against the next one, where that can be said
    """

    title: str
    filters: tuple[int, ...]
    value: float
    nearest: float
    runner_up: float | None
    speaks: float | None


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars that stand together, with a caption under them."""

    caption: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A pixel, its features, and the segments from near to far.

    own      the segment that the pixel belongs to
    unit     what the features are counted in
    """

    pixel: tuple[int, int]
    groups: tuple[BarGroup, ...]
    near: tuple[Near, ...]
    own: Segment | None
    unit: str

    @property
    def stretched(self) -> bool:
        """Whether there are distances to several segments, and they are no sums over the bars."""
        return len(self.near) > 1 and all(bar.speaks is None for group in self.groups for bar in group.bars)

    @property
    def count(self) -> int:
        """How many features there are."""
        return sum(len(group.bars) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One feature. `filters`: those of the whole bank that it comes from; () for a color or a place."""

    title: str
    filters: tuple[int, ...]
    share: float


def ranked_of(found: Separation, bank: Bank, off: Sequence[int]) -> tuple[Ranked, ...]:
    """Return the features, the one that separates most first; `off`: the filters that were left out of the run."""
    on = [number for number in range(len(bank)) if number not in set(off)]
    result = []
    for column in found.ranking.tolist():
        filters = tuple(on[source] for source in found.sources[column] if source < len(on))
        title = bank.filters[filters[0]].title if len(filters) == 1 else found.names[column]
        result.append(Ranked(title, filters, float(found.shares[column])))
    return tuple(result)


def figure_of(evidence: PixelEvidence, bank: Bank, off: Sequence[int], edited: EditedSegments) -> Figure:
    """Put the evidence in the order of the bank; `off`: the filters that were left out of the run."""
    near = nearest_first(evidence, edited)
    nearest = near[0].label
    second = near[1].label if len(near) > 1 else None
    groups = []
    for caption, columns in columns_in_order(evidence.sources, evidence.names, bank, off):
        bars = []
        for column, filters in columns:
            title = bank.filters[filters[0]].title if len(filters) == 1 else evidence.names[column]
            bars.append(
                Bar(
                    title,
                    filters,
                    float(evidence.values[column]),
                    float(evidence.centers[nearest, column]),
                    None if second is None else float(evidence.centers[second, column]),
                    None if evidence.contributions is None else float(evidence.contributions[column]),
                )
            )
        groups.append(BarGroup(caption, tuple(bars)))
    own = edited.segment_of(evidence.segment)
    return Figure((evidence.x, evidence.y), tuple(groups), near, own, evidence.unit)


def nearest_first(evidence: PixelEvidence, edited: EditedSegments) -> tuple[Near, ...]:
    """Return the segments, merged as they were by a person, from the nearest to the farthest."""
    found: dict[int, Near] = {}
    for label in np.argsort(evidence.distances, kind="stable").tolist():
        segment = edited.segment_of(label)
        if segment is not None and segment.label not in found:
            found[segment.label] = Near(segment, label, float(evidence.distances[label]))
    return tuple(found.values())


def columns_in_order(
    sources: Sequence[tuple[int, ...]], names: Sequence[str], bank: Bank, off: Sequence[int]
) -> list[tuple[str, list[tuple[int, tuple[int, ...]]]]]:
    """Return groups (caption, [(column, filters of the whole bank)]) as the bank is arranged; other features last."""
    on = [number for number in range(len(bank)) if number not in set(off)]
    filters_of = [tuple(on[source] for source in of if source < len(on)) for of in sources]
    column_of = {number: column for column, filters in enumerate(filters_of) for number in filters}
    placed: set[int] = set()
    result: list[tuple[str, list[tuple[int, tuple[int, ...]]]]] = []
    for group in arranged(bank):
        first = True
        for row in group.rows:
            columns = []
            for number in row.filters:
                column = column_of.get(number)
                if column is not None and column not in placed:
                    placed.add(column)
                    columns.append((column, filters_of[column]))
            if columns:
                result.append((_caption(group.name, group.title, row.caption, first=first), columns))
                first = False
    others: list[tuple[int, tuple[int, ...]]] = [(column, ()) for column in range(len(names)) if column not in placed]
    if others:
        kinds = (_KINDS.get(names[column], "color") for column, _ in others)
        result.append((", ".join(dict.fromkeys(kinds)), others))
    return result


def _caption(name: str, title: str, caption: str, *, first: bool) -> str:
    """Return what stands under the bars of a row: the kind only where it begins."""
    if name in ("edges", "bars", "rings"):
        return f"{title.lower()} {caption}" if first else caption.split(" ")[-1]
    if name == "gabor":
        return caption if first else caption.split(" ")[-1]
    return caption


def why(figure: Figure, *, cleaned_up: bool) -> str:
    """Say in a sentence why the pixel belongs to its segment."""
    own, near = figure.own, figure.near
    if own is None or not near:
        return ""
    if len(near) == 1:
        return "There is one segment only."
    first, second = near[:2]
    if own.label == first.segment.label:
        nearest, after = told_apart(first.distance, second.distance)
        return f"In {_named(own)}, whose center is nearest: {nearest}; next is {_named(second.segment)}: {after}."
    mine = next((one.distance for one in near if one.segment.label == own.label), None)
    nearest, *against = told_apart(first.distance, *(() if mine is None else (mine,)))
    nearer = " against ".join((f"{_named(first.segment)} is nearer, {nearest}", *against))
    reason = "the clean-up smoothed the border here" if cleaned_up else "the border runs through its cell"
    return f"In {_named(own)}, though {nearer}: {reason}."


def told_apart(*distances: float) -> list[str]:
    """Return distances with one decimal or, where they would look the same, with up to three."""
    for decimals in (1, 2, 3):
        said = [f"{distance:.{decimals}f}" for distance in distances]
        if len(set(said)) == len(said):
            break
    return said


def _named(segment: Segment) -> str:
    return f"{segment.number} {segment.name}"
