"""LABEL_ORDERS: each decides which cluster becomes segment 0, 1, 2, ...

The engine's clusters come in no particular order. An entry is a function (Clusters) -> (k,) intp, the clusters in
the order of their segments: order[0] is the cluster that becomes segment 0. Equal ones are put in order by luminance,
then red, green, blue, then as the engine has them, so that the same clusters always give the same order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from .features.light import linear_srgb
from .features.paint import paint
from .parallel import bands, each_band, row_bands
from .registry import Registry

if TYPE_CHECKING:
    from numpy.typing import NDArray

    LabelOrder = Callable[["Clusters"], NDArray[np.intp]]

LABEL_ORDERS: Registry[LabelOrder] = Registry("label order")

BAND = 1 << 19
"""Pixels worked on at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Numbering:
    """Which segment each pixel of a photo belongs to: what a later run is matched to.

    row_of_pixel  (h, w) integers: index into label_of_row
    label_of_row  (m + 1,) uint8: the segment of each row; the last entry is read by the transparent pixels
    """

    row_of_pixel: NDArray[Any]
    label_of_row: NDArray[np.uint8]

    @classmethod
    def of_label_map(cls, labels: NDArray[np.uint8]) -> Numbering:
        """Take a label map (h, w) uint8 as it was saved; raises ValueError for another type."""
        if labels.dtype != np.uint8:
            raise ValueError(f"a label map must be uint8, not {labels.dtype}")
        return cls(labels, np.arange(256, dtype=np.uint8))


@dataclass(frozen=True, eq=False)
class Places:
    """Where the pixels of each row of a photo lie.

    row_of_pixel  (h, w) int32 or uint8: the row that each pixel reads; the number of rows marks a transparent pixel
    rows          how many rows there are
    """

    row_of_pixel: NDArray[Any]
    rows: int

    @cached_property
    def sums(self) -> NDArray[np.float64]:
        """The sums of y and of x over the pixels of each row, (2, rows); added up when first asked for."""
        width = self.row_of_pixel.shape[1]
        sums, adding = np.zeros((2, self.rows + 1)), Lock()

        def add(band: slice) -> None:
            row = self.row_of_pixel[band].ravel()
            y = np.repeat(np.arange(band.start, band.stop, dtype=np.float64), width)
            x = np.tile(np.arange(width, dtype=np.float64), band.stop - band.start)
            found = [np.bincount(row, of_pixel, minlength=self.rows + 1) for of_pixel in (y, x)]
            with adding:
                np.add(sums, found, out=sums)

        # Each band adds up to one number a row, so that many rows want large bands.
        each_band(add, row_bands(self.row_of_pixel.shape, max(BAND, self.rows)))
        return sums[:, :-1]


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """What an order may go by. Empty clusters count 0 pixels and have a color all the same.

    row_of_pixel    (h, w) int32 or uint8: the row that each pixel reads; m marks a transparent pixel
    cluster_of_row  (m,) unsigned integers
    weights         (m,) float64: how many pixels read each row
    counts          (k,) float64: the pixels of each cluster
    colors          (k, 3) float64: sRGB in 0..255
    previous        the run before, if there was one
    places          where the pixels of each row lie, if somebody keeps that from run to run
    """

    row_of_pixel: NDArray[Any]
    cluster_of_row: NDArray[Any]
    weights: NDArray[np.float64]
    counts: NDArray[np.float64]
    colors: NDArray[np.float64]
    previous: Numbering | None = None
    places: Places | None = None


@LABEL_ORDERS.register(
    "dark",
    "Dark to light",
    "Numbers the segments by the brightness of their mean color, the darkest first. The numbers follow from the "
    "result alone, so they stay put as long as the colors do.",
)
def dark_to_light(clusters: Clusters) -> NDArray[np.intp]:
    """Order by relative luminance (IEC 61966-2-1)."""
    return np.lexsort(_darkness(clusters))


@LABEL_ORDERS.register(
    "size",
    "Largest first",
    "Numbers the segments by how many pixels they have, the largest first. The numbers tell at a glance what fills "
    "the photo, but two segments of nearly one size may swap theirs.",
)
def largest_first(clusters: Clusters) -> NDArray[np.intp]:
    """Order by pixels, descending."""
    return np.lexsort((*_darkness(clusters), -clusters.counts))


@LABEL_ORDERS.register(
    "position",
    "Top to bottom",
    "Numbers the segments by the mean height of their pixels in the photo, the topmost first and from left to right "
    "where they are level. Handy for landscapes and for charts that are read from the top.",
)
def top_to_bottom(clusters: Clusters) -> NDArray[np.intp]:
    """Order by the mean y of the pixels, then by their mean x; clusters without pixels come last.

    Not in lines as text is read: where one line ends and the next one begins would depend on a hair's breadth.
    """
    sums = _sums_of_places(clusters)
    y, x = np.divide(sums, clusters.counts, out=np.full_like(sums, np.inf), where=clusters.counts > 0)
    return np.lexsort((*_darkness(clusters), x, y))


@LABEL_ORDERS.register(
    "previous",
    "As in the run before",
    "Gives each segment the number of the segment of the run before that it shares most pixels with, so that "
    "the list stays in its order while you try things. The first run is numbered from dark to light.",
)
def as_before(clusters: Clusters) -> NDArray[np.intp]:
    """Match the clusters to the previous segments one to one, so that the most pixels keep their number.

    Matched clusters come in the order of the previous run; where there are more clusters than before, the new ones
    follow from dark to light. With as many clusters as before or more, each matched one keeps its very number.
    The matching is the assignment problem (Kuhn 1955; solved after Crouse 2016). Between equal matches, the one
    decides whose numbers lie nearer to the order from dark to light.
    """
    dark = dark_to_light(clusters)
    if clusters.previous is None:
        return dark
    # Imported here, as it takes a quarter of a second and only this order needs it.
    from scipy.optimize import linear_sum_assignment

    overlap = _overlap(clusters, clusters.previous)[dark]
    k, before = overlap.shape
    # The overlaps add up to the pixels of the photo at most, the distances to 2^16: below 2^53 all of it is exact.
    distance = np.abs(np.arange(k)[:, None] - np.arange(before))
    matched, numbers = linear_sum_assignment(overlap * 2.0**17 - distance, maximize=True)
    new = np.setdiff1d(np.arange(k), matched)
    order: NDArray[np.intp] = dark[np.concatenate((matched[np.argsort(numbers)], new))]
    return order


def _darkness(clusters: Clusters) -> tuple[NDArray[np.float64], ...]:
    """Return the keys of the order from dark to light, as `np.lexsort` takes them: the last one counts most."""
    linear = linear_srgb(clusters.colors)
    luminance = 0.2126 * linear[:, 0] + 0.7152 * linear[:, 1] + 0.0722 * linear[:, 2]
    red, green, blue = clusters.colors.T
    return blue, green, red, luminance


def _overlap(clusters: Clusters, previous: Numbering) -> NDArray[np.float64]:
    """Count the pixels that each cluster shares with each previous segment, (k, segments before)."""
    k = len(clusters.counts)
    if previous.row_of_pixel is clusters.row_of_pixel:

        def of_rows(band: slice) -> NDArray[Any]:
            pair = clusters.cluster_of_row[band].astype(np.intp) * 256 + previous.label_of_row[:-1][band]
            return np.bincount(pair, clusters.weights[band], minlength=k * 256)

        parts = each_band(of_rows, bands(len(clusters.cluster_of_row), BAND))
    else:
        # One more row for the transparent pixels, which share nothing.
        pair_of_row = np.append(clusters.cluster_of_row.astype(np.int32) * 256, np.int32(k * 256))

        def of_pixels(band: slice) -> NDArray[Any]:
            pair = pair_of_row[clusters.row_of_pixel[band]] + previous.label_of_row[previous.row_of_pixel[band]]
            return np.bincount(pair.ravel(), minlength=k * 256)[: k * 256]

        parts = each_band(of_pixels, row_bands(clusters.row_of_pixel.shape, BAND))
    # Whole numbers below 2^53: exact in whatever order they are added.
    overlap = np.sum(np.stack(parts), axis=0, dtype=np.float64).reshape(k, 256)
    segments = 1 + int(np.flatnonzero(overlap.any(axis=0)).max(initial=0))
    return overlap[:, :segments]


def _sums_of_places(clusters: Clusters) -> NDArray[np.float64]:
    """Return the sums of y and of x over the pixels of each cluster, (2, k); whole numbers below 2^53, so exact."""
    k, rows, row_of_pixel = len(clusters.counts), len(clusters.cluster_of_row), clusters.row_of_pixel
    if rows * 16 <= row_of_pixel.size:
        places, cluster = clusters.places or Places(row_of_pixel, rows), clusters.cluster_of_row.astype(np.intp)
        return np.stack([np.bincount(cluster, of_row, minlength=k) for of_row in places.sums])
    # Sums for so many rows would take as much room as the photo, or more. So count each cluster's pixels in every line
    # and in every column; transparent pixels, if there are any, are counted as one cluster more.
    values = np.append(clusters.cluster_of_row.astype(np.uint8), np.uint8(min(k, 255)))
    painted = paint(values, row_of_pixel)
    return np.stack([_sums_of_lines(painted, k), _sums_of_lines(painted.T, k)])


def _sums_of_lines(painted: NDArray[np.uint8], k: int) -> NDArray[np.float64]:
    """Return the sum of the numbers of the lines that the pixels of each cluster lie in, (k,)."""
    sums = np.zeros(256)
    for number, line in enumerate(painted):
        sums += number * np.bincount(line, minlength=256)
    return sums[:k]
