"""The (i) beside a control: two plain sentences."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from .. import theme
from .labels import ElidedLabel, Paragraph
from .sheet import Sheet
from .tool_button import ToolButton


class InfoButton(ToolButton):
    """Opens a popover under itself. A screen reader reads the sentences without opening it.

    title: what is explained.
    text:  two plain sentences.
    """

    def __init__(self, title: str, text: str, parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(title, "info", parent, name=name, icon_only=True, small=True, quiet=True)
        self.setToolTip("")  # the popover says more, and says it sooner
        self.explain(title, text)
        self.clicked.connect(self.open_popover)

    def explain(self, title: str, text: str) -> None:
        """Explain something else from now on."""
        self._title, self._text = title, text
        self.setText(f"About {title}")
        self.setAccessibleName(f"About {title}")
        self.setAccessibleDescription(text)

    def open_popover(self) -> Popover:
        """Open the popover; it deletes itself when it closes."""
        popover = Popover(self._title, self._text, self)
        popover.show_below(self)
        return popover


class Popover(Sheet):
    """A small sheet over the window; Escape, Return or a click outside closes it."""

    def __init__(self, title: str, text: str, parent: QWidget) -> None:
        super().__init__(parent, name=f"{parent.objectName()}.popover", title=title)
        self.setAccessibleDescription(text)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(12)] * 4)
        column.setSpacing(theme.px(4))
        column.addWidget(ElidedLabel(title, weight=theme.BOLD))
        column.addWidget(Paragraph(text))
        self._width = theme.px(280)

    def show_below(self, anchor: QWidget) -> None:
        """Show it under `anchor`, as high as the text needs."""
        self.resize(self._width, self._column.heightForWidth(self._width))
        self.show_under(anchor)
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape or Return."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.close()
        else:
            super().keyPressEvent(event)
