"""The presets: known ways from filters to segments, to start from and to come back to."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ...presets import PRESETS, preset_of
from ...recipe import Recipe
from .. import theme
from ..kit.combo import Combo
from ..kit.info import InfoButton

OWN = "Own"
OWN_HELP = (
    "These choices are your own: no preset makes just these. Picking one brings all that has to do with texture back "
    "to known ground; Undo returns to yours."
)


class Preset(QWidget):
    """The preset that a recipe follows, or that it is a person's own."""

    changed = Signal(str, object)
    """("preset", its name)"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._combo = Combo([(entry.name, entry.title) for entry in PRESETS], name="recipe.preset", title="Preset")
        self._combo.picked.connect(lambda name: self.changed.emit("preset", name))
        self._info = InfoButton("Preset", "", name="recipe.preset.info")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        row.addWidget(self._combo, 1)
        row.addWidget(self._info)

    def show_recipe(self, recipe: Recipe) -> None:
        """Show a recipe without telling."""
        name = preset_of(recipe)
        if name:
            entry = PRESETS.entry(name)
            self._combo.set_current(name)
            self._info.explain(f"Preset: {entry.title}", entry.help)
        else:
            self._combo.show_other(OWN)
            self._info.explain(f"Preset: {OWN}", OWN_HELP)
