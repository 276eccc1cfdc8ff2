"""Zoom and pan: a graphics view whose scroll bars are never seen and whose photo is never lost."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QNativeGestureEvent, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsView

from . import interaction
from .sight import Sight


class Camera(QGraphicsView):
    """Knows where the photo lies in the viewport.

    A zoom of 1.0 shows one photo pixel on one *device* pixel, so 100 % is crisp on a 2x display too.
    """

    zoomed = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self._columns = self._rows = 0
        self._zoom = 1.0
        # Where the photo's corner was asked to lie, in logical pixels. Kept unrounded, or zooming in and out
        # again would drift; drawn is the nearest whole device pixel. The scroll bars follow for Qt's sake.
        self._left = self._top = 0.0
        self._fitted = True
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)

    @property
    def zoom(self) -> float:
        """Device pixels per photo pixel: 1.0 is 100 %."""
        return self._zoom

    @property
    def fitted(self) -> bool:
        """Whether the photo is fitted, and stays so when the canvas changes its size."""
        return self._fitted

    def fit(self) -> None:
        """Show the whole photo, as large as it goes."""
        self._fitted = True
        self._place(self._fit_zoom(), 0, 0)

    def zoom_actual(self) -> None:
        """Show one photo pixel on one device pixel."""
        self.set_zoom(1.0)

    def zoom_in(self) -> None:
        """To the next round zoom above."""
        self.set_zoom(interaction.next_step(self._zoom, up=True))

    def zoom_out(self) -> None:
        """To the next round zoom below."""
        self.set_zoom(interaction.next_step(self._zoom, up=False))

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom, bounded to 1/64 .. 64; what lies at `at` (viewport, logical pixels; else the middle) stays
        there.
        """
        if not self._columns:
            return
        if at is None:
            at = QPointF(self.viewport().width() / 2, self.viewport().height() / 2)
        zoom = interaction.bounded(zoom, self._fit_zoom())
        grows = zoom / self._zoom
        self._fitted = False
        self._place(zoom, at.x() - (at.x() - self._left) * grows, at.y() - (at.y() - self._top) * grows)

    def pan_by(self, dx: float, dy: float) -> None:
        """Move the photo by logical pixels."""
        if self._columns:
            self._fitted = False
            self._place(self._zoom, self._left + dx, self._top + dy)

    def sight(self) -> Sight:
        """What of the photo is seen now. Its corner lies on a whole device pixel, or 1:1 would blur."""
        ratio = self.devicePixelRatioF()
        return Sight(
            self._zoom,
            round(self._left * ratio),
            round(self._top * ratio),
            round(self.viewport().width() * ratio),
            round(self.viewport().height() * ratio),
            self._columns,
            self._rows,
        )

    def photo_rect(self) -> QRectF:
        """Where the whole photo lies, in the viewport's logical pixels."""
        ratio, sight = self.devicePixelRatioF(), self.sight()
        scale = sight.scale / ratio
        return QRectF(sight.left / ratio, sight.top / ratio, self._columns * scale, self._rows * scale)

    def placed(self) -> None:
        """Called after every zoom, pan and change of size; for subclasses."""

    def _show_photo(self, columns: int, rows: int) -> None:
        self._columns, self._rows = columns, rows
        self.fit()

    def _fit_zoom(self) -> float:
        ratio = self.devicePixelRatioF()
        width, height = self.viewport().width() * ratio, self.viewport().height() * ratio
        margin = interaction.MARGIN * ratio
        return interaction.fit_scale(width, height, max(1, self._columns), max(1, self._rows), margin)

    def _place(self, zoom: float, left: float, top: float) -> None:
        if not self._columns:
            return
        width, height = self.viewport().width(), self.viewport().height()
        ratio = self.devicePixelRatioF()
        scale = zoom / ratio
        small = zoom <= self._fit_zoom() * 1.0001
        self._left = interaction.settled(left, self._columns * scale, width, small)
        self._top = interaction.settled(top, self._rows * scale, height, small)
        if small:
            self._left, self._top = round(self._left * ratio) / ratio, round(self._top * ratio) / ratio
        changed, self._zoom = zoom != self._zoom, zoom
        # A scene with a viewport's room on every side lets the hidden scroll bars reach every place.
        room = QRectF(0, 0, self._columns, self._rows)
        self.setSceneRect(room.adjusted(-width / scale, -height / scale, width / scale, height / scale))
        self.setTransform(QTransform.fromScale(scale, scale))
        self.horizontalScrollBar().setValue(-round(self._left))
        self.verticalScrollBar().setValue(-round(self._top))
        self.viewport().update()
        if changed:
            self.zoomed.emit(zoom)
        self.placed()

    def _restore(self) -> None:
        if self._fitted:
            self.fit()
        else:
            self._place(self._zoom, self._left, self._top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted photo stays fitted; else the middle of what was seen stays in the middle."""
        super().resizeEvent(event)
        old = event.oldSize()
        if old.isValid():
            self._left += (event.size().width() - old.width()) / 2
            self._top += (event.size().height() - old.height()) / 2
        self._restore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; a touchpad's pixels zoom smoothly."""
        factor = interaction.wheel_factor(event.angleDelta().y(), event.pixelDelta().y())
        if factor != 1:
            self.set_zoom(self._zoom * factor, event.position())
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Pinching on a touchpad zooms at the pointer."""
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.set_zoom(self._zoom * max(0.1, 1 + event.value()), event.position())
            event.accept()
            return True
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        """On another screen a photo pixel is another length."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._restore()
        return super().event(event)
