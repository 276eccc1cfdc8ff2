"""The recipe panel: every choice of the recipe, made from the registries; the less frequent ones under More.

What is not seen at first (More, the start colors, the compactness) is built when it is first shown, so that the start
of the program does not wait for it.
"""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...recipe import RANGES, REGISTRIES, Recipe
from .. import theme
from ..kit.combo import Combo
from ..kit.disclosure import Disclosure
from ..kit.info import InfoButton
from ..kit.labels import ElidedLabel
from ..kit.number_field import NumberField
from ..kit.segmented import Segmented
from ..kit.slider import Slider
from ..kit.tool_button import ToolButton
from .form import Form, beside, stops

if TYPE_CHECKING:
    from .compactness import Compactness
    from .more import More
    from .start_colors import StartColors

K_STEPS = tuple(chain(range(1, 17), range(18, 33, 2), range(40, 65, 8), (80, 96, 128, 160, 192, 224, 256)))
"""What k is at each step of the slider: fine where people work, coarse beyond. The field takes every number."""

K_HELP = (
    "How many segments the photo falls into. A few give bold shapes, many follow every shade; each is shown in the "
    "mean color of its pixels."
)
SEED_HELP = (
    "The number that the first centers are drawn with. The same seed gives the same result, another one may find a "
    "better or a worse one."
)

UNDER_MORE = ("channel_weights", "tolerance", "max_generations", "empty", "label_order")
"""Choices that are out of sight while More is closed; the restarts are told beside it."""


class RecipePanel(QWidget):
    """Shows a recipe; tells which field a person changes."""

    changed = Signal(str, object)
    """(field of the recipe, new value)"""
    new_seed = Signal()
    colors_wanted = Signal()
    """A person wants the colors of the segments as start colors."""
    more_toggled = Signal(bool)

    def __init__(self, recipe: Recipe, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recipe")
        self._recipe = recipe
        self._there_are_segments = False
        self._choices: dict[str, Combo | Segmented] = {}
        self._infos: dict[str, InfoButton] = {}
        self._compactness: Compactness | None = None
        self._start_colors: StartColors | None = None
        self._more: More | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._column.setSpacing(theme.px(8))
        self._column.addWidget(ElidedLabel("Recipe", weight=theme.BOLD))
        self._add_mode()
        self._choice_form = self._add_choices()
        self._seed_form = self._add_seed()
        self._disclosure = Disclosure("More", name="recipe.more")
        self._disclosure.opened.connect(self._toggle_more)
        self._summary = ElidedLabel(name="recipe.summary", delta=-2, dim=True, tabular=True)
        self._column.addLayout(beside(self._disclosure, self._summary))
        self.show_recipe(recipe)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show a recipe without telling."""
        self._recipe = recipe
        for field, control in self._choices.items():
            name = getattr(recipe, field)
            control.set_current(name)
            entry = REGISTRIES[field].entry(name)
            self._infos[field].explain(entry.title, entry.help)
        self.k.set_value(recipe.k)
        self.k_slider.set_value(min(range(len(K_STEPS)), key=lambda step: abs(K_STEPS[step] - recipe.k)))
        self.seed.set_value(recipe.seed)
        self._summary.setText(summary(recipe))
        self._show_compactness(recipe)
        self._show_start_colors(recipe)
        if self._more is not None:
            self._more.show_recipe(recipe)

    def show_there_are_segments(self, there_are: bool) -> None:
        """Offer what needs segments."""
        self._there_are_segments = there_are
        if self._start_colors is not None:
            self._start_colors.show_there_are_segments(there_are)

    def open_more(self, is_open: bool) -> None:
        """Show or hide the choices under More, without telling."""
        self._disclosure.set_open(is_open)
        self._summary.setVisible(not is_open)
        if is_open and self._more is None:
            from .more import More

            self._more = More(self._recipe)
            self._more.changed.connect(self.changed)
            self._more.rebuilt.connect(self._chain)
            self._column.addWidget(self._more)
            self._chain()
        if self._more is not None:
            self._more.setVisible(is_open)

    def _toggle_more(self, is_open: bool) -> None:
        self.open_more(is_open)
        self.more_toggled.emit(is_open)

    # --- what is there from the first moment ---------------------------------------------------------------------

    def _add_mode(self) -> None:
        form = Form()
        entries = [(entry.name, entry.title) for entry in REGISTRIES["mode"]]
        mode = Segmented(entries, name="recipe.mode", title="Mode")
        form.add_wide(mode, self._follow("mode", "Mode", mode))
        self._column.addWidget(form)

    def _add_choices(self) -> Form:
        form = Form()
        self._add_combo(form, "color_space", "Color space")
        self._add_combo(form, "metric", "Distance")
        least, greatest = RANGES["k"]
        self.k = NumberField(least, greatest, least, name="recipe.k", title="Segments, k", strong=True)
        self.k.changed.connect(lambda k: self.changed.emit("k", k))
        self.k_slider = Slider(0, len(K_STEPS) - 1, 0, name="recipe.k.slider", title="Segments, k")
        self.k_slider.changed.connect(lambda step: self.changed.emit("k", K_STEPS[step]))
        row = beside(self.k, self.k_slider, spacing=12, stretched=self.k_slider)
        form.add_row("Segments, k", row, InfoButton("Segments, k", K_HELP, name="recipe.k.info"), self.k)
        self._add_combo(form, "initializer", "Start")
        self._column.addWidget(form)
        return form

    def _add_seed(self) -> Form:
        form = Form()
        least, greatest = RANGES["seed"]
        self.seed = NumberField(least, greatest, least, name="recipe.seed", title="Seed")
        self.seed.changed.connect(lambda seed: self.changed.emit("seed", seed))
        dice = ToolButton("New seed", "dice", name="recipe.seed.new", icon_only=True)
        dice.clicked.connect(self.new_seed)
        form.add_row("Seed", beside(self.seed, dice), InfoButton("Seed", SEED_HELP, name="recipe.seed.info"), self.seed)
        self._column.addWidget(form)
        return form

    def _add_combo(self, form: Form, field: str, title: str) -> None:
        combo = Combo([(entry.name, entry.title) for entry in REGISTRIES[field]], name=f"recipe.{field}", title=title)
        form.add_row(title, combo, self._follow(field, title, combo))

    def _follow(self, field: str, title: str, control: Combo | Segmented) -> InfoButton:
        """Tell what a person takes there; return the (i) that explains it."""
        control.picked.connect(lambda name: self.changed.emit(field, name))
        self._choices[field] = control
        self._infos[field] = InfoButton(title, "", name=f"recipe.{field}.info")
        return self._infos[field]

    # --- what is built when it is needed -------------------------------------------------------------------------

    def _show_compactness(self, recipe: Recipe) -> None:
        needed = recipe.mode != "color"
        if needed and self._compactness is None:
            from .compactness import Compactness

            self._compactness = Compactness()
            self._compactness.changed.connect(lambda value: self.changed.emit("compactness", value))
            # Below what is chosen first, so that nothing moves away under the pointer.
            self._column.insertWidget(self._column.indexOf(self._seed_form), self._compactness)
            self._chain()
        if self._compactness is not None:
            self._compactness.show_value(recipe.compactness)
            self._compactness.setVisible(needed)

    def _show_start_colors(self, recipe: Recipe) -> None:
        needed = recipe.initializer == "given"
        if needed and self._start_colors is None:
            from .start_colors import StartColors

            self._start_colors = StartColors()
            self._start_colors.changed.connect(lambda colors: self.changed.emit("start_colors", colors))
            self._start_colors.from_segments.connect(self.colors_wanted)
            self._start_colors.show_there_are_segments(self._there_are_segments)
            self._column.insertWidget(self._column.indexOf(self._choice_form) + 1, self._start_colors)
            self._chain()
        if self._start_colors is not None:
            if needed:
                self._start_colors.show_colors(recipe.start_colors, recipe.k)
            self._start_colors.setVisible(needed)

    def _chain(self) -> None:
        """Let Tab go through the parts as they stand, also those that were built late."""
        for one, after in pairwise(stops(self._column)):
            QWidget.setTabOrder(one, after)


def summary(recipe: Recipe) -> str:
    """Say what stands under More, for while it is closed: 'best of 10 starts, 2 changed'."""
    standard = Recipe()
    changed = sum(getattr(recipe, field) != getattr(standard, field) for field in UNDER_MORE)
    starts = "1 start" if recipe.restarts == 1 else f"best of {recipe.restarts} starts"
    return f"{starts}, {changed} changed" if changed else starts
