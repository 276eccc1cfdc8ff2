"""Segmentation: the label map, palette and statistics of one generation; a running frame and the result alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Event
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from .features.grid_space import GridSpace
from .features.paint import paint
from .label_order import LABEL_ORDERS, Clusters, Numbering, Places
from .members import means_of_rows, members_of_map, members_of_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .engine.lloyd import Generation
    from .features.space import FeatureSpace

A = TypeVar("A", bound="NDArray[Any]")

MAX_SEGMENTS = 256
"""Labels are 8-bit."""

NO_SEGMENT = 255
"""The label of transparent pixels. A photo that has some can have at most 255 segments."""

AS_IT_IS = ""
"""In place of a label order: the clusters are in order already."""


@dataclass(frozen=True, eq=False)
class Segmentation:
    """A photo's segments, numbered in a stated order.

    Figures and pictures are worked out when first asked for: most generations are never looked at. All arrays are
    read-only.

    space       what was clustered
    clusters    the engine's answer, in no particular order
    relocated   empty segments restarted at the worst-served color, in all generations so far
    dropped     empty segments left out, in all generations so far
    order       the name in LABEL_ORDERS by which segments are numbered, or AS_IT_IS
    previous    the numbers of the run before, for the order "previous"
    places      where the pixels of each row lie, for the order "position"; worked out for each result if not given
    at_limit    whether this is the last generation only because there were to be no more
    deviations  where the pipeline could not do what was asked, in plain words
    painter     where the rows lie on a grid: gives the cluster of each pixel, (h, w) uint8
    starts      for each start color or seed, in the recipe's order, the number of the engine's first center that it is;
                None for one that was left out, () where the first centers are not given
    preview     whether this is of a reduced copy, to look at while the real one is worked out
    cancel      where the rows lie on a grid: once it is set, what was not asked for before raises CancelledError
    """

    space: FeatureSpace | GridSpace
    clusters: Generation
    relocated: int = 0
    dropped: int = 0
    order: str = "dark"
    previous: Numbering | None = None
    places: Places | None = None
    at_limit: bool = False
    deviations: tuple[str, ...] = ()
    painter: Callable[[Event | None], NDArray[np.uint8]] | None = None
    starts: tuple[int | None, ...] = ()
    preview: bool = False
    cancel: Event | None = None

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
    def stage(self) -> str:
        """What this generation belongs to, where a run has several stages; costs are comparable within one only."""
        return self.clusters.stage

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
    def cluster_of_segment(self) -> NDArray[np.intp]:
        """The cluster that each segment is, (k,)."""
        if self.order == AS_IT_IS:
            return np.arange(self.k)
        return LABEL_ORDERS[self.order](replace(self._members, previous=self.previous, places=self.places))

    @cached_property
    def segment_of_start(self) -> tuple[int | None, ...]:
        """The segment that each start color or seed became, in the recipe's order; None for one that there is not.

        Empty where the recipe's first centers are not given.
        """
        cluster_of = {int(start): cluster for cluster, start in enumerate(self.clusters.roots.start)}
        segment_of = np.argsort(self.cluster_of_segment).tolist()
        found = (None if start is None else cluster_of.get(start) for start in self.starts)
        return tuple(None if cluster is None else segment_of[cluster] for cluster in found)

    @cached_property
    def _members(self) -> Clusters:
        """What each cluster holds."""
        if isinstance(self.space, GridSpace):
            if self.painter is None:
                raise TypeError("rows on a grid need a painter")
            return members_of_map(self.space, self.clusters, self.painter(self.cancel), self.cancel)
        return members_of_rows(self.space, self.clusters)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """The pixels of each segment, (k,)."""
        return _read_only(self._members.counts[self.cluster_of_segment].astype(np.int64))

    @property
    def empty(self) -> int:
        """How many segments have no pixels."""
        return int(np.count_nonzero(self._members.counts == 0))

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """The share of each segment in all pixels that take part, (k,)."""
        return _read_only(self.counts / self.counts.sum())

    @cached_property
    def mean_colors(self) -> NDArray[np.float64]:
        """The mean color of each segment's pixels, (k, 3) sRGB in 0..255.

        A segment without pixels has the color of the photo that lies nearest to its center.
        """
        return _read_only(self._members.colors[self.cluster_of_segment])

    @cached_property
    def palette(self) -> NDArray[np.uint8]:
        """The mean color of each segment's pixels, rounded, (k, 3) uint8 sRGB."""
        return _read_only(np.rint(self.mean_colors).astype(np.uint8))

    @cached_property
    def centers(self) -> NDArray[np.float64]:
        """The center of each segment, (k, d) in the units of the feature space, as they are without channel weights.

        With the metric "cosine" they are directions, which have no unit: of length 1 before the weights are taken out.
        """
        centers = self.clusters.centers
        if isinstance(self.space, GridSpace):
            # Sharpening measures in a space of its own; means and locked centers are about what can be looked at.
            centers = self.clusters.roots.held(means_of_rows(self.clusters), centers)
        return _read_only(self.space.in_units(centers[self.cluster_of_segment]))

    @cached_property
    def numbering(self) -> Numbering:
        """The segment of each row: what a later run can be matched to. It keeps no other part of this result alive."""
        segment_of_cluster = np.empty(self.k, np.uint8)
        segment_of_cluster[self.cluster_of_segment] = np.arange(self.k, dtype=np.uint8)
        members = self._members
        label_of_row = np.empty(len(members.cluster_of_row) + 1, np.uint8)
        np.take(segment_of_cluster, members.cluster_of_row, out=label_of_row[:-1], mode="clip")
        label_of_row[-1] = NO_SEGMENT
        return Numbering(members.row_of_pixel, _read_only(label_of_row))

    @cached_property
    def labels(self) -> NDArray[np.uint8]:
        """The label map (h, w) uint8, C-contiguous: the segment of each pixel, NO_SEGMENT for a transparent one."""
        numbering = self.numbering
        return _read_only(paint(numbering.label_of_row, numbering.row_of_pixel))


def _read_only(array: A) -> A:
    array.flags.writeable = False
    return array
