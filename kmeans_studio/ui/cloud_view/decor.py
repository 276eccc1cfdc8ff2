"""What is drawn around and over the points: box, names of the axes, centers with their trails, marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from .. import theme
from ..kit.swatch import ink_on
from .scene import EDGES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..scheme import Scheme
    from .camera import Camera, Lens, Seen
    from .scene import Space

SMALL, LARGE = 8.5, 11.0
"""Radii of the disc of a center, in logical pixels: in a small picture and in a large one."""

APART = 5.0
"""Generations closer to each other than this, in logical pixels, share a dot of a trail."""

_CENTERED = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Disc:
    """The center of a segment: its label, the number on it and its color."""

    label: int
    number: int
    color: QColor
    selected: bool = False


def paint_box(painter: QPainter, s: Scheme, space: Space, camera: Camera, lens: Lens) -> None:
    """Paint the edges of the box that lie behind, and the line of greys."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    corners = lens.see(camera, space.corners().astype(np.float32))
    nearest = int(corners.depth.argmin())
    painter.setPen(QPen(s.edge if s.dark else s.off, 0.75))
    painter.setOpacity(0.6)
    for i, j in EDGES:
        if nearest not in (i, j):
            painter.drawLine(_spot(corners, i), _spot(corners, j))
    painter.setOpacity(1.0)
    if space.gray is not None:
        ends = lens.see(camera, space.gray.astype(np.float32))
        painter.setPen(QPen(s.edge, 1, Qt.PenStyle.DashLine))
        painter.drawLine(_spot(ends, 0), _spot(ends, 1))


def paint_labels(painter: QPainter, s: Scheme, space: Space, camera: Camera, lens: Lens) -> None:
    """Paint the names at the ends of the axes, kept within the picture."""
    font = theme.font(-2)
    painter.setFont(font)
    metrics = QFontMetricsF(font, painter.device())
    for label in space.labels:
        ends = np.stack((label.at, label.at + label.outwards * 0.12)).astype(np.float32)
        seen = lens.see(camera, ends)
        size = metrics.boundingRect(label.text).size()
        rect = QRectF(0, 0, size.width() + 2, metrics.height())
        rect.moveCenter(_spot(seen, 1))
        rect.moveLeft(min(max(rect.left(), 2.0), lens.width - rect.width() - 2))
        rect.moveTop(min(max(rect.top(), 2.0), lens.height - rect.height() - 2))
        # So that a word can be read where points lie behind it.
        painter.setPen(Qt.PenStyle.NoPen)
        ground = QColor(s.window)
        ground.setAlpha(190)
        painter.setBrush(ground)
        painter.drawRoundedRect(rect.adjusted(-3, 0, 3, 0), 4, 4)
        painter.setPen(s.dim)
        painter.drawText(rect, _CENTERED | Qt.TextFlag.TextDontClip, label.text)


def paint_trails(painter: QPainter, trails: list[tuple[QColor, Seen]]) -> None:
    """Paint the ways that centers took, with a dot for each generation that can be told from the one before."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for color, seen in trails:
        spots = _apart(seen)
        if len(spots) < 2:
            continue
        line = QPolygonF(spots)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(QColor(0, 0, 0, 170), 4.5), QPen(QColor(255, 255, 255), 3), QPen(color, 1.75)):
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPolyline(line)
        painter.setPen(QPen(QColor(0, 0, 0, 170), 0.75))
        painter.setBrush(QColor(255, 255, 255))
        for spot in spots[:-1]:
            painter.drawEllipse(spot, 2.2, 2.2)


def _apart(seen: Seen) -> list[QPointF]:
    """Return where a way leads, without the steps that are too small to be seen."""
    spots: list[QPointF] = []
    for x, y in zip(seen.x[:-1].tolist(), seen.y[:-1].tolist(), strict=True):
        spot = QPointF(x, y)
        if not spots or (spot - spots[-1]).manhattanLength() >= APART:
            spots.append(spot)
    return [*spots, _spot(seen, len(seen.x) - 1)]


def paint_disc(painter: QPainter, s: Scheme, lens: Lens, at: QPointF, disc: Disc, *, here: bool = False) -> None:
    """Paint a numbered disc with a ring of black and white, so that it shows on all colors; `here` adds a blue one."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font, radius = _disc_font(lens), disc_radius(disc, lens)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ring, color, width in ((disc.selected, s.text, 1.5), (here, s.accent, 2.0)):
        if ring:
            # On its own ground, so that it shows on all points.
            painter.setPen(QPen(s.window, width + 2.5))
            painter.drawEllipse(at, radius + 4, radius + 4)
            painter.setPen(QPen(color, width))
            painter.drawEllipse(at, radius + 4, radius + 4)
    painter.setPen(QPen(QColor(0, 0, 0, 190), 4))
    painter.setBrush(disc.color)
    painter.drawEllipse(at, radius - 1, radius - 1)
    painter.setPen(QPen(QColor(255, 255, 255), 1.75))
    painter.drawEllipse(at, radius - 1, radius - 1)
    painter.setFont(font)
    painter.setPen(ink_on(disc.color))
    painter.drawText(QRectF(at.x() - 20, at.y() - 20, 40, 40), _CENTERED, str(disc.number))


def disc_radius(disc: Disc, lens: Lens) -> float:
    """Return how large a disc is: as large as its number needs, and not so large that discs cover a small picture."""
    width = QFontMetricsF(_disc_font(lens)).horizontalAdvance(str(disc.number))
    return max(theme.px(LARGE if _is_large(lens) else SMALL), width / 2 + 4)


def _disc_font(lens: Lens) -> QFont:
    return theme.font(-1 if _is_large(lens) else -2, theme.BOLD, tabular=True)


def _is_large(lens: Lens) -> bool:
    return min(lens.width, lens.height) >= theme.px(260)


def paint_mark(painter: QPainter, at: QPointF, color: QColor) -> None:
    """Paint a ring around a point, and the point in its color."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(color)
    painter.setPen(QPen(QColor(0, 0, 0, 190), 4))
    painter.drawEllipse(at, 5.5, 5.5)
    painter.setPen(QPen(QColor(255, 255, 255), 1.75))
    painter.drawEllipse(at, 5.5, 5.5)


def paint_words(painter: QPainter, s: Scheme, room: QRectF, words: str, color: QColor) -> None:
    """Say in the lower left corner what is marked, beside a swatch of its color."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = theme.font(-2, tabular=True)
    metrics = QFontMetricsF(font, painter.device())
    height = metrics.height() + 8
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width() - height - 24)
    width = min(room.width() - 16, height + metrics.horizontalAdvance(shown) + 10)
    box = QRectF(room.left() + 8, room.bottom() - height - 6, width, height)
    painter.setPen(QPen(s.line, 1))
    painter.setBrush(s.base)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(QPen(s.edge, 1))
    painter.setBrush(color)
    painter.drawRoundedRect(QRectF(box.left() + 4.5, box.top() + 4.5, height - 9, height - 9), 3, 3)
    painter.setFont(font)
    painter.setPen(s.text)
    text = QRectF(box.left() + height, box.top(), width - height - 4, height)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _spot(seen: Seen, place: int) -> QPointF:
    return QPointF(float(seen.x[place]), float(seen.y[place]))


def back_to_front(seen: Seen) -> NDArray[np.intp]:
    """Return the order in which points are painted."""
    return np.argsort(-seen.depth, kind="stable")
