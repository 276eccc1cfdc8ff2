"""MODES: what is clustered. Each mode makes the feature space of a photo."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

from ..registry import Registry
from .color import color_features

if TYPE_CHECKING:
    from .count import ColorCount
    from .space import FeatureSpace

    Mode = Callable[[ColorCount, str, Event | None], FeatureSpace]

MODES: Registry[Mode] = Registry("mode")

MODES.add(
    "color",
    "Color",
    "Groups pixels by their color alone, wherever they lie in the photo. Things of one color become one segment.",
    color_features,
)
