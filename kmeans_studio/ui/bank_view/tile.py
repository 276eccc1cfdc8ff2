"""A square picture in a frame, made anew when its size, its screen or the scheme changes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from .. import theme
from ..kit import paint
from .cell import draw_crisp


class Tile(QWidget):
    """Derive from it: `make` makes the picture, `paint_over` adds what is drawn as lines."""

    def __init__(self, parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(149, 149)
        self._image: QImage | None = None
        self._made_for: tuple[object, ...] = ()

    def make(self, room: int, ratio: float, dark: bool) -> QImage | None:
        """Return the picture for `room` screen pixels each way, of which `ratio` are one of the window's."""
        raise NotImplementedError

    def ground(self, dark: bool) -> tuple[int, int, int]:
        """Return the color around the picture."""
        raise NotImplementedError

    def paint_over(self, painter: QPainter, room: QRectF) -> None:
        """Add lines and words."""

    def again(self) -> None:
        """Make the picture anew: there is something else to show."""
        self._made_for = ()
        self.update()

    def sizeHint(self) -> QSize:
        """As it was told."""
        return self.size()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colors of a new scheme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.again()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame and picture."""
        from PySide6.QtGui import QColor

        s, painter = theme.scheme(), QPainter(self)
        inner = self.rect().adjusted(1, 1, -1, -1)
        paint.flat(painter, self.rect(), s.line)
        paint.flat(painter, inner, QColor(*self.ground(s.dark)))
        ratio = self.devicePixelRatioF()
        wanted = (inner.width(), ratio, s.dark)
        if wanted != self._made_for:
            self._image, self._made_for = self.make(round(inner.width() * ratio), ratio, s.dark), wanted
        if self._image is not None:
            self._image.setDevicePixelRatio(ratio)
            draw_crisp(painter, QRectF(inner), self._image)
        painter.setClipRect(inner)
        self.paint_over(painter, QRectF(inner))
        painter.end()
