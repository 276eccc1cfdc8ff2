"""The greys of the Compare tab: how many answers there are at a pixel, how much two panes agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAME, MOST = {True: 0x30, False: 0xF4}, {True: 0xFF, False: 0x00}
"""One answer is nearly the ground's grey, as many as there are panes stand out; by whether the scheme is dark."""

SECOND = {True: 0x80, False: 0xA8}
"""Two answers stand clearly apart from one."""

LITTLE, MUCH = {True: 0x30, False: 0xEA}, {True: 0x74, False: 0x8A}
"""No agreement, full agreement."""


def answer_grey(answers: int, panes: int, *, dark: bool) -> int:
    """Return the grey, 0..255, of so many answers out of so many panes."""
    if answers <= 1:
        return SAME[dark]
    share = (answers - 2) / max(1, panes - 2) if panes > 2 else 1.0
    return round(SECOND[dark] + share * (MOST[dark] - SECOND[dark]))


def answer_colors(panes: int, *, dark: bool) -> NDArray[np.uint8]:
    """Return (256, 4) uint8 RGBA by the number of answers; 0, a transparent pixel, has no color."""
    colors = np.zeros((256, 4), np.uint8)
    for answers in range(1, panes + 1):
        colors[answers] = (*[answer_grey(answers, panes, dark=dark)] * 3, 255)
    return colors


def agreement_color(share: float, *, dark: bool) -> QColor:
    """Return the ground of a figure that lies at `share`, 0..1, between no and full agreement."""
    level = round(LITTLE[dark] + min(max(share, 0.0), 1.0) * (MUCH[dark] - LITTLE[dark]))
    return QColor(level, level, level)
