"""Small pictures of kernels, kept while a bank is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .diverging import colored
from .pixels import Fitted, fitted, part
from .sampled import sampled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...features.banks import Bank


def small(bank: Bank, index: int, room: int, ratio: float = 1.0) -> tuple[Fitted, float]:
    """Return a filter's kernel (the even part) fitted into `room` screen pixels, and its peak.

    ratio  screen pixels for one of the window's: small kernels are not shown larger than others of their bank
    """
    whole, step, _ = sampled(bank, index, room, 3 * room)
    kernel = part(whole)
    values, zoom = fitted(kernel, room, max(1.0, ratio, room / bank.size))
    return Fitted(values, zoom / step), float(np.abs(kernel).max())


def thumbnail(bank: Bank, index: int, room: int, dark: bool) -> NDArray[np.uint8]:
    """Return a filter's kernel scaled by its own peak as a picture (n, n, 3) uint8, n at most `room` screen pixels."""
    (values, _), peak = small(bank, index, room)
    return colored(values, peak, dark)
