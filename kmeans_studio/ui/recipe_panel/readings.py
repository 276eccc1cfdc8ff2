"""How numbers that are typed into the panel are read and written; what cannot be is said in a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from ...recipe import FLOAT_RANGES, RANGES

SCALES_TIP = "Numbers above 0, such as 1.4, 2, 2.8; empty for the bank's own"


def read_number(field: str) -> Callable[[str], float]:
    """Return a rule that reads any number in the range of a field."""
    least, greatest = FLOAT_RANGES[field]

    def read(text: str) -> float:
        with suppress(ValueError):
            # A comma is a point in half of the world. NaN lies in no range.
            number = float(text.replace(",", "."))
            if least <= number <= greatest:
                return number
        raise ValueError(f"A number from {least:g} to {greatest:g}")

    return read


def read_whole(field: str, least: int, *, odd: bool = False) -> Callable[[str], int]:
    """Return a rule that reads a whole number from `least` to the end of the range; nothing is 0, the bank's own."""
    greatest = RANGES[field][1]

    def read(text: str) -> int:
        if not text.strip():
            return 0
        digits = text.strip()
        if digits.isdecimal() and least <= int(digits) <= greatest and (not odd or int(digits) % 2):
            return int(digits)
        kind = "An odd number" if odd else "A whole number"
        raise ValueError(f"{kind} from {least} to {greatest}; empty for the bank's own")

    return read


def read_scales(text: str) -> tuple[float, ...]:
    """Read numbers with commas, semicolons or spaces between them; none are the bank's own."""
    try:
        scales = tuple(float(word) for word in re.split(r"[,;\s]+", text) if word)
    except ValueError:
        raise ValueError(SCALES_TIP) from None
    if not all(0 < scale <= 1000 for scale in scales):
        raise ValueError(SCALES_TIP)
    return scales


def write_whole(number: int) -> str:
    """Write a number; 0, the bank's own, is nothing."""
    return str(number) if number else ""


def write_scales(scales: tuple[float, ...]) -> str:
    """Write numbers with commas between them."""
    return ", ".join(f"{scale:g}" for scale in scales)
