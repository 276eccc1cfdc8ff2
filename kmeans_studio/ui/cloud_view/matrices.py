"""The camera as OpenGL wants it: matrices that see what `Lens.see` sees. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .camera import DISTANCE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .camera import Camera, Lens

NEAREST, FARTHEST = 1.0, 2 * DISTANCE
"""What is nearer to the eye, or farther away, is not drawn."""


def clip_matrix(camera: Camera, lens: Lens) -> NDArray[np.float64]:
    """Return what brings points of the scene to where they are seen, (4, 4)."""
    right, away, up = np.pad(camera.rotation(), ((0, 0), (0, 1)))
    behind = away + np.array([0, 0, 0, DISTANCE])
    size = lens.scale * camera.zoom * DISTANCE
    x, y = lens.middle(camera)
    across = right * (2 * size / lens.width) + behind * (2 * x / lens.width - 1)
    above = up * (2 * size / lens.height) + behind * (1 - 2 * y / lens.height)
    depth = behind * ((FARTHEST + NEAREST) / (FARTHEST - NEAREST))
    depth[3] -= 2 * FARTHEST * NEAREST / (FARTHEST - NEAREST)
    return np.stack((across, above, depth, behind))


def eye_matrix(camera: Camera) -> NDArray[np.float64]:
    """Return what brings points of the scene before the eye, (4, 4): their distance makes their size."""
    right, away, up = np.pad(camera.rotation(), ((0, 0), (0, 1)))
    away[3] = DISTANCE
    return np.stack((right, up, away, np.array([0.0, 0.0, 0.0, 1.0])))
