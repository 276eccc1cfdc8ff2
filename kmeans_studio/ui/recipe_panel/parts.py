"""The parts of the panel that only some recipes need: when, and how each is made. Their modules are loaded then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...features.modes import MODES
from ...recipe import Recipe

if TYPE_CHECKING:
    from .focus import FocusChoices
    from .preset import Preset
    from .seeds import Seeds
    from .slider_row import SliderRow
    from .start_colors import StartColors
    from .texture import TextureChoices

REMOVE = "Remove Blurred Background"
"""What the longest button of the panel says."""


def needs_texture(recipe: Recipe) -> bool:
    """Whether the mode looks at texture."""
    return MODES[recipe.mode].texture


def needs_mix(recipe: Recipe) -> bool:
    """Whether the mode looks at texture and at color."""
    return MODES[recipe.mode].texture and MODES[recipe.mode].color


def needs_compactness(recipe: Recipe) -> bool:
    """Whether the mode looks at the place of colors."""
    return MODES[recipe.mode].compact


def needs_focus(recipe: Recipe) -> bool:
    """Whether the mode looks at what is sharp."""
    return MODES[recipe.mode].focus


def needs_start_colors(recipe: Recipe) -> bool:
    """Whether runs start from colors that a person has chosen."""
    return recipe.initializer == "given"


def needs_seeds(recipe: Recipe) -> bool:
    """Whether runs start from pixels that a person has chosen."""
    return recipe.initializer == "seeds"


def make_preset() -> Preset:
    """Return the presets."""
    from .preset import Preset

    return Preset()


def make_texture() -> TextureChoices:
    """Return the bank and what it needs."""
    from .texture import TextureChoices

    return TextureChoices()


def make_mix() -> SliderRow:
    """Return the slider between color and texture."""
    from .texture import mix_row

    return mix_row()


def make_focus() -> FocusChoices:
    """Return what mode Focus has."""
    from .focus import FocusChoices

    return FocusChoices()


def make_compactness() -> SliderRow:
    """Return the slider for the place of colors."""
    from .place import compactness_row

    return compactness_row()


def make_place() -> SliderRow:
    """Return the slider for the place of textures."""
    from .place import place_row

    return place_row()


def make_start_colors() -> StartColors:
    """Return the colors to start from."""
    from .start_colors import StartColors

    return StartColors()


def make_seeds() -> Seeds:
    """Return the pixels to start from."""
    from .seeds import Seeds

    return Seeds()
