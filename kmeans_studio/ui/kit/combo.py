"""The combo box: one choice out of a list that drops down."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from .. import icons, theme
from . import paint
from .focus import FocusRing


class Combo(FocusRing, QComboBox):
    """Choices by name. The wheel works only with the focus, so that scrolling a panel changes nothing.

    entries: (name, title) of each choice.
    title:   what is chosen here, for a screen reader.
    """

    picked = Signal(str)
    """A person took another choice: its name."""

    def __init__(
        self,
        entries: Iterable[tuple[str, str]] = (),
        parent: QWidget | None = None,
        *,
        name: str,
        title: str = "",
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._last: str | None = None
        self.set_entries(entries)
        self.activated.connect(self._activated)

    def set_entries(self, entries: Iterable[tuple[str, str]]) -> None:
        """Offer other choices; the one taken stays if it is still among them, else the first is taken."""
        before = self.current()
        with QSignalBlocker(self):
            self.clear()
            for entry, text in entries:
                self.addItem(text, entry)
            self.setCurrentIndex(max(0, self.findData(before)) if self.count() else -1)
        self._last = self.current()
        self.updateGeometry()

    def current(self) -> str | None:
        """The name of the choice taken; None if it is none of the list."""
        return self.currentData()

    def set_current(self, entry: str) -> None:
        """Take a choice without telling; KeyError for an unknown name."""
        index = self.findData(entry)
        if index < 0:
            raise KeyError(entry)
        with QSignalBlocker(self):
            self.setCurrentIndex(index)
        self._last = entry
        self.update()

    def show_other(self, text: str) -> None:
        """Show a value that is none of the list, such as a zoom of 37 %."""
        with QSignalBlocker(self):
            self.setPlaceholderText(text)
            self.setCurrentIndex(-1)
        self._last = None
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the longest title, and for a value that is none of the list."""
        titles = [self.placeholderText(), *(self.itemText(i) for i in range(self.count()))]
        widest = max(paint.text_width(title, self.font()) for title in titles)
        return QSize(widest + theme.px(9 + 4 + 28), theme.px(28))

    def minimumSizeHint(self) -> QSize:
        """In a narrow place titles are cut with an ellipsis."""
        return QSize(theme.px(72), theme.px(28))

    def showPopup(self) -> None:
        """Drop the list down; Fusion makes its ground and its outline from two window colors."""
        s = theme.scheme()
        _set_window(self.view(), s.base)
        _set_window(self.view().window(), theme.menu_frame(s))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field with its chevron."""
        s = theme.scheme()
        face = paint.field_face(s, paint.State.of(self))
        painter = QPainter(self)
        paint.control(painter, self.rect(), face, focused=self.ring_shown())
        text = self.currentText() or self.placeholderText()
        room = self.rect().adjusted(theme.px(9), 0, -theme.px(28), 0)
        left = Qt.AlignmentFlag.AlignLeft
        paint.label(painter, paint.mirrored(self, room), text, face.ink, self.font(), left)
        side = theme.px(16)
        chevron = QRect(self.width() - theme.px(6) - side, (self.height() - side) // 2, side, side)
        icons.draw(painter, "down", paint.mirrored(self, chevron), s.dim if self.isEnabled() else s.off)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel unless this box has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _activated(self) -> None:
        entry = self.current()
        if entry is not None and entry != self._last:
            self._last = entry
            self.picked.emit(entry)


def _set_window(widget: QWidget, color: QColor) -> None:
    result = QPalette()
    result.setColor(QPalette.ColorRole.Window, color)
    widget.setPalette(result)
