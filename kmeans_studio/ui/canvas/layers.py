"""What the photo's item paints: photo, segments and lines, for what is seen only.

Everything here counts in device pixels: the painter is scaled back to them first, so that a photo pixel at
1:1 is one pixel of the screen also on a 2x display, and lines found on the screen's grid fall on it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter

from ...segmentation import NO_SEGMENT
from ..qimage import alpha_image, argb_image, color_table, labels_image, packed, photo_image
from .glow import glow_images
from .levels import fitting
from .lines import CRISP, Lines, Marks
from .sight import Sight
from .smooth import SmoothLabels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Levels = tuple[NDArray[np.uint8], ...]

ORIGINAL, SEGMENTS, OUTLINE, SPLIT = VIEWS = ("original", "segments", "outline", "split")
_SQUARE = 8


class Layers:
    """The pictures the canvas was given and how to show them; attributes without underscore may be set."""

    def __init__(self) -> None:
        self.view = SEGMENTS
        self.selected: frozenset[int] = frozenset()
        self.hovered: int | None = None
        self.curtain = 0.5
        self.holding_original = False
        self.ground = QColor(Qt.GlobalColor.gray)
        self._table: NDArray[np.uint32] | None = None
        self._color_table: list[int] = []
        self._hiding_table: list[int] = []
        self._groups: NDArray[np.uint8] | None = None
        self._hides = False
        self._lines = Lines()
        self.clear()

    def clear(self) -> None:
        """Forget the photo and its label map; colors and groups stay until others are set."""
        self.columns = self.rows = 0
        self._photo: list[QImage] = []
        self._alpha: list[QImage] = []
        self._glow: list[QImage] = []
        self.set_labels(None, final=True)

    def set_photo(self, levels: Levels, alpha_levels: Levels) -> None:
        """Take a photo and its opacity, if it has one, as `halvings` made them; the label map before is forgotten.

        Raises ValueError if they are unfit.
        """
        photo, alpha = [photo_image(level) for level in levels], [alpha_image(level) for level in alpha_levels]
        if alpha and alpha[0].size() != photo[0].size():
            raise ValueError(f"alpha {alpha_levels[0].shape} does not fit a photo of {levels[0].shape[:2]}")
        self.clear()
        self._photo, self._alpha = photo, alpha
        self.rows, self.columns = levels[0].shape[:2]

    def set_labels(self, labels: NDArray[np.uint8] | None, *, final: bool) -> None:
        """Take a label map of the photo's size. ValueError if it is none."""
        image = hiding = None
        if labels is not None:
            image, hiding = labels_image(labels), labels_image(labels)
            if labels.shape != (self.rows, self.columns):
                raise ValueError(f"label map {labels.shape} does not fit a photo of {(self.rows, self.columns)}")
            image.setColorTable(self._color_table)
            hiding.setColorTable(self._hiding_table)
        self._labels, self._labels_image, self._hiding, self._final = labels, image, hiding, final
        self._smooth = SmoothLabels()
        self._lines.follow_labels(labels, final=final)

    def set_glow(self, levels: Levels) -> None:
        """Take a glow and smaller copies of it, as glow.py has them; none ends it. ValueError if it does not fit."""
        if levels and levels[0].shape != (self.rows, self.columns):
            raise ValueError(f"glow {levels[0].shape} does not fit a photo of {(self.rows, self.columns)}")
        self._glow = glow_images(levels)

    def set_colors(self, colors: NDArray[np.uint8]) -> None:
        """Take (256, 4) uint8 RGBA colors by label; the label map itself is left alone."""
        self._color_table, self._table = color_table(colors), packed(colors)
        self._hiding_table = [0 if alpha else 0xFF000000 for alpha in colors[:, 3].tolist()]
        if self._labels_image is not None and self._hiding is not None:
            self._labels_image.setColorTable(self._color_table)
            self._hiding.setColorTable(self._hiding_table)
        self._smooth.forget()
        self._note_hidden()

    def set_groups(self, groups: NDArray[np.uint8]) -> None:
        """Take (256,) uint8: the label that stands for each label's segment. ValueError if it is none."""
        if groups.shape != (256,) or groups.dtype != np.uint8:
            raise ValueError(f"groups must be (256,) uint8, not {groups.shape} {groups.dtype}")
        self._groups = groups
        self._lines.follow_groups(groups)
        self._note_hidden()

    def _note_hidden(self) -> None:
        """Note whether any segment is hidden: has a group, but no color that shows."""
        if self._groups is None or self._table is None:
            return
        used = self._groups != NO_SEGMENT
        # NO_SEGMENT is a segment like any other where there are 256 of them.
        used[NO_SEGMENT] |= used[NO_SEGMENT - 1]
        self._hides = bool((used & (self._table == 0)).any())

    @property
    def shows_segments(self) -> bool:
        """Whether there is a label map with colors to show."""
        return self._labels is not None and self._table is not None

    @property
    def shown(self) -> str:
        """The view as it is painted: the original while it is held, or as long as there are no segments."""
        return ORIGINAL if self.holding_original or not self.shows_segments else self.view

    @property
    def _cuts_out(self) -> bool:
        """Whether the photo is painted without the hidden segments: as it would be cut out."""
        return self._hides and self.shown == OUTLINE

    def paint(self, painter: QPainter, sight: Sight, ratio: float) -> None:
        """Paint what is seen; `painter` counts in logical pixels, `ratio` device pixels each."""
        x0, y0, x1, y1 = sight.box
        if not self._photo or x0 >= x1 or y0 >= y1:
            return
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.setClipRect(QRectF(x0, y0, x1 - x0, y1 - y0), Qt.ClipOperation.IntersectClip)
        shown = self.shown
        if self._alpha or shown in (SEGMENTS, SPLIT) or self._cuts_out:
            self._paint_checkerboard(painter, sight, ratio)
        if shown == SPLIT:
            line = round(sight.left + self.curtain * self.columns * sight.scale)
            self._paint_clipped(painter, sight, (x0, y0, line, y1), segments=False)
            self._paint_clipped(painter, sight, (line, y0, x1, y1), segments=True)
        else:
            self._paint_picture(painter, sight, segments=shown == SEGMENTS)
        if self.shows_segments and not self.holding_original:
            marks = Marks(self.view == OUTLINE, self.selected, self.hovered)
            lines = self._lines.image(marks, sight, max(1, round(ratio)))
            if lines is not None:
                painter.drawImage(QPointF(x0, y0), lines)
        if self._glow:
            # Drawn small, a spot is to have two pixels of the screen, with a rim of two: one is easily missed.
            level = self._glow[fitting([image.width() for image in self._glow], sight.scale / 2)]
            _draw(painter, level, sight, smooth=False)
        painter.restore()

    def _paint_clipped(
        self, painter: QPainter, sight: Sight, box: tuple[int, int, int, int], *, segments: bool
    ) -> None:
        left, top, right, bottom = box
        painter.save()
        painter.setClipRect(QRectF(left, top, max(0, right - left), bottom - top), Qt.ClipOperation.IntersectClip)
        self._paint_picture(painter, sight, segments=segments)
        painter.restore()

    def _paint_picture(self, painter: QPainter, sight: Sight, *, segments: bool) -> None:
        if not self._alpha and not self._cuts_out:
            self._paint_opaque(painter, sight, segments=segments)
            return
        x0, y0, x1, y1 = sight.box
        layer = QImage(x1 - x0, y1 - y0, QImage.Format.Format_ARGB32_Premultiplied)
        layer.fill(0)
        inner = QPainter(layer)
        inner.translate(-x0, -y0)
        self._paint_opaque(inner, sight, segments=segments)
        if self._alpha:
            inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
            _draw_levels(inner, self._alpha, sight)
        if self._cuts_out and self._hiding is not None:
            inner.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
            _draw(inner, self._hiding, sight, smooth=False)
        inner.end()
        painter.drawImage(QPointF(x0, y0), layer)

    def _paint_opaque(self, painter: QPainter, sight: Sight, *, segments: bool) -> None:
        if not segments:
            _draw_levels(painter, self._photo, sight)
            return
        assert self._labels is not None
        assert self._labels_image is not None
        assert self._table is not None
        if self._final and _is_smooth(sight.scale):
            x0, y0, _, _ = sight.box
            pixels = self._smooth.pixels(self._labels, self._table, sight)
            painter.drawImage(QPointF(x0, y0), argb_image(pixels))
        else:
            _draw(painter, self._labels_image, sight, smooth=False)

    def _paint_checkerboard(self, painter: QPainter, sight: Sight, ratio: float) -> None:
        side = max(1, round(_SQUARE * ratio))
        tile = QImage(2 * side, 2 * side, QImage.Format.Format_RGB32)
        grey = self.ground.lightness()
        pale, deep = (grey + 10, grey - 10) if grey > 127 else (grey + 22, grey + 8)
        tile.fill(QColor(pale, pale, pale))
        squares = QPainter(tile)
        squares.fillRect(0, 0, side, side, QColor(deep, deep, deep))
        squares.fillRect(side, side, side, side, QColor(deep, deep, deep))
        squares.end()
        x0, y0, x1, y1 = sight.box
        painter.setBrushOrigin(QPointF(round(sight.left), round(sight.top)))
        painter.fillRect(QRectF(x0, y0, x1 - x0, y1 - y0), QBrush(tile))


def _is_smooth(scale: float) -> bool:
    """Drawn small, colors are averaged; between 100 and 200 % too, where pixels would differ in size."""
    return scale < CRISP and scale != 1


def _draw_levels(painter: QPainter, levels: list[QImage], sight: Sight) -> None:
    level = levels[fitting([image.width() for image in levels], sight.scale)]
    _draw(painter, level, sight, smooth=_is_smooth(sight.scale))


def _draw(painter: QPainter, image: QImage, sight: Sight, *, smooth: bool) -> None:
    """Draw the part of `image` (the photo's size, or a reduced copy) that is seen, and two pixels more."""
    x0, y0, x1, y1 = sight.box
    across = sight.columns / image.width() * sight.scale
    down = sight.rows / image.height() * sight.scale
    left = max(0, math.floor((x0 - sight.left) / across) - 2)
    top = max(0, math.floor((y0 - sight.top) / down) - 2)
    right = min(image.width(), math.ceil((x1 - sight.left) / across) + 2)
    bottom = min(image.height(), math.ceil((y1 - sight.top) / down) + 2)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(
        QRectF(sight.left + left * across, sight.top + top * down, (right - left) * across, (bottom - top) * down),
        image,
        QRectF(left, top, right - left, bottom - top),
    )
