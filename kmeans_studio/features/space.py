"""FeatureSpace: what the engine clusters, and how its answer gets back to the pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class FeatureSpace:
    """Rows to cluster, with weights, and the row that each pixel reads. All arrays are read-only.

    rows          (m, d) float32, column-major: one per different color (or per pixel), in the space's units x scale
    weights       (m,) float64: how many pixels read each row
    row_of_pixel  (h, w) int32: index into rows; m marks a transparent pixel, which takes no part
    colors        (m, 3) uint8, uint16 or float32: the sRGB color of each row, for palettes
    names         the d features
    unit          the scale of the features, in words
    cells         (c + 1,) intp: row offsets, ascending from 0 to m, of runs of alike rows, none of them empty
    blocks        (b + 1,) intp: the same, coarser; every offset of a block is also one of a cell
    scale         (d,) float64, all above 0: by what each feature was multiplied (channel weights, compactness)

    Two rows can be equal: different colors may be of one grey.
    """

    rows: NDArray[np.float32]
    weights: NDArray[np.float64]
    row_of_pixel: NDArray[np.int32]
    colors: NDArray[Any]
    names: tuple[str, ...]
    unit: str
    cells: NDArray[np.intp]
    blocks: NDArray[np.intp]
    scale: NDArray[np.float64]

    @property
    def has_transparency(self) -> bool:
        """Whether some pixels take no part."""
        return int(self.weights.sum()) < self.row_of_pixel.size

    def in_units(self, points: NDArray[Any]) -> NDArray[np.float64]:
        """Return points (..., d), such as centers, as they are without channel weights: in the units of the space."""
        return points / self.scale
