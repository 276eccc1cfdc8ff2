"""The colors of numbers around zero in the window: zero is nearly the window's grey, blue is below it, orange above.

Past 70 % of the way the ends grow paler (dark) or darker (light), so that a peak can be told from a high plain, and
what is far from zero is far from the ground in lightness, too.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from ...export.diverging import LIGHT, diverging

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

STEPS = 255
"""So many colors there are on each side of zero."""

DARK = ("#d6e9fe", "#4aa3f0", "#2d2d2d", "#f5993d", "#fde2be")
"""From -1 to 1 on a dark ground; on a light one it is LIGHT, as in files."""


def zero(dark: bool) -> tuple[int, int, int]:
    """Return the color of zero."""
    red, green, blue = (int(channel) for channel in table(dark)[STEPS])
    return red, green, blue


@cache
def table(dark: bool) -> NDArray[np.uint8]:
    """Return the colors from negative to positive, (2 * STEPS + 1, 3) uint8; zero is exactly in the middle."""
    result = diverging(np.arange(-STEPS, STEPS + 1) / STEPS, DARK if dark else LIGHT)
    result.flags.writeable = False
    return result


def colored(values: NDArray[Any], limit: float, dark: bool) -> NDArray[np.uint8]:
    """Return values of any shape as colors, (..., 3) uint8: -limit and below as the most negative, and so on.

    A limit of 0 makes everything zero's color.
    """
    if not limit > 0:
        return np.broadcast_to(table(dark)[STEPS], (*values.shape, 3)).copy()
    steps = np.rint(np.clip(values / limit, -1, 1) * STEPS).astype(np.int16) + STEPS
    return table(dark)[steps]
