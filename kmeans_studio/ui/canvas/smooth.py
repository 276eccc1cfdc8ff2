"""The label map drawn small without speckle.

Drawn smaller than it is, a label map shows one label in many and the choice flickers from pixel to pixel.
Averaging labels would invent segments, so the *colors* are averaged: four labels (2 x 2) are read for each
device pixel, colored and averaged. This costs what the viewport costs, not the photo: measured 7 ms for 1440
x 900 and 22 ms for 2880 x 1800. Nine labels a pixel cost three times that for a picture hard to tell apart;
reduced copies of the colored map would have to be made anew, from all pixels, at each change of color. A pan
keeps what is still seen and fills in the rest only. While frames stream in, the canvas draws one label a
pixel instead.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from .sight import Sight, sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAMPLES = 2
BAND = 64
"""Rows done at a time: their colored samples stay in the processor's cache, which saves a third of the time.
"""


def averaged(
    labels: NDArray[np.uint8], table: NDArray[np.uint32], sight: Sight, box: tuple[int, int, int, int]
) -> NDArray[np.uint8]:
    """The device pixels of `box` (x0, y0, x1, y1): (h, w, 4) uint8, averages of `table`'s packed colors."""
    import cv2

    x0, y0, x1, y1 = box
    if x1 <= x0 or y1 <= y0:
        return np.zeros((max(0, y1 - y0), max(0, x1 - x0), 4), np.uint8)
    columns, rows = sight.photo_columns(x0, x1, SAMPLES), sight.photo_rows(y0, y1, SAMPLES)
    small = np.empty((y1 - y0, x1 - x0, 4), np.uint8)
    for start in range(0, y1 - y0, BAND):
        part = small[start : start + BAND]
        seen = sample(labels, rows[start * SAMPLES : (start + BAND) * SAMPLES], columns)
        colored = table.take(seen).view(np.uint8).reshape(*seen.shape, 4)
        cv2.resize(colored, (x1 - x0, len(part)), dst=part, interpolation=cv2.INTER_AREA)
    return small


class SmoothLabels:
    """Remembers the last picture and, after a pan, computes only what has come into sight."""

    def __init__(self) -> None:
        self._sight: Sight | None = None
        self._pixels: NDArray[np.uint8] | None = None

    def forget(self) -> None:
        """Let go of the remembered picture; its labels or colors have changed."""
        self._sight = self._pixels = None

    def pixels(self, labels: NDArray[np.uint8], table: NDArray[np.uint32], sight: Sight) -> NDArray[np.uint8]:
        """What is seen of the photo, `sight.box` in size: (h, w, 4) uint8, packed as `table` is."""
        if self._pixels is None or sight != self._sight:
            shift = self._pan_to(sight)
            self._pixels = (
                averaged(labels, table, sight, sight.box)
                if shift is None
                else self._moved(labels, table, sight, *shift)
            )
            self._sight = sight
        return self._pixels

    def _pan_to(self, sight: Sight) -> tuple[int, int] | None:
        """By how many device pixels the picture moved, if all that changed is a move by whole ones."""
        old = self._sight
        if old is None or replace(old, left=sight.left, top=sight.top) != sight:
            return None
        dx, dy = sight.left - old.left, sight.top - old.top
        return (int(dx), int(dy)) if dx == int(dx) and dy == int(dy) else None

    def _moved(
        self, labels: NDArray[np.uint8], table: NDArray[np.uint32], sight: Sight, dx: int, dy: int
    ) -> NDArray[np.uint8]:
        assert self._sight is not None
        assert self._pixels is not None
        x0, y0, x1, y1 = sight.box
        was = self._sight.box
        # What both pictures show, in the new one's coordinates.
        kx0, ky0 = max(x0, was[0] + dx), max(y0, was[1] + dy)
        kx1, ky1 = min(x1, was[2] + dx), min(y1, was[3] + dy)
        if kx1 <= kx0 or ky1 <= ky0:
            return averaged(labels, table, sight, sight.box)
        new = np.empty((y1 - y0, x1 - x0, 4), np.uint8)
        oy, ox = ky0 - dy - was[1], kx0 - dx - was[0]
        new[ky0 - y0 : ky1 - y0, kx0 - x0 : kx1 - x0] = self._pixels[oy : oy + ky1 - ky0, ox : ox + kx1 - kx0]
        strips = ((x0, y0, x1, ky0), (x0, ky1, x1, y1), (x0, ky0, kx0, ky1), (kx1, ky0, x1, ky1))
        for left, top, right, bottom in strips:
            if right > left and bottom > top:
                part = averaged(labels, table, sight, (left, top, right, bottom))
                new[top - y0 : bottom - y0, left - x0 : right - x0] = part
        return new
