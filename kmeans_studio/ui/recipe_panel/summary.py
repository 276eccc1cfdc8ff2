"""What stands under More in a few words, for while it is closed."""

from __future__ import annotations

from ...features.modes import MODES
from ...recipe import Recipe

ALWAYS = ("tolerance", "max_generations")
"""Choices that are out of sight while More is closed, in every mode; the restarts are told."""

BUT_FOCUS = ("empty", "label_order")
COLOR = ("channel_weights",)
TEXTURE = (
    *("bank_scales", "bank_orientations", "bank_size", "amplitude", "weber", "strongest"),
    *("pooling", "pool_unit", "log", "standardize", "sharpen", "clean_up", "brightness"),
)


def summary(recipe: Recipe) -> str:
    """Say 'best of 10 starts, 2 changed'; choices about texture are compared with the preset that is nearest."""
    mode, standard = MODES[recipe.mode], Recipe()
    fields = (*ALWAYS, *(() if mode.focus else BUT_FOCUS), *(COLOR if mode.color else ()))
    changed = sum(getattr(recipe, field) != getattr(standard, field) for field in fields)
    if mode.texture:
        changed += _unlike_presets(recipe)
    # Where all centers are given, every start would be the same.
    one = recipe.restarts == 1 or recipe.starts >= recipe.k
    starts = "1 start" if one else f"best of {recipe.restarts} starts"
    return f"{starts}, {changed} changed" if changed else starts


def _unlike_presets(recipe: Recipe) -> int:
    from ...presets import PRESETS

    def unlike(preset: str, fields: tuple[str, ...]) -> int:
        return sum(getattr(recipe, field) != PRESETS[preset][field] for field in fields)

    closest = min(PRESETS.names, key=lambda preset: unlike(preset, ("bank", "place", *TEXTURE)))
    return unlike(closest, TEXTURE)
