"""The recipe panel: mode, color space, distance, k, start method and seed, made from the registries."""

from __future__ import annotations

from itertools import chain

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ..recipe import RANGES, REGISTRIES, Recipe
from . import theme
from .kit.combo import Combo
from .kit.info import InfoButton
from .kit.labels import ElidedLabel
from .kit.number_field import NumberField
from .kit.segmented import Segmented
from .kit.slider import Slider
from .kit.tool_button import ToolButton

K_STEPS = tuple(chain(range(1, 17), range(18, 33, 2), range(40, 65, 8), (80, 96, 128, 160, 192, 224, 256)))
"""What k is at each step of the slider: fine where people work, coarse beyond. The field takes every number."""

K_HELP = (
    "How many segments the photo falls into. A few give bold shapes, many follow every shade; each is the mean color "
    "of its pixels."
)
SEED_HELP = (
    "The number that the first centers are drawn with. The same seed gives the same result, another one may find a "
    "better or a worse one."
)


class RecipePanel(QWidget):
    """Shows a recipe; tells which field a person changes."""

    changed = Signal(str, object)
    """(field of the recipe, new value)"""
    new_seed = Signal()

    def __init__(self, recipe: Recipe, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recipe")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        self._grid.setHorizontalSpacing(theme.px(4))
        self._grid.setVerticalSpacing(theme.px(8))
        self._grid.setColumnMinimumWidth(0, theme.px(84))
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(ElidedLabel("Recipe", weight=theme.BOLD), 0, 0, 1, 3)
        self._choices: dict[str, Combo | Segmented] = {}
        self._infos: dict[str, InfoButton] = {}

        entries = [(entry.name, entry.title) for entry in REGISTRIES["mode"]]
        # One choice alone in a segmented control looks like a button that does nothing.
        kind = Segmented if len(entries) > 1 else Combo
        self._add_choice("mode", "Mode", kind(entries, name="recipe.mode", title="Mode"))
        self._add_combo("color_space", "Color space")
        self._add_combo("metric", "Distance")
        self._add_k()
        self._add_combo("initializer", "Start")
        self._add_seed()
        self.show_recipe(recipe)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show a recipe without telling."""
        for field, control in self._choices.items():
            name = getattr(recipe, field)
            control.set_current(name)
            entry = REGISTRIES[field].entry(name)
            self._infos[field].explain(entry.title, entry.help)
        self.k.set_value(recipe.k)
        self.k_slider.set_value(min(range(len(K_STEPS)), key=lambda step: abs(K_STEPS[step] - recipe.k)))
        self.seed.set_value(recipe.seed)

    def _add_combo(self, field: str, title: str) -> None:
        entries = [(entry.name, entry.title) for entry in REGISTRIES[field]]
        self._add_choice(field, title, Combo(entries, name=f"recipe.{field}", title=title))

    def _add_choice(self, field: str, title: str, control: Combo | Segmented) -> None:
        control.picked.connect(lambda name: self.changed.emit(field, name))
        self._choices[field] = control
        self._infos[field] = InfoButton(title, "", name=f"recipe.{field}.info")
        self._add_row(title, control, self._infos[field])

    def _add_k(self) -> None:
        least, greatest = RANGES["k"]
        self.k = NumberField(least, greatest, least, name="recipe.k", title="Segments, k", strong=True)
        self.k.changed.connect(lambda k: self.changed.emit("k", k))
        self.k_slider = Slider(0, len(K_STEPS) - 1, 0, name="recipe.k.slider", title="Segments, k")
        self.k_slider.changed.connect(lambda step: self.changed.emit("k", K_STEPS[step]))
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(self.k)
        row.addWidget(self.k_slider, 1)
        self._add_row("Segments, k", row, InfoButton("Segments, k", K_HELP, name="recipe.k.info"), self.k)

    def _add_seed(self) -> None:
        least, greatest = RANGES["seed"]
        self.seed = NumberField(least, greatest, least, name="recipe.seed", title="Seed")
        self.seed.changed.connect(lambda seed: self.changed.emit("seed", seed))
        dice = ToolButton("New seed", "dice", name="recipe.seed.new", icon_only=True)
        dice.clicked.connect(self.new_seed)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.seed)
        row.addWidget(dice)
        row.addStretch(1)
        self._add_row("Seed", row, InfoButton("Seed", SEED_HELP, name="recipe.seed.info"), self.seed)

    def _add_row(
        self, title: str, control: QWidget | QHBoxLayout, info: InfoButton, buddy: QWidget | None = None
    ) -> None:
        row = self._grid.rowCount()
        label = ElidedLabel(title, dim=True)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
        if isinstance(control, QWidget):
            label.setBuddy(control)
            self._grid.addWidget(control, row, 1)
        else:
            label.setBuddy(buddy or self)
            self._grid.addLayout(control, row, 1)
        self._grid.addWidget(info, row, 2)
