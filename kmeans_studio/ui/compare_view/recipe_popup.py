"""A small sheet to change what tells panes apart: what a recipe looks at, and into how many segments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ...features.modes import MODES
from ...presets import PRESETS, preset_of
from ...recipe import RANGES, REGISTRIES
from .. import theme
from ..kit.button import Button
from ..kit.combo import Combo
from ..kit.labels import ElidedLabel
from ..kit.number_field import NumberField
from ..kit.sheet import Sheet

if TYPE_CHECKING:
    from ...recipe import Recipe

OTHER = "other"


class RecipePopup(Sheet):
    """Nothing is run before Apply; Escape or a click outside leaves all as it was."""

    applied = Signal(object)
    """The Recipe as it was changed."""

    def __init__(self, letter: str, recipe: Recipe, parent: QWidget) -> None:
        super().__init__(parent, name="compare.recipe", title=f"Recipe of {letter}")
        self.recipe = recipe
        self._boxes = {field: self._box(field, title) for field, title in _FIELDS.items()}
        presets = [(entry.name, entry.title) for entry in PRESETS]
        self.preset = Combo([*presets, (OTHER, "As it is")], name="compare.recipe.preset", title="Texture preset")
        self.preset.picked.connect(self._pick_preset)
        least, most = RANGES["k"]
        self.k = NumberField(least, most, recipe.k, name="compare.recipe.k", title="Segments, k", strong=True)
        self.k.changed.connect(lambda k: self._change(k=k))
        self.apply = Button("Apply", name="compare.recipe.apply", primary=True)
        self.apply.clicked.connect(self._apply)
        self._rows: dict[str, tuple[QWidget, QWidget]] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(8))
        grid.setColumnMinimumWidth(0, theme.px(84))
        grid.setColumnStretch(1, 1)
        widgets = {**self._boxes, "preset": self.preset, "k": self.k}
        titles = {**_FIELDS, "preset": "Texture", "k": "Segments, k"}
        for place, name in enumerate(("mode", "color_space", "preset", "metric", "k")):
            label = ElidedLabel(titles[name], dim=True)
            self._rows[name] = label, widgets[name]
            grid.addWidget(label, place, 0)
            left = Qt.AlignmentFlag.AlignLeft if name == "k" else Qt.AlignmentFlag(0)
            grid.addWidget(widgets[name], place, 1, left)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.apply)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(14)] * 4)
        column.setSpacing(theme.px(10))
        column.addWidget(ElidedLabel(f"Recipe of {letter}", weight=theme.BOLD))
        column.addLayout(grid)
        column.addLayout(foot)
        self.setFixedWidth(theme.px(320))
        self._show()

    def _box(self, field: str, title: str) -> Combo:
        entries = [(entry.name, entry.title) for entry in REGISTRIES[field]]
        box = Combo(entries, name=f"compare.recipe.{field}", title=title)
        box.picked.connect(lambda name: self._change(**{field: name}))
        return box

    def _change(self, **fields: Any) -> None:
        self.recipe = self.recipe.change(**fields)
        self._show()

    def _pick_preset(self, name: str) -> None:
        if name != OTHER:
            self._change(**PRESETS[name])

    def _show(self) -> None:
        mode = MODES[self.recipe.mode]
        for field, box in self._boxes.items():
            box.set_current(getattr(self.recipe, field))
        self.preset.set_current(preset_of(self.recipe) or OTHER)
        self.k.set_value(self.recipe.k)
        shown = {"color_space": mode.color, "metric": not mode.focus, "preset": mode.texture, "k": not mode.focus}
        for name, there in shown.items():
            for widget in self._rows[name]:
                widget.setVisible(there)
        self.adjustSize()

    def _apply(self) -> None:
        self.applied.emit(self.recipe)
        self.close()

    def show_at(self, anchor: QWidget) -> None:
        """Show it under `anchor`, the first choice in focus."""
        self.show_under(anchor)
        self._boxes["mode"].setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape, apply on Return."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._apply()
        else:
            super().keyPressEvent(event)


_FIELDS = {"mode": "Looks at", "color_space": "Color space", "metric": "Distance"}
