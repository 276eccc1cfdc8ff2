"""What a change of one choice does to others, in words."""

from __future__ import annotations

from ..recipe import REGISTRIES, Recipe

START_COLORS = ("#202020", "#b03030", "#3a7d34", "#3560a8", "#e8e4da")
"""What to start from where there are no segments to take colors from: dark, red, green, blue, light."""

WORDS = {"mode": "mode", "color_space": "color space", "metric": "distance"}


def told(before: Recipe, after: Recipe, asked: str) -> str:
    """Return which choices gave way to the change of another, and why, in one line; nothing where none did."""
    if asked != "metric" and before.metric != after.metric:
        only = "takes unweighted Lab colors only"
        return f"Distance is {_title('metric', after)} now: {_title('metric', before)} {only}"
    changed = [field for field in WORDS if field != asked and getattr(before, field) != getattr(after, field)]
    along = [f"{WORDS[field]} {_title(field, after)}" for field in changed]
    if asked != "channel_weights" and before.channel_weights and not after.channel_weights:
        if asked == "color_space":
            return "The channel weights are 1 again: they belonged to the other color space"
        along.append("channel weights 1")
    return f"{_title(asked, after)} brought along: {', '.join(along)}" if along else ""


def edits_gone(count: int) -> str:
    """Return what becomes of so many edits when the recipe changes; nothing where there are none."""
    if not count:
        return ""
    return (
        "1 edit went with the old result; Undo brings it back"
        if count == 1
        else (f"{count} edits went with the old result; Undo brings them back")
    )


def _title(field: str, recipe: Recipe) -> str:
    return REGISTRIES[field].entry(getattr(recipe, field)).title
