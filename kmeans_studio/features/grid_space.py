"""GridSpace: rows on a grid over the photo, for what changes slowly from pixel to pixel: texture, sharpness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..photo import Photo


@dataclass(frozen=True, slots=True, eq=False)
class GridSpace:
    """Rows to cluster, one for each cell of a grid that has visible pixels. All arrays are read-only.

    rows         (m, d) float32, column-major: the features of each cell, x scale
    weights      (m,) float64: how many visible pixels each cell has
    row_of_cell  (gh, gw) int32: index into rows; -1 where no pixel is visible
    stride       the side of a cell in pixels; those at the right and the lower border may have less
    pixels       (h, w, 3) sRGB as the photo has them, for the colors of segments
    alpha        (h, w) uint8, or None where every pixel is visible
    names        the d features
    unit         the scale of the features, in words
    scale        (d,) float64, all above 0: by what each feature was multiplied
    sources      for each feature the numbers of the filters that it comes from; empty for one that is no response
    """

    rows: NDArray[np.float32]
    weights: NDArray[np.float64]
    row_of_cell: NDArray[np.int32]
    stride: int
    pixels: NDArray[Any]
    alpha: NDArray[np.uint8] | None
    names: tuple[str, ...]
    unit: str
    scale: NDArray[np.float64]
    sources: tuple[tuple[int, ...], ...] = ()

    @classmethod
    def of_maps(
        cls,
        maps: NDArray[np.float32],
        cell_weights: NDArray[np.float32],
        stride: int,
        photo: Photo,
        names: tuple[str, ...],
        unit: str,
        scale: NDArray[np.float64],
        sources: tuple[tuple[int, ...], ...] = (),
    ) -> GridSpace:
        """Take features as C-contiguous maps (d, gh, gw), and how many visible pixels each cell has, (gh, gw)."""
        seen = cell_weights.reshape(-1) > 0
        columns = maps.reshape(len(maps), -1)
        if seen.all():
            rows, numbers = columns.T, np.arange(seen.size, dtype=np.int32)
            weights = cell_weights.reshape(-1).astype(np.float64)
        else:
            rows = np.ascontiguousarray(columns[:, seen]).T
            numbers = np.where(seen, np.cumsum(seen, dtype=np.int32) - 1, np.int32(-1))
            weights = cell_weights.reshape(-1)[seen].astype(np.float64)
        row_of_cell = numbers.astype(np.int32, copy=False).reshape(cell_weights.shape)
        for array in (rows, weights, row_of_cell, scale):
            array.flags.writeable = False
        # Not the photo itself: what is kept as long as a photo must not keep it alive.
        alpha = photo.alpha if photo.has_transparency else None
        return cls(rows, weights, row_of_cell, stride, photo.pixels, alpha, names, unit, scale, sources)

    @property
    def shape(self) -> tuple[int, int]:
        """Of the photo: (height, width)."""
        height, width = self.pixels.shape[:2]
        return height, width

    @property
    def has_transparency(self) -> bool:
        """Whether some pixels take no part."""
        return self.alpha is not None

    @property
    def cell_weights(self) -> NDArray[np.float64]:
        """How many visible pixels each cell has, (gh, gw)."""
        if len(self.weights) == self.row_of_cell.size:
            return self.weights.reshape(self.row_of_cell.shape)
        return np.where(self.row_of_cell >= 0, self.weights[self.row_of_cell], 0.0)

    def in_units(self, points: NDArray[Any]) -> NDArray[np.float64]:
        """Return points (..., d), such as centers, as they are without the scale: in the units of the space."""
        return points / self.scale

    def on_grid(self, of_rows: NDArray[Any]) -> NDArray[Any]:
        """Return what the rows have, (..., m), on the grid, (..., gh, gw); a cell without pixels has its neighbor's."""
        shape = (*of_rows.shape[:-1], *self.row_of_cell.shape)
        if len(self.weights) == self.row_of_cell.size:
            return of_rows.reshape(shape)
        return of_rows[..., self._nearest_row()].reshape(shape)

    def thinned_out(self, step: int) -> NDArray[np.float32]:
        """Return the rows of every step-th cell, (gh / step, gw / step, d), rounded up; not contiguous."""
        whole = len(self.weights) == self.row_of_cell.size
        numbers = self.row_of_cell if whole else self._nearest_row().reshape(self.row_of_cell.shape)
        # The cell in the middle of those that it stands for.
        down, across = (np.minimum(np.arange(0, n, step) + step // 2, n - 1) for n in numbers.shape)
        chosen = numbers[down[:, None], across]
        return np.moveaxis(self.rows.T[:, chosen], 0, -1)

    def _nearest_row(self) -> NDArray[np.int32]:
        """Return the row of each cell, or of the nearest cell that has one, (gh * gw,)."""
        from scipy.ndimage import distance_transform_edt

        y, x = distance_transform_edt(self.row_of_cell < 0, return_distances=False, return_indices=True)
        nearest: NDArray[np.int32] = self.row_of_cell[y, x].reshape(-1)
        return nearest
