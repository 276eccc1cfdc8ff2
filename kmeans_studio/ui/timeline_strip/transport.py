"""The transport: first, back, play or pause, forward, last."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from .. import icons, theme
from ..kit.tool_button import ToolButton

BUTTONS = (
    ("first", "first", "First Generation"),
    ("back", "back", "One Generation Back"),
    ("play", "play", "Play the Generations Again"),
    ("forward", "forward", "One Generation On"),
    ("last", "last", "Latest Generation"),
)


class Transport(QWidget):
    """Five buttons and a menu of what else can be done."""

    def __init__(self, menu: QMenu) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(2))
        self.buttons: dict[str, ToolButton] = {}
        for name, icon, text in BUTTONS:
            button = ToolButton(text, icon, name=f"timeline.{name}", icon_only=True, small=True)
            button.setEnabled(False)
            self.buttons[name] = button
            row.addWidget(button)
        self.more = ToolButton("More of the Generations", "more", name="timeline.more", icon_only=True, small=True)
        self.more.clicked.connect(self._open_menu)
        self._menu = menu
        row.addWidget(self.more)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_play(self, words: str, *, pauses: bool) -> None:
        """Let the middle button say what it does now."""
        button = self.buttons["play"]
        if button.text() != words:
            button.setIcon(icons.icon("pause" if pauses else "play"))
            button.setText(words)
            button.setAccessibleName(words)
            button.setToolTip(words)

    def set_can(self, **can: bool) -> None:
        """Enable the buttons that do something now; a button that had the focus hands it on to the next one."""
        for name, able in can.items():
            button = self.buttons[name]
            if button.hasFocus() and not able:
                self.buttons["play"].setFocus()
            button.setEnabled(able)

    def _open_menu(self) -> None:
        """Open the menu above its button: below there is no room."""
        up = QPoint(0, self._menu.sizeHint().height() + theme.px(4))
        self._menu.popup(self.more.mapToGlobal(QPoint(0, 0)) - up)
