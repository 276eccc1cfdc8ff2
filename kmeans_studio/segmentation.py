"""Segmentation: the label map, palette and statistics of one generation; a running frame and the result alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from .features.color import linear_srgb, srgb_colors
from .parallel import bands, each_band, row_bands

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .engine.lloyd import Generation
    from .features.space import FeatureSpace

A = TypeVar("A", bound="NDArray[Any]")

MAX_SEGMENTS = 256
"""Labels are 8-bit."""

NO_SEGMENT = 255
"""The label of transparent pixels. A photo that has some can have at most 255 segments."""


@dataclass(frozen=True, eq=False)
class Segmentation:
    """A photo's segments, ordered from dark to light.

    Figures and pictures are worked out when first asked for: most generations are never looked at. All arrays are
    read-only.

    space      what was clustered
    round      the engine's answer, its clusters in no particular order
    relocated  empty segments restarted at the worst-served color, in all generations so far
    warnings   where the result differs from what was asked, in plain words
    """

    space: FeatureSpace
    round: Generation
    relocated: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def k(self) -> int:
        """The number of segments."""
        return len(self.round.centers)

    @property
    def generation(self) -> int:
        """Which round of the algorithm this is, from 1."""
        return self.round.number

    @property
    def cost(self) -> float:
        """The sum over the pixels of the squared distance (the metric's cost) to their segment's center."""
        return self.round.cost

    @property
    def moved(self) -> float:
        """The share of the pixels that changed segment in this generation."""
        return self.round.moved

    @property
    def converged(self) -> bool:
        """Whether nothing moved: this is the end result."""
        return self.round.converged

    @cached_property
    def _clusters(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
        """Pixels (k,) and mean color (k, 3) of each cluster, and the clusters from dark to light."""
        counts, sums = np.zeros(self.k), np.zeros((self.k, 3))
        for band in bands(len(self.round.labels), 1 << 16):
            cluster, weights = self.round.labels[band].astype(np.intp), self.space.weights[band]
            colors = srgb_colors(self.space.colors[band])
            counts += np.bincount(cluster, weights, minlength=self.k)
            for channel in range(3):
                sums[:, channel] += np.bincount(cluster, weights * colors[:, channel], minlength=self.k)
        mean = sums / counts[:, None]
        return counts, mean, _dark_to_light(mean)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """The pixels of each segment, (k,)."""
        counts, _, order = self._clusters
        return _read_only(counts[order].astype(np.int64))

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """The share of each segment in all pixels that take part, (k,)."""
        return _read_only(self.counts / self.counts.sum())

    @cached_property
    def mean_colors(self) -> NDArray[np.float64]:
        """The mean color of each segment's pixels, (k, 3) sRGB in 0..255."""
        _, mean, order = self._clusters
        return _read_only(mean[order])

    @cached_property
    def palette(self) -> NDArray[np.uint8]:
        """The mean color of each segment's pixels, rounded, (k, 3) uint8 sRGB."""
        return _read_only(np.rint(self.mean_colors).astype(np.uint8))

    @cached_property
    def centers(self) -> NDArray[np.float64]:
        """The center of each segment, (k, d) in the units of the feature space."""
        return _read_only(self.round.centers[self._clusters[2]])

    @cached_property
    def labels(self) -> NDArray[np.uint8]:
        """The label map (h, w) uint8, C-contiguous: 0 is the darkest segment, NO_SEGMENT a transparent pixel."""
        rank = np.empty(self.k, np.uint8)
        rank[self._clusters[2]] = np.arange(self.k, dtype=np.uint8)
        label_of_row = np.append(rank[self.round.labels], np.uint8(NO_SEGMENT))
        row_of_pixel = self.space.row_of_pixel
        labels = np.empty(row_of_pixel.shape, np.uint8)

        def paint(band: slice) -> None:
            # mode="clip" because "raise" would buffer the output; every row is in range.
            np.take(label_of_row, row_of_pixel[band], out=labels[band], mode="clip")

        each_band(paint, row_bands(row_of_pixel.shape, 1 << 19))
        return _read_only(labels)


def _read_only(array: A) -> A:
    array.flags.writeable = False
    return array


def _dark_to_light(colors: NDArray[np.float64]) -> NDArray[np.intp]:
    """Order sRGB colors (n, 3) in 0..255 by relative luminance (IEC 61966-2-1), ties by red, green, blue."""
    linear = linear_srgb(colors)
    luminance = 0.2126 * linear[:, 0] + 0.7152 * linear[:, 1] + 0.0722 * linear[:, 2]
    return np.lexsort((colors[:, 2], colors[:, 1], colors[:, 0], luminance))
