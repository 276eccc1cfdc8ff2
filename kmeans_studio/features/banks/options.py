"""What a person may change about a bank, and the checks that say what cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from numbers import Integral, Real
from pathlib import Path

from .bank import BankError, check_memory

MOST_FILTERS = 256
"""Each filter adds a number to every pixel: more would be slow, take much memory and tell little that is new."""

MOST_ORIENTATIONS = 36
"""Five degrees from one to the next."""

SIZES = (3, 999)
"""The least and greatest side of a kernel that can be chosen."""

SIGMAS = (0.1, 300.0)
"""The least and greatest sigma: a narrower filter falls between the pixels."""

WAVELENGTHS = (2.0, 2000.0)
"""The least and greatest wavelength: no shorter wave can be seen in pixels."""


@dataclass(frozen=True, slots=True)
class BankOptions:
    """Changes to a bank; a bank takes no notice of those that it has no use for.

    scales        sigmas in pixels (Gabor filters: wavelengths); () stands for the bank's own
    orientations  how many directions; 0 stands for the bank's own
    size          the side of the kernels in pixels, odd; 0 stands for the bank's own
    file          where the filters are, for the bank "file"
    """

    scales: tuple[float, ...] = ()
    orientations: int = 0
    size: int = 0
    file: Path | None = None


def checked_scales(
    scales: Sequence[float], own: tuple[float, ...], bounds: tuple[float, float] = SIGMAS, noun: str = "scale"
) -> tuple[float, ...]:
    """Return the scales, or the bank's own; raises BankError for those that cannot be."""
    if not scales:
        return own
    least, greatest = bounds
    for scale in scales:
        # NaN lies in no range.
        if not isinstance(scale, Real) or isinstance(scale, bool) or not least <= float(scale) <= greatest:
            raise BankError(f"each {noun} must be a number from {least:g} to {greatest:g} pixels, not {scale!r}")
    numbers = tuple(float(scale) for scale in scales)
    for number in numbers:
        if numbers.count(number) > 1:
            raise BankError(f"the {noun} {number:g} is given twice; the same filters again would tell nothing new")
    return numbers


def checked_orientations(orientations: int, own: int) -> int:
    """Return how many directions; raises BankError for a number that cannot be."""
    if not isinstance(orientations, Integral) or not 0 <= orientations <= MOST_ORIENTATIONS:
        raise BankError(f"the number of directions must be from 1 to {MOST_ORIENTATIONS}, not {orientations!r}")
    return int(orientations) or own


def checked_size(size: int, own: int) -> int:
    """Return the side of the kernels; raises BankError for one that cannot be."""
    if not size:
        return own
    least, greatest = SIZES
    if not isinstance(size, Integral) or not least <= size <= greatest:
        raise BankError(f"the size must be a whole number of pixels from {least} to {greatest}, not {size!r}")
    if size % 2 == 0:
        raise BankError(f"the size must be odd, so that a filter has a middle pixel, not {size}")
    return int(size)


def fitting_size(size: int, own: int, widest: float) -> int:
    """Return the side that was chosen, or one that holds two sigmas of the widest filter; the bank's own at least.

    VGG's 49 x 49 pixels hold two sigmas of their widest filter, 12. Raises BankError where that would be too much.
    """
    if size:
        return checked_size(size, own)
    needed = max(own, side_for(2 * widest))
    if needed > SIZES[1]:
        raise BankError(
            f"a filter as wide as a sigma of {widest:g} pixels needs a side of {needed:,} pixels, and {SIZES[1]} is "
            "the most; choose smaller scales, or the size yourself"
        )
    return needed


def side_for(reach: float) -> int:
    """Return the odd side of a kernel that reaches so many pixels from its middle."""
    # What is a whole number but for its last bits is meant to be one.
    return 2 * ceil(round(reach, 6)) + 1


def check_count(filters: int, size: int, bytes_each: int = 8) -> None:
    """Raise BankError for more filters than there may be, or than there is room for."""
    if filters > MOST_FILTERS:
        raise BankError(
            f"a bank may have {MOST_FILTERS} filters at most, not {filters:,}: each adds a number to every pixel"
        )
    check_memory(filters, size, bytes_each)
