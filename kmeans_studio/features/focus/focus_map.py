"""How sharp each place of a photo is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, sqrt
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ...parallel import check
from ..texture.gray import LEAST_RANGE, NoTextureError
from .guided import Guide, Linear
from .qualities import FOCUS_QUALITIES
from .work_copy import WorkCopy, work_copy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...photo import Photo

    Plane = NDArray[np.float32]

SCALES = (0.5, 1.0)
"""Sigmas of the Gaussians before the Laplacian: what is sharp has the finest detail; the second one is less noisy."""

FLOOR = 0.002
"""Less detail than this, of the way from black to white, is none: it is what rounding to 8 bits and JPEG make."""

POOLING = 1.5
"""Sigma over which detail is gathered at first. Little, because the guided filter gathers along the photo's edges."""

COARSE = 0.2
"""Share of the same measure at half the size: it is surer where the photo is noisy or soft throughout, but takes what
is blurred a little for sharp.
"""

RADIUS, AREA = 16, 154_401
"""The guided filter's radius in a picture of so many pixels; in others it grows with their sides."""

EPSILON = 0.0005


@dataclass(frozen=True, slots=True, eq=False)
class FocusMap:
    """How sharp a photo is, on a grid of cells. The arrays are read-only.

    values   (gh, gw) float32: the logarithm of how much fine detail there is, filtered along the photo's edges
    weights  (gh, gw) float32: how many visible pixels each cell has
    stride   the side of a cell in pixels
    by_color the values as functions of the color of a place: how they are brought to full size
    work     the small copy of the photo that they were measured on
    thorough whether the quality asks for the border to be looked for once more
    """

    values: Plane
    weights: Plane
    stride: int
    by_color: Linear
    work: WorkCopy
    thorough: bool

    @property
    def rows(self) -> Plane:
        """The values of the cells that have visible pixels, (m, 1)."""
        return self.values[self.weights > 0][:, None]


def sharpness(
    photo: Photo,
    quality: str = "quick",
    cancel: Event | None = None,
    progress: Callable[[float], None] | None = None,
) -> FocusMap:
    """Measure how sharp each place is: S = log(|Laplacian of the brightness| + floor), mean over scales, filtered.

    quality   a name in FOCUS_QUALITIES
    progress  is told the share that is done, 0..1

    Raises UnknownNameError; NoTextureError for a photo of one brightness; NothingToSegmentError where no pixel is
    visible; and CancelledError within 100 ms.
    """
    thorough = FOCUS_QUALITIES[quality]
    tell = progress or (lambda share: None)
    work = work_copy(photo, cancel)
    tell(0.4)
    detail = _detail(work.rgb, cancel)
    tell(0.5)
    guide = Guide(work.rgb, grown(RADIUS, work), EPSILON, cancel)
    by_color = guide.filter(detail)
    values = by_color.at(work.rgb)
    for array in (values, work.weights):
        array.flags.writeable = False
    tell(1.0)
    return FocusMap(values, work.weights, work.stride, by_color, work, thorough)


def grown(length: float, work: WorkCopy) -> int:
    """Return a length, given for AREA pixels, in a copy of another size: whole pixels, 1 or more."""
    height, width = work.weights.shape
    return max(1, round(length * sqrt(height * width / AREA)))


def _detail(rgb: Plane, cancel: Event | None) -> Plane:
    """Return the logarithm of fine detail, (h, w) float32."""
    import cv2

    gray = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.float32).reshape(rgb.shape[:2])
    if float(gray.max()) - float(gray.min()) <= LEAST_RANGE:
        raise NoTextureError("nothing in it is sharp or blurred")
    height, width = rgb.shape[:2]
    size = ceil(width / 2), ceil(height / 2)
    half = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.float32)
    coarse = _logarithm(half.reshape(size[::-1]), cancel)
    coarse = np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    detail = _logarithm(gray, cancel)
    detail += np.float32(COARSE) * (coarse.reshape(gray.shape) - detail)
    return detail


def _logarithm(gray: Plane, cancel: Event | None) -> Plane:
    """Return log(|Laplacian| + FLOOR), the mean over SCALES, pooled."""
    import cv2

    total = np.zeros_like(gray)
    for sigma in SCALES:
        check(cancel)
        smooth = cv2.GaussianBlur(gray, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
        edges = np.abs(cv2.Laplacian(smooth, cv2.CV_32F, borderType=cv2.BORDER_REFLECT)).reshape(gray.shape)
        edges += np.float32(FLOOR)
        total += cv2.log(edges).reshape(gray.shape)
    total /= np.float32(len(SCALES))
    pooled = cv2.GaussianBlur(total, (0, 0), POOLING, borderType=cv2.BORDER_REFLECT)
    return np.asarray(pooled, np.float32).reshape(gray.shape)
