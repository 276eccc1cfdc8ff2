"""Recipe: every choice that decides a segmentation, validated, and as JSON."""

from __future__ import annotations

import json
import re
import reprlib
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from math import nan
from numbers import Integral, Real
from typing import Any

from .engine.empty import EMPTY_RULES
from .engine.metrics import METRICS
from .engine.seeding import INITIALIZERS
from .features.color import COLOR_SPACES
from .features.modes import MODES
from .label_order import LABEL_ORDERS
from .registry import Registry
from .segmentation import MAX_SEGMENTS

REGISTRIES: dict[str, Registry[Any]] = {
    "mode": MODES,
    "color_space": COLOR_SPACES,
    "metric": METRICS,
    "initializer": INITIALIZERS,
    "empty": EMPTY_RULES,
    "label_order": LABEL_ORDERS,
}
"""The choices that are names, and where they are registered."""

RANGES = {"restarts": (1, 100), "k": (1, MAX_SEGMENTS), "seed": (0, 999_999_999), "max_generations": (1, 10_000)}
"""The choices that are whole numbers, and the least and greatest of each."""

FLOAT_RANGES = {"compactness": (0.0, 10.0), "tolerance": (0.0, 0.5)}
"""The choices that are any number, and the least and greatest of each."""

WEIGHT_RANGE = (0.0, 10.0)
"""The least and greatest weight of a channel."""


class RecipeError(ValueError):
    """A choice that cannot be; the message names the choice, what was given and what it may be, in one line."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to cluster and how. Every field is checked on creation; RecipeError says which is wrong and why.

    Together with the photo and the version of the program, a recipe decides every byte of the result. (With
    label_order "previous" the numbers of the segments depend on the run before, too; what they hold does not.)

    mode             a name in MODES: what is clustered
    color_space      a name in COLOR_SPACES: what the colors are compared in
    channel_weights  how much each channel of the color space counts, 0..10, not all 0; () where all count as they
                     are, and all ones become ()
    compactness      in a mode with position: how much nearness counts beside color, 0..10
    metric           a name in METRICS
    initializer      a name in INITIALIZERS
    start_colors     the first centers for the initializer "given", as "#rrggbb"; others leave them alone
    restarts         how many starts are tried, 1..100; the best is kept
    k                how many segments, 1..256
    seed             what the starts are drawn with
    tolerance        stop once no more than this share of the pixels moves, 0..0.5
    max_generations  stop after so many at the latest, 1..10000
    empty            a name in EMPTY_RULES: what becomes of a segment that loses all its pixels
    label_order      a name in LABEL_ORDERS: how the segments are numbered
    """

    mode: str = "color"
    color_space: str = "lab"
    channel_weights: tuple[float, ...] = ()
    compactness: float = 0.5
    metric: str = "euclidean"
    initializer: str = "kmeans++"
    start_colors: tuple[str, ...] = ()
    restarts: int = 10
    k: int = 5
    seed: int = 0
    tolerance: float = 0.0
    max_generations: int = 300
    empty: str = "relocate"
    label_order: str = "dark"

    def __post_init__(self) -> None:
        """Check every field, then what goes together; equal choices become the same plain values, fit for JSON."""
        for field, registry in REGISTRIES.items():
            _check_name(field, getattr(self, field), registry)
        checked: dict[str, object] = {}
        for field, (least, greatest) in RANGES.items():
            checked[field] = _whole_number(field, getattr(self, field), least, greatest)
        for field, bounds in FLOAT_RANGES.items():
            checked[field] = _number(field, getattr(self, field), bounds)
        checked["channel_weights"] = _channel_weights(self.channel_weights, self.color_space)
        checked["start_colors"] = _start_colors(self.start_colors)
        for field, value in checked.items():
            object.__setattr__(self, field, value)
        self._check_together()

    def _check_together(self) -> None:
        if self.initializer == "given" and not self.start_colors:
            raise RecipeError("initializer 'given' needs start_colors: at least one color such as '#aa0000'")
        if self.metric != "ciede2000":
            return
        for field, wanted in CIEDE2000_NEEDS.items():
            if (value := getattr(self, field)) != wanted:
                hint = "none" if wanted == () else repr(wanted)
                raise RecipeError(f"metric 'ciede2000' needs {field} {hint}, not {_shown(value)}")

    def change(self, **changes: Any) -> Recipe:
        """Return the recipe with some choices changed; other choices that no longer go with them give way.

        Weights of channels do not outlive their color space. CIEDE2000 brings the color space, mode and weights that
        it needs; a change to any of these ends it. Raises RecipeError where the changes are wrong in themselves.
        """
        if changes.get("color_space", self.color_space) != self.color_space:
            changes.setdefault("channel_weights", ())
        if "metric" not in changes and self.metric == "ciede2000":
            if any(_unlike(changes[field], wanted) for field, wanted in CIEDE2000_NEEDS.items() if field in changes):
                changes["metric"] = "euclidean"
        elif changes.get("metric") == "ciede2000":
            changes = CIEDE2000_NEEDS | changes
        return replace(self, **changes)

    def to_json(self) -> str:
        """Return the recipe as a JSON object, one choice a line."""
        choices = (f"  {json.dumps(field.name)}: {json.dumps(getattr(self, field.name))}" for field in fields(self))
        return "{\n" + ",\n".join(choices) + "\n}"

    @classmethod
    def from_json(cls, text: str | bytes) -> Recipe:
        """Read what `to_json` wrote, or a report; choices that are missing keep their defaults. Raises RecipeError."""
        return cls(**choices_in_json(text))


CIEDE2000_NEEDS: dict[str, Any] = {"mode": "color", "color_space": "lab", "channel_weights": ()}
"""CIEDE2000 is a formula over unweighted CIE Lab and nothing else."""


def choices_in_json(text: str | bytes) -> dict[str, Any]:
    """Return the choices that a recipe in JSON names, or the recipe in a report; their values are not checked yet.

    Raises RecipeError.
    """
    try:
        content: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RecipeError(f"the recipe is not JSON: {error}") from None
    if not isinstance(content, dict):
        raise RecipeError("the recipe must be a JSON object")
    choices: dict[str, Any] = content["recipe"] if isinstance(content.get("recipe"), dict) else content
    unknown = sorted(set(choices) - {field.name for field in fields(Recipe)})
    if unknown:
        names = ", ".join(name if name.isidentifier() else _shown(name) for name in unknown)
        raise RecipeError(f"the recipe has choices that this version does not know: {names}")
    return choices


def _check_name(field: str, name: object, registry: Registry[Any]) -> None:
    if not isinstance(name, str) or name not in registry:
        raise RecipeError(f"{field} {_shown(name)} is not a {registry.noun}; choose from: {', '.join(registry.names)}")


def _whole_number(field: str, number: object, least: int, greatest: int) -> int:
    """Return a plain int: a numpy integer is equal to one, but not fit for JSON."""
    if not isinstance(number, Integral) or isinstance(number, bool) or not least <= int(number) <= greatest:
        raise RecipeError(f"{field} must be a whole number from {least} to {greatest}, not {_shown(number)}")
    return int(number)


def _number(field: str, number: object, bounds: tuple[float, float]) -> float:
    """Return a plain float."""
    value = nan
    if isinstance(number, Real) and not isinstance(number, bool):
        with suppress(OverflowError):
            value = float(number)
    least, greatest = bounds
    # NaN lies in no range.
    if not least <= value <= greatest:
        raise RecipeError(f"{field} must be a number from {least:g} to {greatest:g}, not {_shown(number)}")
    # Adding 0 turns -0.0 into 0.0: equal recipes have equal JSON.
    return value + 0.0


def _channel_weights(weights: object, color_space: str) -> tuple[float, ...]:
    if not isinstance(weights, list | tuple):
        raise RecipeError(f"channel_weights must be a list of numbers, not {_shown(weights)}")
    if not weights:
        return ()
    titles = [channel.title for channel in COLOR_SPACES[color_space].channels]
    if len(weights) != len(titles):
        numbers = "1 number" if len(titles) == 1 else f"{len(titles)} numbers"
        raise RecipeError(
            f"channel_weights must be {numbers} for color_space {color_space!r} ({', '.join(titles)}), "
            f"not {len(weights)}: {_shown(weights)}"
        )
    checked = tuple(_number("channel_weights: each", weight, WEIGHT_RANGE) for weight in weights)
    if not any(checked):
        raise RecipeError(f"channel_weights must not all be 0, as in {_shown(weights)}: nothing would count")
    return () if all(weight == 1 for weight in checked) else checked


def _start_colors(colors: object) -> tuple[str, ...]:
    if not isinstance(colors, list | tuple):
        raise RecipeError(f"start_colors must be a list of colors such as '#aa0000', not {_shown(colors)}")
    if len(colors) > MAX_SEGMENTS:
        raise RecipeError(f"start_colors must be {MAX_SEGMENTS} colors at most, not {len(colors)}")
    for color in colors:
        if not isinstance(color, str) or not re.fullmatch("#[0-9a-fA-F]{6}", color):
            raise RecipeError(f"start_colors: each must be a color such as '#aa0000', not {_shown(color)}")
    return tuple(color.lower() for color in colors)


def _unlike(value: object, wanted: object) -> bool:
    return (tuple(value) if isinstance(value, list) else value) != wanted


def _shown(value: object) -> str:
    """Return a value as it is written in Python, in one line of bearable length."""
    shortener = reprlib.Repr()
    shortener.maxstring = shortener.maxother = 80
    return shortener.repr(value)
