"""The row for the compactness, for modes in which the place of a pixel counts."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ...features.modes import COMPACTNESS_HELP
from ..kit.info import InfoButton
from ..kit.slider import Slider
from .form import Form, beside, value_label

STEPS = (
    *(0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    *(1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0),
)
"""What the compactness is at each step of the slider: finer where a little makes a difference."""


class Compactness(Form):
    """A slider with its number."""

    changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = Slider(0, len(STEPS) - 1, 0, name="recipe.compactness", title="Compactness")
        self._slider.changed.connect(self._tell)
        self._value = value_label()
        row = beside(self._slider, self._value, stretched=self._slider)
        info = InfoButton("Compactness", COMPACTNESS_HELP, name="recipe.compactness.info")
        self.add_row("Compactness", row, info, self._slider)

    def show_value(self, compactness: float) -> None:
        """Show a compactness without telling."""
        self._slider.set_value(min(range(len(STEPS)), key=lambda step: abs(STEPS[step] - compactness)))
        self._name(compactness)

    def _tell(self, step: int) -> None:
        self._name(STEPS[step])
        self.changed.emit(STEPS[step])

    def _name(self, compactness: float) -> None:
        self._value.setText(f"{compactness:g}")
        self._slider.setAccessibleDescription(f"{compactness:g}")
