"""What a person does to segments: a pure, replayable list of edits over a segmentation.

An edit names segments by their labels. `apply_edits` replays a list from the start and never changes the
segmentation itself, so that undo is: replay a shorter list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from .color_names import color_names
from .segmentation import NO_SEGMENT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .segmentation import Segmentation

Color = tuple[int, int, int]


class EditError(ValueError):
    """An edit that cannot be: it names a segment that there is not, or a value that cannot be."""


@dataclass(frozen=True, slots=True)
class Hide:
    """Make segments transparent."""

    labels: frozenset[int]


@dataclass(frozen=True, slots=True)
class Show:
    """Show hidden segments again."""

    labels: frozenset[int]


@dataclass(frozen=True, slots=True)
class Merge:
    """Make one segment of several; it takes the place, name and chosen color of the first that has one."""

    labels: frozenset[int]


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a segment a name; an empty one takes the name away."""

    label: int
    name: str


@dataclass(frozen=True, slots=True)
class Recolor:
    """Show segments in a chosen sRGB color; None goes back to the mean of their pixels."""

    labels: frozenset[int]
    color: Color | None


Edit = Hide | Show | Merge | Rename | Recolor


@dataclass(frozen=True, slots=True)
class Segment:
    """One entry of the segment list.

    label    the smallest label of its members, which stands for the segment
    members  every label of the segmentation that belongs to it
    name     what a person called it, or the name of its color
    named    whether a person named it
    mean_color  the mean of its pixels, rounded, sRGB 0..255
    color    the color it is shown in: the mean, or what a person chose
    pixels   how many pixels it has; share is that over all pixels that take part
    """

    label: int
    members: tuple[int, ...]
    name: str
    named: bool
    mean_color: Color
    color: Color
    pixels: int
    share: float
    hidden: bool

    @property
    def number(self) -> int:
        """The number that people see, from 1."""
        return self.label + 1


@dataclass(frozen=True, slots=True, eq=False)
class EditedSegments:
    """A segmentation as its edits leave it.

    segments        in the order of their labels
    group_of_label  (256,) uint8, read-only: the label of the segment that each label belongs to
    colors          (256, 4) uint8 RGBA, read-only: what to paint for each label; alpha 0 for hidden segments
                    and for NO_SEGMENT
    """

    segments: tuple[Segment, ...]
    group_of_label: NDArray[np.uint8]
    colors: NDArray[np.uint8]

    def segment_of(self, label: int) -> Segment | None:
        """Return the segment that a label of the label map belongs to, or None for transparent pixels."""
        group = int(self.group_of_label[label])
        return next((s for s in self.segments if s.label == group), None)


@dataclass(slots=True)
class _Draft:
    """A segment while edits are being replayed."""

    members: list[int]
    name: str = ""
    color: Color | None = None
    hidden: bool = False


@dataclass(slots=True)
class _Replay:
    """The segments while edits are being replayed, by the label that stands for each."""

    drafts: dict[int, _Draft]
    group: dict[int, int] = field(default_factory=dict)

    def drafts_of(self, labels: Iterable[int]) -> list[_Draft]:
        """Return the segments that the labels belong to, each once, in order. Raises EditError."""
        unknown = [label for label in labels if label not in self.group]
        if unknown:
            raise EditError(f"there is no segment {unknown[0] + 1}")
        groups = sorted({self.group[label] for label in labels})
        if not groups:
            raise EditError("no segment was named")
        return [self.drafts[group] for group in groups]

    def apply(self, edit: Edit) -> None:
        """Carry out one edit."""
        match edit:
            case Hide(labels) | Show(labels):
                for draft in self.drafts_of(labels):
                    draft.hidden = isinstance(edit, Hide)
            case Merge(labels):
                self._merge(self.drafts_of(labels))
            case Rename(label, name):
                self.drafts_of([label])[0].name = " ".join(name.split())
            case Recolor(labels, color):
                if color is not None and not (len(color) == 3 and all(0 <= c <= 255 for c in color)):
                    raise EditError(f"{color} is not a color: it takes three numbers from 0 to 255")
                for draft in self.drafts_of(labels):
                    draft.color = color

    def _merge(self, drafts: list[_Draft]) -> None:
        members = sorted(label for draft in drafts for label in draft.members)
        merged = _Draft(
            members,
            next((draft.name for draft in drafts if draft.name), ""),
            next((draft.color for draft in drafts if draft.color is not None), None),
            all(draft.hidden for draft in drafts),
        )
        for label in members:
            self.drafts.pop(label, None)
            self.group[label] = members[0]
        self.drafts[members[0]] = merged


def apply_edits(segmentation: Segmentation, edits: Iterable[Edit] = ()) -> EditedSegments:
    """Replay edits, in order, over a segmentation. Raises EditError."""
    labels = range(segmentation.k)
    replay = _Replay({label: _Draft([label]) for label in labels}, {label: label for label in labels})
    for edit in edits:
        replay.apply(edit)
    drafts = [replay.drafts[label] for label in sorted(replay.drafts)]
    segments = _finished(drafts, segmentation)
    group_of_label = np.full(256, NO_SEGMENT, np.uint8)
    colors = np.zeros((256, 4), np.uint8)
    for segment in segments:
        members = list(segment.members)
        group_of_label[members] = segment.label
        colors[members] = (*segment.color, 0 if segment.hidden else 255)
    group_of_label.flags.writeable = colors.flags.writeable = False
    return EditedSegments(segments, group_of_label, colors)


def _finished(drafts: list[_Draft], segmentation: Segmentation) -> tuple[Segment, ...]:
    """Work out what the segment list shows of each segment."""
    pixels = [int(segmentation.counts[draft.members].sum()) for draft in drafts]
    means = [_mean(segmentation, draft.members) for draft in drafts]
    colors = [draft.color or mean for draft, mean in zip(drafts, means, strict=True)]
    names = color_names(np.array(colors))
    total = int(segmentation.counts.sum())
    return tuple(
        Segment(
            label=draft.members[0],
            members=tuple(draft.members),
            name=draft.name or names[index],
            named=bool(draft.name),
            mean_color=means[index],
            color=colors[index],
            pixels=pixels[index],
            share=pixels[index] / total,
            hidden=draft.hidden,
        )
        for index, draft in enumerate(drafts)
    )


def _mean(segmentation: Segmentation, members: list[int]) -> Color:
    """Return the mean color of the pixels of several labels, rounded; of the labels themselves where all are empty."""
    pixels = segmentation.counts[members]
    mean = np.average(segmentation.mean_colors[members], axis=0, weights=pixels if pixels.any() else None)
    red, green, blue = (int(channel) for channel in np.rint(mean))
    return red, green, blue
