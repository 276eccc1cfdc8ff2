"""How fine a grid a photo gets, so that texture never takes more memory than there is for it."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from .cells import grid_shape

BUDGET = 2 << 30
"""The most bytes that the features of texture and their clustering may take, beside the photo."""

CLUSTERING = 64
"""Bytes that clustering takes for each cell beside its features: labels, keys, sums, weights, distances."""

COPIES = 3
"""Maps, pooled maps and features: each of them is kept, so that a change of one choice repeats only what follows."""

LARGE = 6_000_000
"""Photos of so many pixels have cells of 8 pixels instead of 4."""

A_PIXEL = 12
"""Bytes for each pixel while filtering (gray, spectra), and for the label map afterwards."""

FIXED = 256 << 20
"""Spectra of filters and tiles, about."""

COARSEST = 64


@dataclass(frozen=True, slots=True)
class Plan:
    """stride: pixels along the side of a cell; bytes: the most memory it takes; note: empty, or why it is so coarse."""

    stride: int
    bytes: int
    note: str


def plan(
    shape: tuple[int, int], maps: int, pooling: float, unit: str = "pixels", smallest_wavelength: float = inf
) -> Plan:
    """Return the grid for a photo (h, w) with so many maps, before any memory is spent.

    What a Gaussian of sigma 8 pixels leaves changes slowly enough for cells of 4 pixels, with sigma 4 of 2 pixels; in
    a LARGE photo cells are 8 pixels, which moves well below 1 % of the labels, as they are interpolated between cells.
    Where that takes more than BUDGET cells are larger, and the note says so.

    unit                 as in POOL_UNITS
    smallest_wavelength  of the bank, for pooling in wavelengths
    """
    sigma = pooling * smallest_wavelength if unit == "wavelength" and smallest_wavelength < inf else pooling
    wanted = 4 if sigma >= 8 else 2 if sigma >= 4 else 1
    if wanted == 4 and shape[0] * shape[1] >= LARGE:
        wanted = 8
    stride = wanted
    while (needed := bytes_for(shape, maps, stride)) > BUDGET and stride < COARSEST:
        stride *= 2
    note = ""
    if stride > wanted:
        side = f"{wanted} x {wanted} pixels" if wanted > 1 else "each pixel"
        note = (
            f"texture is kept for squares of {stride} x {stride} pixels instead of {side}: "
            f"{_in_gigabytes(bytes_for(shape, maps, wanted))} of memory would be too much"
        )
    return Plan(stride, needed, note)


def bytes_for(shape: tuple[int, int], maps: int, stride: int) -> int:
    """Return about how many bytes so many maps of a photo (h, w) take, with all that is made of them."""
    down, across = grid_shape(shape, stride)
    # What every pixel takes does not get less with a coarser grid, so it is not part of the budget's rule.
    return down * across * (4 * maps * COPIES + CLUSTERING)


def peak_bytes(shape: tuple[int, int], maps: int, stride: int) -> int:
    """Return about how much memory there must be beside the photo, filtering included."""
    return bytes_for(shape, maps, stride) + A_PIXEL * shape[0] * shape[1] + FIXED


def _in_gigabytes(count: int) -> str:
    return f"{count / (1 << 30):.1f} GB"
