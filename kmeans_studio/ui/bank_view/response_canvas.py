"""The canvas of the filter bank tab: a response over the gray photo, and the pixel that is looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPen

from .. import theme
from ..canvas import Canvas, interaction
from ..canvas.hand import ARROWS, FAR
from ..canvas.layers import CRISP
from ..canvas.levels import fitting
from ..canvas.sight import Sight
from ..canvas.smooth import SmoothLabels
from ..qimage import argb_image, color_table, labels_image, packed
from . import diverging, response_look

if TYPE_CHECKING:
    from ..inspect_jobs import ResponsePicture

_SHADE = QColor(0, 0, 0, 180)
_WHITE = QColor(255, 255, 255)


class ResponseCanvas(Canvas):
    """Zooms and pans as the canvas does."""

    pixel_picked = Signal(int, int)
    """The pixel (x, y) of the photo that a person wants to look at."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: ResponsePicture | None = None
        self._over_photo = True
        self._pixel: tuple[int, int] | None = None
        self._smooth = SmoothLabels()
        self.setObjectName("bank.response.canvas")
        self.setAccessibleName("Response")
        self.setAccessibleDescription(
            "What the filter answers at each place of the photo. A click picks a pixel to look at; arrow keys with Alt "
            "move it, and Return picks the middle. Plus and minus zoom, 0 fits, arrow keys move the photo."
        )
        self.setMinimumSize(theme.px(160), theme.px(150))
        self.clicked.connect(lambda x, y, _: self.pixel_picked.emit(x, y))
        self.refresh_colors()

    @property
    def picture(self) -> ResponsePicture | None:
        """What is shown."""
        return self._picture

    @property
    def over_photo(self) -> bool:
        """Whether the photo shows through."""
        return self._over_photo

    def show_picture(self, picture: ResponsePicture | None) -> None:
        """Show a response, or none."""
        self._picture = picture
        self._smooth.forget()
        self.viewport().update()

    def set_over_photo(self, over: bool) -> None:
        """Let the photo show through, or not."""
        if over != self._over_photo:
            self._over_photo = over
            self.refresh_colors()

    def set_pixel(self, pixel: tuple[int, int] | None) -> None:
        """Mark a pixel."""
        self._pixel = pixel
        self.viewport().update()

    def refresh_colors(self) -> None:
        """Take the colors of the scheme in force."""
        s = theme.scheme()
        table = response_look.colors(s.dark, over_photo=self._over_photo)
        self._table, self._qt_table = packed(table), color_table(table)
        self.set_ground(s.canvas)
        self._smooth.forget()
        self.viewport().update()

    def _fit_zoom(self) -> float:
        """Fit without the canvas's margin: there is little room."""
        ratio, view = self.devicePixelRatioF(), self.viewport()
        across, down = max(1, self._columns), max(1, self._rows)
        return interaction.fit_scale(view.width() * ratio, view.height() * ratio, across, down, 0.0)

    def _paint_photo(self, painter: QPainter) -> None:
        sight = self.sight()
        x0, y0, x1, y1 = sight.box
        if x0 >= x1 or y0 >= y1:
            return
        ratio = self.devicePixelRatioF()
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        room = QRect(x0, y0, x1 - x0, y1 - y0)
        painter.setClipRect(room, Qt.ClipOperation.IntersectClip)
        painter.fillRect(room, QColor(*diverging.zero(theme.scheme().dark)))
        if self._over_photo:
            self._paint_gray(painter, sight)
        if self._picture is not None:
            self._paint_response(painter, self._picture, sight)
        painter.restore()

    def _paint_gray(self, painter: QPainter, sight: Sight) -> None:
        """Paint the photo without its colors, which would be taken for the response's, and faintly."""
        layer = QImage(sight.width, sight.height, QImage.Format.Format_RGB32)
        layer.fill(theme.scheme().canvas)
        inner = QPainter(layer)
        self._layers.paint(inner, sight, 1.0)
        inner.end()
        painter.setOpacity(response_look.PHOTO_SHOWS)
        painter.drawImage(0, 0, layer.convertToFormat(QImage.Format.Format_Grayscale8))
        painter.setOpacity(1.0)

    def _paint_response(self, painter: QPainter, picture: ResponsePicture, sight: Sight) -> None:
        scale = sight.scale * picture.side
        widths = [level.shape[1] for level in picture.levels]
        codes = picture.levels[fitting(widths, scale)]
        rows, columns = codes.shape
        shrunk = widths[0] / columns
        part = replace(sight, scale=scale * shrunk, columns=columns, rows=rows)
        if part.scale < CRISP and part.scale != 1:
            x0, y0, _, _ = part.box
            painter.drawImage(QPointF(x0, y0), argb_image(self._smooth.pixels(codes, self._table, part)))
            return
        image = labels_image(codes)
        image.setColorTable(self._qt_table)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(QRectF(sight.left, sight.top, columns * part.scale, rows * part.scale), image)

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Mark the pixel, over what the canvas has there."""
        super().drawForeground(painter, rect)
        if self._pixel is None or not self._columns:
            return
        photo = self.photo_rect()
        scale = photo.width() / self._columns
        x, y = self._pixel
        painter.save()
        painter.resetTransform()
        paint_marker(painter, QPointF(photo.left() + (x + 0.5) * scale, photo.top() + (y + 0.5) * scale), scale)
        painter.restore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pick and move the pixel; the rest is the canvas's."""
        key = Qt.Key(event.key())
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if self._columns and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            middle = QPointF(self.viewport().rect().center())
            pixel = self._pixel_at(middle) or (self._columns // 2, self._rows // 2)
            self.pixel_picked.emit(*pixel)
        elif self._columns and alt and key in ARROWS and self._pixel is not None:
            far = FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            x, y = (at + step * far for at, step in zip(self._pixel, ARROWS[key], strict=True))
            self.pixel_picked.emit(min(max(x, 0), self._columns - 1), min(max(y, 0), self._rows - 1))
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """A new scheme has other colors."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_smooth"):
            self.refresh_colors()


def paint_marker(painter: QPainter, at: QPointF, scale: float) -> None:
    """A ring with four ticks around a pixel that is `scale` wide, twice: black, then white."""
    radius = max(7.0, scale * 0.75 + 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, width in ((_SHADE, 4.0), (_WHITE, 1.75)):
        painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawEllipse(at, radius, radius)
        for across, down in ARROWS.values():
            way = QPointF(across, down)
            painter.drawLine(at + way * (radius - 2), at + way * (radius + 5))
