"""Where the groups of the grid lie, and which kernel is next to which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

from .. import theme

if TYPE_CHECKING:
    from .color_bar import ColorBar
    from .section import Section

PITCH = 53
"""From one kernel to the next: 49 pixels, a frame, a gap of two."""

LEAST_PITCH = 30
"""With less than this, a row of kernels goes on below."""

BETWEEN = 12


@dataclass(frozen=True, slots=True)
class Places:
    """pitch: from one kernel to the next; height of it all; where the color bar lies, and whether it stands upright."""

    pitch: int = PITCH
    height: int = 0
    bar: QRect = field(default_factory=QRect)
    bar_upright: bool = True


def placed(width: int, sections: Sequence[Section], bar: ColorBar) -> Places:
    """Place the groups below each other in a width, all with kernels of one size."""
    if not sections:
        return Places()
    left = max(theme.px(40), max(section.caption_width() for section in sections) + theme.px(3))
    room = width - left
    columns = max(section.columns() for section in sections)
    pitch = min(PITCH, room // columns)
    across = columns
    if pitch < LEAST_PITCH:
        across = max(1, room // LEAST_PITCH)
        # As even as can be: 16 in two rows of 8, not 9 and 7.
        lines = -(-columns // across)
        across = -(-columns // lines)
        pitch = min(PITCH, room // across)
    end, before = 0, None
    for section in sections:
        captions = before is None or section.group.columns != before.group.columns or section.columns() > across
        top = end + (theme.px(BETWEEN) if before is not None else 0)
        end = section.lay_out(top, width, left, pitch, across, captions=captions)
        before = section
    return _with_bar(width, left, pitch, end, sections[-1], bar)


def _with_bar(width: int, left: int, pitch: int, end: int, last: Section, bar: ColorBar) -> Places:
    """Find a place for the color bar: beside the last group, or below everything."""
    bar.set_upright(True)
    needed = bar.sizeHint()
    kernels = list(last.cells.values())
    free = max(rect.right() for rect in kernels) + theme.px(20)
    top = min(rect.top() for rect in kernels) + 1
    height = min(end - top - 1, 4 * pitch)
    if free + needed.width() <= width and height >= theme.px(84):
        return Places(pitch, end + theme.px(BETWEEN), QRect(free, top, needed.width(), height), True)
    bar.set_upright(False)
    needed = bar.sizeHint()
    rect = QRect(left + 1, end + theme.px(BETWEEN), min(width - left - 2, theme.px(318)), needed.height())
    return Places(pitch, rect.bottom() + theme.px(BETWEEN), rect, False)


def neighbor(places: Mapping[int, QRect], index: int, across: int, down: int) -> int:
    """Return the kernel beside one, or above or below it, in whatever group; itself where there is none.

    Sideways it goes on along the row; up and down to the nearest in the next row that has kernels.
    """
    here = places[index].center()
    best, shortest = index, None
    for other, rect in places.items():
        there = rect.center()
        dx, dy = there.x() - here.x(), there.y() - here.y()
        if across and (dy != 0 or dx * across <= 0):
            continue
        if down and dy * down <= 0:
            continue
        distance = (abs(dy), abs(dx))
        if shortest is None or distance < shortest:
            best, shortest = other, distance
    return best
