"""A thin line of progress."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from .. import theme
from . import paint

_STEPS = 1000
_DASH = 8


class ProgressLine(QProgressBar):
    """A bar of 4 px. While nobody knows how much is left it shows still dashes: nothing pulses."""

    def __init__(self, parent: QWidget | None = None, *, name: str, title: str = "Progress") -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_share(0.0)

    def set_share(self, share: float | None) -> None:
        """How much is done, 0 to 1; None if nobody knows."""
        self.setRange(0, 0 if share is None else _STEPS)
        self.setValue(0 if share is None else round(share * _STEPS))

    def sizeHint(self) -> QSize:
        """160 px wide."""
        return QSize(theme.px(160), 4)

    def minimumSizeHint(self) -> QSize:
        """Short, but still a bar."""
        return QSize(theme.px(40), 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the track and what is done."""
        s = theme.scheme()
        painter = QPainter(self)
        track = QRectF(0, self.height() / 2 - 2, self.width(), 4)
        paint.bar(painter, track, s.track)
        if self.maximum() == 0:
            for start in range(0, self.width() - _DASH, 2 * _DASH):
                paint.bar(painter, QRectF(start, track.y(), _DASH, 4), s.bar)
        elif self.value() > 0:
            # Never shorter than its two round ends.
            width = max(4.0, track.width() * self.value() / self.maximum())
            left = track.right() - width if paint.right_to_left(self) else 0.0
            paint.bar(painter, QRectF(left, track.y(), width, 4), s.accent)
        painter.end()
