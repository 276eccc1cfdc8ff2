"""default_seeds(): pixels to start from where nobody has chosen any yet."""

from __future__ import annotations

from math import ceil, sqrt
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..engine.costs import costs_to_centers
from ..features.grid_space import GridSpace
from ..parallel import bands, check
from ..segmentation import Segmentation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..engine.lloyd import Generation

Seeds = tuple[tuple[int, int], ...]

PAIRS = 1 << 20
"""Pairs of a row and a center that are measured at a time ..."""

QUICK = 1 << 17
"""... and at all, where it is to be quick."""

FEWEST = 1 << 12
"""Places that are looked at, at least."""


def default_seeds(
    segmentation: Segmentation | None,
    shape: tuple[int, int],
    k: int,
    cancel: Event | None = None,
    *,
    quick: bool = False,
) -> Seeds:
    """Return for each of the first k segments the pixel (x, y) whose row is nearest to its center, in their order.

    Without a segmentation, k places spread over a photo (h, w). Two of them can be the same where several centers have
    the same pixel as their nearest, or where there are fewer pixels.

    quick  whether it is enough to look at some of the pixels: takes some milliseconds instead of up to a second for
           millions of different colors

    Raises CancelledError.
    """
    if segmentation is None:
        return _spread(shape, k)
    space, centers = segmentation.space, segmentation.clusters.centers
    most = max(FEWEST, QUICK // max(centers.shape)) if quick else None
    if isinstance(space, GridSpace):
        found = _on_grid(space, segmentation.clusters, most, cancel)
    else:
        found = _of_rows(space.rows, space.row_of_pixel, segmentation.clusters, most, cancel)
    return tuple(found[cluster] for cluster in segmentation.cluster_of_segment[:k])


def _spread(shape: tuple[int, int], k: int) -> Seeds:
    """Return the middles of k boxes, line by line, that are about square."""
    height, width = shape
    lines = min(k, max(1, round(sqrt(k * height / width))))
    across = ceil(k / lines)
    found: list[tuple[int, int]] = []
    for line in range(lines):
        boxes = min(across, k - len(found))
        y = (2 * line + 1) * height // (2 * lines)
        found += [((2 * box + 1) * width // (2 * boxes), y) for box in range(boxes)]
    return tuple(found)


def _of_rows(
    rows: NDArray[Any], row_of_pixel: NDArray[Any], clusters: Generation, most: int | None, cancel: Event | None
) -> list[tuple[int, int]]:
    """Return a pixel for each cluster of rows that pixels read."""
    step = 1 if most is None else ceil(sqrt(row_of_pixel.size / most))
    some = row_of_pixel[step // 2 :: step, step // 2 :: step] if min(row_of_pixel.shape) > step else row_of_pixel
    seen = np.unique(some) if step > 1 else np.arange(len(rows))
    seen = seen[seen < len(rows)]
    if not len(seen):
        return _of_rows(rows, row_of_pixel, clusters, None, cancel)
    nearest = seen[_nearest(rows, seen, clusters, cancel)]
    # Where each of these rows is read.
    wanted = np.zeros(len(rows) + 1, np.bool_)
    wanted[nearest] = True
    offset = step // 2 if some is not row_of_pixel else 0
    step = step if some is not row_of_pixel else 1
    lines = [np.zeros((0, 3), np.int64)]
    for band in bands(len(some), max(1, PAIRS // some.shape[1])):
        check(cancel)
        part = some[band]
        y, x = np.nonzero(wanted[part])
        lines.append(np.stack([part[y, x], x * step + offset, (y + band.start) * step + offset], axis=1))
    places = np.concatenate(lines)
    # The middle one of all that read it is rather within something than at its border.
    order = np.argsort(places[:, 0], kind="stable")
    first, last = (np.searchsorted(places[order, 0], nearest, side=side) for side in ("left", "right"))
    middle = places[order[(first + last) // 2]]
    return [(int(x), int(y)) for _, x, y in middle]


def _on_grid(space: GridSpace, clusters: Generation, most: int | None, cancel: Event | None) -> list[tuple[int, int]]:
    """Return a visible pixel for each cluster of cells: the middle one of a cell's."""
    count = len(space.weights)
    seen = np.arange(0, count, 1 if most is None else max(1, count // most))
    height, width = space.shape
    cells = np.flatnonzero(space.row_of_cell.ravel() >= 0)
    found = []
    for row in seen[_nearest(space.rows, seen, clusters, cancel)]:
        y, x = (int(at) * space.stride for at in np.unravel_index(cells[row], space.row_of_cell.shape))
        down, across = min(y + space.stride, height) - y, min(x + space.stride, width) - x
        visible = np.ones((down, across), np.bool_)
        if space.alpha is not None:
            visible = space.alpha[y : y + down, x : x + across] > 0
        inside = np.argwhere(visible)
        away = ((inside - (np.array([down, across]) - 1) / 2) ** 2).sum(axis=1)
        dy, dx = inside[np.argmin(away)]
        found.append((x + int(dx), y + int(dy)))
    return found


def _nearest(
    rows: NDArray[Any], seen: NDArray[np.intp], clusters: Generation, cancel: Event | None
) -> NDArray[np.intp]:
    """Return for each cluster (k,) which of the seen rows is nearest to its center, as an index into these."""
    geometry = clusters.geometry
    # Not those of the last round: what came after it may have left some out.
    centers = geometry.place(clusters.centers)
    best, place = np.full(clusters.k, np.inf), np.zeros(clusters.k, np.intp)
    for band in bands(len(seen), max(1, PAIRS // clusters.k)):
        check(cancel)
        costs = costs_to_centers(rows.T[:, seen[band]].T, centers, geometry, cancel)
        least = costs.argmin(axis=1)
        cost = np.take_along_axis(costs, least[:, None], axis=1)[:, 0]
        place = np.where(cost < best, band.start + least, place)
        best = np.minimum(best, cost)
    return place
