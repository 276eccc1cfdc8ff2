"""What part of the photo is seen, and where: the one place where screen and photo positions are converted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Sight:
    """A photo of `columns` x `rows` pixels, its corner at (`left`, `top`) of a viewport of `width` x
    `height`.

    Everything on the screen is in device pixels; `scale` is device pixels per photo pixel.
    """

    scale: float
    left: float
    top: float
    width: int
    height: int
    columns: int
    rows: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        """x0, y0, x1, y1: the device pixels whose centers lie on the photo, within the viewport."""
        x0 = max(0, math.ceil(self.left - 0.5))
        y0 = max(0, math.ceil(self.top - 0.5))
        x1 = min(self.width, math.ceil(self.left + self.columns * self.scale - 0.5))
        y1 = min(self.height, math.ceil(self.top + self.rows * self.scale - 0.5))
        return x0, y0, max(x0, x1), max(y0, y1)

    def pixel(self, x: float, y: float) -> tuple[int, int] | None:
        """The photo pixel (column, row) that the device pixel under (x, y) shows; None beside the photo."""
        column = math.floor((math.floor(x) + 0.5 - self.left) / self.scale)
        row = math.floor((math.floor(y) + 0.5 - self.top) / self.scale)
        return (column, row) if 0 <= column < self.columns and 0 <= row < self.rows else None

    def photo_columns(self, x0: int, x1: int, samples: int = 1) -> NDArray[np.intp]:
        """The photo column behind each of the device pixels x0..x1, `samples` evenly spaced ones for each."""
        return _behind(x0, x1, samples, self.left, self.scale, self.columns)

    def photo_rows(self, y0: int, y1: int, samples: int = 1) -> NDArray[np.intp]:
        """The photo row behind each of the device pixels y0..y1, `samples` evenly spaced ones for each."""
        return _behind(y0, y1, samples, self.top, self.scale, self.rows)


def _behind(start: int, stop: int, samples: int, origin: float, scale: float, size: int) -> NDArray[np.intp]:
    at = (np.arange(start * samples, stop * samples) + 0.5) / samples
    return np.clip(np.floor((at - origin) / scale), 0, size - 1).astype(np.intp)


def sample(labels: NDArray[np.uint8], rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.uint8]:
    """labels[rows][:, columns] for rising indices, at the cost of what is seen, not of the photo."""
    if not len(rows) or not len(columns):
        return np.zeros((len(rows), len(columns)), np.uint8)
    first, last = int(columns[0]), int(columns[-1]) + 1
    seen: NDArray[np.uint8] = labels[rows, first:last].take(columns - first, axis=1)
    return seen
