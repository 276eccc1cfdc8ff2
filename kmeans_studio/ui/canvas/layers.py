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

from ..qimage import alpha_image, argb_image, color_table, labels_image, packed, photo_image
from . import outline
from .levels import fitting, halvings
from .sight import Sight, sample
from .smooth import SmoothLabels

if TYPE_CHECKING:
    from numpy.typing import NDArray

ORIGINAL, SEGMENTS, OUTLINE, SPLIT = VIEWS = ("original", "segments", "outline", "split")
_LINE_COLORS = [0, 0xB8000000, 0xFFFFFFFF]
_SQUARE = 8
_CRISP = 2.0


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
        self.clear()

    def clear(self) -> None:
        """Forget the photo and its label map; colors and groups stay until others are set."""
        self.columns = self.rows = 0
        self._photo: list[QImage] = []
        self._alpha: list[QImage] = []
        self.set_labels(None, final=True)

    def set_photo(self, levels: tuple[NDArray[np.uint8], ...], alpha: NDArray[np.uint8] | None) -> None:
        """Take a photo as `halvings` made it; the label map before is forgotten. ValueError if unfit."""
        photo = [photo_image(level) for level in levels]
        if alpha is not None and alpha.shape != levels[0].shape[:2]:
            raise ValueError(f"alpha {alpha.shape} does not fit a photo of {levels[0].shape[:2]}")
        opacity = [alpha_image(level) for level in halvings(alpha)] if alpha is not None else []
        self.clear()
        self._photo, self._alpha = photo, opacity
        self.rows, self.columns = levels[0].shape[:2]

    def set_labels(self, labels: NDArray[np.uint8] | None, *, final: bool) -> None:
        """Take a label map of the photo's size. ValueError if it is none."""
        image = labels_image(labels) if labels is not None else None
        if labels is not None and labels.shape != (self.rows, self.columns):
            raise ValueError(f"label map {labels.shape} does not fit a photo of {(self.rows, self.columns)}")
        if image is not None:
            image.setColorTable(self._color_table)
        hiding = labels_image(labels) if labels is not None else None
        if hiding is not None:
            hiding.setColorTable(self._hiding_table)
        self._labels, self._labels_image, self._hiding, self._final = labels, image, hiding, final
        self._smooth = SmoothLabels()
        self._forget_lines()

    def set_colors(self, colors: NDArray[np.uint8]) -> None:
        """Take (256, 4) uint8 RGBA colors by label; the label map itself is left alone."""
        self._color_table, self._table = color_table(colors), packed(colors)
        self._hiding_table = [0 if alpha else 0xFF000000 for alpha in colors[:, 3].tolist()]
        if self._labels_image is not None and self._hiding is not None:
            self._labels_image.setColorTable(self._color_table)
            self._hiding.setColorTable(self._hiding_table)
        self._smooth.forget()

    def set_groups(self, groups: NDArray[np.uint8]) -> None:
        """Take (256,) uint8: the label that stands for each label's segment. ValueError if it is none."""
        if groups.shape != (256,) or groups.dtype != np.uint8:
            raise ValueError(f"groups must be (256,) uint8, not {groups.shape} {groups.dtype}")
        self._groups = groups
        self._forget_lines()

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
        if self.shown != OUTLINE or self._groups is None:
            return False
        return any(hides and group != 255 for hides, group in zip(self._hiding_table, self._groups, strict=False))

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
            self._paint_lines(painter, sight, max(1, round(ratio)))
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

    def _forget_lines(self) -> None:
        self._seen_at: Sight | None = None
        self._lines_key: object = None
        self._lines: QImage | None = None

    def _paint_lines(self, painter: QPainter, sight: Sight, width: int) -> None:
        key = (sight, width, self.view == OUTLINE, self.selected, self.hovered)
        if key != self._lines_key:
            self._lines_key, self._lines = key, self._make_lines(sight, width)
        if self._lines is not None:
            x0, y0, _, _ = sight.box
            painter.drawImage(QPointF(x0, y0), self._lines)

    def _make_lines(self, sight: Sight, width: int) -> QImage | None:
        marked = self.selected | ({self.hovered} - {None})
        if self._groups is None or not (marked or self.view == OUTLINE):
            return None
        groups, exact = self._groups_seen(sight, width)
        picture = np.zeros(groups.shape, np.uint8)
        if self.view == OUTLINE:
            picture = outline.borders(groups, width)
        for group in sorted(marked, key=lambda group: group in self.selected):
            mask = groups == group
            # A segment of nothing but specks would have no line at all.
            if 2 * np.count_nonzero(mask) < np.count_nonzero(exact == group):
                mask = exact == group
            line = outline.around(mask, width, strong=group in self.selected)
            np.copyto(picture, line, where=line > 0)
        indexed = labels_image(picture)
        indexed.setColorTable(_LINE_COLORS)
        return indexed.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)

    def _groups_seen(self, sight: Sight, width: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """The group behind each device pixel of `sight.box`, as lines follow them and as they are."""
        if sight != self._seen_at:
            assert self._labels is not None
            assert self._groups is not None
            x0, y0, x1, y1 = sight.box
            rows, columns = sight.photo_rows(y0, y1), sight.photo_columns(x0, x1)
            exact = simple = self._groups.take(sample(self._labels, rows, columns))
            if sight.scale < _CRISP:
                # Every other pixel will do on a 2x screen, whose lines are two wide, and for frames
                # soon gone: a quarter of the cost.
                step = width if self._final else 2 * width
                coarse = np.ascontiguousarray(exact[::step, ::step])
                simple = outline.enlarged(outline.simplified(coarse), step, exact.shape)
            self._seen, self._seen_at = (simple, exact), sight
        return self._seen


def _is_smooth(scale: float) -> bool:
    """Drawn small, colors are averaged; between 100 and 200 % too, where pixels would differ in size."""
    return scale < _CRISP and scale != 1


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
