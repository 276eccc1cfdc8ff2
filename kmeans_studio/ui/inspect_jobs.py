"""What the worker is asked for by the filter bank tab: plain Python, no Qt. See jobs.py for what a job is."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import check, each_band, row_bands
from .words import sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..inspection import PixelEvidence, Separation, Textons
    from ..photo import Photo
    from ..recipe import Recipe
    from ..segmentation import Segmentation
    from .jobs import Outlet

    Codes = NDArray[np.uint8]

PEAK = 0.995
"""Colors reach this far: a response that only one pixel in 200 exceeds. A few spots would else leave the rest pale."""

STEPS = 127
"""Codes on each side of zero."""

ZERO = 128
"""The code of a response of zero."""

SAMPLES = 1 << 20
"""So many responses, evenly spread, say how far colors reach."""

BAND = 1 << 18
"""Pixels worked on at a time."""

SMALLEST = 512
"""Halving stops once the longer side is at most this many pixels."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is nothing to show, in a sentence."""

    words: str


@dataclass(frozen=True, slots=True, eq=False)
class ResponsePicture:
    """A response as the canvas draws it.

    levels   the response and smaller copies of it, (h, w) uint8: ZERO is zero, ZERO +- STEPS is +- limit
    limit    the response that has the strongest color
    kind     "signed", "abs" or "pooled"
    side     the side of a cell of the first level, in pixels of the photo
    center   what zero stands for: of "pooled" the mean over the photo
    unit     what the response is counted in, in words
    """

    levels: tuple[Codes, ...]
    limit: float
    kind: str
    side: int = 1
    center: float = 0.0
    unit: str = ""

    def at(self, x: int, y: int) -> float:
        """Return about the response at a pixel of the photo: as exactly as a code can say it."""
        code = int(self.levels[0][y // self.side, x // self.side])
        return self.center + (code - ZERO) / STEPS * self.limit


@dataclass(frozen=True, slots=True, eq=False)
class ResponseJob:
    """Look at the photo through a filter. -> ResponsePicture, or Refused.

    feature  (segmentation, number of the filter among those that are on): for "pooled", where what was clustered is
             at hand
    """

    photo: Photo
    recipe: Recipe
    index: int
    kind: str
    feature: tuple[Segmentation, int] | None = None
    channel = "inspect-response"
    words = "Looking through the filter"
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> ResponsePicture | Refused:
        """Filter, and make the smaller copies that zooming out shows."""
        try:
            values, side = self.values(cancel)
        except ValueError as error:
            return Refused(sentence(str(error)))
        center = 0.0
        if self.kind == "pooled":
            center = float(values.mean(dtype=np.float64))
        limit = reach(values, center)
        levels = reduced(coded(values, center, limit, cancel), cancel)
        standard = self.kind == "pooled" and self.recipe.standardize
        return ResponsePicture(levels, limit, self.kind, side, center, "deviations" if standard else "")

    def values(self, cancel: Event | None) -> tuple[NDArray[np.float32], int]:
        """Return the response, and how many pixels a side of its cells has. Raises ValueError, CancelledError."""
        from ..inspection import feature_map, response_map

        values = None if self.feature is None else feature_map(*self.feature)
        if values is None:
            values = response_map(self.photo, self.recipe, self.index, self.kind, cancel)
        return values, -(-self.photo.shape[0] // values.shape[0])


def reach(values: NDArray[np.float32], center: float) -> float:
    """Return how far colors reach; 0 where all responses are the center."""
    step = max(1, int((values.size / SAMPLES) ** 0.5))
    off = np.abs(values[::step, ::step] - np.float32(center)).ravel()
    return float(np.quantile(off, PEAK)) or float(off.max())


def coded(values: NDArray[np.float32], center: float, limit: float, cancel: Event | None = None) -> Codes:
    """Return responses as codes, (h, w) uint8."""
    codes = np.full(values.shape, ZERO, np.uint8)
    if limit <= 0:
        return codes

    def convert(band: slice) -> None:
        steps = (values[band] - np.float32(center)) * np.float32(STEPS / limit)
        codes[band] = np.rint(np.clip(steps, -STEPS, STEPS)) + ZERO

    each_band(convert, row_bands(values.shape, BAND), cancel)
    return codes


def reduced(codes: Codes, cancel: Event | None = None) -> tuple[Codes, ...]:
    """Return codes and their halvings: the mean strength, with the sign of the mean.

    The mean itself would lose what changes its sign from pixel to pixel, which is what fine filters see.
    """
    import cv2

    levels = [codes]
    while max(levels[-1].shape) > SMALLEST:
        check(cancel)
        last = levels[-1]
        size = (last.shape[1] + 1) // 2, (last.shape[0] + 1) // 2
        mean = cv2.resize(last, size, interpolation=cv2.INTER_AREA)
        strong = np.where(last < ZERO, ZERO - last, last - ZERO)
        strength: Any = cv2.resize(strong, size, interpolation=cv2.INTER_AREA)
        levels.append(np.where(mean < ZERO, ZERO - strength, ZERO + strength).astype(np.uint8))
    for level in levels:
        level.flags.writeable = False
    return tuple(levels)


@dataclass(frozen=True, slots=True, eq=False)
class PixelJob:
    """Find out what speaks for which segment at a pixel. -> PixelEvidence, or Refused."""

    segmentation: Segmentation
    pixel: tuple[int, int]
    channel = "inspect-pixel"
    words = ""
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> PixelEvidence | Refused:
        """Measure; the first time, the centers are worked out, too."""
        from ..inspection import pixel_evidence

        try:
            return pixel_evidence(self.segmentation, *self.pixel)
        except ValueError:
            return Refused("This pixel is transparent and takes no part.")


@dataclass(frozen=True, slots=True, eq=False)
class SeparationJob:
    """Find out which filters separate the segments. -> Separation."""

    segmentation: Segmentation
    channel = "inspect-ranking"
    words = "Comparing the filters"
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> Separation:
        """Add up variances."""
        from ..inspection import separation

        return separation(self.segmentation, cancel)


@dataclass(frozen=True, slots=True, eq=False)
class TextonJob:
    """Turn the centers of the segments back into patches. -> Textons, or Refused."""

    photo: Photo
    recipe: Recipe
    segmentation: Segmentation
    channel = "inspect-textons"
    words = "Drawing textons"
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> Textons | Refused:
        """Find the pixels that stand for their segments, and invert the bank."""
        from ..inspection import textons

        try:
            return textons(self.photo, self.recipe, self.segmentation, cancel=cancel)
        except ValueError as error:
            return Refused(sentence(str(error)))
