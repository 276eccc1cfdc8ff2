"""How silhouettes look: grey where a pixel sits well, orange, and past that paler or darker, where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..bank_view import diverging
from ..choose_jobs import MIDDLE, NOWHERE, STEPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

COVERS = 0.94
"""How much of the photo a pixel that sits well covers; the rest of it shows, so that one sees where one is."""


WELL, BADLY = 0.6, -0.25
"""Silhouettes between which colors change. Few pixels in a photo sit better, or worse."""


def colors(dark: bool) -> NDArray[np.uint8]:
    """Return the color of each code, (256, 4) uint8 RGBA; transparent for what is nowhere."""
    widths = (np.arange(256) - MIDDLE) / STEPS
    badness = np.clip((WELL - widths) / (WELL - BADLY), 0, 1)
    table = np.full((256, 4), 255, np.uint8)
    table[:, :3] = diverging.colored(badness, 1.0, dark)
    table[:, 3] = np.rint(255 * (COVERS + (1 - COVERS) * badness))
    table[NOWHERE, 3] = 0
    return table


def bar(dark: bool) -> NDArray[np.uint8]:
    """Return the colors from WELL to BADLY, (1, n, 3) uint8."""
    well, badly = (round(MIDDLE + STEPS * width) for width in (WELL, BADLY))
    return np.ascontiguousarray(colors(dark)[None, well:badly:-1, :3])
