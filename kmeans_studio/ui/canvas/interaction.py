"""Zoom, pan and curtain as plain arithmetic, without Qt."""

from __future__ import annotations

SMALLEST_SCALE = 1 / 64
LARGEST_SCALE = 64.0
MARGIN = 12
"""Ground left free around a fitted photo, in logical pixels."""
CLICK_SLACK = 4
"""A press that moves at most this far, in logical pixels, is a click and no drag."""
CURTAIN_REACH = 5
"""How far beside the curtain's line the pointer still takes hold of it, in logical pixels."""
HANDLE_RADIUS = 14

_STEPS = (1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
_NOTCH = 120
_GROWTH_PER_NOTCH = 1.25
_SCROLL_PER_NOTCH = 60


def bounded(scale: float, fitting: float) -> float:
    """`scale` kept within 1/64 .. 64; a huge photo may be as small as it must be to fit."""
    return min(max(scale, min(SMALLEST_SCALE, fitting)), LARGEST_SCALE)


def fit_scale(width: float, height: float, columns: int, rows: int, margin: float) -> float:
    """The largest scale at which the photo and a margin around it fit the viewport, at most 64."""
    across = max(1.0, width - 2 * margin) / columns
    down = max(1.0, height - 2 * margin) / rows
    return min(across, down, LARGEST_SCALE)


def next_step(scale: float, up: bool) -> float:
    """The next round zoom above or below: 100 %, 150 %, 200 %, 300 % ... and 67 %, 50 %, 33 % ..."""
    steps = sorted({1 / step for step in _STEPS} | set(_STEPS))
    if up:
        return next((step for step in steps if step > scale * 1.001), LARGEST_SCALE)
    return next((step for step in reversed(steps) if step < scale / 1.001), SMALLEST_SCALE)


def wheel_factor(angle: int, pixels: int) -> float:
    """How much one wheel event zooms: 25 % a notch, and the same smoothly for a touchpad's pixels."""
    notches = pixels / _SCROLL_PER_NOTCH if pixels else angle / _NOTCH
    return float(_GROWTH_PER_NOTCH**notches)


def settled(origin: float, length: float, room: float, fitting: bool) -> float:
    """Where the photo's edge comes to lie along one axis, given where it was asked to lie.

    A photo no larger than the fitted one sits in the middle. A larger one may be moved until its edge reaches
    the middle of the room: far enough to look at a corner, never out of sight. Zooming in at a spot on the
    photo never meets this bound, so that the spot stays under the pointer.
    """
    if fitting:
        return (room - length) / 2
    return min(max(origin, room / 2 - length), room / 2)


def on_curtain(x: float, y: float, line: float, middle: float) -> bool:
    """Whether (x, y) takes hold of the curtain at `line`, whose handle sits at the height `middle`."""
    near_line = abs(x - line) <= CURTAIN_REACH
    on_handle = (x - line) ** 2 + (y - middle) ** 2 <= HANDLE_RADIUS**2
    return near_line or on_handle
