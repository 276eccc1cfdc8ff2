"""The line that shows or hides what stands below it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from .. import icons, theme
from . import paint
from .focus import FocusRing, PressedByReturn


class Disclosure(PressedByReturn, FocusRing, QPushButton):
    """A chevron and a word; the chevron points down while it is open. A screen reader is told which it is."""

    opened = Signal(bool)
    """A person opened it, or closed it."""

    def __init__(self, text: str, parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._is_open = False
        self.set_open(False)
        self.clicked.connect(self._turn)

    def set_open(self, is_open: bool) -> None:
        """Open or close it without telling."""
        self._is_open = is_open
        self.setAccessibleName(f"{self.text()}, {'open' if is_open else 'closed'}")
        self.update()

    def sizeHint(self) -> QSize:
        """Chevron, word, and room for the ring."""
        return QSize(theme.px(20) + paint.text_width(self.text(), self.font()) + theme.px(8), theme.px(28))

    def minimumSizeHint(self) -> QSize:
        """The word is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint chevron and word, dim until the pointer is over them."""
        face = paint.tool_face(theme.scheme(), paint.State.of(self), quiet=True)
        painter = QPainter(self)
        paint.control(painter, self.rect(), face, focused=self.ring_shown())
        side = theme.px(20)
        # The shape fills the middle of its square only; so it stands in line with what is above and below.
        chevron = QRect(-theme.px(4), (self.height() - side) // 2, side, side)
        shape = "down" if self._is_open else "left" if paint.right_to_left(self) else "right"
        icons.draw(painter, shape, paint.mirrored(self, chevron), face.ink)
        words = self.rect().adjusted(side, 0, 0, 0)
        left = Qt.AlignmentFlag.AlignLeft
        paint.label(painter, paint.mirrored(self, words), self.text(), face.ink, self.font(), left)
        painter.end()

    def _turn(self) -> None:
        self.set_open(not self._is_open)
        self.opened.emit(self._is_open)
