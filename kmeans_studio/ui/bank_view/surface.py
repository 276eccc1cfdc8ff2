"""A kernel as a surface, seen from above at a slant."""

from __future__ import annotations

from math import cos, radians, sin
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from .diverging import colored
from .pixels import fitted, support

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST = 41
"""So many points each way at the most: more cannot be told apart in a small picture."""

SLANT, HEIGHT = 0.6, 0.32
"""How much depth is foreshortened, and how high the peak is, in sides of the ground."""

LIGHT = (-0.5, -0.35, 0.8)


def paint_surface(image: QImage, kernel: NDArray[np.float64], dark: bool, turn: float) -> None:
    """Paint a kernel (s, s) into an image, from the farthest piece to the nearest; `turn` in degrees."""
    values = support(kernel)
    if len(values) > MOST:
        values = fitted(values, MOST, 1).values
    peak = float(np.abs(values).max()) or 1.0
    heights = values / peak * HEIGHT
    side = len(heights)
    if side < 2:
        return
    places = np.linspace(-0.5, 0.5, side)
    c, s = cos(radians(turn)), sin(radians(turn))
    right = places[None, :] * c - places[:, None] * s
    depth = places[None, :] * s + places[:, None] * c
    scale = image.width() * 0.7
    x = image.width() / 2 + right * scale
    y = image.height() * 0.52 + (depth * SLANT - heights) * scale
    middles = (heights[:-1, :-1] + heights[1:, :-1] + heights[:-1, 1:] + heights[1:, 1:]) / 4
    shades = _shades(heights, side)
    colors = np.clip(colored(middles, HEIGHT, dark) * shades[..., None], 0, 255).astype(int)
    order = np.argsort(depth[:-1, :-1], axis=None, kind="stable")
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for row, column in zip(*(places.tolist() for places in np.unravel_index(order, middles.shape)), strict=True):
        color = QColor(*colors[row, column].tolist())
        # Lines close the seams, and show how the ground bends.
        painter.setPen(QPen(color.lighter(128) if dark else color.darker(112), 0.9))
        painter.setBrush(color)
        corners = ((row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column))
        painter.drawConvexPolygon(QPolygonF([QPointF(float(x[corner]), float(y[corner])) for corner in corners]))
    painter.end()


def _shades(heights: NDArray[np.float64], side: int) -> NDArray[np.float64]:
    """Return how much light falls on each piece, around 1: more on what faces the upper left."""
    step = 1 / (side - 1)
    right = (np.diff(heights, axis=1)[:-1] + np.diff(heights, axis=1)[1:]) / (2 * step)
    down = (np.diff(heights, axis=0)[:, :-1] + np.diff(heights, axis=0)[:, 1:]) / (2 * step)
    length = np.sqrt(right**2 + down**2 + 1)
    toward = (-right * LIGHT[0] - down * LIGHT[1] + LIGHT[2]) / length / np.linalg.norm(LIGHT)
    return np.asarray(0.72 + 0.38 * np.clip(toward, 0, 1))
