"""The scrubber: a slider over the generations; those not yet run keep their place, but cannot be reached."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ..kit import paint
from ..kit.slider import Slider


class Scrubber(Slider):
    """Arrow keys, Home, End and the wheel go through the generations; a click or a drag goes to one; Space plays."""

    played = Signal()
    """Space: play, or pause."""

    def __init__(self, parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(0, 0, 0, parent, name=name, title="Generations")
        self._places = 1
        self.setEnabled(False)

    def show_places(self, count: int, places: int, value: int, words: str = "") -> None:
        """Show that there are so many generations and places for so many, and that one is looked at (from 0)."""
        self._places = max(1, places, count)
        self.blockSignals(True)
        self.setRange(0, max(0, count - 1))
        self.setPageStep(max(1, count // 8))
        self.setValue(value)
        self.blockSignals(False)
        self.setEnabled(count > 1)
        self.setAccessibleDescription(words)
        self.update()

    def handle_x(self, value: float) -> float:
        """Where a generation stands."""
        left, right = self._ends()
        share = value / max(1, self._places - 1)
        return right - share * (right - left) if paint.right_to_left(self) else left + share * (right - left)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Play or pause with Space."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            if not event.isAutoRepeat():
                self.played.emit()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _ends(self) -> tuple[float, float]:
        half = self._handle() / 2
        return half, self.width() - half

    def _value_at(self, x: float) -> int:
        left, right = self._ends()
        share = (x - left) / max(1.0, right - left)
        if paint.right_to_left(self):
            share = 1 - share
        return max(0, min(self.maximum(), round(share * (self._places - 1))))
