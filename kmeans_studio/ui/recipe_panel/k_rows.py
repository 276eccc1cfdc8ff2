"""The rows for k: the number and the button that suggests one, and below them the slider with its little curve."""

from __future__ import annotations

from itertools import chain

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...recipe import RANGES
from ..kit.button import Button
from ..kit.info import InfoButton
from ..kit.number_field import NumberField
from ..kit.slider import Slider
from .form import Form, beside
from .k_curve import KCurve, place_between

K_STEPS = tuple(chain(range(1, 17), (20, 24, 32, 48, 64, 96, 128, 160, 192, 224, 256)))
"""What k is at each step of the slider: fine where people work, coarse beyond. The field takes every number."""

K_HELP = (
    "How many segments the photo falls into. A few give bold shapes, many follow every shade; each is shown in the "
    "mean color of its pixels."
)
MEASURE = "Measure 2 to 12 segments and take the number that most criteria favor"


class KRows(QObject):
    """Puts its controls into a form."""

    changed = Signal(int)
    """A person chose another k."""
    suggestion_wanted = Signal()
    """A person wants a k suggested, or the one that is suggested."""

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        least, greatest = RANGES["k"]
        self.field = NumberField(least, greatest, least, name="recipe.k", title="Segments, k", strong=True)
        self.field.changed.connect(self.changed)
        self.suggest = Button("", name="recipe.k.suggest")
        self.suggest.clicked.connect(self.suggestion_wanted)
        self.show_suggestion(None, MEASURE, available=False)
        row = beside(self.field, self.suggest, stretched=self.suggest)
        form.add_row("Segments, k", row, InfoButton("Segments, k", K_HELP, name="recipe.k.info"), self.field)
        self.slider = Slider(0, len(K_STEPS) - 1, 0, name="recipe.k.slider", title="Segments, k")
        self.slider.changed.connect(lambda step: self.changed.emit(K_STEPS[step]))
        self.curve = KCurve(lambda k: self.slider.handle_x(place_between(K_STEPS, k)))
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.curve)
        column.addWidget(self.slider)
        form.add_wide(below)

    def show_k(self, k: int) -> None:
        """Show a k without telling."""
        self.field.set_value(k)
        self.slider.set_value(min(range(len(K_STEPS)), key=lambda step: abs(K_STEPS[step] - k)))
        self.curve.show_k(k)

    def show_suggestion(self, k: int | None, why: str, *, available: bool) -> None:
        """Offer to suggest a k, or, once it is known, that k, and say why."""
        self.suggest.setText("Suggest" if k is None else f"Suggest {k}")
        self.suggest.setAccessibleName("Suggest k" if k is None else f"Suggest k = {k}")
        self.suggest.setAccessibleDescription(why)
        self.suggest.setToolTip(why)
        self.suggest.setEnabled(available)
