"""Segmentation: the label map, palette and statistics of one generation; a running frame and the result alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from .features.light import srgb_colors
from .features.paint import paint
from .label_order import LABEL_ORDERS, Clusters, Numbering, Places
from .parallel import bands, each_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .engine.lloyd import Generation
    from .features.space import FeatureSpace

A = TypeVar("A", bound="NDArray[Any]")

MAX_SEGMENTS = 256
"""Labels are 8-bit."""

NO_SEGMENT = 255
"""The label of transparent pixels. A photo that has some can have at most 255 segments."""

BAND = 1 << 16
"""Rows worked on at a time."""


@dataclass(frozen=True, eq=False)
class Segmentation:
    """A photo's segments, numbered in a stated order.

    Figures and pictures are worked out when first asked for: most generations are never looked at. All arrays are
    read-only.

    space       what was clustered
    clusters    the engine's answer, in no particular order
    relocated   empty segments restarted at the worst-served color, in all generations so far
    dropped     empty segments left out, in all generations so far
    order       the name in LABEL_ORDERS by which segments are numbered
    previous    the numbers of the run before, for the order "previous"
    places      where the pixels of each row lie, for the order "position"; worked out for each result if not given
    at_limit    whether this is the last generation only because there were to be no more
    deviations  where the pipeline could not do what was asked, in plain words
    """

    space: FeatureSpace
    clusters: Generation
    relocated: int = 0
    dropped: int = 0
    order: str = "dark"
    previous: Numbering | None = None
    places: Places | None = None
    at_limit: bool = False
    deviations: tuple[str, ...] = ()

    @property
    def k(self) -> int:
        """The number of segments."""
        return len(self.clusters.centers)

    @property
    def generation(self) -> int:
        """Which round of the algorithm this is, from 1."""
        return self.clusters.number

    @property
    def cost(self) -> float:
        """The sum over the pixels of the squared distance (the metric's cost) to their segment's center."""
        return self.clusters.cost

    @property
    def moved(self) -> float:
        """The share of the pixels that changed segment in this generation."""
        return self.clusters.moved

    @property
    def converged(self) -> bool:
        """Whether the algorithm came to its end; `ending` says which."""
        return self.clusters.converged

    @property
    def ending(self) -> str:
        """Why there are no more generations, in plain words; empty while there are."""
        if self.at_limit:
            return "the limit of generations was reached before nothing moved any more"
        return self.clusters.reason or ("nothing moved any more" if self.converged else "")

    @property
    def start_costs(self) -> tuple[float, ...]:
        """The cost that each of the starts came to, in the order in which they were tried; empty if there was one."""
        return self.clusters.start_costs

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """Where the result differs from what was asked, in plain words."""
        said = [*self.deviations]
        if self.relocated:
            times = "once" if self.relocated == 1 else f"{self.relocated} times"
            said.append(f"a segment was left empty and restarted at the worst-served color ({times})")
        if self.dropped:
            left = "a segment was left empty" if self.dropped == 1 else f"{self.dropped} segments were left empty"
            said.append(f"{left} and dropped, so there {'is 1' if self.k == 1 else f'are {self.k}'}")
        if self.empty:
            few = "1 segment is" if self.empty == 1 else f"{self.empty} segments are"
            said.append(f"{few} empty: no pixel lies nearest to the center")
        if self.at_limit:
            said.append(self.ending)
        return tuple(said)

    @cached_property
    def _order(self) -> NDArray[np.intp]:
        """The cluster that each segment is, (k,)."""
        counts, colors = self._figures
        space, labels = self.space, self.clusters.labels
        clusters = Clusters(space.row_of_pixel, labels, space.weights, counts, colors, self.previous, self.places)
        return LABEL_ORDERS[self.order](clusters)

    @cached_property
    def _figures(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Pixels (k,) and mean color (k, 3) of each cluster; an empty one has the color nearest to its center."""

        def add_up(band: slice) -> NDArray[np.float64]:
            weights, colors = self.space.weights[band], srgb_colors(self.space.colors[band])
            return _sums_by_label(self.clusters.labels[band], (weights, *(weights * c for c in colors.T)), self.k)

        # The parts are added in the order of the bands: the same sums with any number of threads.
        counts, *sums = np.sum(each_band(add_up, bands(len(self.space.weights), BAND)), axis=0)
        means = np.stack(sums, axis=1) / np.where(counts > 0, counts, 1.0)[:, None]
        for cluster in np.flatnonzero(counts == 0):
            nearest = self._row_nearest_to(self.clusters.centers[cluster])
            means[cluster] = srgb_colors(self.space.colors[nearest : nearest + 1])[0]
        return counts, means

    def _row_nearest_to(self, center: NDArray[np.float64]) -> int:
        """Return the row that the metric says is nearest to a center (d,), the first of equals."""
        geometry = self.clusters.geometry
        (at,) = geometry.place(center[None])

        def nearest(band: slice) -> tuple[float, int]:
            costs = geometry.norm.costs(geometry.place(self.space.rows[band]), at)
            row = int(costs.argmin())
            return float(costs[row]), band.start + row

        return min(each_band(nearest, bands(len(self.space.rows), BAND)))[1]

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """The pixels of each segment, (k,)."""
        return _read_only(self._figures[0][self._order].astype(np.int64))

    @property
    def empty(self) -> int:
        """How many segments have no pixels."""
        return int(np.count_nonzero(self._figures[0] == 0))

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """The share of each segment in all pixels that take part, (k,)."""
        return _read_only(self.counts / self.counts.sum())

    @cached_property
    def mean_colors(self) -> NDArray[np.float64]:
        """The mean color of each segment's pixels, (k, 3) sRGB in 0..255.

        A segment without pixels has the color of the photo that lies nearest to its center.
        """
        return _read_only(self._figures[1][self._order])

    @cached_property
    def palette(self) -> NDArray[np.uint8]:
        """The mean color of each segment's pixels, rounded, (k, 3) uint8 sRGB."""
        return _read_only(np.rint(self.mean_colors).astype(np.uint8))

    @cached_property
    def centers(self) -> NDArray[np.float64]:
        """The center of each segment, (k, d) in the units of the feature space, as they are without channel weights.

        With the metric "cosine" they are directions, which have no unit: of length 1 before the weights are taken out.
        """
        return _read_only(self.space.in_units(self.clusters.centers[self._order]))

    @cached_property
    def numbering(self) -> Numbering:
        """The segment of each row: what a later run can be matched to. It keeps no other part of this result alive."""
        segment_of_cluster = np.empty(self.k, np.uint8)
        segment_of_cluster[self._order] = np.arange(self.k, dtype=np.uint8)
        label_of_row = np.empty(len(self.clusters.labels) + 1, np.uint8)
        np.take(segment_of_cluster, self.clusters.labels, out=label_of_row[:-1], mode="clip")
        label_of_row[-1] = NO_SEGMENT
        return Numbering(self.space.row_of_pixel, _read_only(label_of_row))

    @cached_property
    def labels(self) -> NDArray[np.uint8]:
        """The label map (h, w) uint8, C-contiguous: the segment of each pixel, NO_SEGMENT for a transparent one."""
        numbering = self.numbering
        return _read_only(paint(numbering.label_of_row, numbering.row_of_pixel))


def _sums_by_label(labels: NDArray[Any], terms: Sequence[NDArray[np.float64]], k: int) -> NDArray[np.float64]:
    """Return the sum of each term (n,) for each of k labels, (terms, k)."""
    starts = np.append(0, 1 + np.flatnonzero(labels[1:] != labels[:-1]))
    if len(starts) * 8 < len(labels):
        # Alike colors lie together and mostly have one label: adding up each stretch first is several times as quick.
        labels, terms = labels[starts], [np.add.reduceat(term, starts) for term in terms]
    place = labels.astype(np.intp)
    return np.stack([np.bincount(place, term, minlength=k) for term in terms])


def _read_only(array: A) -> A:
    array.flags.writeable = False
    return array
