"""The pane that shows each segment as the patch that it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from .. import theme
from ..kit import paint
from ..kit.swatch import paint_swatch
from ..qimage import photo_image
from .list_pane import ENTRY_ROLE, Index, ListPane, Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...edits import EditedSegments, Segment
    from ...inspection import Textons
    from ..scheme import Scheme

RANGE = 2.5
"""From black to white it is so many deviations of the photo's gray to each side of its mean."""

PEAK, CONTRAST = 0.999, 0.7
"""What only one pixel of a thousand exceeds differs from its segment's mean by this share of the way to white."""


@dataclass(frozen=True, slots=True, eq=False)
class Texton:
    """One center of a segment. `patch`, `photo`: (s, s, 3) uint8; `pixel`: where in the photo, (-1, -1) for nowhere."""

    segment: Segment
    patch: NDArray[np.uint8]
    photo: NDArray[np.uint8]
    pixel: tuple[int, int]


def textons_of(found: Textons, edited: EditedSegments) -> tuple[Texton, ...]:
    """Return what there is to show, in the order of the segments; a merged one has each of its patches."""
    result = []
    for label in range(len(found.patches)):
        segment = edited.segment_of(label)
        if segment is not None:
            x, y = (int(place) for place in found.pixels[label])
            result.append(Texton(segment, grays(found, label), found.photo[label], (x, y)))
    return tuple(sorted(result, key=lambda one: one.segment.number))


def grays(found: Textons, label: int) -> NDArray[np.uint8]:
    """Return a patch with the mean gray of its segment as a picture, (s, s, 3) uint8.

    Far from the middle filters see little, so that patches are paler than the photo; all are made stronger alike.
    """
    strength = np.abs(found.patches)
    reach = float(np.quantile(strength, PEAK)) or float(strength.max()) or 1.0
    values = found.means[label] / RANGE + found.patches[label] * (CONTRAST / reach)
    gray = np.rint((np.clip(values, -1.0, 1.0) + 1.0) * 127.5).astype(np.uint8)
    return np.repeat(gray[..., None], 3, axis=2)


class TextonPane(ListPane):
    """A list of segments: the patch that the center stands for, and a place in the photo that is most like it."""

    pixel_picked = Signal(int, int)
    """A person wants to look at the place in the photo that a patch was made from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_Rows(), "Textons of the segments", parent, name="bank.textons")
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.clicked.connect(self._taken)
        self.list.activated.connect(self._taken)

    def _taken(self, index: QModelIndex) -> None:
        x, y = self.rows.entries[index.row()].pixel
        if x >= 0:
            self.pixel_picked.emit(x, y)


class _Rows(Rows):
    def said(self, entry: Texton, role: int) -> str | None:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return entry.segment.name
            case Qt.ItemDataRole.ToolTipRole:
                if entry.pixel[0] < 0:
                    return "The segment is smaller than a cell of the grid, so there is nothing to draw"
                return "Right: the photo at ({}, {}), the place most like the segment's center".format(*entry.pixel)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"Segment {entry.segment.number}, {entry.segment.name}"
        return None


class _Delegate(QStyledItemDelegate):
    """Paints a row: number and name, and under them the patch beside the photo."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(theme.px(160), row_height(option.widget.viewport().width()))  # type: ignore[attr-defined]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        s, row = theme.scheme(), option.rect
        if option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(row, s.hover)
        focused = option.state & QStyle.StateFlag.State_HasFocus and option.widget.hasFocus()
        if focused:
            paint.ring(painter, row.adjusted(1, 1, -1, -1), s.accent)
        paint_texton(painter, row, index.data(ENTRY_ROLE), s)


def patch_side(width: int) -> int:
    """Return how large patches are in a row of that width."""
    return max(theme.px(32), min(theme.px(98), (width - theme.px(16 + 12 + 8)) // 2))


def row_height(width: int) -> int:
    """Return how high such a row is."""
    return theme.px(8 + 20 + 6 + 10) + patch_side(width)


def paint_texton(painter: QPainter, row: QRect, one: Texton, s: Scheme) -> None:
    """Paint one row."""
    left, top = row.left() + theme.px(16), row.top() + theme.px(8)
    side = theme.px(20)
    paint_swatch(painter, QRect(left, top, side, side), QColor(*one.segment.color), str(one.segment.number))
    font = theme.font()
    font.setItalic(not one.segment.named)
    words = QRect(left + side + theme.px(8), top, row.right() - theme.px(12) - left - side - theme.px(8), side)
    paint.label(painter, words, one.segment.name, s.text, font, Qt.AlignmentFlag.AlignLeft)
    patch = patch_side(row.width())
    below = top + side + theme.px(6)
    for place, pixels in enumerate((one.patch, one.photo)):
        frame = QRectF(left + place * (patch + theme.px(8)), below, patch, patch)
        painter.fillRect(frame, s.edge)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(frame.adjusted(1, 1, -1, -1), _image(pixels))


def _image(pixels: NDArray[np.uint8]) -> QImage:
    return photo_image(np.ascontiguousarray(pixels))
