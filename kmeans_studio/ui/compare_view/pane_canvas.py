"""The canvas of a pane: as the window's canvas, and with a mark at the spot that is looked at in all of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter

from .. import theme
from ..canvas import Canvas, interaction, overlay
from ..canvas.hand import ARROWS, FAR
from .cross import paint_cross

MARGIN = 8
"""Ground left free around a fitted photo, in logical pixels."""


class PaneCanvas(Canvas):
    """Zooms and pans as the canvas does, and tells so."""

    moved = Signal()
    """The photo was zoomed or moved, or the canvas has another size."""
    focused = Signal()
    """The focus came here."""
    mark_moved = Signal(int, int)
    """The mark was moved by key to the photo pixel (x, y)."""

    def __init__(self, *, name: str, title: str) -> None:
        super().__init__()
        self._mark: tuple[int, int] | None = None
        self._mark_chip: overlay.HoverChip | None = None
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAccessibleDescription(
            "The photo by the recipe of this pane. Plus and minus zoom, 0 fits, arrow keys move the photo, and with "
            "Alt the mark."
        )
        self.setMinimumSize(theme.px(96), theme.px(80))
        self.set_ground(theme.scheme().canvas)

    @property
    def mark(self) -> tuple[int, int] | None:
        """The photo pixel that is marked."""
        return self._mark

    @property
    def mark_chip(self) -> overlay.HoverChip | None:
        """What is said of the marked pixel."""
        return self._mark_chip

    def set_mark(self, pixel: tuple[int, int] | None, chip: overlay.HoverChip | None) -> None:
        """Mark a pixel and say which segment it belongs to."""
        self._mark, self._mark_chip = pixel, chip
        self.viewport().update()

    def placed(self) -> None:
        """Tell that the photo has moved."""
        super().placed()
        self.moved.emit()

    def _fit_zoom(self) -> float:
        ratio, view = self.devicePixelRatioF(), self.viewport()
        across, down = max(1, self._columns), max(1, self._rows)
        return interaction.fit_scale(view.width() * ratio, view.height() * ratio, across, down, MARGIN * ratio)

    def _mark_place(self) -> tuple[QPointF, float]:
        """Where the middle of the marked pixel lies, and how wide a pixel is, in logical pixels."""
        assert self._mark is not None
        photo = self.photo_rect()
        scale = photo.width() / self._columns
        x, y = self._mark
        return QPointF(photo.left() + (x + 0.5) * scale, photo.top() + (y + 0.5) * scale), scale

    def drawForeground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Paint the mark and its chip over what the canvas has there."""
        super().drawForeground(painter, rect)
        painter.save()
        painter.resetTransform()
        self.paint_mark(painter)
        painter.restore()

    def paint_mark(self, painter: QPainter) -> None:
        """Paint the mark and its chip, where there is one."""
        if self._mark is None or not self._columns:
            return
        at, scale = self._mark_place()
        paint_cross(painter, at, scale)
        if self._mark_chip is not None:
            room = QRectF(self.viewport().rect())
            place = overlay.hover_chip_rect(self.font(), self._mark_chip, at, room)
            overlay.paint_hover_chip(painter, self.font(), self.palette(), self._mark_chip, place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the focus is here."""
        super().focusInEvent(event)
        self.focused.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the mark with Alt; the rest is the canvas's."""
        key = Qt.Key(event.key())
        if self._columns and key in ARROWS and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            far = FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            x, y = self._mark or (self._columns // 2, self._rows // 2)
            across, down = ARROWS[key]
            x, y = min(max(x + across * far, 0), self._columns - 1), min(max(y + down * far, 0), self._rows - 1)
            self.mark_moved.emit(x, y)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """A new scheme has another ground."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_mark"):
            self.set_ground(theme.scheme().canvas)
