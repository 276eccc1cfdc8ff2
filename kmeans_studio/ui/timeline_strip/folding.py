"""When the strip is folded: beside what is open under the canvas there is no room for curves in a low window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from .. import theme
from .strip import TimelineStrip

HIGH = 960
"""From this height of the window on there is room for both."""


class Folding(QObject):
    """Watches the window's height and the actions that open something under the canvas."""

    def __init__(self, strip: TimelineStrip, window: QWidget, opens: Sequence[QAction]) -> None:
        super().__init__(strip)
        self._strip, self._window, self._opens = strip, window, opens
        for action in opens:
            action.toggled.connect(self._fit)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See how high the window is."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        is_open = any(action.isChecked() for action in self._opens)
        self._strip.set_folded(is_open and self._window.height() < theme.px(HIGH), "low")
