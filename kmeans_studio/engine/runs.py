"""Runs: rows that follow each other, looked at together through the box that holds them.

Where rows are sorted so that alike ones lie together, most boxes lie wholly nearer to one center than to any other, and
none of their rows has to be compared (the filtering algorithm of Kanungo et al. 2002, on runs instead of a tree). In
any other order boxes are wide and nothing is spared, but everything is as right.
"""

from __future__ import annotations

from itertools import pairwise
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import each_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LONGEST = 512
"""Rows a run has at most; longer ones are cut."""

BAND = 1 << 16
"""Rows measured at a time."""


class Runs:
    """The runs of rows, and their boxes.

    starts  (c+1,) intp: run i is rows starts[i]:starts[i+1]
    middle  (c, d) float64, the middles of the boxes; half (c, d), half their widths
    """

    def __init__(self, points: NDArray[Any], cells: NDArray[np.intp] | None, cancel: Event | None = None) -> None:
        self.starts = cut(np.array([0, len(points)]) if cells is None else cells, LONGEST)
        self.middle = np.empty((len(self.starts) - 1, points.shape[1]))
        self.half = np.empty_like(self.middle)

        def measure(band: slice) -> None:
            first, last = self.starts[band.start], self.starts[band.stop]
            at = self.starts[band] - first
            for column in range(points.shape[1]):
                values = points[first:last, column]
                low = np.minimum.reduceat(values, at).astype(np.float64)
                high = np.maximum.reduceat(values, at).astype(np.float64)
                # Infinite values are refused later, by what `greatest` says.
                with np.errstate(invalid="ignore"):
                    middle = low / 2 + high / 2
                    self.middle[band, column] = middle
                    # As seen from the middle that was rounded, so that the box holds its rows in any case.
                    self.half[band, column] = np.maximum(middle - low, high - middle)

        each_band(measure, bands_of_rows(self.starts, BAND), cancel)

    @property
    def greatest(self) -> Array:
        """The greatest absolute value in each column, or a little more, (d,)."""
        greatest: Array = (np.abs(self.middle) + np.abs(self.half)).max(axis=0)
        return greatest

    def __len__(self) -> int:
        return len(self.middle)

    def rows(self, runs: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the rows of some runs, and for each row the place of its run among them."""
        lengths = self.starts[runs + 1] - self.starts[runs]
        ends = np.cumsum(lengths)
        place = np.repeat(np.arange(len(runs)), lengths)
        return np.arange(len(place)) + (self.starts[runs] - (ends - lengths))[place], place


def cut(starts: NDArray[np.intp], longest: int) -> NDArray[np.intp]:
    """Cut runs that are longer than that into equal parts; return where runs start then, and the end."""
    lengths = np.diff(starts)
    parts = -(-lengths // longest)
    if (parts <= 1).all():
        return starts
    run = np.repeat(np.arange(len(lengths)), parts)
    part = np.arange(len(run)) - np.repeat(np.cumsum(parts) - parts, parts)
    return np.append(starts[run] + lengths[run] * part // parts[run], starts[-1])


def bands_of_rows(starts: NDArray[np.intp], rows: int) -> list[slice]:
    """Cut runs, given by where they start and the end, into bands of about so many rows."""
    parts = max(1, int(starts[-1]) // rows)
    ends = np.unique(np.searchsorted(starts, np.linspace(0, starts[-1], parts + 1)))
    return [slice(int(start), int(stop)) for start, stop in pairwise(ends)]
