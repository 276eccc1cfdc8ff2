"""How the bars of a pixel are painted: on the screen, and in files."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from .. import theme
from .response import number

if TYPE_CHECKING:
    from ..scheme import Scheme
    from .figure import Bar, Figure

SLOT = 40.0
"""The most that a bar and the gap beside it take, in design pixels."""

GROUP_GAP = 1.0
"""Between groups, in slots."""

CENTER = Qt.AlignmentFlag.AlignCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one bar has its room, from the top to the bottom of the chart."""

    bar: Bar
    room: QRectF


class BarsLayout:
    """Where everything in a chart of bars comes to lie, given its figure and its room."""

    def __init__(self, figure: Figure, room: QRectF) -> None:
        self.figure, self.room = figure, room
        small = QFontMetricsF(theme.font(-2, tabular=True))
        values = [0.0]
        for group in figure.groups:
            for bar in group.bars:
                values += [bar.value, bar.nearest, *(() if bar.runner_up is None else (bar.runner_up,))]
        lines = max(2, int(room.height() // theme.px(34)))
        self.ticks = ticks(min(values), max(values), lines)
        self.low, self.high = min(self.ticks[0], min(values)), max(self.ticks[-1], max(values))
        side = max(small.horizontalAdvance(number(tick)) for tick in self.ticks) + theme.px(8)
        below = small.height() + theme.px(4)
        self.plot = room.adjusted(side, small.height() / 2, 0, -below - small.height() / 2)
        self.captions = QRectF(self.plot.left(), room.bottom() - below, self.plot.width(), below)
        count = max(1, figure.count)
        slots = count + GROUP_GAP * max(0, len(figure.groups) - 1)
        slot = min(theme.px(SLOT), self.plot.width() / slots)
        self.groups: list[tuple[str, list[Placed]]] = []
        left = self.plot.left()
        for group in figure.groups:
            placed = []
            for bar in group.bars:
                placed.append(Placed(bar, QRectF(left, self.plot.top(), slot, self.plot.height())))
                left += slot
            self.groups.append((group.caption, placed))
            left += slot * GROUP_GAP
        self.slot = slot

    def y(self, value: float) -> float:
        """Where a value lies."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.plot.bottom() - share * self.plot.height()

    def at(self, place: QPointF) -> Bar | None:
        """Return the bar whose room a place is in."""
        for _, placed in self.groups:
            for one in placed:
                if one.room.left() <= place.x() < one.room.right():
                    return one.bar
        return None


def ticks(low: float, high: float, lines: int) -> list[float]:
    """Return round numbers, about so many, from at most `low` to at least `high` or one step less, 0 among them."""
    span = max(high - low, 1e-9)
    raw = span / max(1, lines)
    unit = 10.0 ** floor(log10(raw))
    step = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= raw * 0.999)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [index * step for index in range(min(first, 0), max(last, 0) + 1)]


def paint_bars(painter: QPainter, layout: BarsLayout, s: Scheme, selected: int | None = None) -> None:
    """Paint bars, the nearest center as a full step line, the runner-up as a dashed one, and captions.

    selected  the filter that is looked at: its bar is blue
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_grid(painter, layout, s)
    bar_width = max(1.0, layout.slot * 0.78)
    painter.setPen(Qt.PenStyle.NoPen)
    for _, placed in layout.groups:
        for one in placed:
            top, bottom = sorted((layout.y(one.bar.value), layout.y(0)))
            here = selected is not None and selected in one.bar.filters
            painter.setBrush(s.accent if here else s.bar)
            left = one.room.center().x() - bar_width / 2
            painter.drawRect(QRectF(left, top, bar_width, max(bottom - top, 0.75)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for second in (True, False):
        _paint_steps(painter, layout, s, second=second)
    _paint_captions(painter, layout, s)


def _paint_grid(painter: QPainter, layout: BarsLayout, s: Scheme) -> None:
    painter.setFont(theme.font(-2, tabular=True))
    height = QFontMetricsF(painter.font()).height()
    for tick in layout.ticks:
        y = round(layout.y(tick)) + 0.5
        painter.setPen(QPen(s.edge if tick == 0 else s.line, 1))
        painter.drawLine(QPointF(layout.plot.left(), y), QPointF(layout.plot.right(), y))
        painter.setPen(s.dim)
        painter.drawText(QRectF(0, y - height / 2, layout.plot.left() - theme.px(8), height), RIGHT, number(tick))


def step_pen(s: Scheme, *, second: bool) -> QPen:
    """Return the pen of a center's line: full for the nearest, dashed for the runner-up."""
    pen = QPen(s.dim if second else s.text, 1.5 if second else 1.75)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    if second:
        pen.setDashPattern([3.0, 2.0])
    return pen


def _paint_steps(painter: QPainter, layout: BarsLayout, s: Scheme, *, second: bool) -> None:
    # Set off from the bars, which are of nearly the same grey, by a line of the ground.
    ground = QPen(s.window, 4.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin)
    for _, placed in layout.groups:
        line = QPolygonF()
        for one in placed:
            value = one.bar.runner_up if second else one.bar.nearest
            if value is not None:
                line.append(QPointF(one.room.left(), layout.y(value)))
                line.append(QPointF(one.room.right(), layout.y(value)))
        for pen in (ground, step_pen(s, second=second)):
            painter.setPen(pen)
            painter.drawPolyline(line)


def _paint_captions(painter: QPainter, layout: BarsLayout, s: Scheme) -> None:
    """Paint captions under the middle of their groups; one that would touch the one before is left out."""
    painter.setFont(theme.font(-2))
    painter.setPen(s.dim)
    metrics = QFontMetricsF(painter.font())
    taken = layout.room.left()
    for caption, placed in layout.groups:
        if not placed:
            continue
        middle = (placed[0].room.left() + placed[-1].room.right()) / 2
        width = metrics.horizontalAdvance(caption) + 1
        left = max(layout.room.left(), min(middle - width / 2, layout.captions.right() - width))
        if left < taken:
            continue
        painter.drawText(QRectF(left, layout.captions.top(), width, layout.captions.height()), CENTER, caption)
        taken = left + width + theme.px(6)
