"""A kernel's course through its middle, across its direction and along it."""

from __future__ import annotations

from math import cos, radians, sin
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from .. import theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...features.banks import Filter

    Floats = NDArray[np.float64]

STEP = 0.25
"""From one point of the curve to the next, in pixels."""


class Profile(NamedTuple):
    """at (n,): pixels from the middle; values (n,): what the kernel is there, between pixels by its neighbors."""

    name: str
    at: Floats
    values: Floats


def profiles(kernel: Floats, one: Filter, step: float = 1.0) -> tuple[Profile, ...]:
    """Return the courses across and along; of a round filter only one, of one of unknown kind both sides.

    kernel  (n, n), its values `step` pixels apart
    """
    if one.angle is not None:
        # The direction turns clockwise from flat, and rows count downwards.
        c, s = cos(radians(one.angle)), sin(radians(one.angle))
        return _course("across", kernel, step, s, -c), _course("along", kernel, step, c, s)
    across = _course("across" if one.kind == "own" else "any direction", kernel, step, 1, 0)
    return (across, _course("down", kernel, step, 0, 1)) if one.kind == "own" else (across,)


def _course(name: str, kernel: Floats, step: float, right: float, down: float) -> Profile:
    half = len(kernel) // 2
    at = np.arange(-half, half + STEP / 2, STEP)
    return Profile(name, at * step, _between(kernel, half + at * down, half + at * right))


def _between(kernel: Floats, rows: Floats, columns: Floats) -> Floats:
    """Return a kernel's values between its pixels, by Keys' cubic convolution (1981): smooth, and exact on them."""
    last = len(kernel) - 1
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    y, x = _weights(rows - top), _weights(columns - left)
    values = np.zeros(len(rows))
    for down in range(4):
        line = kernel[np.clip(top + down - 1, 0, last)]
        across = sum(x[right] * line[np.arange(len(rows)), np.clip(left + right - 1, 0, last)] for right in range(4))
        values += y[down] * across
    return values


def _weights(t: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Return how much the neighbors count that lie at -1, 0, 1 and 2 from a place at t, 0..1."""
    return (
        (-(t**3) + 2 * t**2 - t) / 2,
        (3 * t**3 - 5 * t**2 + 2) / 2,
        (-3 * t**3 + 4 * t**2 + t) / 2,
        (t**3 - t**2) / 2,
    )


def paint_profile(painter: QPainter, room: QRectF, curves: tuple[Profile, ...]) -> None:
    """Paint the curves on one scale, each with its name, over a line for zero."""
    s = theme.scheme()
    font = theme.font(-2, tabular=True)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    line = painter.fontMetrics().height()
    reach = _reach(curves)
    low = min(float(curve.values.min()) for curve in curves)
    high = max(float(curve.values.max()) for curve in curves)
    low, high = min(low, 0.0), max(high, 0.0)
    span = (high - low) or 1.0
    plot = room.adjusted(6, line + 6, -6, -line - 6)

    def spot(at: float, value: float) -> QPointF:
        return QPointF(
            plot.center().x() + at / reach * plot.width() / 2, plot.bottom() - (value - low) / span * plot.height()
        )

    zero = spot(0, 0).y()
    painter.setPen(QPen(s.edge, 1))
    painter.drawLine(QLineF(room.left(), zero, room.right(), zero))
    painter.setPen(QPen(s.line, 1))
    painter.drawLine(QLineF(plot.center().x(), plot.top(), plot.center().x(), plot.bottom()))
    pens = (QPen(s.text, 1.75), QPen(s.dim, 1.5, Qt.PenStyle.DashLine))
    for curve, pen in reversed(list(zip(curves, pens, strict=False))):
        painter.setPen(pen)
        shown = np.abs(curve.at) <= reach
        points = [spot(at, value) for at, value in zip(curve.at[shown], curve.values[shown], strict=True)]
        painter.drawPolyline(QPolygonF(points))
    _paint_names(painter, room, curves, line)
    painter.setPen(s.dim)
    ends = QRectF(room.left() + 6, room.bottom() - line - 3, room.width() - 12, line)
    painter.drawText(ends, Qt.AlignmentFlag.AlignLeft, f"\u2212{reach:.0f}")
    painter.drawText(ends, Qt.AlignmentFlag.AlignHCenter, "0")
    painter.drawText(ends, Qt.AlignmentFlag.AlignRight, f"{reach:.0f} px")


def _paint_names(painter: QPainter, room: QRectF, curves: tuple[Profile, ...], line: int) -> None:
    """Name the curves in their own strokes: they are too near each other to be named at their ends."""
    s = theme.scheme()
    x, y = room.left() + 6, room.top() + 3
    for curve, ink, style in zip(curves, (s.text, s.dim), (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine), strict=False):
        painter.setPen(QPen(ink, 1.5, style))
        painter.drawLine(QLineF(x, y + line / 2, x + 14, y + line / 2))
        painter.setPen(ink)
        width = painter.fontMetrics().horizontalAdvance(curve.name)
        painter.drawText(QRectF(x + 18, y, width + 2, line), Qt.AlignmentFlag.AlignLeft, curve.name)
        x += 18 + width + 10


def _reach(curves: tuple[Profile, ...]) -> float:
    """Return how far from the middle anything is to be seen, in whole pixels."""
    peak = max(float(np.abs(curve.values).max()) for curve in curves) or 1.0
    far = max(float(np.abs(curve.at[np.abs(curve.values) > 0.01 * peak]).max(initial=1.0)) for curve in curves)
    return float(min(np.ceil(far) + 1, curves[0].at[-1]) or 1.0)
