"""A slider for each channel of the color space: how much it counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ...features.color_space import COLOR_SPACES
from ...recipe import Recipe
from .. import theme
from ..kit.info import InfoButton
from ..kit.labels import ElidedLabel
from ..kit.slider import Slider
from ..kit.tool_button import ToolButton
from .form import beside, value_label

STEPS_A_UNIT = 10
GREATEST = 2.0
"""The sliders go from 0 to this in steps of a tenth; a recipe may hold more."""

HELP = (
    "How much each channel of the color space counts: 1 as the space has it, 2 twice as much, 0 not at all. With "
    "little weight on lightness, for one, light and shade of one color fall together."
)
NO_CHOICE = "There is one channel only, so there is nothing to weigh."
WEIGHS_ITSELF = "CIEDE2000 weighs the channels itself."


class ChannelWeights(QWidget):
    """A heading, and a slider for each channel."""

    changed = Signal(object)
    """The new weights of all channels, a tuple."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles: tuple[str, ...] = ()
        self._weights: tuple[float, ...] = ()
        self._sliders: list[Slider] = []
        self._values: list[ElidedLabel] = []
        self._reset = ToolButton("Reset", name="recipe.channel_weights.reset", small=True, quiet=True)
        self._reset.setAccessibleName("Reset the channel weights")
        self._reset.clicked.connect(lambda: self.changed.emit(()))
        info = InfoButton("Channel weights", HELP, name="recipe.channel_weights.info")
        title = ElidedLabel("Channel weights")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addLayout(beside(title, self._reset, info, spacing=4, stretched=title))
        self._rows = QWidget()
        column.addWidget(self._rows)
        self._column = column

    def show_recipe(self, recipe: Recipe) -> bool:
        """Show the weights without telling; return whether there are other sliders now."""
        titles = tuple(channel.title for channel in COLOR_SPACES[recipe.color_space].channels)
        others = titles != self._titles
        if others:
            self._make_sliders(titles)
        self._weights = recipe.channel_weights or (1.0,) * len(titles)
        reason = NO_CHOICE if len(titles) == 1 else WEIGHS_ITSELF if recipe.metric == "ciede2000" else ""
        for slider, weight in zip(self._sliders, self._weights, strict=True):
            slider.set_value(round(min(weight, GREATEST) * STEPS_A_UNIT))
            slider.setEnabled(not reason)
            slider.setToolTip(reason)
        self._tell_values(reason)
        self._reset.setVisible(bool(recipe.channel_weights))
        return others

    def _make_sliders(self, titles: tuple[str, ...]) -> None:
        self._titles, self._sliders, self._values = titles, [], []
        old, self._rows = self._rows, QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, theme.px(28), 0)
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(4))
        # So that most sliders begin where the controls of other rows do; some titles are longer.
        grid.setColumnMinimumWidth(0, theme.px(80))
        grid.setColumnStretch(1, 1)
        for index, title in enumerate(titles):
            name = f"recipe.channel_weights.{index}"
            greatest, usual = round(GREATEST * STEPS_A_UNIT), STEPS_A_UNIT
            slider = Slider(0, greatest, usual, name=name, title=f"Weight of {title}", origin=usual)
            slider.changed.connect(lambda step, index=index: self._change(index, step / STEPS_A_UNIT))
            value = value_label()
            grid.addWidget(ElidedLabel(title, dim=True), index, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(slider, index, 1)
            grid.addWidget(value, index, 2)
            self._sliders.append(slider)
            self._values.append(value)
        self._column.replaceWidget(old, self._rows)
        self._rows.show()
        old.setParent(None)
        old.deleteLater()

    def _change(self, index: int, weight: float) -> None:
        self._weights = reweighted(self._weights, index, weight)
        self._sliders[index].set_value(round(self._weights[index] * STEPS_A_UNIT))
        self._tell_values("")
        self.changed.emit(self._weights)

    def _tell_values(self, reason: str) -> None:
        for slider, value, weight in zip(self._sliders, self._values, self._weights, strict=True):
            value.setText(f"{weight:g}" if weight else "off")
            slider.setAccessibleDescription(reason or (f"{weight:g}" if weight else "0, left out"))


def reweighted(weights: Sequence[float], index: int, weight: float) -> tuple[float, ...]:
    """Return the weights with one of them changed; the last one that counts keeps a tenth, or nothing would count."""
    changed = (*weights[:index], weight, *weights[index + 1 :])
    return changed if any(changed) else reweighted(weights, index, 1 / STEPS_A_UNIT)
