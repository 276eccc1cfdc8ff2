"""The silhouettes over the photo on the canvas: it zooms and pans with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from .. import theme
from ..canvas.item import PhotoItem
from ..canvas.layers import CRISP
from ..canvas.levels import fitting
from ..canvas.smooth import SmoothLabels
from ..qimage import argb_image, color_table, labels_image, packed
from .silhouette_look import colors

if TYPE_CHECKING:
    from ..canvas import Canvas
    from ..choose_jobs import SilhouettePicture


class SilhouetteItem(PhotoItem):
    """Lies over the photo's own item; nothing is seen of it without a picture."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(self._paint_picture)
        self._canvas = canvas
        self._picture: SilhouettePicture | None = None
        self._smooth = SmoothLabels()
        self._dark: bool | None = None
        self.setZValue(1)
        canvas.scene().addItem(self)

    @property
    def picture(self) -> SilhouettePicture | None:
        """What is shown."""
        return self._picture

    def show_picture(self, picture: SilhouettePicture | None) -> None:
        """Show a picture, or none."""
        self._picture = picture
        self._smooth.forget()
        rows, columns = (0, 0) if picture is None else picture.levels[0].shape
        self.resize(columns, rows)
        self._canvas.viewport().update()

    def _paint_picture(self, painter: QPainter) -> None:
        picture, sight = self._picture, self._canvas.sight()
        x0, y0, x1, y1 = sight.box
        if picture is None or x0 >= x1 or y0 >= y1:
            return
        self._take_scheme()
        ratio = self._canvas.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)
        painter.setClipRect(QRect(x0, y0, x1 - x0, y1 - y0), Qt.ClipOperation.IntersectClip)
        codes = picture.levels[fitting([level.shape[1] for level in picture.levels], sight.scale)]
        rows, columns = codes.shape
        scale = sight.scale * sight.columns / columns
        if scale < CRISP and scale != 1:
            part = replace(sight, scale=scale, columns=columns, rows=rows)
            left, top, _, _ = part.box
            painter.drawImage(QPointF(left, top), argb_image(self._smooth.pixels(codes, self._table, part)))
            return
        image = labels_image(codes)
        image.setColorTable(self._qt_table)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(QRectF(sight.left, sight.top, columns * scale, rows * scale), image)

    def _take_scheme(self) -> None:
        """Take the colors of the scheme in force, if they are other ones."""
        dark = theme.scheme().dark
        if dark != self._dark:
            table = colors(dark)
            self._dark, self._table, self._qt_table = dark, packed(table), color_table(table)
            self._smooth.forget()
