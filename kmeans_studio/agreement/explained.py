"""How much segments explain of a photo: the goodness of variance fit, measured in one space for all."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands, each_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..features.space import FeatureSpace
    from ..label_order import Numbering

BAND = 1 << 16
"""Rows or pixels worked on at a time."""


def explained(space: FeatureSpace, numbering: Numbering, k: int, cancel: Event | None = None) -> float:
    """Return 1 - within / total of the rows of a space for a photo's segments: 0 for one segment, 1 for no spread left.

    space      a row for each different color, such as the photo's CIE Lab colors: the scale that everything is
               measured on, whatever the segments were found by
    numbering  the segment of each pixel; labels from k on, such as NO_SEGMENT, take no part
    k          how many segments there are

    Goodness of variance fit (Jenks): `total` is the sum over the visible pixels of the squared distance to their mean,
    `within` that to the mean of their segment. Where the segments were found by the same colors, each color is looked
    at once, otherwise each pixel; the steps in between are one band long. A photo of one color is explained: 1. The
    rows are float32, so the result is good to about 1e-6. Raises CancelledError.
    """
    mean, total = _spread(space, cancel)
    if total == 0:
        return 1.0
    same = numbering.row_of_pixel is space.row_of_pixel
    labels = numbering.label_of_row[: len(space.rows)] if same else numbering.row_of_pixel.reshape(-1)
    row_of_pixel = space.row_of_pixel.reshape(-1)

    def add_up(band: slice) -> NDArray[np.float64]:
        weights: NDArray[np.float64] | None
        if same:
            label, weights, columns = labels[band], space.weights[band], space.rows.T[:, band] - mean[:, None]
        else:
            label, weights = numbering.label_of_row[labels[band]], None
            # A transparent pixel reads no row; its label is no segment's.
            columns = np.take(space.rows.T, row_of_pixel[band], axis=1, mode="clip") - mean[:, None]
        terms = (weights, *(columns if weights is None else columns * weights))
        return np.stack([np.bincount(label, term, minlength=k)[:k] for term in terms])

    parts = each_band(add_up, bands(len(labels), BAND), cancel)
    # The parts are added in the order of the bands: the same sums with any number of threads.
    sums = np.sum(parts, axis=0)
    held = sums[0] > 0
    between = float(((sums[1:, held] ** 2).sum(axis=0) / sums[0, held]).sum())
    return min(1.0, max(0.0, between / total))


def _spread(space: FeatureSpace, cancel: Event | None) -> tuple[NDArray[np.float64], float]:
    """Return the mean of the rows (d,) and the sum of the squared distances to it; 0 where all are one color."""
    if (space.rows == space.rows[0]).all():
        return space.rows[0].astype(np.float64), 0.0

    def add_up(band: slice) -> Any:
        return (space.rows[band].T * space.weights[band]).sum(axis=1)

    def squares(band: slice) -> float:
        away = space.rows[band].T - mean[:, None]
        return float((away * away * space.weights[band]).sum())

    over = bands(len(space.rows), BAND)
    mean: NDArray[np.float64] = np.sum(each_band(add_up, over, cancel), axis=0) / space.weights.sum()
    return mean, sum(each_band(squares, over, cancel))
