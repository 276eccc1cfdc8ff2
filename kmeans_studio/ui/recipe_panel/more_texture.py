"""What stands under More for the modes that look at texture, in the order in which it happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ...features.banks import FILTER_BANKS
from ...recipe import Recipe
from .. import theme
from ..kit.check import Check
from ..kit.info import InfoButton
from ..kit.labels import ElidedLabel
from ..kit.slider import Slider
from ..kit.value_field import ValueField
from .choice_form import ChoiceForm
from .form import beside
from .readings import read_number, read_scales, read_whole, write_scales, write_whole
from .slider_row import nearest
from .texture_help import (
    BRIGHTNESS_HELP,
    NO_BRIGHTNESS,
    NO_SHARPENING,
    NO_WEBER,
    NOT_TAKEN,
    ORIENTATIONS_HELP,
    POOLING_HELP,
    SCALES_HELP,
    SIZE_HELP,
    STANDARD,
    TOGGLES,
)

POOLING_STEPS = (
    *(0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5),
    *(4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0),
    *(18.0, 20.0, 22.0, 24.0, 26.0, 28.0, 30.0, 32.0),
)
"""What the pooling is at each step of the slider; the field beside it takes more."""


class MoreTexture(QWidget):
    """The bank's own choices; what becomes of responses; what becomes of segments."""

    changed = Signal(str, object)
    """(field of the recipe, new value)"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(12))
        self._fields: dict[str, ValueField] = {}
        self._checks: dict[str, Check] = {}
        self._forms: list[ChoiceForm] = []
        self._add_filters(self._add_form("Filters"))
        self._add_responses(self._add_form("Responses"))
        self._add_checks(self._add_form("Segments"), "sharpen", "clean_up")

    def show_recipe(self, recipe: Recipe) -> None:
        """Show a recipe without telling."""
        for form in self._forms:
            form.show_recipe(recipe)
        for name, field in self._fields.items():
            field.set_value(getattr(recipe, name))
        for name, check in self._checks.items():
            check.set_value(getattr(recipe, name))
        self._slider.set_value(nearest(POOLING_STEPS, recipe.pooling))
        self._slider.setAccessibleDescription(f"{recipe.pooling:g}")
        self._show_what_counts(recipe)

    def _show_what_counts(self, recipe: Recipe) -> None:
        """Disable what has no effect, and say why."""
        takes = FILTER_BANKS[recipe.bank].takes
        for option, field in (("scales", "bank_scales"), ("orientations", "bank_orientations"), ("size", "bank_size")):
            _enable(self._fields[field], "" if option in takes else NOT_TAKEN)
        _enable(self._checks["weber"], NO_WEBER if recipe.amplitude == "clipped" else "")
        _enable(self._fields["brightness"], "" if recipe.mode == "texture" else NO_BRIGHTNESS)
        sharpens = recipe.mode == "texture" and recipe.metric == "euclidean"
        _enable(self._checks["sharpen"], "" if sharpens else NO_SHARPENING)

    # --- building --------------------------------------------------------------------------------------------------

    def _add_form(self, title: str) -> ChoiceForm:
        form = ChoiceForm()
        form.changed.connect(self.changed)
        form.add_wide(ElidedLabel(title))
        self._forms.append(form)
        self._column.addWidget(form)
        return form

    def _add_filters(self, form: ChoiceForm) -> None:
        self._add_field(form, "bank_scales", "Scales", SCALES_HELP, read_scales, write_scales)
        orientations, size = read_whole("bank_orientations", 1), read_whole("bank_size", 3, odd=True)
        self._add_field(form, "bank_orientations", "Directions", ORIENTATIONS_HELP, orientations, write_whole)
        self._add_field(form, "bank_size", "Size", SIZE_HELP, size, write_whole)

    def _add_responses(self, form: ChoiceForm) -> None:
        form.add_choice("amplitude", "Measure")
        self._add_checks(form, "weber", "strongest")
        last = len(POOLING_STEPS) - 1
        self._slider = Slider(0, last, 0, name="recipe.pooling.slider", title="Pooling width")
        self._slider.changed.connect(lambda step: self.changed.emit("pooling", POOLING_STEPS[step]))
        field = self._make_field("pooling", "Pooling width", read_number("pooling"), "{:g}".format)
        field.setFixedWidth(theme.px(52))
        info = InfoButton("Pooling", POOLING_HELP, name="recipe.pooling.info")
        form.add_row("Pooling", beside(self._slider, field, stretched=self._slider), info, self._slider)
        form.add_choice("pool_unit", "Width in")
        self._add_checks(form, "log", "standardize")
        brightness = read_number("brightness")
        self._add_field(form, "brightness", "Brightness", BRIGHTNESS_HELP, brightness, "{:g}".format)

    def _add_checks(self, form: ChoiceForm, *fields: str) -> None:
        for field in fields:
            title, help = TOGGLES[field]
            check = Check(title, name=f"recipe.{field}")
            check.changed.connect(lambda on, field=field: self.changed.emit(field, on))
            self._checks[field] = check
            form.add_wide(check, InfoButton(title, help, name=f"recipe.{field}.info"))

    def _add_field(
        self,
        form: ChoiceForm,
        name: str,
        title: str,
        help: str,
        read: Callable[[str], Any],
        write: Callable[[Any], str],
    ) -> None:
        field = self._make_field(name, title, read, write)
        form.add_row(title, field, InfoButton(title, help, name=f"recipe.{name}.info"))

    def _make_field(self, name: str, title: str, read: Callable[[str], Any], write: Callable[[Any], str]) -> ValueField:
        field = ValueField(read, write, name=f"recipe.{name}", title=title, placeholder=STANDARD)
        field.changed.connect(lambda value: self.changed.emit(name, value))
        self._fields[name] = field
        return field


def _enable(control: QWidget, reason: str) -> None:
    control.setEnabled(not reason)
    control.setToolTip(reason)
    control.setAccessibleDescription(reason)
