"""The line that says that the recipe does not look at texture now, with a button that makes it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ...features.modes import MODES
from .. import theme
from ..kit.button import Button
from ..kit.labels import ElidedLabel, Rule

_LOOKS_AT = {"color": "color", "position": "color and position", "focus": "sharpness"}


class ModeNotice(QWidget):
    """Hidden while the recipe looks at texture."""

    taken = Signal()
    """A person wants the recipe to look at texture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bank.notice")
        self._words = ElidedLabel(name="bank.notice.words")
        button = Button("Use Texture", name="bank.notice.texture")
        button.clicked.connect(self.taken)
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(16), theme.px(6), theme.px(12), theme.px(6))
        row.setSpacing(theme.px(12))
        row.addWidget(self._words, 1)
        row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(Rule())
        self.hide()

    def show_mode(self, mode: str) -> None:
        """Show what a mode looks at, unless it is texture."""
        looks_at = _LOOKS_AT.get(mode, MODES.entry(mode).title.lower())
        self._words.setText(
            f"The recipe looks at {looks_at} now: the filters change nothing until it looks at texture."
        )
        self.setVisible(not MODES[mode].texture)
