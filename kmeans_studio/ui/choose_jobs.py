"""What the workers are asked for to choose k: plain Python, no Qt. See jobs.py for what a job is."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import CancelledError, check, each_band, row_bands
from .jobs import Preparing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..choosing import Verdict
    from ..photo import Photo
    from ..pipeline.choose_k import Evidence
    from ..recipe import Recipe
    from ..segmentation import Segmentation
    from .jobs import Outlet

    Codes = NDArray[np.uint8]

FRAME_SECONDS = 0.1
"""Curves grow at this pace at most: each picture of them takes some milliseconds of the window's time."""

BAND = 1 << 18
"""Pixels worked on at a time."""

SMALLEST = 512
"""Halving stops once the longer side is at most this many pixels."""

STEPS, MIDDLE, NOWHERE = 127, 128, 0
"""Codes on each side of a silhouette of 0, the code of 0, and that of a transparent pixel."""


@dataclass(frozen=True, slots=True, eq=False)
class Study:
    """What is known of a range of k so far.

    verdict  what it comes to; worked out on the worker, as finding the knee loads what takes its time
    pixels   that take part
    seconds  since the study began
    doing    what is going on, in words
    stopped  a person stopped it: there will not be more
    """

    evidence: Evidence
    verdict: Verdict
    pixels: int
    seconds: float
    doing: str = ""
    stopped: bool = False

    @property
    def ended(self) -> bool:
        """Whether there will not be more."""
        return self.stopped or self.evidence.done >= 1

    @property
    def explained(self) -> tuple[tuple[int, float], ...]:
        """The share of the variance that each k explains, as far as it is known: (k, 0..1), ascending."""
        return tuple((one.k, one.explained) for one in self.evidence.entries if one.explained is not None)


@dataclass(frozen=True, slots=True, eq=False)
class StudyJob:
    """Measure a range of k. Publishes a Study whenever there is more to see; -> the last one.

    Before the first one, what is going on is published as Preparing.
    """

    photo: Photo
    recipe: Recipe
    ks: tuple[int, ...]
    channel = "choose k"
    words = "Measuring k"
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> Study:
        """Go through the range; one that is stopped keeps what it has."""
        from ..pipeline.choose_k import choose_k

        start, published, stopped = perf_counter(), 0.0, False
        latest: Evidence | None = None
        doing, alpha = "", self.photo.alpha
        pixels = self.photo.width * self.photo.height if alpha is None else int(np.count_nonzero(alpha))

        def due() -> bool:
            return (not published or perf_counter() - start - published >= FRAME_SECONDS) and outlet.wanted()

        def tell(words: str, share: float) -> None:
            nonlocal doing, published
            doing = words
            if latest is None and due():
                published = perf_counter() - start
                outlet.publish(Preparing(words, share))

        try:
            for latest in choose_k(self.photo, self.recipe, self.ks, cancel=cancel, progress=tell):
                # The verdict, too, is worked out here and not when it is shown.
                verdict = latest.verdict
                if due():
                    published = perf_counter() - start
                    outlet.publish(Study(latest, verdict, pixels, published, doing))
        except CancelledError:
            stopped = True
        if latest is None or not latest.entries:
            raise CancelledError
        return Study(latest, latest.verdict, pixels, perf_counter() - start, stopped=stopped)


@dataclass(frozen=True, slots=True, eq=False)
class SilhouettePicture:
    """How well each pixel sits in its segment, as the canvas draws it.

    levels  the codes and smaller copies of them, (h, w) uint8: MIDDLE +- STEPS are 1 and -1, NOWHERE is transparent
    badly   the share of the pixels that lie nearer to another segment
    """

    segmentation: Segmentation
    levels: tuple[Codes, ...]
    badly: float


@dataclass(frozen=True, slots=True, eq=False)
class SilhouetteJob:
    """Find out which pixels sit badly. -> SilhouettePicture."""

    photo: Photo
    segmentation: Segmentation
    channel = "silhouette"
    words = "Looking for pixels that sit badly"
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> SilhouettePicture:
        """Measure, and make the smaller copies that zooming out shows."""
        from ..pipeline.choose_k import silhouette_map

        codes = coded(silhouette_map(self.photo, self.segmentation, cancel=cancel), cancel)
        seen = int(np.count_nonzero(codes))
        badly = int(np.count_nonzero(codes < MIDDLE)) - (codes.size - seen)
        return SilhouettePicture(self.segmentation, reduced(codes, cancel), badly / max(1, seen))


def coded(widths: NDArray[np.float32], cancel: Event | None = None) -> Codes:
    """Return silhouettes, (h, w) in -1..1, NaN where there is no pixel, as codes (h, w) uint8."""
    codes = np.empty(widths.shape, np.uint8)

    def convert(band: slice) -> None:
        steps = np.rint(np.clip(np.nan_to_num(widths[band], nan=-1.0), -1, 1) * np.float32(STEPS)) + MIDDLE
        codes[band] = np.where(np.isnan(widths[band]), NOWHERE, steps)

    each_band(convert, row_bands(widths.shape, BAND), cancel)
    return codes


def reduced(codes: Codes, cancel: Event | None = None) -> tuple[Codes, ...]:
    """Return codes and their halvings, read-only: the means of what they are made of, transparent pixels left out."""
    import cv2

    levels = [codes]
    while max(levels[-1].shape) > SMALLEST:
        check(cancel)
        last = levels[-1]
        size = (last.shape[1] + 1) // 2, (last.shape[0] + 1) // 2
        mean: Any = cv2.resize(last, size, interpolation=cv2.INTER_AREA)
        there: Any = cv2.resize((last != NOWHERE).astype(np.uint8) * 255, size, interpolation=cv2.INTER_AREA)
        share = np.maximum(there, 1) / np.float32(255)
        # A mean over a part only is that part's, however small it is; codes begin at 1.
        levels.append(np.where(there > 0, np.clip(np.rint(mean / share), 1, 255), NOWHERE).astype(np.uint8))
    for level in levels:
        level.flags.writeable = False
    return tuple(levels)
