"""Seeds over the photo: how a mark looks and which one the pointer is on. All in logical pixels.

Like every line over a photo they are drawn twice, dark and then white, so that they show on all colors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from .. import icons
from ..kit.paint import bold
from ..kit.swatch import ink_on

RADIUS = 10.0
REACH = 13.0
"""How far from its middle the pointer still takes hold of a mark."""

_SHADE = QColor(0, 0, 0, 190)
_WHITE = QColor(255, 255, 255)

Place = Callable[[int, int], QPointF]
"""Photo pixel (x, y) -> where its middle is on the canvas."""


@dataclass(frozen=True)
class SeedMark:
    """A seed at the photo pixel (x, y): its number, from 1, its segment's color, and whether its center is locked."""

    x: int
    y: int
    number: int
    color: QColor
    locked: bool = False


def mark_at(marks: Sequence[SeedMark], place: Place, at: QPointF) -> int | None:
    """Return which mark is nearest to a point within reach, the one drawn last of equally near ones."""
    found, least = None, REACH
    for index, mark in enumerate(marks):
        step = place(mark.x, mark.y) - at
        distance = (step.x() ** 2 + step.y() ** 2) ** 0.5
        if distance <= least:
            found, least = index, distance
    return found


def paint_marks(painter: QPainter, font: QFont, marks: Sequence[SeedMark], place: Place, held: int | None) -> None:
    """Paint all marks, the one that is held a little larger."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    heavy = bold(font)
    if heavy.pointSizeF() > 0:
        heavy.setPointSizeF(max(6.0, heavy.pointSizeF() - 2))
    painter.setFont(heavy)
    widest = QFontMetricsF(heavy).horizontalAdvance
    for index, mark in enumerate(marks):
        text = str(mark.number)
        middle = place(mark.x, mark.y)
        radius = max(RADIUS, widest(text) / 2 + 4) + (2 if index == held else 0)
        painter.setPen(QPen(_SHADE, 5))
        painter.setBrush(mark.color)
        painter.drawEllipse(middle, radius, radius)
        painter.setPen(QPen(_WHITE, 2))
        painter.drawEllipse(middle, radius, radius)
        painter.setPen(ink_on(mark.color))
        disc = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, text)
        if mark.locked:
            _paint_lock(painter, middle + QPointF(radius * 0.8, radius * 0.8))


def _paint_lock(painter: QPainter, middle: QPointF) -> None:
    painter.setPen(QPen(_WHITE, 1))
    painter.setBrush(QColor(0x1B, 0x1B, 0x1B))
    painter.drawEllipse(middle, 7.5, 7.5)
    icons.draw(painter, "lock", QRectF(middle.x() - 6, middle.y() - 6, 12, 12), _WHITE, 2)
