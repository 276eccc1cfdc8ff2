"""FeatureSpace: what the engine clusters, and how its answer gets back to the pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class FeatureSpace:
    """Rows to cluster, with weights, and the row that each pixel reads. All arrays are read-only.

    rows          (m, d) float32, column-major: one per different color (or per pixel), in the space's units
    weights       (m,) float64: how many pixels read each row
    row_of_pixel  (h, w) int32: index into rows; m marks a transparent pixel, which takes no part
    colors        (m, 3) uint8 or uint16: the sRGB color of each row, for palettes
    names         the d features
    unit          the scale of the features, in words
    """

    rows: NDArray[np.float32]
    weights: NDArray[np.float64]
    row_of_pixel: NDArray[np.int32]
    colors: NDArray[np.uint8] | NDArray[np.uint16]
    names: tuple[str, ...]
    unit: str

    @property
    def has_transparency(self) -> bool:
        """Whether some pixels take no part."""
        return int(self.weights.sum()) < self.row_of_pixel.size
