"""Counting the colors of 16-bit photos: sort the codes band by band, then merge range by range of the codes.

A code has 48 bits: the 24-bit Morton code of the three high bytes, then the three low bytes. Pixels come as (n, 3)
uint16, alpha as (n,) uint8 or None.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event, Lock
from typing import TYPE_CHECKING

import numpy as np

from ..parallel import bands, each_band
from .cells import CELL_BITS, CELLS, morton_codes, packed_colors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.uint64]
    Counted = tuple[NDArray[np.uint16], NDArray[np.int64], NDArray[np.int32], NDArray[np.intp]]

CODE_BITS = 48
BAND = 1 << 16
RANGE = 1 << 17
SAMPLE = 1 << 9


def count_16bit(pixels: NDArray[np.uint16], alpha: NDArray[np.uint8] | None, cancel: Event | None) -> Counted:
    """Return the colors of visible pixels (m, 3), how many have each (m,), the rows (n,), where each cell begins.

    The colors come in the order of their codes. Pixels with alpha 0 get row m. Raises CancelledError.
    """
    over = bands(len(pixels), BAND)
    rows = np.empty(len(pixels), np.int32)
    codes, tally, owns = _count_bands(pixels, alpha, over, rows, cancel)
    cuts = _cuts(codes, owns)
    merged = _merge(codes, tally, cuts, cancel)
    del codes
    _renumber(tally, cuts, merged.before, alpha, over, rows, cancel)
    del tally
    colors, counts = _close_up(merged, cancel)
    return colors, counts, rows, np.concatenate(([0], np.cumsum(merged.in_cells)))


def _count_bands(
    pixels: NDArray[np.uint16],
    alpha: NDArray[np.uint8] | None,
    over: list[slice],
    rows: NDArray[np.int32],
    cancel: Event | None,
) -> tuple[Codes, NDArray[np.int32], list[slice]]:
    """Count each band by itself: its own colors' codes, ascending, how many pixels have each, and where these stand.

    They stand from the band's first pixel on. Each pixel's row is the number of its color in its band.
    """
    # Few large arrays: what many small ones leave behind when they go is not always given back to the system.
    codes, tally = np.empty(len(pixels), np.uint64), np.empty(len(pixels), np.int32)

    def count(band: slice) -> slice:
        seen = slice(None) if alpha is None else np.flatnonzero(alpha[band])
        encoded = _encode(pixels[band][seen])
        order, starts, numbers = _number(encoded)
        rows[band][seen] = numbers
        own = slice(band.start, band.start + len(starts))
        codes[own] = encoded[order[starts]]
        tally[own] = np.diff(starts, append=len(encoded))
        return own

    return codes, tally, each_band(count, over, cancel)


def _cuts(codes: Codes, owns: list[slice]) -> NDArray[np.intp]:
    """Return (bands, ranges + 1): where in `codes` each range begins in each band, and the band's end.

    A range holds about RANGE codes of all bands together, and never more by over SAMPLE a band: it is found by looking
    at some of each band's.
    """
    samples = np.sort(np.concatenate([codes[own][::SAMPLE] for own in owns]))
    pivots = np.unique(samples[RANGE // SAMPLE :: RANGE // SAMPLE])
    return np.array([[own.start, *(own.start + np.searchsorted(codes[own], pivots)), own.stop] for own in owns])


@dataclass(slots=True)
class _Merged:
    """The colors of all bands, range by range, with room left between the ranges.

    loose           (ranges + 1,) where each begins in the next two
    colors, counts  (n, 3), (n,)
    before          (ranges + 1,) how many colors there are in all ranges before
    in_cells        (CELLS,) how many colors each cell has
    """

    loose: NDArray[np.intp]
    colors: NDArray[np.uint16]
    counts: NDArray[np.int32]
    before: NDArray[np.intp]
    in_cells: NDArray[np.intp]


def _merge(codes: Codes, tally: NDArray[np.int32], cuts: NDArray[np.intp], cancel: Event | None) -> _Merged:
    """Merge the bands' colors range by range; each one's number in its range takes the place of its tally."""
    sizes = np.diff(cuts)
    loose = np.concatenate(([0], np.cumsum(sizes.sum(axis=0))))
    all_colors, all_counts = np.empty((loose[-1], 3), np.uint16), np.empty(loose[-1], np.int32)
    in_cells, adding = np.zeros(CELLS, np.intp), Lock()

    def merge(item: slice) -> int:
        at = item.start
        pieces = [slice(cut[at], cut[at + 1]) for cut in cuts]
        together = np.concatenate([codes[piece] for piece in pieces])
        counts = np.concatenate([tally[piece] for piece in pieces])
        order, starts, numbers = _number(together)
        for piece, part in zip(pieces, np.split(numbers, np.cumsum(sizes[:-1, at])), strict=True):
            tally[piece] = part
        different = together[order[starts]]
        place = slice(loose[at], loose[at] + len(different))
        all_colors[place] = _decode(different)
        all_counts[place] = np.add.reduceat(counts[order], starts)
        with adding:
            np.add.at(in_cells, different >> (CODE_BITS - CELL_BITS), 1)
        return len(different)

    found = each_band(merge, bands(len(loose) - 1, 1), cancel)
    return _Merged(loose, all_colors, all_counts, np.concatenate(([0], np.cumsum(found))), in_cells)


def _renumber(
    tally: NDArray[np.int32],
    cuts: NDArray[np.intp],
    before: NDArray[np.intp],
    alpha: NDArray[np.uint8] | None,
    over: list[slice],
    rows: NDArray[np.int32],
    cancel: Event | None,
) -> None:
    """Turn each pixel's number in its band into its row."""

    def renumber(item: slice) -> None:
        band, cut = over[item.start], cuts[item.start]
        number = tally[cut[0] : cut[-1]] + np.repeat(before[:-1].astype(np.int32), np.diff(cut))
        if alpha is None:
            rows[band] = number[rows[band]]
        else:
            seen = alpha[band] != 0
            rows[band][seen] = number[rows[band][seen]]
            rows[band][~seen] = before[-1]

    each_band(renumber, bands(len(over), 1), cancel)


def _close_up(merged: _Merged, cancel: Event | None) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    """Return the colors and counts without the room between the ranges."""
    loose, before = merged.loose, merged.before
    colors, counts = np.empty((before[-1], 3), np.uint16), np.empty(before[-1], np.int64)

    def copy(item: slice) -> None:
        to = slice(before[item.start], before[item.stop])
        place = slice(loose[item.start], loose[item.start] + to.stop - to.start)
        colors[to], counts[to] = merged.colors[place], merged.counts[place]

    each_band(copy, bands(len(loose) - 1, 1), cancel)
    return colors, counts


def _encode(pixels: NDArray[np.uint16]) -> Codes:
    codes = morton_codes(*(pixels >> 8).T).astype(np.uint64)
    for channel in range(3):
        codes <<= 8
        codes |= pixels[:, channel] & 255
    return codes


def _decode(codes: Codes) -> NDArray[np.uint16]:
    high, low = packed_colors(codes >> 24), codes & 0xFFFFFF
    colors = np.empty((len(codes), 3), np.uint16)
    for channel, shift in enumerate((16, 8, 0)):
        np.copyto(colors[:, channel], (high >> shift & 255) << 8 | low >> shift & 255, casting="unsafe")
    return colors


def _number(codes: Codes) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int32]]:
    """Number codes (n,): return what sorts them (n,), where each different one starts then, the number of each."""
    # In no order among equals, so that numpy may take its fastest way; nothing depends on it.
    order = np.argsort(codes)
    ordered = codes[order]
    first = np.ones(len(codes), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    number = np.empty(len(codes), np.int32)
    number[order] = np.cumsum(first, dtype=np.int32) - 1
    return order, np.flatnonzero(first), number
