"""Colors of points as the renderers take them. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def of_photo(colors: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return (n,) 0xFFRRGGBB of colors (n, 3)."""
    red, green, blue = colors.T.astype(np.uint32)
    return np.uint32(0xFF000000) | red << 16 | green << 8 | blue


def of_segments(segments: NDArray[np.uint8], table: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return (n,) 0xFFRRGGBB for the labels of points, with a table (256, 4) RGBA; 0 where that is transparent."""
    shown = np.where(table[:, 3] > 0, of_photo(table[:, :3]), np.uint32(0))
    return shown[segments]
