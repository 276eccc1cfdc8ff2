"""Why a pixel belongs to its segment: its features, the centers, and how far it lies from each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..features.grid_space import GridSpace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..engine.metrics import Geometry
    from ..segmentation import Segmentation

    Array = NDArray[np.float64]

COLUMN_BY_COLUMN = ("euclidean", "manhattan")
"""Norms whose cost is a sum over the features."""


@dataclass(frozen=True, slots=True, eq=False)
class PixelEvidence:
    """What speaks for which segment at one pixel. All arrays are float64.

    x, y           the pixel
    values         (d,): its features as they were clustered, without weights: in the units of the feature space. On a
                   grid they are those of the pixel's cell
    names          the d features
    unit           what they are counted in, in words
    sources        for each feature the filters that it comes from, numbered without those that are off; empty for one
                   that is no response
    segment        the label of the pixel
    centers        (k, d): the mean of each segment, in the same units
    distances      (k,): how far the pixel lies from each segment's center, measured as the run measured it: in the
                   sharpened space after sharpening
    contributions  (d,): how much each feature adds to the cost of the second nearest center beyond that of the
                   nearest; negative ones speak for the second. They add up to the difference of the two costs (squared
                   distances with the Euclidean metric). None where distances are no sum over features: in a sharpened
                   space, with other metrics, and with one segment
    """

    x: int
    y: int
    values: Array
    names: tuple[str, ...]
    unit: str
    sources: tuple[tuple[int, ...], ...]
    segment: int
    centers: Array
    distances: Array
    contributions: Array | None

    @property
    def nearest(self) -> int:
        """The segment whose center lies nearest.

        It can be another one than `segment`: where borders were smoothed, tiny parts joined to their neighbors, or
        where the border runs through the pixel's cell.
        """
        return int(self.distances.argmin())

    @property
    def runner_up(self) -> int | None:
        """The segment whose center lies second nearest; None where there is but one."""
        return int(np.argsort(self.distances, kind="stable")[1]) if len(self.distances) > 1 else None


def pixel_evidence(segmentation: Segmentation, x: int, y: int) -> PixelEvidence:
    """Return what speaks for which segment at column x and row y of the photo.

    Works for every mode; the features of "color" are the color's. Raises ValueError for a pixel beside the photo, and
    for one that is transparent and takes no part.
    """
    space, clusters = segmentation.space, segmentation.clusters
    height, width = segmentation.labels.shape
    if not (0 <= x < width and 0 <= y < height):
        raise ValueError(f"there is no pixel ({x}, {y}) in a photo of {width} x {height}")
    if isinstance(space, GridSpace):
        row = int(space.row_of_cell[y // space.stride, x // space.stride])
        visible = space.alpha is None or bool(space.alpha[y, x])
        sources = space.sources or ((),) * len(space.names)
    else:
        row = int(space.row_of_pixel[y, x])
        visible = row < len(space.rows)
        sources = ((),) * len(space.names)
    if not visible:
        raise ValueError(f"the pixel ({x}, {y}) is transparent and takes no part")
    at, centers = space.rows[row : row + 1], clusters.centers[segmentation.cluster_of_segment]
    (distances,) = clusters.geometry.distances(at, centers)
    segment = int(segmentation.labels[y, x])
    return PixelEvidence(
        x,
        y,
        space.in_units(at[0].astype(np.float64)),
        space.names,
        space.unit,
        sources,
        segment,
        segmentation.centers,
        distances,
        _contributions(clusters.geometry, at[0].astype(np.float64), centers, distances),
    )


def _contributions(geometry: Geometry, at: Array, centers: Array, distances: Array) -> Array | None:
    """Return by how much more each feature costs at the second nearest center (of (k, d)) than at the nearest, (d,)."""
    here = at[None]
    if len(centers) < 2 or geometry.norm.name not in COLUMN_BY_COLUMN or geometry.place(here) is not here:
        return None
    nearest, second = np.argsort(distances, kind="stable")[:2]
    # One feature at a time: what a norm makes of one column is that feature's part.
    costs = [geometry.norm.costs(at[:, None], centers[one][:, None]) for one in (second, nearest)]
    return np.asarray((costs[0] - costs[1]) * geometry.scale)
