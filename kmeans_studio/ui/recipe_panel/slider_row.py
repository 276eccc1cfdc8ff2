"""A row with a slider over the values of a field, and the value in numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ...recipe import Recipe
from ..kit.info import InfoButton
from ..kit.labels import ElidedLabel
from ..kit.slider import Slider
from .form import Form, beside, value_label


class SliderRow(Form):
    """A slider whose steps stand for values.

    steps:  the value at each step, ascending; a recipe may hold any, and the nearest step is then shown.
    say:    the value in words, for the label and for a screen reader.
    ends:   what the two ends of the slider stand for; they and the value are then below it.
    """

    changed = Signal(str, object)
    """(field of the recipe, new value)"""

    def __init__(
        self,
        field: str,
        title: str,
        help: str,
        steps: Sequence[float],
        parent: QWidget | None = None,
        *,
        say: Callable[[float], str] = "{:g}".format,
        ends: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._field, self._steps, self._say = field, steps, say
        self._slider = Slider(0, len(steps) - 1, 0, name=f"recipe.{field}", title=title)
        self._slider.changed.connect(self._tell)
        self._value = value_label()
        control = QWidget()
        column = QVBoxLayout(control)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if ends is None:
            column.addLayout(beside(self._slider, self._value, stretched=self._slider))
        else:
            column.addWidget(self._slider)
            column.addLayout(self._between(*ends))
        self.add_row(title, control, InfoButton(title, help, name=f"recipe.{field}.info"), self._slider)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show a recipe without telling."""
        value: float = getattr(recipe, self._field)
        self._slider.set_value(nearest(self._steps, value))
        self._name(value)

    def _between(self, *ends: str) -> QHBoxLayout:
        """Return the value between the words for the two ends."""
        value = self._value = ElidedLabel(delta=-1, tabular=True)
        value.setAlignment(Qt.AlignmentFlag.AlignCenter)
        labels = [ElidedLabel(end, delta=-2, dim=True) for end in ends]
        for label in labels:
            label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        return beside(labels[0], value, labels[1], spacing=0, stretched=value)

    def _tell(self, step: int) -> None:
        self._name(self._steps[step])
        self.changed.emit(self._field, self._steps[step])

    def _name(self, value: float) -> None:
        self._value.setText(self._say(value))
        self._slider.setAccessibleDescription(self._say(value))


def nearest(steps: Sequence[float], value: float) -> int:
    """Return the step whose value is nearest."""
    return min(range(len(steps)), key=lambda step: abs(steps[step] - value))
