"""Counting the colors of 8-bit photos: mark the codes that occur in a table of all, number the marks, look them up.

Once compiled and once in numpy, with the same result. Pixels come as (n, 3) uint8, alpha as (n,) uint8 or None.
"""

from __future__ import annotations

from threading import Event, Lock
from typing import TYPE_CHECKING

import numpy as np

from ..compiled import kernels
from ..parallel import bands, each_band
from .cells import CELLS, cell_begins, morton_codes, morton_parts, packed_colors

if TYPE_CHECKING:
    from types import ModuleType

    from numpy.typing import NDArray

    Counted = tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int32], NDArray[np.intp]]

CODES = 1 << 24
FEW = 1 << 19


def count_8bit(pixels: NDArray[np.uint8], alpha: NDArray[np.uint8] | None, cancel: Event | None) -> Counted:
    """Return the colors of visible pixels (m, 3), how many have each (m,), the rows (n,), where each cell begins.

    The colors come in the order of their Morton codes. Pixels with alpha 0 get row m. Raises CancelledError.
    """
    kernel = kernels("features._colors")
    if kernel is not None:
        return _compiled(kernel, pixels, alpha, cancel)
    return _numpy(pixels, alpha, cancel)


def _compiled(
    kernel: ModuleType, pixels: NDArray[np.uint8], alpha: NDArray[np.uint8] | None, cancel: Event | None
) -> Counted:
    parts = morton_parts()
    over = bands(len(pixels), 1 << 18)
    # One table for each thread: whichever is spare.
    tables: list[NDArray[np.uint64]] = []
    spare: list[NDArray[np.uint64]] = []

    def mark(band: slice) -> None:
        try:
            table = spare.pop()
        except IndexError:
            table = np.zeros((CODES // 64, 2), np.uint64)
            tables.append(table)
        kernel.mark(pixels[band], None if alpha is None else alpha[band], parts, table)
        spare.append(table)

    each_band(mark, over, cancel)
    table = tables.pop()
    while tables:
        table[:, 0] |= tables.pop()[:, 0]
    spare.clear()

    found = kernel.number(table)
    colors = np.empty((found, 3), np.uint8)
    each_band(
        lambda words: kernel.list_colors(table, words.start, words.stop, colors), bands(len(table), 1 << 13), cancel
    )

    rows = np.empty(len(pixels), np.int32)
    counts, adding = np.zeros(found + 1, np.int64), Lock()

    def find_and_tally(band: slice) -> None:
        kernel.find_rows(pixels[band], None if alpha is None else alpha[band], parts, table, found, rows[band])
        # One table of counts for all threads: while one adds, the others find.
        with adding:
            kernel.tally(rows[band], counts)

    each_band(find_and_tally, over, cancel)
    begins = np.append(table[:: len(table) // CELLS, 1], found).astype(np.intp)
    return colors, counts[:found], rows, begins


def _numpy(pixels: NDArray[np.uint8], alpha: NDArray[np.uint8] | None, cancel: Event | None) -> Counted:
    rows = np.empty(len(pixels), np.int32)
    codes = _pack_and_mark(pixels, alpha, rows, cancel)
    begins = cell_begins(codes, 24)
    colors, number = _number(codes, cancel)
    del codes
    counts = _find_and_tally(number, len(colors), alpha, rows, cancel)
    return colors, counts, rows, begins


def _pack_and_mark(
    pixels: NDArray[np.uint8], alpha: NDArray[np.uint8] | None, packed: NDArray[np.int32], cancel: Event | None
) -> NDArray[np.uint32]:
    """Write each pixel as 0xRRGGBB (n,); return the Morton codes of those that occur in visible ones, ascending."""
    occurs = np.zeros(CODES, np.uint8)

    def pack(band: slice) -> None:
        into = packed[band]
        np.copyto(into, pixels[band, 0])
        for channel in (1, 2):
            np.left_shift(into, 8, out=into)
            np.bitwise_or(into, pixels[band, channel], out=into)
        occurs[into if alpha is None else into[alpha[band] != 0]] = 1

    each_band(pack, bands(len(pixels), 1 << 17), cancel)
    present = _marked(occurs, cancel)
    codes = np.empty(len(present), np.uint32)

    def encode(band: slice) -> None:
        found = present[band]
        codes[band] = morton_codes(found >> 16, (found >> 8) & 255, found & 255)
        occurs[found] = 0

    over = bands(len(present), 1 << 17)
    each_band(encode, over, cancel)
    if len(codes) <= FEW:
        codes.sort()
        return codes
    # Sorting so many at once would hold up a cancelling; marking them again sorts them as well.
    each_band(lambda band: occurs.__setitem__(codes[band], 1), over, cancel)
    return _marked(occurs, cancel)


def _marked(table: NDArray[np.uint8], cancel: Event | None) -> NDArray[np.uint32]:
    """Return the places (m,) of the marks in the table."""

    def find(band: slice) -> NDArray[np.uint32]:
        # Most of the table is empty, so look at eight marks at a time first.
        eights = np.flatnonzero(table[band].view(np.uint64))
        within = np.flatnonzero(table[band].reshape(-1, 8)[eights])
        return np.asarray(eights[within >> 3] * 8 + (within & 7) + band.start, np.uint32)

    return np.concatenate(each_band(find, bands(CODES, 1 << 18), cancel))


def _number(codes: NDArray[np.uint32], cancel: Event | None) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Return the colors of ascending Morton codes, (m, 3), and a table from 0xRRGGBB to their rows."""
    colors = np.empty((len(codes), 3), np.uint8)
    number = np.empty(CODES, np.int32)

    def enter(band: slice) -> None:
        packed = packed_colors(codes[band])
        number[packed] = np.arange(band.start, band.stop, dtype=np.int32)
        for channel, shift in enumerate((16, 8, 0)):
            np.copyto(colors[band, channel], packed >> shift, casting="unsafe")

    each_band(enter, bands(len(codes), 1 << 17), cancel)
    return colors, number


def _find_and_tally(
    number: NDArray[np.int32],
    found: int,
    alpha: NDArray[np.uint8] | None,
    rows: NDArray[np.int32],
    cancel: Event | None,
) -> NDArray[np.int64]:
    """Turn each pixel's 0xRRGGBB into its row, in place; return how many pixels have each."""
    counts, adding = np.zeros(found + 1, np.int64), Lock()

    def find(band: slice) -> None:
        # mode="clip" because "raise" would buffer the output; every code is in range.
        np.take(number, rows[band], out=rows[band], mode="clip")
        if alpha is not None:
            rows[band][alpha[band] == 0] = found
        with adding:
            np.add.at(counts, rows[band], 1)

    each_band(find, bands(len(rows), 1 << 17), cancel)
    return counts[:found]
