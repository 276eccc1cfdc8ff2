"""A small picture of a segmentation, made without painting all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..segmentation import Segmentation

SIDE = 160
"""The longer side in pixels."""

FINER = 4
"""So many places along each side of a pixel are averaged."""

NOTHING = (128, 128, 128)
"""What transparent pixels are shown in."""


def thumbnail(segmentation: Segmentation, side: int = SIDE) -> NDArray[np.uint8]:
    """Return the segments in their palette, (h, w, 3) uint8, no side longer than that nor than the photo's."""
    import cv2

    numbering = segmentation.numbering
    shape = numbering.row_of_pixel.shape
    shrink = min(1.0, side / max(shape))
    height, width = (max(1, round(n * shrink)) for n in shape)
    finer = 1 if shrink == 1 else FINER
    y, x = (
        ((np.arange(n * finer) + 0.5) * (whole / (n * finer))).astype(np.intp)
        for n, whole in zip((height, width), shape, strict=True)
    )
    labels = numbering.label_of_row[numbering.row_of_pixel[y[:, None], x]]
    colors = np.full((256, 3), NOTHING, np.uint8)
    colors[: segmentation.k] = segmentation.palette
    # Transparent pixels have the last label, which is nobody's here.
    painted: Any = colors[labels]
    if finer > 1:
        painted = cv2.resize(painted, (width, height), interpolation=cv2.INTER_AREA)
    small: NDArray[np.uint8] = painted
    return small
