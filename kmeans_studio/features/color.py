"""Colors as features: convert the different colors of a photo into the rows that are clustered.

The spaces are in `color_spaces`. To add one, add one decorated formula there; the panel, the command line, recipes and
tests find it in the registry.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ..parallel import bands, each_band
from . import color_spaces as _registered  # noqa: F401 - fills the registry
from .channel_weights import column_weights
from .color_space import COLOR_SPACES, ColorSpace
from .light import linear_srgb, srgb_colors
from .space import FeatureSpace

if TYPE_CHECKING:
    from .count import ColorCount

__all__ = ["COLOR_SPACES", "ColorSpace", "color_features", "lab", "linear_srgb", "srgb_colors"]

lab = COLOR_SPACES["lab"].convert
"""sRGB (n, 3) float64 in 0..255 -> CIE L*a*b* under D65, (n, 3) float64."""

BAND = 1 << 16
"""Colors at a time: enough that threads seldom wait for each other, a few milliseconds of work."""


def color_features(
    count: ColorCount, space: str, channel_weights: Sequence[float] = (), cancel: Event | None = None
) -> FeatureSpace:
    """Convert the different colors of a photo into rows to cluster.

    `channel_weights`: by what the channels of the space are multiplied, see `column_weights`; a channel with weight 0
    has no column. Raises UnknownNameError, ValueError for unfit weights, CancelledError.
    """
    chosen = COLOR_SPACES[space]
    weight_of = column_weights(chosen, channel_weights)
    rows = np.empty((len(count.colors), len(weight_of)), np.float32, order="F")

    def convert(band: slice) -> None:
        columns = chosen.columns(count.colors[band])
        for place, (column, weight) in enumerate(weight_of.items()):
            rows[band, place] = columns[column] if weight == 1.0 else columns[column] * weight

    each_band(convert, bands(len(rows), BAND), cancel)
    weights = count.counts.astype(np.float64)
    scale = np.array(list(weight_of.values()))
    for array in (rows, weights, scale):
        array.flags.writeable = False
    names = tuple(chosen.names[column] for column in weight_of)
    return FeatureSpace(
        rows, weights, count.row_of_pixel, count.colors, names, chosen.unit, count.cells, count.blocks, scale
    )
