"""The recipe panel: of every mode the choices that it takes notice of, the less frequent ones under More.

What is not seen at first (More, and what other modes show) is built when it is first shown, so that the start of the
program does not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ...recipe import RANGES, REGISTRIES, Recipe
from .. import theme
from ..kit import paint
from ..kit.disclosure import Disclosure
from ..kit.info import InfoButton
from ..kit.labels import ElidedLabel
from ..kit.number_field import NumberField
from ..kit.segmented import Segmented
from ..kit.tool_button import ToolButton
from . import parts
from .choice_form import ChoiceForm
from .form import Form, beside, stops
from .k_rows import K_STEPS, KRows
from .late import Late
from .summary import summary

if TYPE_CHECKING:
    from .focus import FocusChoices
    from .more import More
    from .seeds import Seeds
    from .start_colors import StartColors
    from .texture import TextureChoices

__all__ = ["K_STEPS", "RecipePanel"]

SEED_HELP = (
    "The number that the first centers are drawn with. The same seed gives the same result, another one may find a "
    "better or a worse one."
)

SHORT = {"position": "Place", "color+texture": "Both"}
"""Modes that have a shorter word on their button than their title, so that all of them fit side by side."""

ABOUT_COLORS = {"metric": ("ciede2000",), "initializer": ("given",)}
"""Choices that compare colors: modes that look at texture cannot have them."""


class RecipePanel(QWidget):
    """Shows a recipe; tells which field a person changes."""

    changed = Signal(str, object)
    """(field of the recipe, new value), or ("preset", name)"""
    new_seed = Signal()
    colors_wanted = Signal()
    """A person wants the colors of the segments as start colors."""
    file_wanted = Signal()
    """A person wants to choose a file with filters."""
    seed_removed = Signal(int)
    seed_lock_toggled = Signal(int)
    seeds_cleared = Signal()
    seeds_follow_toggled = Signal(bool)
    removal_wanted = Signal()
    """A person wants the blurred background gone."""
    more_toggled = Signal(bool)

    def __init__(self, recipe: Recipe, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recipe")
        self._recipe = recipe
        self._there_are_segments = self._removable = self._k_follows = False
        self._seed_segments: tuple[int | None, ...] = ()
        self._needs = ""
        self._more: More | None = None
        self._lates: list[Late] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(12))
        self._column.setSpacing(theme.px(8))
        self._add_heading_and_mode()
        self._color_form = self._add_form(ChoiceForm())
        self._color_form.add_choice("color_space", "Color space")
        self._focus = self._add_late(parts.needs_focus, self._make_focus)
        self._texture = self._add_late(parts.needs_texture, self._make_texture)
        self._add_late(parts.needs_mix, parts.make_mix)
        self._choice_form = self._add_choices()
        self._start_colors = self._add_late(parts.needs_start_colors, self._make_start_colors)
        self._seeds = self._add_late(parts.needs_seeds, self._make_seeds)
        self._add_late(parts.needs_compactness, parts.make_compactness)
        self._add_late(parts.needs_texture, parts.make_place)
        self._add_seed()
        self._disclosure = Disclosure("More", name="recipe.more")
        self._disclosure.opened.connect(self._toggle_more)
        self._summary = ElidedLabel(name="recipe.summary", delta=-2, dim=True, tabular=True)
        self._column.addLayout(beside(self._disclosure, self._summary))
        self.show_recipe(recipe)

    def minimumSizeHint(self) -> QSize:
        """The same width in every mode, so that the photo beside it does not move: that of the longest button."""
        least, margins = super().minimumSizeHint(), self._column.contentsMargins()
        button = paint.text_width(parts.REMOVE, theme.font(weight=theme.BOLD)) + 2 * theme.px(14)
        return QSize(max(least.width(), button + margins.left() + margins.right()), least.height())

    def show_recipe(self, recipe: Recipe) -> None:
        """Show a recipe without telling."""
        self._recipe = recipe
        mode = REGISTRIES["mode"].entry(recipe.mode)
        self._mode.set_current(mode.name)
        self._mode_info.explain(mode.title, mode.help)
        for field, names in ABOUT_COLORS.items():
            self._choice_form.leave_out(field, names if mode.value.texture else ())
        self._color_form.show_recipe(recipe)
        self._color_form.setVisible(mode.value.color)
        self._choice_form.show_recipe(recipe)
        self._choice_form.setVisible(not mode.value.focus)
        self.k_rows.show_k(recipe.k)
        self.seed.set_value(recipe.seed)
        self._summary.setText(summary(recipe))
        built = [late.show_recipe(recipe) for late in self._lates]
        if self._more is not None:
            self._more.show_recipe(recipe)
        if any(built):
            self._chain()

    def show_there_are_segments(self, there_are: bool) -> None:
        """Offer what needs segments."""
        self._there_are_segments = there_are
        if self._start_colors.part is not None:
            self._start_colors.part.show_there_are_segments(there_are)

    def show_seeds_follow(self, follows: bool) -> None:
        """Show whether k is to be the number of seeds."""
        self._k_follows = follows
        if self._seeds.part is not None:
            self._seeds.part.show_follow(follows)

    def show_seed_segments(self, numbers: tuple[int | None, ...]) -> None:
        """Show the number of the segment that each seed became."""
        self._seed_segments = numbers
        if self._seeds.part is not None:
            self._seeds.part.show_segments(numbers)

    def show_removable(self, removable: bool) -> None:
        """Offer to remove the background where there is a photo."""
        self._removable = removable
        if self._focus.part is not None:
            self._focus.part.show_removable(removable)

    def show_needs(self, words: str) -> None:
        """Say what looking through the filters takes; nothing while nobody knows."""
        self._needs = words
        if self._texture.part is not None:
            self._texture.part.show_needs(words)

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

    def _add_heading_and_mode(self) -> None:
        self._mode_info = InfoButton("Mode", "", name="recipe.mode.info")
        heading = QHBoxLayout()
        heading.setSpacing(theme.px(4))
        title = ElidedLabel("Recipe", weight=theme.BOLD)
        title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        heading.addWidget(title)
        heading.addWidget(self._mode_info)
        # As high as the presets, so that nothing moves when these come and go.
        heading.addStrut(theme.px(28))
        heading.addStretch(1)
        self._add_late(parts.needs_texture, parts.make_preset, heading)
        self._column.addLayout(heading)
        entries = [(entry.name, entry.title) for entry in REGISTRIES["mode"]]
        self._mode = Segmented(entries, name="recipe.mode", title="Mode", word_of=SHORT)
        self._mode.picked.connect(lambda name: self.changed.emit("mode", name))
        self._column.addWidget(self._mode)

    def _add_choices(self) -> ChoiceForm:
        form = self._add_form(ChoiceForm())
        form.add_choice("metric", "Distance")
        self.k_rows = KRows(form)
        self.k_rows.changed.connect(lambda k: self.changed.emit("k", k))
        self.k, self.k_slider = self.k_rows.field, self.k_rows.slider
        form.add_choice("initializer", "Start")
        return form

    def _add_seed(self) -> None:
        form = Form()
        least, greatest = RANGES["seed"]
        self.seed = NumberField(least, greatest, least, name="recipe.seed", title="Seed")
        self.seed.changed.connect(lambda seed: self.changed.emit("seed", seed))
        dice = ToolButton("New seed", "dice", name="recipe.seed.new", icon_only=True)
        dice.clicked.connect(self.new_seed)
        form.add_row("Seed", beside(self.seed, dice), InfoButton("Seed", SEED_HELP, name="recipe.seed.info"), self.seed)
        self._column.addWidget(form)

    def _add_form(self, form: ChoiceForm) -> ChoiceForm:
        form.changed.connect(self.changed)
        self._column.addWidget(form)
        return form

    # --- what is built when it is needed -------------------------------------------------------------------------

    def _add_late(
        self, needed: Callable[[Recipe], bool], make: Callable[[], Any], row: QHBoxLayout | None = None
    ) -> Late:
        """Keep a place at the end of the column, or of a row, for a part whose changes are told."""

        def made() -> Any:
            part = make()
            part.changed.connect(self.changed)
            return part

        late = Late(row or self._column, needed, made)
        self._lates.append(late)
        return late

    def _make_focus(self) -> FocusChoices:
        part = parts.make_focus()
        part.removal_wanted.connect(self.removal_wanted)
        part.show_removable(self._removable)
        return part

    def _make_texture(self) -> TextureChoices:
        part = parts.make_texture()
        part.file_wanted.connect(self.file_wanted)
        part.show_needs(self._needs)
        return part

    def _make_start_colors(self) -> StartColors:
        part = parts.make_start_colors()
        part.from_segments.connect(self.colors_wanted)
        part.show_there_are_segments(self._there_are_segments)
        return part

    def _make_seeds(self) -> Seeds:
        part = parts.make_seeds()
        part.removed.connect(self.seed_removed)
        part.lock_toggled.connect(self.seed_lock_toggled)
        part.cleared.connect(self.seeds_cleared)
        part.follow_toggled.connect(self.seeds_follow_toggled)
        part.show_follow(self._k_follows)
        part.show_segments(self._seed_segments)
        return part

    def _chain(self) -> None:
        """Let Tab go through the parts as they stand, also those that were built late."""
        for one, after in pairwise(stops(self._column)):
            QWidget.setTabOrder(one, after)
