"""What stands under More: channel weights, restarts, when to stop, empty segments, numbering."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...recipe import RANGES, REGISTRIES, Recipe
from .. import theme
from ..kit.combo import Combo
from ..kit.info import InfoButton
from ..kit.labels import ElidedLabel
from ..kit.number_field import NumberField
from .channels import ChannelWeights
from .form import Form, beside

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
        self._channels = ChannelWeights()
        self._channels.changed.connect(lambda weights: self.changed.emit("channel_weights", weights))
        self._form = Form()
        self._choices: dict[str, Combo] = {}
        self._infos: dict[str, InfoButton] = {}
        self._restarts = self._add_number("restarts", "Best of", RESTARTS_HELP, "starts")
        self._tolerance = Combo(name="recipe.tolerance", title="Stop when")
        self._tolerance.set_entries((str(share), title) for share, title in TOLERANCES.items())
        self._tolerance.picked.connect(lambda share: self.changed.emit("tolerance", float(share)))
        info = InfoButton("Stop when", TOLERANCE_HELP, name="recipe.tolerance.info")
        self._form.add_row("Stop when", self._tolerance, info)
        self._limit = self._add_number("max_generations", "At most", LIMIT_HELP, "generations")
        self._add_choice("empty", "If empty")
        self._add_choice("label_order", "Numbering")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self._channels)
        column.addWidget(self._form)
        self.show_recipe(recipe)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show a recipe without telling."""
        for field, combo in self._choices.items():
            entry = REGISTRIES[field].entry(getattr(recipe, field))
            combo.set_current(entry.name)
            self._infos[field].explain(entry.title, entry.help)
        self._restarts.set_value(recipe.restarts)
        self._limit.set_value(recipe.max_generations)
        if recipe.tolerance in TOLERANCES:
            self._tolerance.set_current(str(recipe.tolerance))
        else:
            self._tolerance.show_other(f"{recipe.tolerance * 100:g} % still move")
        if self._channels.show_recipe(recipe):
            self.rebuilt.emit()

    def _add_number(self, field: str, title: str, help: str, unit: str) -> NumberField:
        least, greatest = RANGES[field]
        number = NumberField(least, greatest, least, name=f"recipe.{field}", title=f"{title} … {unit}")
        number.changed.connect(lambda value: self.changed.emit(field, value))
        info = InfoButton(f"{title} … {unit}", help, name=f"recipe.{field}.info")
        self._form.add_row(title, beside(number, ElidedLabel(unit, dim=True)), info, number)
        return number

    def _add_choice(self, field: str, title: str) -> None:
        combo = Combo([(entry.name, entry.title) for entry in REGISTRIES[field]], name=f"recipe.{field}", title=title)
        combo.picked.connect(lambda name: self.changed.emit(field, name))
        self._choices[field] = combo
        self._infos[field] = InfoButton(title, "", name=f"recipe.{field}.info")
        self._form.add_row(title, combo, self._infos[field])
