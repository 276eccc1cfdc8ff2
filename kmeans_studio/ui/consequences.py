"""What a change of one choice does to others, in words."""

from __future__ import annotations

from ..recipe import REGISTRIES, Recipe

STARTS_GONE = {
    "given": "there are no colors to start from in this mode",
    "seeds": "this mode finds its two starts by itself",
}
"""Why a start method gave way to a mode."""

WORDS = {"mode": "mode", "color_space": "color space", "metric": "distance"}

BANKS_OWN = ("bank_scales", "bank_orientations", "bank_size")
"""Choices that belong to one bank."""

OTHER_FILTERS = ("bank", "bank_file", "bank_scales", "bank_orientations")
"""Choices after which there are other filters."""


def told(before: Recipe, after: Recipe, asked: str) -> str:
    """Return which choices gave way to the change of another, and why, in one line; nothing where none did."""
    metric_went = asked != "metric" and before.metric != after.metric
    said = []
    if metric_went:
        only = "takes unweighted Lab colors only"
        said.append(f"Distance is {_title('metric', after)} now: {_title('metric', before)} {only}")
    why = STARTS_GONE.get(before.initializer)
    if why and before.mode != after.mode and before.initializer != after.initializer and asked != "initializer":
        said.append(f"Start is {_title('initializer', after)} now: {why}")
    elif before.locked and not after.locked and before.initializer != after.initializer:
        said.append("No center is locked any more: the locks belonged to the other start")
    if asked == "amplitude" and before.weber and not after.weber:
        said.append("Weber contrast is off now: it does not go with responses in 8 bits")
    said.extend(_told_of_bank(before, after, asked))
    if not metric_went:
        said.append(_brought_along(before, after, asked))
    return ". ".join(filter(None, said))


def _brought_along(before: Recipe, after: Recipe, asked: str) -> str:
    """Return what came with a choice that cannot be without it."""
    changed = [field for field in WORDS if field != asked and getattr(before, field) != getattr(after, field)]
    along = [f"{WORDS[field]} {_title(field, after)}" for field in changed]
    if asked != "channel_weights" and before.channel_weights and not after.channel_weights:
        if asked == "color_space":
            return "The channel weights are 1 again: they belonged to the other color space"
        along.append("channel weights 1")
    # Seeds come with the start method, which is what brings the mode.
    what = asked if asked in REGISTRIES else "initializer"
    return f"{_title(what, after)} brought along: {', '.join(along)}" if along else ""


def _told_of_bank(before: Recipe, after: Recipe, asked: str) -> list[str]:
    """Return what other filters made of choices that belonged to those before."""
    said = []
    if asked == "bank" and any(getattr(before, field) != getattr(after, field) for field in BANKS_OWN):
        said.append("Scales, directions and size are standard again: they belonged to the other bank")
    if asked in OTHER_FILTERS and before.filters_off and not after.filters_off:
        said.append("All filters count again: those that were off belonged to the others")
    if asked == "bank" and before.amplitude != after.amplitude:
        only = "goes with the tutorial's filters only"
        said.append(f"Measure is {_title('amplitude', after)} now: {_title('amplitude', before)} {only}")
    return said


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
