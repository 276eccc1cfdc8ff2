"""The order in which a photo's colors are listed: cell by cell of the color cube, so that rows in a run are alike.

A color's place is its Morton code (G. M. Morton, 1966): the bits of red, green and blue taken in turn, the highest
first. Codes that share their highest 15 bits lie in one cell, a cube with 32 cells along each side of all colors;
those that share 12 in one block, with 16 along each side.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELL_BITS = 15
CELLS = 1 << CELL_BITS
CELLS_IN_A_BLOCK = 8


@cache
def morton_parts() -> NDArray[np.uint32]:
    """Return (3, 256) uint32: what a channel's value adds to the 24-bit Morton code, for red, green and blue."""
    values = np.arange(256, dtype=np.uint32)
    blue = sum(((values >> bit) & 1) << (3 * bit) for bit in range(8))
    parts = np.stack([blue << 2, blue << 1, blue]).astype(np.uint32)
    parts.flags.writeable = False
    return parts


def morton_codes(red: NDArray[Any], green: NDArray[Any], blue: NDArray[Any]) -> NDArray[np.uint32]:
    """Return the 24-bit Morton codes (n,) of channels (n,) of whole numbers in 0..255."""
    parts = morton_parts()
    codes = np.take(parts[0], red)
    for part, channel in ((parts[1], green), (parts[2], blue)):
        np.bitwise_or(codes, np.take(part, channel), out=codes)
    return codes


@cache
def _packed_halves() -> NDArray[np.uint32]:
    """Return (4096,) uint32: 12-bit Morton codes undone, as 0x0R0G0B."""
    codes = np.arange(4096, dtype=np.uint32)
    packed = np.zeros(4096, np.uint32)
    for bit in range(4):
        for place, shift in ((2, 16), (1, 8), (0, 0)):
            packed |= ((codes >> (3 * bit + place)) & 1) << (bit + shift)
    return packed


def packed_colors(codes: NDArray[Any]) -> NDArray[np.uint32]:
    """Undo 24-bit Morton codes (n,): return 0xRRGGBB (n,) uint32."""
    halves = _packed_halves()
    packed = np.take(halves, codes >> 12)
    packed <<= 4
    packed |= np.take(halves, codes & 4095)
    return packed


def cell_begins(codes: NDArray[Any], code_bits: int) -> NDArray[np.intp]:
    """Return (CELLS + 1,): where in ascending codes (m,) each cell begins, empty ones too, and the end of the last."""
    firsts = np.arange(CELLS + 1, dtype=np.uint64) << (code_bits - CELL_BITS)
    return np.searchsorted(codes, firsts.astype(codes.dtype))


def run_offsets(begins: NDArray[np.intp]) -> NDArray[np.intp]:
    """Leave out the empty runs: (n + 1,) -> (runs + 1,) offsets."""
    return begins[np.concatenate(([True], begins[1:] != begins[:-1]))]
