"""Colors for numbers on both sides of zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LIGHT = ("#0a2f57", "#1668b8", "#f4f4f4", "#c25700", "#5f2a00")
"""From -1 to 1 on paper: blue below zero, orange above, and darker past 70 %, so that peaks stand out."""

PLACES = (-1.0, -0.7, 0.0, 0.7, 1.0)
"""Where the five colors of such a map stand."""


def diverging(values: NDArray[Any], stops: Sequence[str] = LIGHT) -> NDArray[np.uint8]:
    """Return values (...) as colors (..., 3); what lies beyond -1 and 1 looks as these do."""
    channels = np.array([[int(stop[at : at + 2], 16) for at in (1, 3, 5)] for stop in stops], np.float64).T
    painted = np.stack([np.interp(values, PLACES, channel) for channel in channels], axis=-1)
    return np.asarray(np.rint(painted), np.uint8)
