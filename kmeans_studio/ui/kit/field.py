"""A field for a line of text, and what it shares with the number field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from .. import theme
from . import paint
from .focus import FocusRing


def paint_field(widget: QWidget) -> None:
    """Paint ground and outline of a field to type in; it shows the ring even if the focus came by a click."""
    painter = QPainter(widget)
    face = paint.field_face(theme.scheme(), paint.State.of(widget))
    paint.control(painter, widget.rect(), face, focused=widget.hasFocus())
    painter.end()


def leaves_to_window(event: QEvent, *, settled: bool) -> bool:
    """Whether a key that a field for numbers is offered first is better left to the window's shortcuts.

    Qt gives every text field such keys before the window. Letters are nothing to type among numbers; undo is the
    field's own only while something is half typed, not `settled`.
    """
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    undoes = event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
    return (undoes and settled) or (plain and event.text().isalpha())


class TextField(FocusRing, QLineEdit):
    """A line edit with Qt's own signals (`editingFinished`, `textEdited`)."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, name: str, title: str = "") -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFrame(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setTextMargins(theme.px(7), 0, theme.px(7), 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # The ground has round corners, so it is painted before the text and not by Qt.
        clear = QPalette()
        clear.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        self.setPalette(clear)

    def sizeHint(self) -> QSize:
        """Room for a short name."""
        return QSize(theme.px(120), theme.px(28))

    def minimumSizeHint(self) -> QSize:
        """Room for a word."""
        return QSize(theme.px(60), theme.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field, then let Qt paint the text and the cursor."""
        paint_field(self)
        super().paintEvent(event)
