"""Who draws points: anything with `picture`. This one needs nothing but numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtGui import QImage

from ..qimage import argb_image
from .camera import DISTANCE, Seen
from .splat import splat

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .camera import Camera, Lens
    from .scene import Scene


class Renderer(Protocol):
    """Draws points."""

    def picture(
        self, scene: Scene, colors: NDArray[np.uint32], camera: Camera, lens: Lens, scale: float, count: int
    ) -> QImage:
        """Return a picture of the first `count` points of the scene on a transparent ground.

        colors  (n,) premultiplied 0xAARRGGBB, 0 for points that are not shown, in the order of the scene
        lens    the picture in logical pixels; it has `scale` pixels for one of these
        """


def growth(camera: Camera, scale: float) -> float:
    """Return by what a point's size is multiplied in the middle of a picture: they grow less than the scene does."""
    return float(scale * min(max(camera.zoom, 1.0), 4.0) ** 0.5)


class Software:
    """Draws points with numpy: on every machine, and quickly enough."""

    def picture(
        self, scene: Scene, colors: NDArray[np.uint32], camera: Camera, lens: Lens, scale: float, count: int
    ) -> QImage:
        """Draw discs, nearer ones larger and in front."""
        seen = lens.see(camera, scene.place[:count])
        nearer = np.float32(DISTANCE) / np.maximum(seen.depth + np.float32(DISTANCE), np.float32(0.5))
        sizes = scene.sizes[:count] * nearer * np.float32(growth(camera, scale))
        width, height = max(1, round(lens.width * scale)), max(1, round(lens.height * scale))
        in_pixels = Seen(seen.x * np.float32(scale), seen.y * np.float32(scale), seen.depth)
        pixels = splat(in_pixels, sizes, colors[:count], width, height)
        return argb_image(pixels.view(np.uint8).reshape(height, width, 4))
