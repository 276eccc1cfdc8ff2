"""What mode Focus shows: how carefully to look, why there is no k, and the button that this is mostly for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..kit.button import Button
from ..kit.labels import Paragraph
from .choice_form import ChoiceForm
from .parts import REMOVE

ALWAYS_TWO = (
    "There are always two segments: 1 is the blurred background, 2 the sharp subject. So k, distance and start have no "
    "part in it."
)


class FocusChoices(ChoiceForm):
    """The quality, a sentence, a button."""

    removal_wanted = Signal()
    """A person wants the background gone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.add_choice("focus_quality", "Quality")
        self.add_wide(Paragraph(ALWAYS_TWO, name="recipe.focus.note", delta=-2, dim=True))
        self._remove = Button(REMOVE, name="recipe.remove_background", primary=True)
        self._remove.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._remove.clicked.connect(self.removal_wanted)
        self.add_wide(self._remove)

    def show_removable(self, removable: bool) -> None:
        """Offer the button where there is a photo."""
        self._remove.setEnabled(removable)
