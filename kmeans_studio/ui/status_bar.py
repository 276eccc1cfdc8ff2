"""The status bar: facts about the photo, what is under the pointer, and what is going on."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from . import theme
from .kit.info import InfoButton
from .kit.labels import ElidedLabel
from .kit.progress import ProgressLine
from .kit.swatch import paint_swatch
from .kit.tool_button import ToolButton

RESULT = "How the result came about"

PATIENCE_MS = 500
"""What takes less shows no progress: a bar that only flashes up helps nobody."""


class StatusBar(QWidget):
    """One line of small text."""

    cancelled = Signal()
    """A person wants what is going on to stop."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self._facts = ElidedLabel(name="status.facts", delta=-1, dim=True, tabular=True)
        self._notes = InfoButton("What was done on opening", "", name="status.notes")
        self._swatch = _Swatch()
        self._pointer = ElidedLabel(name="status.pointer", delta=-1, tabular=True)
        self._words = ElidedLabel(name="status.words", delta=-1)
        self._result = InfoButton(RESULT, "", name="status.result")
        self._progress = ProgressLine(name="status.progress")
        self._stop = ToolButton("Stop", "close", name="status.stop", icon_only=True, small=True)
        self._stop.clicked.connect(self.cancelled)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._show_progress)
        self._busy_words = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(18), theme.px(2), theme.px(10), theme.px(2))
        row.setSpacing(theme.px(8))
        for label in (self._facts, self._pointer):
            label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row.addWidget(self._facts)
        row.addWidget(self._notes)
        row.addWidget(self._swatch)
        row.addWidget(self._pointer)
        row.addStretch(1)
        self._words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row.addWidget(self._words)
        row.addWidget(self._result)
        row.addWidget(self._progress)
        row.addWidget(self._stop)
        self.show_notes(())
        self.show_result(())
        self.show_pointer("", None)
        self._hide_progress()

    def minimumSizeHint(self) -> QSize:
        """As high as its button, so that it does not jump when that appears."""
        return QSize(0, theme.px(28))

    def show_facts(self, facts: str) -> None:
        """Show what there is to know about the photo."""
        self._facts.setText(facts)

    def show_notes(self, notes: tuple[str, ...]) -> None:
        """Offer what was done on opening."""
        self._notes.explain("What was done on opening", "\n".join(f"{n[:1].upper()}{n[1:]}." for n in notes))
        self._notes.setVisible(bool(notes))

    def show_result(self, facts: tuple[str, ...]) -> None:
        """Offer what there is to know about the result."""
        self._result.explain(RESULT, "\n".join(f"{fact[:1].upper()}{fact[1:]}." for fact in facts))
        self._result.setVisible(bool(facts))

    def show_pointer(self, words: str, color: QColor | None) -> None:
        """Show what is under the pointer."""
        self._pointer.setText(words)
        self._swatch.show_color(color)

    def say(self, words: str) -> None:
        """Say how something ended."""
        self._patience.stop()
        self._hide_progress()
        self._words.setText(words)

    def begin(self, words: str) -> None:
        """Something has begun; what is shown stays until it has taken a while."""
        self._busy_words = words
        self._progress.set_share(None)
        if not self._progress.isVisible():
            self._patience.start()
        else:
            self._words.setText(words)

    def advance(self, words: str, share: float) -> None:
        """Something has come so far (0..1); shown once it has taken a while."""
        self._busy_words = words
        self._progress.set_share(share)
        if self._progress.isVisible():
            self._words.setText(words)

    def _show_progress(self) -> None:
        self._words.setText(self._busy_words)
        self._progress.show()
        self._stop.show()

    def _hide_progress(self) -> None:
        self._progress.hide()
        self._stop.hide()


class _Swatch(QWidget):
    """The color under the pointer."""

    def __init__(self) -> None:
        super().__init__()
        self._color: QColor | None = None
        self.setFixedSize(theme.px(12), theme.px(12))

    def show_color(self, color: QColor | None) -> None:
        self._color = color
        self.setVisible(color is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._color is not None:
            painter = QPainter(self)
            paint_swatch(painter, QRect(self.rect()), self._color)
