"""Gabor filters on a grid, by a short cut: each in its own band of frequencies, at as few pixels as that band needs.

A filter passes a window of frequencies and nothing else. Laid over itself at the size of a smaller picture, the window
gives the response at every second or fourth pixel, the same values as in the full picture, in a fraction of the time;
and |response|, which changes as slowly as the filter's Gaussian is wide, is known between them. One transform of the
photo serves all filters. Waves of COARSE pixels and more are looked for in the photo at a smaller size, so that what
must be added around it stays small.

After pooling maps are within 1 to 2 % of the exact ones. Cells that reach beyond the right or the lower border are
filled up with the photo's mirror image there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, cos, floor, log2, radians, sin
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from ...parallel import bands, check, each_band
from .amplitude import Amplitude, stronger
from .borders import cut_out
from .fourier import forward, good_size, inverse_complex, unpack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..banks.bank import Bank

    Plane = NDArray[np.float32]
    Spectrum = NDArray[np.complex64]

PART = 3072
"""The longest side of what is transformed at once, without what is around it; a multiple of any step."""

COARSE = 64.0
"""Waves of so many pixels and more are looked for in a photo of half the size, a quarter, ..."""

MOST = 4
"""The largest step in pixels between places where a response is computed; 2 where cells are smaller than that."""

CUT = 1e-3
"""What passes less than this is left out."""

REACH = 3.0
"""How far a filter looks, in sigmas along its longer side."""

KNOTS = 97
"""Places along each side where a filter's formula is computed; between them it is interpolated."""


@dataclass(frozen=True, slots=True)
class Window:
    """The frequencies of one filter: rows first_row.. and columns first_column.. of a spectrum, and what is passed."""

    first_row: int
    first_column: int
    passed: Plane


def write_fast(
    gray: Plane,
    bank: Bank,
    groups: Sequence[tuple[int, ...]],
    chosen: Amplitude,
    stride: int,
    maps: Plane,
    cancel: Event | None = None,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write the maps (d, gh, gw) of a Gabor bank over a photo (h, w) float32. Raises CancelledError."""
    levels: dict[int, list[int]] = {}
    for number, group in enumerate(groups):
        wavelength = max(bank.filters[index].wavelength for index in group)
        levels.setdefault(max(0, floor(log2(wavelength / COARSE)) + 1), []).append(number)
    told, done = Lock(), 0.0

    def tell(filters: int, of: int) -> None:
        nonlocal done
        if progress is not None:
            with told:
                done += filters / of / len(bank.filters)
                progress(min(done, 1.0))

    picture, reached = gray, 0
    for level, numbers in sorted(levels.items()):
        while reached < level:
            check(cancel)
            picture, reached = _half(picture), reached + 1
        _Level(picture, level, bank, groups, chosen, stride, maps, cancel).write(numbers, tell)


def _half(picture: Plane) -> Plane:
    """Return every second pixel of a picture smoothed by [1 4 6 4 1] / 16, the first one included."""
    import cv2

    return np.asarray(cv2.pyrDown(picture), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """One size of the photo, and what all of its filters share."""

    picture: Plane
    level: int
    bank: Bank
    groups: Sequence[tuple[int, ...]]
    chosen: Amplitude
    stride: int
    maps: Plane
    cancel: Event | None

    def write(self, numbers: list[int], tell: Callable[[int, int], None]) -> None:
        """Write the maps of those groups, part by part of the photo."""
        filters = [self.bank.filters[index] for number in numbers for index in self.groups[number]]
        reach = REACH * max(one.along or one.wavelength for one in filters) / 2**self.level
        # In steps of 64, so that every step between places, and every cell, begins where a part begins.
        margin = ceil(reach / 64) * 64
        cell = max(1, self.stride >> self.level)
        side = max(1, PART // cell) * cell
        parts = [(down, across) for down in self._cut(0, side) for across in self._cut(1, side)]
        for down, across in parts:
            check(self.cancel)
            size = down.stop - down.start, across.stop - across.start
            padded = tuple(good_size(16 * ceil((length + 2 * margin) / 16), 16) for length in size)
            part = cut_out(self.picture, down.start - margin, across.start - margin, (padded[0], padded[1]))
            packed = np.empty(part.shape, np.float32)
            forward(part, packed)
            check(self.cancel)
            spectrum = unpack(packed)
            del packed

            def one_group(some: slice, spectrum: Spectrum = spectrum, place: Any = (down, across)) -> None:
                number = numbers[some.start]
                self._group(number, spectrum, margin, place)
                tell(len(self.groups[number]), len(parts))

            each_band(one_group, bands(len(numbers), 1), self.cancel)

    def _cut(self, axis: int, side: int) -> list[slice]:
        length = self.picture.shape[axis]
        count = ceil(length / side)
        step = ceil(length / count / 64) * 64
        # A cell never lies in two parts.
        step = ceil(step / max(self.stride, 1)) * max(self.stride, 1)
        return bands(length, step)

    def _group(self, number: int, spectrum: Spectrum, margin: int, place: tuple[slice, slice]) -> None:
        """Write the cells of one map in one part."""
        best: Plane | None = None
        for index in self.groups[number]:
            check(self.cancel)
            means = self._cells(index, spectrum, margin, place)
            if best is None:
                best = means
            else:
                stronger(best, means, False)
        assert best is not None
        scale = 2**self.level
        top, left = (axis.start * scale // self.stride for axis in place)
        grid = self.maps[number]
        part = grid[top : top + best.shape[0], left : left + best.shape[1]]
        part[...] = best[: part.shape[0], : part.shape[1]]

    def _cells(self, index: int, spectrum: Spectrum, margin: int, place: tuple[slice, slice]) -> Plane:
        """Return the amplitude of one filter in each cell of a part."""
        import cv2

        height, width = spectrum.shape[0], 2 * spectrum.shape[1] - 2
        scale = 2**self.level
        wavelength = self.bank.filters[index].wavelength / scale
        step = min(MOST if self.stride >= MOST else 2, 2 ** max(0, floor(log2(wavelength / 1.4))))
        small = height // step, width // step
        window = self._window(index, (height, width), small)
        check(self.cancel)
        values = _taken(spectrum, window)
        check(self.cancel)
        values *= window.passed
        # To the middle of each block of step x step pixels of the photo, which are scale times those of this level.
        shift = (step * scale - 1) / (2 * scale)
        rows = window.first_row + np.arange(values.shape[0])
        columns = window.first_column + np.arange(values.shape[1])
        values *= np.exp(2j * np.pi * shift / height * rows).astype(np.complex64)[:, None]
        values *= np.exp(2j * np.pi * shift / width * columns).astype(np.complex64)
        check(self.cancel)
        amplitude = np.abs(inverse_complex(_folded(values, small)))
        check(self.cancel)
        if self.chosen.power == 2:
            amplitude *= amplitude
        block = step * scale
        size = tuple(axis.stop - axis.start for axis in place)
        if block <= self.stride:
            first = margin // step
            cells = tuple(ceil(length * scale / self.stride) for length in size)
            each = self.stride // block
            kept = amplitude[first : first + cells[0] * each, first : first + cells[1] * each]
            if each == 1:
                return np.asarray(kept, np.float32)
            return np.asarray(cv2.resize(kept, cells[::-1], interpolation=cv2.INTER_AREA), np.float32)
        # Blocks around those of the part make it go on smoothly over the border.
        around = 2
        first = margin // step - around
        blocks = tuple(ceil(length / step) + 2 * around for length in size)
        kept = amplitude[first : first + blocks[0], first : first + blocks[1]]
        times = block // self.stride
        full = cv2.resize(kept, (kept.shape[1] * times, kept.shape[0] * times), interpolation=cv2.INTER_LINEAR)
        return np.asarray(full[around * times :, around * times :], np.float32)

    def _window(self, index: int, size: tuple[int, int], small: tuple[int, int]) -> Window:
        """Return the window of a filter, around the frequency it passes most: below the small size, or multiples."""
        import cv2

        transfer, one, scale = self.bank.transfer, self.bank.filters[index], 2**self.level
        assert transfer is not None
        assert one.angle is not None
        way = radians(90.0 - one.angle)
        u, v = cos(way) / one.wavelength, -sin(way) / one.wavelength
        if transfer(index, np.array(-u), np.array(-v)) > transfer(index, np.array(u), np.array(v)):
            u, v = -u, -v
        # At least that much is looked at on each side; all that is passed lies within twice the frequency.
        far = np.linspace(-1.2, 1.2, 49) / one.wavelength
        passes = transfer(index, u + far[None, :], v + far[:, None]) > CUT
        spans = []
        for axis, (center, length, least) in enumerate(zip((v, u), size, small, strict=True)):
            within = far[passes.any(axis=1 - axis)]
            need = 2 * max(-within.min(), within.max()) * scale * length + 2
            count = ceil(need) if need <= least else ceil(need / least) * least
            spans.append((round(center * scale * length) - count // 2, count))
        (first_row, rows), (first_column, columns) = spans
        down = (first_row + _knots(rows)) / size[0] / scale
        across = (first_column + _knots(columns)) / size[1] / scale
        knots = transfer(index, across[None, :], down[:, None]) / (small[0] * small[1] * (size[0] // small[0]) ** 2)
        for halving in range(self.level):
            knots /= np.outer(np.cos(np.pi * down * 2**halving) ** 4, np.cos(np.pi * across * 2**halving) ** 4)
        between = cv2.resize(knots.astype(np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC)
        return Window(first_row, first_column, np.asarray(between, np.float32))


def _knots(length: int) -> NDArray[np.float64]:
    """Return where the knots lie that OpenCV's resize makes `length` values of."""
    places: NDArray[np.float64] = (np.arange(KNOTS) + 0.5) * length / KNOTS - 0.5
    return places


def _taken(spectrum: Spectrum, window: Window) -> Spectrum:
    """Return the values of a window from the left half of a real picture's spectrum; it repeats in both directions."""
    height, half = spectrum.shape
    width = 2 * half - 2
    rows, columns = window.passed.shape
    down = (window.first_row + np.arange(rows)) % height
    across = (window.first_column + np.arange(columns)) % width
    values = np.empty((rows, columns), np.complex64)
    mirrored = across >= half
    # Runs of neighboring columns: whole pieces of rows are copied at once.
    edges = np.flatnonzero((np.diff(across) != 1) | np.diff(mirrored)) + 1
    for begin, end in zip([0, *edges], [*edges, columns], strict=True):
        if mirrored[begin]:
            first, last = width - across[end - 1], width - across[begin]
            part = spectrum[:, first : last + 1][(-down) % height]
            np.conjugate(part[:, ::-1], out=values[:, begin:end])
        else:
            values[:, begin:end] = spectrum[:, across[begin] : across[end - 1] + 1][down]
    return values


def _folded(values: Spectrum, small: tuple[int, int]) -> Spectrum:
    """Lay a window over itself: the sum of its pieces of the small size; zeros where it is smaller than that.

    Which frequency comes first makes no difference to |response|.
    """
    total = np.zeros(small, np.complex64)
    for row in range(0, values.shape[0], small[0]):
        for column in range(0, values.shape[1], small[1]):
            piece = values[row : row + small[0], column : column + small[1]]
            total[: piece.shape[0], : piece.shape[1]] += piece
    return total
