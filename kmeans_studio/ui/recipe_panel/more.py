"""What stands under More: of each mode the less frequent choices, and those about the run that all modes have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...features.modes import MODES
from ...recipe import RANGES, Recipe
from .. import theme
from ..kit.combo import Combo
from ..kit.info import InfoButton
from ..kit.labels import ElidedLabel
from ..kit.number_field import NumberField
from .channels import ChannelWeights
from .choice_form import ChoiceForm
from .form import beside
from .late import Late
from .parts import needs_texture

if TYPE_CHECKING:
    from .more_texture import MoreTexture

TOLERANCES = {
    0.0: "Nothing moves",
    0.0001: "0.01 % still move",
    0.001: "0.1 % still move",
    0.01: "1 % still move",
    0.05: "5 % still move",
}
"""The tolerances that are offered; a recipe may hold any."""

RESTARTS_HELP = (
    "How many starts are tried; the best one is kept. They are compared on a summary of the photo, so that even many "
    "of them cost little time."
)
TOLERANCE_HELP = (
    "When the run ends: when nothing moves any more, or as soon as no more than this share of the pixels still changes "
    "its segment. Ending earlier saves time and leaves the result a little short of its best."
)
LIMIT_HELP = (
    "After so many generations the run ends, finished or not. Most runs finish long before the usual limit of 300."
)


class More(QWidget):
    """The less frequent choices."""

    changed = Signal(str, object)
    """(field of the recipe, new value)"""
    rebuilt = Signal()
    """There are other controls now."""

    def __init__(self, recipe: Recipe, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(12))
        self._channels = ChannelWeights()
        self._channels.changed.connect(lambda weights: self.changed.emit("channel_weights", weights))
        self._column.addWidget(self._channels)
        self._texture = Late(self._column, needs_texture, self._make_texture)
        self._form = ChoiceForm()
        self._form.changed.connect(self.changed)
        self._restarts = self._add_number("restarts", "Best of", RESTARTS_HELP, "starts")
        self._tolerance = Combo(name="recipe.tolerance", title="Stop when")
        self._tolerance.set_entries((str(share), title) for share, title in TOLERANCES.items())
        self._tolerance.picked.connect(lambda share: self.changed.emit("tolerance", float(share)))
        info = InfoButton("Stop when", TOLERANCE_HELP, name="recipe.tolerance.info")
        self._form.add_row("Stop when", self._tolerance, info)
        self._limit = self._add_number("max_generations", "At most", LIMIT_HELP, "generations")
        self._not_in_focus = (
            self._form.add_choice("empty", "If empty"),
            self._form.add_choice("label_order", "Numbering"),
        )
        self._column.addWidget(self._form)
        self.show_recipe(recipe)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show a recipe without telling."""
        mode = MODES[recipe.mode]
        self._form.show_recipe(recipe)
        for row in self._not_in_focus:
            row.set_visible(not mode.focus)
        self._restarts.set_value(recipe.restarts)
        self._limit.set_value(recipe.max_generations)
        if recipe.tolerance in TOLERANCES:
            self._tolerance.set_current(str(recipe.tolerance))
        else:
            self._tolerance.show_other(f"{recipe.tolerance * 100:g} % still move")
        self._channels.setVisible(mode.color)
        others = self._channels.show_recipe(recipe)
        built = self._texture.show_recipe(recipe)
        if others or built:
            self.rebuilt.emit()

    def _make_texture(self) -> MoreTexture:
        from .more_texture import MoreTexture

        part = MoreTexture()
        part.changed.connect(self.changed)
        return part

    def _add_number(self, field: str, title: str, help: str, unit: str) -> NumberField:
        least, greatest = RANGES[field]
        number = NumberField(least, greatest, least, name=f"recipe.{field}", title=f"{title} … {unit}")
        number.changed.connect(lambda value: self.changed.emit(field, value))
        info = InfoButton(f"{title} … {unit}", help, name=f"recipe.{field}.info")
        self._form.add_row(title, beside(number, ElidedLabel(unit, dim=True)), info, number)
        return number
