"""The check box: something that is on or off."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from .. import theme
from . import paint
from .focus import FocusRing

_TICK = ((4.2, 8.4), (6.9, 11.1), (11.8, 5.4))
"""The tick in a box of 16."""


class Check(FocusRing, QCheckBox):
    """A box and the words that it stands for; a click on either turns it."""

    changed = Signal(bool)
    """A person turned it on or off."""

    def __init__(self, text: str, parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(text, parent)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.changed)

    def set_value(self, on: bool) -> None:
        """Show it on or off without telling."""
        self.setChecked(on)

    def sizeHint(self) -> QSize:
        """The box and its words."""
        return QSize(self._words_left() + paint.text_width(self.text(), self.font()), theme.px(24))

    def minimumSizeHint(self) -> QSize:
        """In a narrow place the words are cut with an ellipsis."""
        return QSize(self._words_left() + theme.px(24), theme.px(24))

    def hitButton(self, pos: QPoint) -> bool:
        """The words can be clicked too."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box, tick and words."""
        s = theme.scheme()
        face = paint.field_face(s, paint.State.of(self))
        painter = QPainter(self)
        side = theme.px(16)
        box = paint.mirrored(self, QRect(0, (self.height() - side) // 2, side, side))
        paint.control(painter, box, face, focused=self.ring_shown())
        if self.isChecked():
            grown = side / 16
            tick = QPolygonF([QPointF(box.left() + x * grown, box.top() + y * grown) for x, y in _TICK])
            cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
            painter.setPen(QPen(face.ink, 1.8 * grown, Qt.PenStyle.SolidLine, cap, join))
            painter.drawPolyline(tick)
        words = self.rect().adjusted(self._words_left(), 0, 0, 0)
        left = Qt.AlignmentFlag.AlignLeft
        paint.label(painter, paint.mirrored(self, words), self.text(), face.ink, self.font(), left)
        painter.end()

    def _words_left(self) -> int:
        return theme.px(16 + 8)
