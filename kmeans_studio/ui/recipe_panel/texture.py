"""What the modes that look at texture show at once: the filter bank, and what looking through it takes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ...recipe import Recipe
from ..kit.labels import ElidedLabel, Paragraph
from ..kit.tool_button import ToolButton
from ..words import printable
from .choice_form import ChoiceForm
from .form import beside
from .slider_row import SliderRow

OWN_FILE = "file"
"""The bank that needs a file: it is taken when there is one."""

MIX_STEPS = tuple(percent / 100 for percent in range(0, 101, 5))

MIX_HELP = (
    "How much texture counts beside color. At 0 % only color counts, at 100 % only texture, and half way both count "
    "the same."
)


class TextureChoices(ChoiceForm):
    """The bank, the file it comes from where it is a person's own, and a line that says what it needs."""

    file_wanted = Signal()
    """A person wants to choose a file with filters."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bank = ""
        self.add_choice("bank", "Filter bank")
        self._file = ElidedLabel(name="recipe.bank_file")
        another = ToolButton("Choose another file…", "open", name="recipe.bank_file.choose", icon_only=True, small=True)
        another.clicked.connect(self.file_wanted)
        self._file_row = self.add_row("File", beside(self._file, stretched=self._file), another, another)
        self._needs = Paragraph(name="recipe.needs", delta=-2, dim=True)
        self.add_wide(self._needs)
        self.show_needs("")

    def show_recipe(self, recipe: Recipe) -> None:
        """Show a recipe without telling."""
        super().show_recipe(recipe)
        self._bank = recipe.bank
        own = recipe.bank == OWN_FILE
        self._file_row.set_visible(own)
        self._file.setText(printable(Path(recipe.bank_file).name) if own else "")

    def show_needs(self, words: str) -> None:
        """Say what looking through the filters takes; nothing while nobody knows."""
        self._needs.setText(words)
        self._needs.setVisible(bool(words))
        self._needs.updateGeometry()

    def _picked(self, field: str, name: str) -> None:
        if name == OWN_FILE:
            # Until there is a file, all stays as it is.
            self._combos[field].set_current(self._bank)
            self.file_wanted.emit()
        else:
            super()._picked(field, name)


def mix_row() -> SliderRow:
    """Return the row for how much texture counts beside color."""
    return SliderRow("mix", "Mix", MIX_HELP, MIX_STEPS, say=_percent, ends=("Color", "Texture"))


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"
