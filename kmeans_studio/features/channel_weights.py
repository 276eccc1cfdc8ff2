"""Channel weights: how much each channel of a color space counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .color_space import ColorSpace

MOST = 1_000_000
"""The greatest weight: with it every row stays well within what single precision can hold."""


def column_weights(space: ColorSpace, channel_weights: Sequence[float]) -> dict[int, float]:
    """Return the columns of the space that take part, in their order, each with its weight.

    `channel_weights` holds one number for each channel, or none at all: then each counts 1. A channel with weight 0
    takes no part. Raises ValueError for another number of weights, for one that is not from 0 to MOST, and where all
    are 0.
    """
    if not len(channel_weights):
        return dict.fromkeys(range(len(space.names)), 1.0)
    if len(channel_weights) != len(space.channels):
        titles = ", ".join(channel.title for channel in space.channels)
        raise ValueError(
            f"channel_weights must have one number for each channel of the color space ({titles}), "
            f"not {len(channel_weights)}"
        )
    for channel, weight in zip(space.channels, channel_weights, strict=True):
        if not 0 <= weight <= MOST:
            raise ValueError(f"the channel weight of {channel.title} must be a number from 0 to {MOST:,}, not {weight}")
    if not any(channel_weights):
        raise ValueError("not every channel weight can be 0: then there is nothing to compare")
    return {
        column: float(weight)
        for channel, weight in zip(space.channels, channel_weights, strict=True)
        for column in channel.columns
        if weight
    }
