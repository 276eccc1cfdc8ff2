"""Mix-ins for the keyboard: when to show the focus ring, and Return as a press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

if TYPE_CHECKING:
    _Mixed = QWidget
    _MixedButton = QAbstractButton
else:
    _Mixed = _MixedButton = object

_KEEPS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class FocusRing(_Mixed):
    """A mix-in for widgets, placed before the Qt class: `ring_shown()` says whether to paint the ring.

    It is shown always, except right after a click, where the pointer already says 'here'.
    """

    _clicked = False

    def ring_shown(self) -> bool:
        """The widget has the focus, and it did not come by a click."""
        return self.hasFocus() and not self._clicked

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember how the focus came; coming back from a menu or another window changes nothing."""
        if event.reason() not in _KEEPS:
            self._clicked = event.reason() == Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Repaint without the ring."""
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Whoever uses the keyboard wants to see where it goes."""
        if self._clicked:
            self._clicked = False
            self.update()
        super().keyPressEvent(event)


class PressedByReturn(_MixedButton):
    """A mix-in for buttons, placed first: Return presses, as Space does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Return."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)
