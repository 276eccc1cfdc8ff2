"""Silhouette widths painted on the photo: which pixels sit badly in their segment."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..choosing.distances import is_quick
from ..choosing.draw import draw_stratified
from ..choosing.silhouette import widths_by_draw
from ..engine.metrics import Geometry
from ..features.grid_space import GridSpace
from ..parallel import bands, check, each_band, row_bands
from ..photo import Photo
from ..segmentation import Segmentation

if TYPE_CHECKING:
    from numpy.typing import NDArray

REFERENCES, LEAST = 240, 8
"""Rows that are drawn to measure by, in all and of each cluster at least."""

WORK = 6e8
"""Differences of two numbers that are affordable: rows x references x columns. About half a second."""

DEAR = 100
"""What a column costs in norms that have no compiled loop."""

BAND = 1 << 19
"""Pixels painted at a time."""


def silhouette_map(
    photo: Photo, segmentation: Segmentation, *, seed: int = 0, cancel: Event | None = None
) -> NDArray[np.float32]:
    """Return the silhouette width of each pixel, (h, w) float32: -1..1, NaN for a transparent pixel.

    Below 0 a pixel would sit better in another segment. Each row's mean distances to the clusters are measured to about
    240 rows drawn from them by a seed, in the space and by the distance that the segments were told apart in. Of very
    many rows every n-th of a cluster is measured, and those after it (which are alike) get the same. With one segment
    all is 0. Beside the result it takes 4 bytes a row and some megabytes. Raises CancelledError.
    """
    space, clusters = segmentation.space, segmentation.clusters
    of_rows = _of_rows(clusters.rows, space.weights, clusters.labels, clusters.geometry, seed, cancel)
    painted = np.empty(photo.shape, np.float32)
    if isinstance(space, GridSpace):
        # Cells without a row have no visible pixels, and get what nobody sees.
        on_grid = of_rows[space.row_of_cell]
        columns = np.minimum(np.arange(photo.width) // space.stride, on_grid.shape[1] - 1)

        def fill(band: slice) -> None:
            lines = np.minimum(np.arange(band.start, band.stop) // space.stride, on_grid.shape[0] - 1)
            painted[band] = on_grid[lines[:, None], columns]
            if space.alpha is not None:
                painted[band][space.alpha[band] == 0] = np.nan
    else:
        values = np.append(of_rows, np.float32(np.nan))

        def fill(band: slice) -> None:
            # mode="clip" because "raise" would buffer the output; every row is in range.
            np.take(values, space.row_of_pixel[band], out=painted[band], mode="clip")

    each_band(fill, row_bands(photo.shape, BAND), cancel)
    painted.flags.writeable = False
    return painted


def _of_rows(
    rows: NDArray[Any],
    weights: NDArray[np.float64],
    labels: NDArray[Any],
    geometry: Geometry,
    seed: int,
    cancel: Event | None,
) -> NDArray[np.float32]:
    """Return the width of each row (m, d), (m,)."""
    drawn = draw_stratified(weights, labels, REFERENCES, LEAST, np.random.default_rng(seed), cancel)
    references = np.asarray(geometry.place(np.asfortranarray(rows[drawn.rows])), np.float64)
    quick = is_quick(geometry.norm)
    affordable = int(WORK / (len(references) * references.shape[1] * (1 if quick else DEAR)))
    step = -(-len(rows) // affordable)
    of_rows = np.zeros(len(rows), np.float32)
    for cluster in np.flatnonzero(drawn.masses):
        check(cancel)
        members = np.flatnonzero(labels == cluster) if step > 1 or len(drawn.masses) > 1 else np.arange(len(rows))
        chosen = members[::step]

        def measure(band: slice, chosen: NDArray[np.intp] = chosen, cluster: int = int(cluster)) -> NDArray[np.float32]:
            points = geometry.place(np.asfortranarray(rows[chosen[band]]))
            found: NDArray[np.float32] = widths_by_draw(points, cluster, references, drawn, geometry.norm)
            return found

        parts = each_band(measure, bands(len(chosen), 1 << 12), cancel)
        of_rows[members] = np.repeat(np.concatenate(parts), step)[: len(members)]
    return of_rows
