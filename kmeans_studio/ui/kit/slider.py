"""The slider: a thin groove, filled from its origin to a round handle."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from .. import theme
from . import paint
from .focus import FocusRing


class Slider(FocusRing, QSlider):
    """A horizontal slider over whole numbers; a click in the groove jumps there and can go on as a drag.

    origin: the usual number, where the filled part begins and a mark stands; the minimum where none is given.
    """

    changed = Signal(int)
    """A person moved it: the new number."""

    def __init__(
        self,
        minimum: int,
        maximum: int,
        value: int,
        parent: QWidget | None = None,
        *,
        name: str,
        title: str = "",
        origin: int | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._origin = origin
        self.setRange(minimum, maximum)
        self.setValue(value)
        self.valueChanged.connect(self.changed)

    def set_value(self, value: int) -> None:
        """Show a number without telling."""
        with QSignalBlocker(self):
            self.setValue(value)
        self.update()

    def handle_x(self, value: float) -> float:
        """Where the middle of the handle stands for a value, so that a curve above can line up with it."""
        span = max(1, self.maximum() - self.minimum())
        share = (value - self.minimum()) / span
        if paint.right_to_left(self):
            share = 1 - share
        half = self._handle() / 2
        return half + share * (self.width() - 2 * half)

    def sizeHint(self) -> QSize:
        """Only the height matters."""
        return QSize(theme.px(160), theme.px(20))

    def minimumSizeHint(self) -> QSize:
        """Short, but still to be dragged."""
        return QSize(theme.px(48), theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint groove, filled part and handle."""
        s = theme.scheme()
        enabled = self.isEnabled()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.handle_x(self.sliderPosition()), self.height() / 2)
        groove = QRectF(0, middle.y() - 2, self.width(), 4)
        paint.bar(painter, groove, s.track)
        if self._origin is None:
            start = groove.right() if paint.right_to_left(self) else groove.left()
        else:
            start = self.handle_x(self._origin)
            paint.bar(painter, QRectF(start - 1, middle.y() - 5, 2, 10), s.bar if enabled else s.track)
        filled = QRectF(groove)
        filled.setLeft(min(start, middle.x()))
        filled.setRight(max(start, middle.x()))
        paint.bar(painter, filled, s.accent if enabled else s.off)
        painter.setBrush(self._handle_color())
        ring = enabled and self.ring_shown()
        outlined = not (enabled and s.dark)  # a pale handle stands out from dark by itself
        painter.setPen(QPen(s.accent, 2) if ring else s.edge if outlined else Qt.PenStyle.NoPen)
        radius = self._handle() / 2 - (1 if ring else 0.5)
        painter.drawEllipse(middle, radius, radius)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to the pointer."""
        if event.button() != Qt.MouseButton.LeftButton or self.minimum() == self.maximum():
            event.ignore()
            return
        self.setSliderDown(True)
        self.setSliderPosition(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self.isSliderDown():
            self.setSliderPosition(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        if self.isSliderDown() and event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel unless this slider has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _handle(self) -> int:
        return theme.px(16)

    def _handle_color(self) -> QColor:
        s = theme.scheme()
        if not self.isEnabled():
            return s.track
        resting = s.text if s.dark else s.base
        if self.isSliderDown():
            return s.dim if s.dark else s.press
        return s.hover if self.underMouse() and not s.dark else resting

    def _value_at(self, x: float) -> int:
        half = self._handle() / 2
        share = (x - half) / max(1.0, self.width() - 2 * half)
        if paint.right_to_left(self):
            share = 1 - share
        return round(self.minimum() + share * (self.maximum() - self.minimum()))
