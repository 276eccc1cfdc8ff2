"""Recipe: every choice that decides a segmentation, validated, and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from numbers import Integral
from typing import Any

from .engine.metrics import METRICS
from .engine.seeding import INITIALIZERS
from .features.color import COLOR_SPACES
from .features.modes import MODES
from .registry import Registry
from .segmentation import MAX_SEGMENTS

MAX_SEED = 999_999_999
MAX_GENERATIONS = 10_000

REGISTRIES: dict[str, Registry[Any]] = {
    "mode": MODES,
    "color_space": COLOR_SPACES,
    "metric": METRICS,
    "initializer": INITIALIZERS,
}
"""The choices that are names, and where they are registered."""

RANGES = {"k": (1, MAX_SEGMENTS), "seed": (0, MAX_SEED), "max_generations": (1, MAX_GENERATIONS)}
"""The choices that are whole numbers, and the least and greatest of each."""


class RecipeError(ValueError):
    """A choice that cannot be; the message names the choice and what it may be."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What to cluster and how. Every field is checked on creation; RecipeError says which is wrong and why.

    Together with the photo and the version of the program, a recipe decides every byte of the result.
    """

    mode: str = "color"
    color_space: str = "lab"
    metric: str = "euclidean"
    initializer: str = "kmeans++"
    k: int = 5
    seed: int = 0
    max_generations: int = 300

    def __post_init__(self) -> None:
        """Check every field."""
        for field, registry in REGISTRIES.items():
            name = getattr(self, field)
            if not isinstance(name, str) or name not in registry:
                choices = ", ".join(registry.names)
                raise RecipeError(f"{field} {name!r} is not a {registry.noun}; choose from: {choices}")
        for field, (least, greatest) in RANGES.items():
            number = getattr(self, field)
            if not isinstance(number, Integral) or isinstance(number, bool) or not least <= int(number) <= greatest:
                raise RecipeError(f"{field} must be a whole number from {least} to {greatest}, not {number!r}")
            # A numpy integer becomes a plain one: equal, but also fit for JSON.
            object.__setattr__(self, field, int(number))

    def to_json(self) -> str:
        """Return the recipe as a JSON object, one choice a line."""
        return json.dumps(asdict(self), indent=2)

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """Read what `to_json` wrote; choices that are missing keep their defaults. Raises RecipeError."""
        try:
            choices: Any = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise RecipeError(f"the recipe is not JSON: {error}") from None
        if not isinstance(choices, dict):
            raise RecipeError("the recipe must be a JSON object")
        unknown = sorted(set(choices) - {field.name for field in fields(cls)})
        if unknown:
            raise RecipeError(f"the recipe has choices that this version does not know: {', '.join(unknown)}")
        return cls(**choices)
