"""The eye of the cloud as plain arithmetic, without Qt.

The scene lies around the origin, x to the right, y away from the eye, z upwards; its longest side runs from -1 to 1.
The camera goes around it as on a turntable: up stays up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

DISTANCE = 6.0
"""From the eye to the middle: so far that little is distorted, so near that one sees what is in front."""

YAW, PITCH = -33.0, 20.0
"""Degrees at first."""

FILLED = 0.93
"""How much of the picture the box fills."""

STEEPEST = 89.0
SMALLEST, LARGEST = 0.4, 12.0
"""Bounds of the zoom; 1 is the whole box."""


class Seen(NamedTuple):
    """Where points are seen: x and y in pixels from the upper left corner, and how far behind the middle they lie."""

    x: Floats
    y: Floats
    depth: Floats


@dataclass(frozen=True, slots=True)
class Camera:
    """From where the scene is looked at.

    yaw    degrees that the scene is turned about the upright axis
    pitch  degrees that the eye is above the middle
    zoom   1 for the whole box
    pan    what the middle is moved by, in shares of the picture's shorter side, right and down
    """

    yaw: float = YAW
    pitch: float = PITCH
    zoom: float = 1.0
    pan: tuple[float, float] = (0.0, 0.0)

    def turned(self, right: float, down: float) -> Camera:
        """Return the camera after the scene was turned by so many degrees."""
        pitch = min(max(self.pitch + down, -STEEPEST), STEEPEST)
        return replace(self, yaw=(self.yaw + right + 180) % 360 - 180, pitch=pitch)

    def zoomed(self, factor: float) -> Camera:
        """Return the camera nearer by a factor, within bounds."""
        return replace(self, zoom=min(max(self.zoom * factor, SMALLEST), LARGEST))

    def panned(self, right: float, down: float, lens: Lens) -> Camera:
        """Return the camera after the scene was moved by so many pixels; its middle stays in the picture."""
        side = min(lens.width, lens.height)
        moved = (self.pan[0] + right / side, self.pan[1] + down / side)
        bounds = (lens.width / side / 2, lens.height / side / 2)
        across, below = (min(max(step, -bound), bound) for step, bound in zip(moved, bounds, strict=True))
        return replace(self, pan=(across, below))

    def rotation(self) -> NDArray[np.float64]:
        """Return the matrix (3, 3) that brings scene coordinates to: right, away, up, as the eye sees them."""
        turn, tilt = math.radians(self.yaw), math.radians(self.pitch)
        c, s, u, v = math.cos(turn), math.sin(turn), math.cos(tilt), math.sin(tilt)
        return np.array([[c, -s, 0.0], [s * u, c * u, -v], [s * v, c * v, u]])


@dataclass(frozen=True, slots=True)
class Lens:
    """The picture that a camera makes: its size in pixels, and the half sides (3,) of the box that it holds."""

    width: float
    height: float
    box: tuple[float, float, float] = (1.0, 1.0, 1.0)

    @property
    def scale(self) -> float:
        """Pixels for one unit in the middle, so that the box fits, however it is turned at the first pitch."""
        across, above, below = _reach(self.box)
        return max(1.0, min(self.width / 2 / across, self.height / (above + below)) * FILLED)

    def see(self, camera: Camera, points: Floats) -> Seen:
        """Return where points (n, 3) are seen."""
        x, y, z = points.T
        right, away, up = (
            x * np.float32(row[0]) + y * np.float32(row[1]) + z * np.float32(row[2]) for row in camera.rotation()
        )
        size = np.float32(self.scale * camera.zoom * DISTANCE) / np.maximum(away + np.float32(DISTANCE), 0.05)
        middle_x, middle_y = self.middle(camera)
        return Seen(np.float32(middle_x) + right * size, np.float32(middle_y) - up * size, away)

    def unsee(self, camera: Camera, x: float, y: float, depth: float) -> NDArray[np.float64]:
        """Return the point (3,) that is seen at a place of the picture, so far behind the middle."""
        size = self.scale * camera.zoom * DISTANCE / max(depth + DISTANCE, 0.05)
        middle_x, middle_y = self.middle(camera)
        return camera.rotation().T @ np.array([(x - middle_x) / size, depth, (middle_y - y) / size])

    def middle(self, camera: Camera) -> tuple[float, float]:
        """Return where the middle of the scene is seen."""
        side = min(self.width, self.height)
        _, above, below = _reach(self.box)
        lift = (below - above) / 2 * self.scale
        return self.width / 2 + camera.pan[0] * side, self.height / 2 + camera.pan[1] * side - lift


@cache
def _reach(box: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return how far a box reaches to the sides, above and below its middle while it is turned at the first pitch."""
    signs = np.array(list(product((-1, 1), repeat=3)))
    found = []
    for yaw in range(0, 360, 10):
        right, away, up = Camera(float(yaw)).rotation() @ (signs * np.maximum(box, 0.05)).T
        nearer = DISTANCE / (DISTANCE + away)
        found.append((np.abs(right * nearer).max(), (up * nearer).max(), (-up * nearer).max()))
    across, above, below = np.max(found, axis=0).tolist()
    return across, above, below


def pick(seen: Seen, x: float, y: float, reach: float) -> int | None:
    """Return which of the points is nearest to the eye of those seen within reach, in pixels; None where none is."""
    within = np.flatnonzero((seen.x - x) ** 2 + (seen.y - y) ** 2 <= reach * reach)
    return int(within[seen.depth[within].argmin()]) if len(within) else None


def landing(seen: Seen, x: float, y: float, depth: float, pixels: float) -> int:
    """Return the point on which something lands that is let go at (x, y), so far behind the middle.

    What counts is how it looks: a step in depth counts for a quarter of one across the picture, in which a unit is so
    many pixels.
    """
    away = (seen.depth - np.float32(depth)) * np.float32(pixels / 4)
    return int(((seen.x - x) ** 2 + (seen.y - y) ** 2 + away * away).argmin())
