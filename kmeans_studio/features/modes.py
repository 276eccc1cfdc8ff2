"""MODES: what is clustered. Each mode makes the feature space of a photo."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event
from typing import TYPE_CHECKING, Protocol

from ..registry import Registry
from .color import color_features
from .position import position_features

if TYPE_CHECKING:
    from .count import ColorCount
    from .space import FeatureSpace


class Mode(Protocol):
    """Makes the feature space of a photo from its counted colors.

    The first columns are those of the color space, multiplied by the channel weights; what else a mode looks at comes
    after them. A mode without positions takes no notice of the compactness.
    """

    def __call__(
        self,
        count: ColorCount,
        space: str,
        channel_weights: Sequence[float],
        compactness: float,
        cancel: Event | None,
        /,
    ) -> FeatureSpace:
        """Raises UnknownNameError, ValueError for choices that do not fit, TooLargeError, CancelledError."""


MODES: Registry[Mode] = Registry("mode")

COMPACTNESS_HELP = (
    "How much it counts that pixels lie near each other: the higher, the more each segment hangs together in one "
    "place. At 0 only color counts; at 1 the longer side of the photo counts as much as the way from black to white."
)


@MODES.register(
    "color",
    "Color",
    "Groups pixels by their color alone, wherever they lie in the photo. Things of one color become one segment.",
)
def color(
    count: ColorCount, space: str, channel_weights: Sequence[float], compactness: float, cancel: Event | None
) -> FeatureSpace:
    """Return a row for each different color."""
    return color_features(count, space, channel_weights, cancel)


@MODES.register(
    "position",
    "Color and position",
    "Groups pixels that are alike in color and lie near each other, so that segments hang together. Takes longer and "
    "more memory than color alone, and cuts large even areas such as skies into several segments.",
)
def position(
    count: ColorCount, space: str, channel_weights: Sequence[float], compactness: float, cancel: Event | None
) -> FeatureSpace:
    """Return a row for each visible pixel."""
    return position_features(count, space, channel_weights, compactness, cancel)
