"""The lines over the photo: between segments, around those selected, around the one under the pointer.

They are looked for among the device pixels that are seen, not in the photo: that costs what the viewport costs,
whatever the photo's size, and a line is equally thick at every zoom.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

from ... import outline
from ..qimage import COLORS, labels_image
from .sight import Sight, sample

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

CRISP = 2.0
"""Device pixels per photo pixel from which on every photo pixel is seen as it is, and lines follow it."""
_COLORS = [0, 0xB8000000, 0xFFFFFFFF]


@dataclass(frozen=True, slots=True)
class Marks:
    """Which lines there shall be.

    every     between all segments
    selected  around these, strong; hovered: around this one, thin
    """

    every: bool
    selected: frozenset[int]
    hovered: int | None


class Lines:
    """Draws the lines of a label map, and remembers them until something they follow has changed."""

    def __init__(self) -> None:
        self._labels: NDArray[np.uint8] | None = None
        self._groups: NDArray[np.uint8] | None = None
        self._final = True
        self._forget()

    def follow_labels(self, labels: NDArray[np.uint8] | None, *, final: bool) -> None:
        """Take another label map; one that is not final is soon gone, and its lines are drawn in less detail."""
        self._labels, self._final = labels, final
        self._forget()

    def follow_groups(self, groups: NDArray[np.uint8]) -> None:
        """Take (256,) uint8: the label that stands for each label's segment."""
        self._groups = groups
        self._forget()

    def _forget(self) -> None:
        self._seen_at: Sight | None = None
        self._key: object = None
        self._image: QImage | None = None

    def image(self, marks: Marks, sight: Sight, width: int) -> QImage | None:
        """The lines within `sight.box`, `width` device pixels wide; None if there are none."""
        if self._labels is None or self._groups is None:
            return None
        if not (marks.every or marks.selected or marks.hovered is not None):
            return None
        key = (marks, sight, width)
        if key != self._key:
            picture = labels_image(self._drawn(marks, self._seen(sight, width), width))
            picture.setColorTable(_COLORS)
            self._image = picture.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
            self._key = key
        return self._image

    def _drawn(self, marks: Marks, seen: _Seen, width: int) -> NDArray[np.uint8]:
        groups = seen.groups
        picture = outline.borders(groups, width - 1, width) if marks.every else np.zeros(groups.shape, np.uint8)
        hovered = marks.hovered
        if hovered is not None and hovered not in marks.selected:
            line = outline.around(seen.with_specks(_table({hovered})) == hovered, width)
            picture = np.where(line, line, picture)
        if marks.selected:
            chosen = _table(marks.selected)
            line = outline.around_chosen(groups, chosen, chosen.take(seen.with_specks(chosen)), width)
            picture = np.where(line, line, picture)
        return picture

    def _seen(self, sight: Sight, width: int) -> _Seen:
        if sight != self._seen_at:
            assert self._labels is not None
            assert self._groups is not None
            x0, y0, x1, y1 = sight.box
            rows, columns = sight.photo_rows(y0, y1), sight.photo_columns(x0, x1)
            exact = simple = self._groups.take(sample(self._labels, rows, columns))
            if sight.scale < CRISP:
                # Every other pixel will do on a 2x screen, whose lines are two wide, and for frames
                # soon gone: a quarter of the cost.
                step = width if self._final else 2 * width
                coarse = np.ascontiguousarray(exact[::step, ::step])
                simple = outline.enlarged(outline.simplified(coarse), step, exact.shape)
            self._last_seen, self._seen_at = _Seen(simple, exact), sight
        return self._last_seen


class _Seen:
    """The group behind each device pixel of a sight's box: as lines follow them, and as they are."""

    def __init__(self, groups: NDArray[np.uint8], exact: NDArray[np.uint8]) -> None:
        self.groups, self._exact = groups, exact
        left, all_of_it = (np.bincount(each.ravel(), minlength=COLORS) for each in (groups, exact))
        self._lost = 2 * left < all_of_it

    def with_specks(self, wanted: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """The groups as lines follow them, but as they are those `wanted` (256,) that are little but specks.

        They would have no line at all.
        """
        lost = self._lost & wanted
        if not lost.any():
            return self.groups
        return np.where(lost.take(self._exact) | lost.take(self.groups), self._exact, self.groups)


def _table(groups: Iterable[int]) -> NDArray[np.bool_]:
    table = np.zeros(COLORS, bool)
    table[list(groups)] = True
    return table
