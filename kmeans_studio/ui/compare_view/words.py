"""Recipes and panes in a few words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ...features.modes import MODES
from ...pipeline.pane import title_parts

if TYPE_CHECKING:
    from .board import Board, PaneState


def brief(board: Board, pane: PaneState) -> str:
    """Return 'A   RGB, k 5'; the measure is left out where there is one."""
    parts = title_parts(pane.recipe)
    kept = parts if MODES[pane.recipe.mode].texture or len(parts) < 3 else (parts[0], parts[-1])
    return f"{board.letter(pane.key)}   {', '.join(kept)}"


def likeness(board: Board, pane: PaneState) -> tuple[str, str]:
    """Return what is said of a pane at the right of its header, and the same at length."""
    if pane.doing:
        return pane.doing, ""
    if pane.reason:
        return "cannot run", pane.reason
    figures, reference = board.figures, board.reference
    asked = board.pane(reference)
    if figures is not None and figures.reference is not None and asked is not None and asked.reason:
        # The one that was asked for cannot run, so they are matched to the first that can.
        reference = figures.reference
    if pane.key == reference:
        return "reference", "The others are compared with this pane."
    if pane.result is None or figures is None or figures.reference != reference:
        return "", ""
    share, index = figures.pair("alike", pane.key, reference), figures.pair("ari", pane.key, reference)
    if math.isnan(share):
        return "", ""
    letter = board.letter(reference)
    long = (
        f"{share * 100:.1f} % of the pixels lie in the same segment as in {letter}, once segments are matched. "
        f"The adjusted Rand index is {index:.2f}."
    )
    return f"{percent(share)} like {letter}", long


def percent(share: float) -> str:
    """Return '91 %'; 100 % and 0 % only where it is exactly so."""
    rounded = round(share * 100)
    if rounded == 100 and share < 1:
        rounded = 99
    if rounded == 0 and share > 0:
        rounded = 1
    return f"{rounded} %"
