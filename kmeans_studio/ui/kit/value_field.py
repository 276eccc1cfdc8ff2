"""A field for a value that is typed as text and read by a rule, such as a fraction or a list of numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolTip, QWidget

from .. import theme
from .field import TextField, leaves_to_window


class ValueField(TextField):
    """Takes what `read` can make a value of; a tip says what that is where it cannot, and the value before comes back.

    Typing counts on Return or when the focus leaves, Escape takes it back.

    read:  makes a value of a text; raises ValueError, whose words are for people.
    write: makes a text of a value that `read` gives back; "" shows the placeholder.
    """

    changed = Signal(object)
    """A person set another value."""

    # Qt asks `event` already while it makes the widget.
    _shown = ""

    def __init__(
        self,
        read: Callable[[str], Any],
        write: Callable[[Any], str],
        parent: QWidget | None = None,
        *,
        name: str,
        title: str,
        placeholder: str = "",
    ) -> None:
        self._read, self._write = read, write
        super().__init__("", parent, name=name, title=title)
        self.setPlaceholderText(placeholder)
        self.setFont(theme.font(tabular=True))
        self.editingFinished.connect(self._take)

    def set_value(self, value: Any) -> None:
        """Show a value without telling."""
        self._shown = self._write(value)
        self.setText(self._shown)
        self.setCursorPosition(0)

    def event(self, event: QEvent) -> bool:
        """Leave to the window what is nothing to type here."""
        if leaves_to_window(event, settled=self.text() == self._shown):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes back what was typed."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._shown:
            self.setText(self._shown)
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        if self.text() == self._shown:
            return
        before = self._shown
        try:
            value = self._read(self.text())
        except ValueError as error:
            self.setText(before)
            if self.isVisible():
                QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), str(error), self)
            return
        self.set_value(value)
        if self._shown != before:
            self.changed.emit(value)
