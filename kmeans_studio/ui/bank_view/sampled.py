"""A filter's kernel to look at: every pixel of it, or, of a very large one, as many as there is use for."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...features.banks import Bank

LARGE = 401
"""Making all pixels of a kernel of more each way takes longer than anybody would wait for a picture."""

ENOUGH = 201
"""So many pixels each way are then looked at."""


class Sampled(NamedTuple):
    """kernel (n, n), real or complex: its values at every `step`-th pixel; side: how many pixels it has each way."""

    kernel: NDArray[Any]
    step: float
    side: int


def sampled(bank: Bank, index: int, enough: int = ENOUGH, large: int = LARGE) -> Sampled:
    """Return a filter's kernel; of a Gabor filter of more than `large` pixels each way, about `enough` of them."""
    one = bank.filters[index]
    # A formula tells that nobody has chosen a size: the kernel then holds three sigmas, or what a kernel may hold.
    if one.kind == "gabor" and one.along is not None and one.angle is not None and bank.transfer is not None:
        side = min(bank.size, 2 * ceil(round(3 * one.along, 6)) + 1)
        if side > large:
            from ...features.banks.gabor import kernel

            count = enough - (enough + 1) % 2
            step = side / count
            return Sampled(kernel(one.scale / step, 90 - one.angle, count) / step**2, step, side)
    whole = np.asarray(bank.kernel(index))
    return Sampled(whole, 1.0, len(whole))
