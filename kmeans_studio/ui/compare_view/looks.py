"""How a pane's segments look: in its own colors, or so that one thing has one color, number and name everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ...color_names import color_names
from ...edits import Color, Segment
from ...segmentation import NO_SEGMENT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...pipeline.compare import PaneResult
    from .board import Board, PaneState


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A pane's segments as they are shown.

    segments  in the order of their shown numbers
    of_label  the segment that each label of the pane's label map belongs to
    colors    (256, 4) uint8 RGBA by the labels of the label map
    """

    segments: tuple[Segment, ...]
    of_label: dict[int, Segment]
    colors: NDArray[np.uint8]


def look_of(board: Board, pane: PaneState) -> Look:
    """Return how the segments of a pane with a result look now."""
    result = pane.result
    assert result is not None
    numbers, palette = np.arange(result.k), result.palette
    if board.matched and board.figures is not None:
        common = board.figures.numbers(pane.key)
        if common is not None:
            numbers = common[: result.k].astype(np.intp)
            palette = board.figures.comparison.colors[numbers]
    names = color_names(palette)
    of_label = {
        label: _segment(result, label, int(numbers[label]), palette[label], names[label]) for label in range(result.k)
    }
    colors = np.zeros((256, 4), np.uint8)
    colors[: result.k, :3], colors[: result.k, 3] = palette, 255
    if result.k <= NO_SEGMENT:
        colors[NO_SEGMENT] = 0
    return Look(tuple(sorted(of_label.values(), key=lambda segment: segment.label)), of_label, colors)


def _segment(result: PaneResult, label: int, number: int, color: NDArray[np.uint8], name: str) -> Segment:
    return Segment(
        label=number,
        members=(label,),
        name=name,
        named=False,
        mean_color=_color(result.palette[label]),
        color=_color(color),
        pixels=int(result.counts[label]),
        share=float(result.shares[label]),
        hidden=False,
    )


def _color(channels: NDArray[np.uint8]) -> Color:
    red, green, blue = (int(channel) for channel in channels)
    return red, green, blue
