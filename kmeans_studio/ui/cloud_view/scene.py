"""What the cloud's picture shows, in the camera's units: points, sizes, the box, its edges and labels. No Qt."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...inspection import Axes, Cloud

    Floats = NDArray[np.float32]

SMALLEST, LARGEST = 2.2, 7.0
"""Diameters of points in logical pixels: of the rarest ones, and of those most common."""

FULL = 40_000
"""So many points fill the picture."""


@dataclass(frozen=True, slots=True)
class Label:
    """A word at a place of the scene (3,), and the way outwards from there."""

    text: str
    at: NDArray[np.float64]
    outwards: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Space:
    """How the cloud's own coordinates become those of the scene.

    middle, side  of the box: points are (points - middle) / side * 2
    columns       which axis goes right, away and up
    box           half the sides of the box in the scene, (3,)
    labels        at the ends of the axes
    gray          the two ends of the line of greys, (2, 3); None where there is none
    """

    middle: NDArray[np.float64]
    side: float
    columns: tuple[int, int, int]
    box: tuple[float, float, float]
    labels: tuple[Label, ...]
    gray: NDArray[np.float64] | None

    @classmethod
    def of(cls, axes: Axes) -> Space:
        """Put the box of the axes around the origin."""
        low = np.array([axis.low for axis in axes.axes])
        high = np.array([axis.high for axis in axes.axes])
        side = float((high - low).max()) or 1.0
        middle = (low + high) / 2
        up = axes.upright
        right, away = (place for place in range(3) if place != up)
        columns = (right, away, up)
        half = (high - low) / side
        space = cls(middle, side, columns, (float(half[right]), float(half[away]), float(half[up])), (), None)
        # An axis with a middle is named where the others are in theirs; all but the upright one at the bottom.
        base = np.where((low < 0) & (high > 0), 0.0, low)
        labels = []
        for place, axis in enumerate(axes.axes):
            for text, end in ((axis.low_label, low), (axis.high_label, high)):
                at = base.copy()
                if place != up:
                    at[up] = low[up]
                at[place] = end[place]
                if text:
                    (spot,) = space.place(at[None])
                    outwards = np.zeros(3)
                    outwards[columns.index(place)] = -1.0 if end is low else 1.0
                    labels.append(Label(text, spot.astype(np.float64), outwards))
        gray = None
        if axes.explained is None and low[right] < 0 and low[away] < 0:
            ends = np.zeros((2, 3))
            ends[:, up] = low[up], high[up]
            gray = space.place(ends).astype(np.float64)
        return cls(middle, side, columns, space.box, tuple(labels), gray)

    def place(self, points: NDArray[np.floating]) -> Floats:
        """Return points (..., 3) of the cloud in the scene."""
        placed = (points - self.middle) * (2 / self.side)
        return placed[..., self.columns].astype(np.float32)

    def corners(self) -> NDArray[np.float64]:
        """Return the corners of the box, (8, 3); corners i and j share an edge where i ^ j is 1, 2 or 4."""
        return np.array([[s * h for s, h in zip(signs, self.box, strict=True)] for signs in _SIGNS])


_SIGNS = tuple((x, y, z) for z, y, x in itertools.product((-1, 1), repeat=3))
EDGES = tuple((i, j) for i in range(8) for j in range(i + 1, 8) if i ^ j in (1, 2, 4))


@dataclass(frozen=True, eq=False)
class Scene:
    """The points of a cloud, ready to be drawn.

    order  (n,) which point of the cloud each of these is: shuffled, so that the first ones are a fair part of all
    place  (n, 3) float32
    sizes  (n,) float32 diameters in logical pixels in the middle of the scene
    """

    cloud: Cloud
    space: Space
    order: NDArray[np.intp]
    place: Floats
    sizes: Floats

    @classmethod
    def of(cls, cloud: Cloud) -> Scene:
        """Lay out a cloud; the same cloud always gives the same scene."""
        space = Space.of(cloud.axes)
        order = np.random.default_rng(0).permutation(len(cloud.points))
        counts = cloud.counts[order]
        logs = np.log(counts)
        share = (logs - logs.min()) / max(float(np.ptp(logs)), 1.0)
        # A few points may be larger.
        base = SMALLEST * min(max(FULL / len(counts), 1.0), 16.0) ** 0.25
        sizes = base + (LARGEST - SMALLEST) * share**3
        return cls(cloud, space, order, np.asfortranarray(space.place(cloud.points)[order]), sizes.astype(np.float32))
