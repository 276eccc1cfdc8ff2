"""The push button, plain or primary."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from .. import theme
from . import paint
from .focus import FocusRing, PressedByReturn


class Button(PressedByReturn, FocusRing, QPushButton):
    """A push button with a word. `primary` is for the one most useful button of a place."""

    def __init__(self, text: str, parent: QWidget | None = None, *, name: str, primary: bool = False) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self._primary = primary
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for the word and 14 px at each side; the word is never cut."""
        return QSize(paint.text_width(self.text(), self._text_font()) + 2 * theme.px(14), theme.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the state the button is in."""
        face_of = paint.primary_face if self._primary else paint.button_face
        face = face_of(theme.scheme(), paint.State.of(self))
        painter = QPainter(self)
        paint.control(painter, self.rect(), face, focused=self.ring_shown())
        center = Qt.AlignmentFlag.AlignHCenter
        paint.label(painter, self.rect(), self.text(), face.ink, self._text_font(), center)
        painter.end()

    def _text_font(self) -> QFont:
        return paint.bold(self.font()) if self._primary else self.font()
