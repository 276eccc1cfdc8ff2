"""Lines around segments, found on the screen's own grid.

A border is looked for among the device pixels that are seen, not in the photo: it costs what the viewport
costs, whatever the photo's size, and the line is equally thick at every zoom. Every line is drawn twice,
white with black beside it, so that it shows on all colors. No Qt here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLEAR, BLACK, WHITE = 0, 1, 2
"""What the pictures made here hold."""

SPECK = 256
"""Screen area, in pixels, below which a part of a segment gets no line of its own where lines are simplified.
"""


def border(groups: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where a group meets another: (h, w) bool, true at pixels that differ from their right or lower
    neighbor.
    """
    edge = np.zeros(groups.shape, bool)
    edge[:, :-1] = groups[:, 1:] != groups[:, :-1]
    edge[:-1] |= groups[1:] != groups[:-1]
    return edge


def grown(mask: NDArray[np.bool_], times: int) -> NDArray[np.bool_]:
    """The mask and all pixels up to `times` steps (left, right, up, down) from it."""
    for _ in range(times):
        wider = mask.copy()
        wider[:, 1:] |= mask[:, :-1]
        wider[:, :-1] |= mask[:, 1:]
        wider[1:] |= mask[:-1]
        wider[:-1] |= mask[1:]
        mask = wider
    return mask


def rim(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask's outermost pixels. The picture's own edge is no border."""
    return mask & grown(~mask, 1)


def simplified(groups: NDArray[np.uint8], least: int = SPECK) -> NDArray[np.uint8]:
    """Groups without their specks, for drawing lines: connected parts of fewer than `least` pixels, given to
    the nearest larger part; (h, w) uint8.

    A photo's segment has thousands of parts of a few pixels. A line round each would hide the photo and, with
    it, the segment's true course, so lines are simplified as on a map. Groups are compared, never mixed: the
    median that rounds their edges gives one of two groups wherever only two meet. 20 ms for 1440 x 900,
    measured.
    """
    import cv2

    groups = np.asarray(cv2.medianBlur(groups, 5), np.uint8)
    inner = ~border(groups)
    _, parts, facts, _ = cv2.connectedComponentsWithStats(inner.view(np.uint8), connectivity=4)
    large = facts[:, cv2.CC_STAT_AREA] >= least
    large[0] = False
    kept = _with_own_border(large.take(np.asarray(parts, np.int32)), groups)
    if kept.all() or not kept.any():
        return groups
    _, nearest = cv2.distanceTransformWithLabels((~kept).view(np.uint8), cv2.DIST_L1, 3, labelType=cv2.DIST_LABEL_PIXEL)
    group_of = np.zeros(int(nearest.max()) + 1, np.uint8)
    group_of[nearest[kept]] = groups[kept]
    return group_of.take(np.asarray(nearest, np.int32))


def _with_own_border(kept: NDArray[np.bool_], groups: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """`kept` and the pixels next to it of the same group, which `border` had set apart."""
    wider = kept.copy()
    down, across = groups[1:] == groups[:-1], groups[:, 1:] == groups[:, :-1]
    wider[1:] |= kept[:-1] & down
    wider[:-1] |= kept[1:] & down
    wider[:, 1:] |= kept[:, :-1] & across
    wider[:, :-1] |= kept[:, 1:] & across
    return wider


def enlarged(groups: NDArray[np.uint8], step: int, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Groups found on every `step`-th pixel brought back to `shape`, with their stairs rounded off."""
    import cv2

    if step == 1:
        return groups
    full = groups.repeat(step, axis=0).repeat(step, axis=1)[: shape[0], : shape[1]]
    return np.asarray(cv2.medianBlur(np.ascontiguousarray(full), 5), np.uint8)


def borders(groups: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """A line between all groups: (h, w) uint8 of CLEAR, BLACK and WHITE, each line `width` device pixels."""
    white = grown(border(groups), width - 1)
    return _twice(white, grown(white, width))


def around(mask: NDArray[np.bool_], width: int, *, strong: bool) -> NDArray[np.uint8]:
    """A line along the inside of `mask`, black outside it: (h, w) uint8 of CLEAR, BLACK and WHITE.

    `width` is in device pixels; a strong line (selected) is twice as wide and black on both sides, so that it
    differs from a plain one (under the pointer) by more than a color.
    """
    if not strong:
        white = grown(rim(mask), width - 1) & mask
        return _twice(white, grown(white, width) & ~mask)
    white = grown(rim(mask), 2 * width - 1) & mask
    return _twice(white, grown(white, width))


def _twice(white: NDArray[np.bool_], black: NDArray[np.bool_]) -> NDArray[np.uint8]:
    picture = (black | white).view(np.uint8).copy()
    picture[white] = WHITE
    return picture
