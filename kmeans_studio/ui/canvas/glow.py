"""A glow over the photo: some pixels as they are within a pale rim, all others darkened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QImage

from ..qimage import COLORS, labels_image

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMMED, HALO, GLOWING = 0, 1, 2
"""What a pixel of a glow says: it is darkened, it lies beside one that glows, it glows."""

_INKS = {DIMMED: QColor(0, 0, 0, 165), HALO: QColor(255, 255, 255, 190), GLOWING: QColor(0, 0, 0, 0)}


def glow_images(levels: tuple[NDArray[np.uint8], ...]) -> list[QImage]:
    """Return what is drawn over a photo for the levels of a glow, (h, w) uint8 each, the photo's size first."""
    table = [_INKS.get(code, _INKS[GLOWING]).rgba() for code in range(COLORS)]
    images = []
    for level in levels:
        image = labels_image(level)
        image.setColorTable(table)
        images.append(image)
    return images
