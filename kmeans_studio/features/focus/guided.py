"""The guided filter (He, Sun & Tang 2013, with a guide in color): smooths values, but not across edges of the guide.

In each window the values are explained as a linear function of the guide's color; the coefficients, averaged, are the
result. As they are smooth, they can be found on a small copy and be applied to the photo at full size, where the edges
then are those of the photo (He & Sun 2015, "Fast guided filter").
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ...parallel import check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Plane = NDArray[np.float32]

_PAIRS = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """Values as a linear function of a color, another one at each place: slopes (3, h, w) . color + offset (h, w)."""

    slopes: Plane
    offset: Plane

    def at(self, rgb: Plane) -> Plane:
        """Return the values (h, w) float32 for colors (h, w, 3) in 0..1."""
        values = self.offset.copy()
        for channel, slope in enumerate(self.slopes):
            values += slope * rgb[:, :, channel]
        return values


class Guide:
    """A picture (h, w, 3) float32 in 0..1 whose edges are kept, in windows of 2 radius + 1 pixels.

    epsilon  variance of color below which there is no edge to follow
    """

    def __init__(self, rgb: Plane, radius: int, epsilon: float, cancel: Event | None = None) -> None:
        self._radius, self._cancel = radius, cancel
        self._color = [np.ascontiguousarray(rgb[:, :, channel]) for channel in range(3)]
        self._means = [self._mean(plane) for plane in self._color]
        covariance = {
            (i, j): self._mean(self._color[i] * self._color[j]) - self._means[i] * self._means[j] for i, j in _PAIRS
        }
        for i in range(3):
            covariance[i, i] += np.float32(epsilon)
        self._inverse = _inverse([covariance[pair] for pair in _PAIRS])

    def filter(self, values: Plane) -> Linear:
        """Return the filtered values (h, w) as a function of the guide's color. Raises CancelledError."""
        mean = self._mean(values)
        shared = [
            self._mean(color * values) - color_mean * mean
            for color, color_mean in zip(self._color, self._means, strict=True)
        ]
        rr, rg, rb, gg, gb, bb = self._inverse
        slopes = [
            rr * shared[0] + rg * shared[1] + rb * shared[2],
            rg * shared[0] + gg * shared[1] + gb * shared[2],
            rb * shared[0] + gb * shared[1] + bb * shared[2],
        ]
        offset = mean - sum(slope * color_mean for slope, color_mean in zip(slopes, self._means, strict=True))
        return Linear(np.stack([self._mean(slope) for slope in slopes]), self._mean(offset))

    def _mean(self, plane: Plane) -> Plane:
        import cv2

        check(self._cancel)
        side = 2 * self._radius + 1
        # Summed in double precision inside, so that nothing depends on where the sums begin.
        mean = cv2.boxFilter(plane, -1, (side, side), borderType=cv2.BORDER_REFLECT)
        return np.asarray(mean, np.float32).reshape(plane.shape)


def _inverse(upper: Sequence[Plane]) -> tuple[Plane, ...]:
    """Return the inverse of symmetric 3 x 3 matrices, one at each place; upper halves in the order of _PAIRS."""
    rr, rg, rb, gg, gb, bb = (plane.astype(np.float64) for plane in upper)
    of_rr, of_rg, of_rb = gg * bb - gb * gb, rb * gb - rg * bb, rg * gb - rb * gg
    one_by_determinant = 1.0 / (rr * of_rr + rg * of_rg + rb * of_rb)
    cofactors = (of_rr, of_rg, of_rb, rr * bb - rb * rb, rb * rg - rr * gb, rr * gg - rg * rg)
    return tuple((cofactor * one_by_determinant).astype(np.float32) for cofactor in cofactors)
