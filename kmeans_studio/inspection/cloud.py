"""The cloud of what was clustered: colors, or cells of a grid, as points in space, and the centers among them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..engine.centers import Directions
from ..features.grid_space import GridSpace
from ..features.light import srgb_colors
from ..parallel import bands, check, each_band
from .cloud_axes import BAND, Axes, axes_of
from .cloud_cells import cell_colors
from .cloud_merging import merged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ..features.space import FeatureSpace
    from ..segmentation import Segmentation

MOST = 100_000
"""So many points at most."""

NEAR = 1 / 40
"""Points no further apart than this share of the box's longest side look much alike: in Lab 2.5 to 5 units."""

ENOUGH = 1 / 1000
"""A share of all pixels that can be found on the photo."""


@dataclass(frozen=True, eq=False)
class Cloud:
    """The rows of a feature space as points. All arrays are read-only.

    space         what was clustered
    axes          how rows become points
    points        (n, 3) float32
    counts        (n,) float64: how many pixels each point stands for; they add up to all visible ones
    colors        (n, 3) uint8 sRGB: the color itself, or the mean of the cell
    rows          (n,) intp: the row that each point is
    point_of_row  (m,) int32: the point that stands for each row; None where every row is a point
    spots         (n, 2) intp x, y: a visible pixel of each point's cell; None where rows are no cells
    """

    space: FeatureSpace | GridSpace
    axes: Axes
    points: NDArray[np.float32]
    counts: NDArray[np.float64]
    colors: NDArray[np.uint8]
    rows: NDArray[np.intp]
    point_of_row: NDArray[np.int32] | None = None
    spots: NDArray[np.intp] | None = None

    @property
    def is_part(self) -> bool:
        """Whether there are more rows than points."""
        return self.point_of_row is not None

    @property
    def noun(self) -> str:
        """What a point stands for, in the plural."""
        if self.spots is not None:
            return "cells"
        return "pixels" if "x" in self.space.names else "colors"

    @property
    def shown(self) -> str:
        """How much of all there is to be seen, in words: '98,411 of 312,551 colors shown'."""
        if not self.is_part:
            return f"{len(self.points):,} {self.noun if len(self.points) != 1 else self.noun[:-1]}"
        return f"{len(self.points):,} of {len(self.space.rows):,} {self.noun} shown, each for those around it"

    def point_at(self, x: int, y: int) -> int | None:
        """Return the point that a pixel of the photo belongs to; None for a transparent one."""
        space = self.space
        if isinstance(space, GridSpace):
            row = int(space.row_of_cell[y // space.stride, x // space.stride])
            visible = row >= 0 and (space.alpha is None or bool(space.alpha[y, x]))
        else:
            row = int(space.row_of_pixel[y, x])
            visible = row < len(space.rows)
        if not visible:
            return None
        return row if self.point_of_row is None else int(self.point_of_row[row])

    def near(self, point: int) -> NDArray[np.bool_]:
        """Return which points (n,) look much like one of them, itself among them.

        They are those within NEAR of it, or, where it is rare, the nearest ones that have a share of ENOUGH of all
        pixels together, but none beyond three times NEAR.
        """
        reach = NEAR * max(axis.high - axis.low for axis in self.axes.axes)
        away = self.points - self.points[point]
        squares = np.einsum("nd,nd->n", away, away)
        around = np.flatnonzero(squares <= np.float32(9 * reach * reach))
        order = around[np.argsort(squares[around], kind="stable")]
        needed = int(np.searchsorted(np.cumsum(self.counts[order]), ENOUGH * self.counts.sum())) + 1
        chosen = max(needed, int(np.count_nonzero(squares[order] <= np.float32(reach * reach))))
        near = np.zeros(len(squares), np.bool_)
        near[order[:chosen]] = True
        return near

    def segments(self, segmentation: Segmentation) -> NDArray[np.uint8]:
        """Return the segment of each point, (n,) uint8, in a segmentation of this photo.

        It is that of the row that the point is; on a grid, that of the pixel `spots`.
        """
        if self.spots is not None:
            return segmentation.labels[self.spots[:, 1], self.spots[:, 0]]
        return segmentation.numbering.label_of_row[self.rows]

    def centers(self, segmentation: Segmentation) -> NDArray[np.float32]:
        """Return the center of each segment as a point, (k, 3)."""
        return self._centers(segmentation.centers * self.space.scale, segmentation)

    def trails(self, earlier: Sequence[NDArray[Any]], segmentation: Segmentation) -> NDArray[np.float32]:
        """Return the way of each segment's center over the generations, (k, g, 3), to where it is now.

        earlier  for each generation before this one the centers of its clusters (k, d), in the units of the rows.
                 Those before the last change of k are left out: whose they were cannot be said.
        """
        now = self.centers(segmentation)
        order = segmentation.cluster_of_segment
        way = [now]
        for centers in reversed(earlier):
            if centers.shape != (segmentation.k, len(self.space.names)):
                break
            way.append(self._centers(np.asarray(centers, np.float64)[order], segmentation))
        return np.stack(way[::-1], axis=1)

    def _centers(self, rows: NDArray[np.float64], segmentation: Segmentation) -> NDArray[np.float32]:
        if segmentation.clusters.geometry.rule is Directions:
            # Directions have no length of their own: they are drawn as far out as colors lie in the mean.
            rows = rows * (self._mean_length / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))
        return self.axes.points(rows)

    @cached_property
    def _mean_length(self) -> float:
        """How far from zero the rows of the points lie in the mean."""
        lengths = np.linalg.norm(self.space.rows[self.rows].astype(np.float64), axis=1)
        return float(np.average(lengths, weights=self.counts))


def color_cloud(
    segmentation: Segmentation, *, most: int = MOST, axes: Axes | None = None, cancel: Event | None = None
) -> Cloud:
    """Return the cloud of what a segmentation clustered.

    most  so many points at most; beyond that, points that lie close together become one, see `merged`
    axes  those of another cloud, to look along again, if the rows have the same features

    Takes 4 bytes for each row where there are more than `most`, and 100 MB on the way. Raises CancelledError.
    """
    space = segmentation.space
    if axes is None or len(axes.offset) != len(space.names):
        axes = axes_of(space, cancel)
    if len(space.rows) <= most:
        rows, point_of_row = np.arange(len(space.rows)), None
        counts = np.array(space.weights)
    else:
        rows, point_of_row = merged(space, axes, most, cancel)
        counts = np.zeros(len(rows))
        for band in bands(len(point_of_row), BAND):
            check(cancel)
            counts += np.bincount(point_of_row[band], space.weights[band], minlength=len(rows))
        point_of_row.flags.writeable = False
    points = np.empty((len(rows), 3), np.float32)

    def place(band: slice) -> None:
        points[band] = axes.points(space.rows[rows[band]])

    each_band(place, bands(len(rows), BAND), cancel)
    spots = None
    if isinstance(space, GridSpace):
        colors, spots = cell_colors(space, rows, cancel)
        spots.flags.writeable = False
    else:
        colors = np.rint(np.clip(srgb_colors(space.colors[rows]), 0, 255)).astype(np.uint8)
    for array in (points, counts, colors, rows):
        array.flags.writeable = False
    return Cloud(space, axes, points, counts, colors, rows, point_of_row, spots)
