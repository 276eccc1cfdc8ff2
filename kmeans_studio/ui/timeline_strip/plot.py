"""Where the points of the curves lie: plain arithmetic over a history of costs and shares."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)


def cost_heights(history: Sequence[tuple[float, float]], parts: Sequence[tuple[int, int]]) -> list[float]:
    """Return the height 0..1 of each generation's cost, on a logarithmic scale.

    The last thousandth takes as many generations as the first half. Each part, as (first, after the last), fills the
    height by itself, as its costs differ in kind.
    """
    values = [math.log(max(cost, 1e-9)) for cost, _ in history]
    heights: list[float] = []
    for first, after in parts:
        heights += _filling(values[first:after], 0.0)
    return heights


def moved_heights(history: Sequence[tuple[float, float]]) -> list[float]:
    """Return the height 0..1 of each generation's share of moved pixels, on a logarithmic scale."""
    return _filling([math.log10(max(share, 1e-6)) for _, share in history], 0.0)


def _filling(values: Sequence[float], level: float) -> list[float]:
    low, high = min(values, default=0.0), max(values, default=0.0)
    return [(value - low) / (high - low) if high > low else level for value in values]


def ticks(places: int, width: float, least: float) -> list[int]:
    """Return the generations, from 0, at whose round numbers hair lines stand: so many pixels apart at least."""
    step = next((step for step in STEPS if width * step / max(1, places - 1) >= least), STEPS[-1])
    return [0, *range(step - 1 if step > 1 else 1, places, step)]
