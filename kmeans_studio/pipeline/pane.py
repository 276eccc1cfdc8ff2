"""Pane: one of several recipes that are compared on a photo, what it came to, and what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from ..engine.metrics import METRICS
from ..features.banks import FILTER_BANKS
from ..features.color import COLOR_SPACES
from ..features.modes import MODES
from ..photo.errors import plain_line
from ..presets import PRESETS, preset_of
from ..recipe import Recipe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LETTERS = "ABCDEF"

MOST_PANES = len(LETTERS)
"""So many can be seen beside each other, and told apart."""


@dataclass(frozen=True, slots=True, eq=False)
class PaneResult:
    """What is kept of a segmentation: what can be seen, not what was clustered. All arrays are read-only.

    labels     (h, w) uint8 label map, NO_SEGMENT where the photo is transparent
    palette    (k, 3) uint8 sRGB, the mean color of each segment
    counts     (k,) int64 pixels of each segment; shares (k,) float64 those of all visible pixels
    cost       in the units of the recipe's own space: not comparable between panes
    generation how many generations it took
    warnings   where the result differs from what was asked, in plain words
    explained  goodness of variance fit in CIE Lab, 0..1: the same scale for all panes
    seconds    how long it took to segment; less where other panes had worked something out already
    """

    labels: NDArray[np.uint8]
    palette: NDArray[np.uint8]
    counts: NDArray[np.int64]
    shares: NDArray[np.float64]
    cost: float
    generation: int
    warnings: tuple[str, ...]
    explained: float
    seconds: float

    @property
    def k(self) -> int:
        """The number of segments."""
        return len(self.palette)


@dataclass(frozen=True, slots=True, eq=False)
class Pane:
    """One recipe on the board.

    letter        A, B, C ... in the order of the panes
    title         what sets the recipe apart, in a few words
    segmentation  what it came to; None before that, and where it cannot be
    reason        why it cannot run on this photo, one plain line; empty where it can
    """

    letter: str
    title: str
    recipe: Recipe
    segmentation: PaneResult | None = None
    reason: str = ""

    @property
    def waiting(self) -> bool:
        """Whether it has not been run yet."""
        return self.segmentation is None and not self.reason


def start_panes(base: Recipe | None = None) -> tuple[Recipe, ...]:
    """Return the recipes to begin a comparison with: RGB, HSV, Lab, Texture: Corrected and Texture: Tutorial.

    They have k, seed, restarts and the limits of the base recipe, and are otherwise as a new recipe is.
    """
    base = base or Recipe()
    plain = Recipe(
        k=base.k,
        seed=base.seed,
        restarts=base.restarts,
        tolerance=base.tolerance,
        max_generations=base.max_generations,
    )
    colors = (plain.change(color_space=space) for space in ("rgb", "hsv", "lab"))
    textures = (plain.change(mode="texture", **PRESETS[preset]) for preset in ("corrected", "tutorial"))
    return (*colors, *textures)


def title_parts(recipe: Recipe) -> tuple[str, ...]:
    """Return what a recipe is about in a few short pieces, such as ("HSV", "Euclidean", "k 5")."""
    mode = MODES[recipe.mode]
    if mode.focus:
        return (MODES.entry(recipe.mode).title,)
    color = COLOR_SPACES.entry(recipe.color_space).title
    texture = f"Texture: {_texture(recipe)}"
    metric = METRICS.entry(recipe.metric).title
    if not mode.texture:
        return (f"{color} and position" if mode.compact else color, metric, f"k {recipe.k}")
    parts = (color, texture) if mode.color else (texture,)
    return (*parts, *((metric,) if recipe.metric != "euclidean" else ()), f"k {recipe.k}")


def titles_of(recipes: Sequence[Recipe]) -> tuple[str, ...]:
    """Return a title for each recipe; where several would have the same one, what sets them apart is added."""
    plain = [", ".join(title_parts(recipe)) for recipe in recipes]
    titles = []
    for recipe, title in zip(recipes, plain, strict=True):
        alike = [other for other, name in zip(recipes, plain, strict=True) if name == title]
        apart = [
            field.name
            for field in fields(Recipe)
            if any(getattr(other, field.name) != getattr(recipe, field.name) for other in alike)
        ]
        # Two of them are enough to tell panes apart.
        added = (f"{name.replace('_', ' ')} {_shown(getattr(recipe, name))}" for name in apart[:2])
        titles.append(", ".join((title, *added)))
    return tuple(titles)


def _texture(recipe: Recipe) -> str:
    """Return the preset's title, or that of the bank where somebody chose otherwise; without what is in parentheses."""
    preset = preset_of(recipe)
    title = PRESETS.entry(preset).title if preset else FILTER_BANKS.entry(recipe.bank).title
    return title.split(" (")[0]


def _shown(value: object) -> str:
    match value:
        case bool():
            return "on" if value else "off"
        case float():
            return f"{value:g}"
        case tuple():
            return " ".join(_shown(part) for part in value) or "none"
    # Names of files can hold line breaks.
    return plain_line(str(value))
