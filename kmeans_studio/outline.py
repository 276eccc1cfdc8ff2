"""Lines around segments, as pictures of CLEAR, BLACK and WHITE.

The canvas looks for them among the pixels of the screen, an export in a grid about as fine as a screen: on all
pixels of a large photo they would be hair, and thousands of specks would hide it. Every line is drawn twice,
white with black beside it, so that it shows on all colors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLEAR, BLACK, WHITE = 0, 1, 2
"""What the pictures made here hold. WHITE is BLACK and one more: see `_twice`."""

SPECK = 256
"""Screen area, in pixels, below which a part of a segment gets no line of its own where lines are simplified."""


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
    """Groups found on every `step`-th pixel brought back to `shape`, their stairs rounded off at each doubling."""
    import cv2

    while step > 1:
        times = 2 if step % 2 == 0 else step
        step //= times
        height, width = -(-shape[0] // step), -(-shape[1] // step)
        large = groups.repeat(times, axis=0).repeat(times, axis=1)[:height, :width]
        groups = np.asarray(cv2.medianBlur(np.ascontiguousarray(large), 5), np.uint8)
    return groups


def borders(groups: NDArray[np.uint8], reach: int, edge: int) -> NDArray[np.uint8]:
    """A line between all groups: (h, w) uint8 of CLEAR, BLACK and WHITE.

    White reaches `reach` pixels to both sides of the pixel before the border, and black `edge` pixels farther.
    """
    white = grown(border(groups), reach)
    return _twice(white, grown(white, edge))


def around(mask: NDArray[np.bool_], width: int) -> NDArray[np.uint8]:
    """A thin line along the inside of `mask`, black outside it: (h, w) uint8 of CLEAR, BLACK and WHITE.

    `width` is in device pixels.
    """
    white = grown(rim(mask), width - 1) & mask
    return _twice(white, grown(white, width) & ~mask)


def around_chosen(
    groups: NDArray[np.uint8], chosen: NDArray[np.bool_], inside: NDArray[np.bool_], width: int
) -> NDArray[np.uint8]:
    """A strong line along the inside of all chosen groups: (h, w) uint8 of CLEAR, BLACK and WHITE.

    It is twice as wide as that of `around` and black on both sides, so that it differs from it by more than a
    color. Two chosen neighbors share one line between them. It takes the same time for one group and for all.

    chosen  (256,) bool by group
    inside  (h, w) bool, where the chosen groups are: `groups` tells only where two of them meet
    width   in device pixels
    """
    own = chosen.take(groups)
    across = (groups[:, 1:] != groups[:, :-1]) & own[:, 1:] & own[:, :-1]
    down = (groups[1:] != groups[:-1]) & own[1:] & own[:-1]
    shared = np.zeros(groups.shape, bool)
    shared[:, 1:] |= across
    shared[:, :-1] |= across
    shared[1:] |= down
    shared[:-1] |= down
    white = grown(grown(rim(inside), width) | shared, width - 1) & inside
    return _twice(white, grown(white, width))


def _twice(white: NDArray[np.bool_], black: NDArray[np.bool_]) -> NDArray[np.uint8]:
    # Adding is ten times as fast as writing WHITE through a mask.
    return (black | white).view(np.uint8) + white.view(np.uint8)
