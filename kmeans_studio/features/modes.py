"""MODES: what is clustered, and which choices of a recipe that takes notice of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Protocol

from ..registry import Registry
from .color import color_features
from .position import position_features

if TYPE_CHECKING:
    from .count import ColorCount
    from .space import FeatureSpace


class ColorRows(Protocol):
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


@dataclass(frozen=True, slots=True)
class Mode:
    """What is clustered.

    rows     makes the rows of a mode that needs nothing but the photo's colors and where they lie; None for the others,
             whose rows lie on a grid over the photo
    color    whether color counts: color space and channel weights
    compact  whether the compactness counts
    texture  whether texture counts: the bank and what becomes of its responses
    focus    whether it is sharpness that counts
    """

    rows: ColorRows | None = None
    color: bool = False
    compact: bool = False
    texture: bool = False
    focus: bool = False


MODES: Registry[Mode] = Registry("mode")

COMPACTNESS_HELP = (
    "How much it counts that pixels lie near each other: the higher, the more each segment hangs together in one "
    "place. At 0 only color counts; at 1 the longer side of the photo counts as much as the way from black to white."
)


def _color(
    count: ColorCount, space: str, channel_weights: Sequence[float], compactness: float, cancel: Event | None
) -> FeatureSpace:
    """Return a row for each different color."""
    return color_features(count, space, channel_weights, cancel)


MODES.add(
    "color",
    "Color",
    "Groups pixels by their color alone, wherever they lie in the photo. Things of one color become one segment.",
    Mode(_color, color=True),
)
MODES.add(
    "position",
    "Color and position",
    "Groups pixels that are alike in color and lie near each other, so that segments hang together. Takes longer and "
    "more memory than color alone, and cuts large even areas such as skies into several segments.",
    Mode(position_features, color=True, compact=True),
)
MODES.add(
    "texture",
    "Texture",
    "Groups pixels by the pattern around them, as a bank of filters sees it: grass, brick and sky differ even where "
    "they have one color. Color does not count.",
    Mode(texture=True),
)
MODES.add(
    "color+texture",
    "Color and texture",
    "Groups pixels by their color and by the pattern around them; Mix says how much each counts. Good where neither "
    "alone tells things apart.",
    Mode(color=True, texture=True),
)
MODES.add(
    "focus",
    "Focus",
    "Tells what is sharp from what is blurred: the subject of a portrait from its background. There are always two "
    "segments, the background first.",
    Mode(focus=True),
)
