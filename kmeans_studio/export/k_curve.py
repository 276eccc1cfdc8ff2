"""One measure as a curve over k: dots, the one that the measure takes ringed, with its value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .pen import DIM, INK, LINE, PAPER

if TYPE_CHECKING:
    from .pen import Pen

CURVE = "#7a7a7a"

BETTER = {"more": "more is better", "less": "less is better", "bend": "where it bends"}

FLAT = 1e-9
"""What differs less than this share of the values is rounding."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Values and where they are drawn.

    places     x of each
    values     one each
    errors     their standard errors, or None
    top        y of the greatest value
    bottom     y of the least
    threshold  a value to be marked, if there is one
    """

    places: Sequence[float]
    values: Sequence[float]
    errors: Sequence[float | None]
    top: float
    bottom: float
    threshold: float | None = None

    def y(self, value: float) -> float:
        """Return where a value is drawn."""
        low, high = min(self.values), max(self.values)
        if high - low <= FLAT * max(abs(low), abs(high)):
            return (self.top + self.bottom) / 2
        return self.bottom + (value - low) / (high - low) * (self.top - self.bottom)


def draw_curve(pen: Pen, curve: Curve, ringed: int | None, value: str) -> None:
    """Draw a curve; ringed is the number of the place with the ring and its value, if there is one."""
    points = [(x, curve.y(value)) for x, value in zip(curve.places, curve.values, strict=True)]
    if curve.threshold is not None and min(curve.values) < curve.threshold < max(curve.values):
        _threshold(pen, curve, curve.threshold)
    for (x, y), amount, error in zip(points, curve.values, curve.errors, strict=True):
        if error and abs(curve.y(amount + error) - y) > 1:
            pen.line([(x, curve.y(amount - error)), (x, curve.y(amount + error))], CURVE, 1)
    if len(points) > 1:
        pen.line(points, CURVE, 1.5)
    for number, (x, y) in enumerate(points):
        if number != ringed:
            pen.dot(x, y, 3, CURVE)
    if ringed is not None:
        x, y = points[ringed]
        pen.dot(x, y, 6, PAPER, INK, 2)
        beside = [points[n][1] for n in (ringed - 1, ringed + 1) if 0 <= n < len(points)]
        # On the side that the curve does not come from.
        above = not beside or sum(beside) / len(beside) >= y
        pen.text(x, y - 10 if above else y + 10, value, 13, INK, "ms" if above else "ma")


def _threshold(pen: Pen, curve: Curve, threshold: float) -> None:
    """Mark a value with a broken line."""
    y, x, end = curve.y(threshold), curve.places[0], curve.places[-1]
    pen.text(x - 40, y - 7, shown(threshold, -1), 11, DIM)
    while x < end:
        pen.line([(x, y), (min(x + 5, end), y)], LINE, 1)
        x += 9


def shown(value: float, digits: int) -> str:
    """Return a value as it is read: a share in percent with -1 digits, large numbers in short."""
    if digits < 0:
        return f"{value:.0%}".replace("%", " %")
    if abs(value) >= 10_000:
        return f"{value:.3g}".replace("e+0", "e").replace("e+", "e")
    # Adding 0 takes the sign from what is rounded to nothing.
    return f"{round(value, digits) + 0.0:.{digits}f}"
