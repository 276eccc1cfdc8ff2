"""What each choice of a recipe may be, and the checks that say which is wrong and why."""

from __future__ import annotations

import re
import reprlib
from contextlib import suppress
from math import nan
from numbers import Integral, Real
from typing import Any

from ..engine.empty import EMPTY_RULES
from ..engine.metrics import METRICS
from ..engine.seeding import INITIALIZERS
from ..features.banks import FILTER_BANKS
from ..features.color import COLOR_SPACES
from ..features.focus import FOCUS_QUALITIES
from ..features.modes import MODES
from ..features.texture.amplitude import AMPLITUDES
from ..features.texture.pooling import POOL_UNITS
from ..label_order import LABEL_ORDERS
from ..registry import Registry
from ..segmentation import MAX_SEGMENTS

REGISTRIES: dict[str, Registry[Any]] = {
    "mode": MODES,
    "color_space": COLOR_SPACES,
    "metric": METRICS,
    "initializer": INITIALIZERS,
    "empty": EMPTY_RULES,
    "label_order": LABEL_ORDERS,
    "bank": FILTER_BANKS,
    "amplitude": AMPLITUDES,
    "pool_unit": POOL_UNITS,
    "focus_quality": FOCUS_QUALITIES,
}
"""The choices that are names, and where they are registered."""

RANGES = {
    "restarts": (1, 100),
    "k": (1, MAX_SEGMENTS),
    "seed": (0, 999_999_999),
    "max_generations": (1, 10_000),
    "bank_orientations": (0, 36),
    "bank_size": (0, 999),
}
"""The choices that are whole numbers, and the least and greatest of each."""

FLOAT_RANGES = {
    "compactness": (0.0, 10.0),
    "tolerance": (0.0, 0.5),
    "pooling": (0.0, 100.0),
    "brightness": (0.0, 10.0),
    "place": (0.0, 10.0),
    "mix": (0.0, 1.0),
}
"""The choices that are any number, and the least and greatest of each."""

TRUTHS = ("weber", "strongest", "log", "standardize", "sharpen", "clean_up")
"""The choices that are on or off."""

WEIGHT_RANGE = (0.0, 10.0)
"""The least and greatest weight of a channel."""

FARTHEST = 999_999
"""The greatest x or y that a seed may have; no photo is as large."""

MOST_FILTERS = 1000
"""Filters are numbered below this."""


class RecipeError(ValueError):
    """A choice that cannot be; the message names the choice, what was given and what it may be, in one line."""


def checked_name(field: str, name: object, registry: Registry[Any]) -> None:
    """Raise RecipeError for a name that is not registered."""
    if not isinstance(name, str) or name not in registry:
        raise RecipeError(f"{field} {shown(name)} is not a {registry.noun}; choose from: {', '.join(registry.names)}")


def whole_number(field: str, number: object, least: int, greatest: int) -> int:
    """Return a plain int: a numpy integer is equal to one, but not fit for JSON."""
    if not isinstance(number, Integral) or isinstance(number, bool) or not least <= int(number) <= greatest:
        raise RecipeError(f"{field} must be a whole number from {least} to {greatest}, not {shown(number)}")
    return int(number)


def any_number(field: str, number: object, bounds: tuple[float, float]) -> float:
    """Return a plain float."""
    value = nan
    if isinstance(number, Real) and not isinstance(number, bool):
        with suppress(OverflowError):
            value = float(number)
    least, greatest = bounds
    # NaN lies in no range.
    if not least <= value <= greatest:
        raise RecipeError(f"{field} must be a number from {least:g} to {greatest:g}, not {shown(number)}")
    # Adding 0 turns -0.0 into 0.0: equal recipes have equal JSON.
    return value + 0.0


def truth(field: str, value: object) -> bool:
    """Return true or false, also of numpy's own kind."""
    if isinstance(value, bool) or type(value).__name__ == "bool":
        return bool(value)
    raise RecipeError(f"{field} must be true or false, not {shown(value)}")


def channel_weights(weights: object, color_space: str) -> tuple[float, ...]:
    """Return one weight a channel, or () where all count as they are."""
    if not isinstance(weights, list | tuple):
        raise RecipeError(f"channel_weights must be a list of numbers, not {shown(weights)}")
    if not weights:
        return ()
    titles = [channel.title for channel in COLOR_SPACES[color_space].channels]
    if len(weights) != len(titles):
        numbers = "1 number" if len(titles) == 1 else f"{len(titles)} numbers"
        raise RecipeError(
            f"channel_weights must be {numbers} for color_space {color_space!r} ({', '.join(titles)}), "
            f"not {len(weights)}: {shown(weights)}"
        )
    checked = tuple(any_number("channel_weights: each", weight, WEIGHT_RANGE) for weight in weights)
    if not any(checked):
        raise RecipeError(f"channel_weights must not all be 0, as in {shown(weights)}: nothing would count")
    return () if all(weight == 1 for weight in checked) else checked


def start_colors(colors: object) -> tuple[str, ...]:
    """Return colors as "#rrggbb"."""
    if not isinstance(colors, list | tuple):
        raise RecipeError(f"start_colors must be a list of colors such as '#aa0000', not {shown(colors)}")
    if len(colors) > MAX_SEGMENTS:
        raise RecipeError(f"start_colors must be {MAX_SEGMENTS} colors at most, not {len(colors)}")
    for color in colors:
        if not isinstance(color, str) or not re.fullmatch("#[0-9a-fA-F]{6}", color):
            raise RecipeError(f"start_colors: each must be a color such as '#aa0000', not {shown(color)}")
    return tuple(color.lower() for color in colors)


def seeds(places: object) -> tuple[tuple[int, int], ...]:
    """Return places as (x, y) in pixels; whether a photo has them is seen when there is one."""
    if not isinstance(places, list | tuple):
        raise RecipeError(f"seeds must be a list of places such as [120, 80], not {shown(places)}")
    if len(places) > MAX_SEGMENTS:
        raise RecipeError(f"seeds must be {MAX_SEGMENTS} places at most, not {len(places)}")
    checked = []
    for place in places:
        if not isinstance(place, list | tuple) or len(place) != 2:
            raise RecipeError(f"seeds: each must be a place such as [120, 80], not {shown(place)}")
        x, y = (whole_number("seeds: each x and y", number, 0, FARTHEST) for number in place)
        checked.append((x, y))
    return tuple(checked)


def locked(numbers: object) -> tuple[int, ...]:
    """Return the numbers of the starts whose centers stay, ascending, each once."""
    if not isinstance(numbers, list | tuple):
        raise RecipeError(f"locked must be a list of whole numbers, not {shown(numbers)}")
    return tuple(sorted({whole_number("locked: each", number, 0, MAX_SEGMENTS - 1) for number in numbers}))


def bank_scales(scales: object) -> tuple[float, ...]:
    """Return the scales of a bank, each above 0; () stands for the bank's own."""
    if not isinstance(scales, list | tuple):
        raise RecipeError(f"bank_scales must be a list of numbers, not {shown(scales)}")
    if len(scales) > MOST_FILTERS:
        raise RecipeError(f"bank_scales must be {MOST_FILTERS} numbers at most, not {len(scales)}")
    checked = tuple(any_number("bank_scales: each", scale, (0.0, 1000.0)) for scale in scales)
    if not all(checked):
        raise RecipeError("bank_scales: each must be above 0: a filter of no width sees nothing")
    return checked


def filters_off(numbers: object) -> tuple[int, ...]:
    """Return the numbers of the filters that are left out, ascending, each once."""
    if not isinstance(numbers, list | tuple):
        raise RecipeError(f"filters_off must be a list of whole numbers, not {shown(numbers)}")
    return tuple(sorted({whole_number("filters_off: each", number, 0, MOST_FILTERS - 1) for number in numbers}))


def shown(value: object) -> str:
    """Return a value as it is written in Python, in one line of bearable length."""
    shortener = reprlib.Repr()
    shortener.maxstring = shortener.maxother = 80
    return shortener.repr(value)
