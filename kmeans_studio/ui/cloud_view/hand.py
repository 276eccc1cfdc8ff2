"""Turning, zooming, picking and dragging: the cloud's picture with mouse and keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from ..canvas.interaction import CLICK_SLACK, wheel_factor
from .camera import Camera, landing, pick
from .decor import disc_radius
from .renderer import Renderer
from .view import Picture

REACH = 6.0
"""How far from a point the pointer still means it, in logical pixels."""

TURN = 0.5
"""Degrees for each pixel of a drag."""

STEP = 6.0
"""Degrees for each press of an arrow key."""

SLOWLY_MS, SLOWLY = 33, 0.35
"""Turning by itself: a step of so many degrees, so often."""

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
_ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class CloudView(Picture):
    """The cloud that people turn.

    hovered(point)          the pointer is over a point of the cloud, or, with None, over none any more
    point_clicked(point)    a point was clicked; None beside all of them. With the keyboard's modifiers
    center_clicked(place)   a center was clicked, or chosen with Return: its place among the discs. With modifiers
    center_dropped(place, point)  a center was dragged to a point of the cloud
    turning_ended()         it does not turn by itself any more
    """

    hovered = Signal(object)
    point_clicked = Signal(object, object)
    center_clicked = Signal(int, object)
    center_dropped = Signal(int, int)
    turning_ended = Signal()

    def __init__(self, renderer: Renderer, parent: QWidget | None = None) -> None:
        super().__init__(renderer, parent)
        self.setObjectName("cloud.view")
        self.setAccessibleName("Color cloud")
        self.setAccessibleDescription(
            "The photo's colors in three dimensions. Arrow keys turn, plus and minus zoom, 0 goes back to the first "
            "view, Tab goes through the centers, Return selects the segment of one."
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.may_drag = False
        self._over: int | None = None
        self._pressed: QPointF | None = None
        self._last: QPointF | None = None
        self._grabbed: int | None = None
        self._pans = False
        self._slowly = QTimer(self, interval=SLOWLY_MS)
        self._slowly.timeout.connect(lambda: self.set_camera(self.camera.turned(SLOWLY, 0)))

    def turn_slowly(self, on: bool) -> None:
        """Turn by itself, or stop."""
        if on:
            self._slowly.start()
        else:
            self._slowly.stop()

    def reset(self) -> None:
        """Look as at first."""
        self.set_camera(Camera())

    def zoom(self, factor: float) -> None:
        """Come nearer, or go away."""
        self.set_camera(self.camera.zoomed(factor))

    def _center_at(self, at: QPointF) -> int | None:
        """Return the place of the disc under the pointer, the one in front."""
        if not self.discs:
            return None
        lens = self.lens()
        return pick(self.seen_centers(), at.x(), at.y(), max(disc_radius(disc, lens) for disc in self.discs) + 1)

    def _point_at(self, at: QPointF) -> int | None:
        """Return the point of the cloud that is meant."""
        if self.scene is None:
            return None
        place = pick(self.seen_points(), at.x(), at.y(), REACH)
        return None if place is None else int(self.scene.order[place])

    def _tell(self, point: int | None) -> None:
        if point != self._over:
            self._over = point
            self.hovered.emit(point)

    def _landing(self, disc: int, at: QPointF) -> int:
        """Return the point of the cloud on which a disc would land."""
        assert self.scene is not None
        pixels = self.lens().scale * self.camera.zoom
        place = landing(self.seen_points(), at.x(), at.y(), self.depth_of(disc), pixels)
        return int(self.scene.order[place])

    # --- mouse ---------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a center, or of the whole."""
        at = event.position()
        self._ring = False
        self._last = at
        left = event.button() == Qt.MouseButton.LeftButton
        self._pans = not left
        self._pressed = at if left else None
        self._grabbed = self._center_at(at) if left else None
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn, move or drag; without a button say what is under the pointer."""
        at = event.position()
        if self._last is None:
            self._hover(at)
            return
        if self._pressed is not None and (at - self._pressed).manhattanLength() > CLICK_SLACK:
            self._pressed = None
            self._tell(None)
        if self._pressed is None:
            step, self._last = at - self._last, at
            if self._grabbed is not None and self.may_drag:
                self._held = (self._grabbed, at, self._landing(self._grabbed, at))
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.update()
            elif self._pans:
                self.set_camera(self.camera.panned(step.x(), step.y(), self.lens()))
            else:
                self.set_camera(self.camera.turned(step.x() * TURN, step.y() * TURN))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go, or click."""
        held, pressed, grabbed = self._held, self._pressed, self._grabbed
        self._let_go()
        if held is not None:
            self.center_dropped.emit(held[0], held[2])
        elif pressed is not None:
            modifiers = event.modifiers() & _ADDING
            if grabbed is not None:
                self.center_clicked.emit(grabbed, modifiers)
            else:
                self.point_clicked.emit(self._point_at(pressed), modifiers)
        self._hover(event.position())
        event.accept()

    def _let_go(self) -> None:
        self._held = self._pressed = self._grabbed = self._last = None
        self.update()

    def _hover(self, at: QPointF) -> None:
        center = self._center_at(at)
        shape = Qt.CursorShape.OpenHandCursor if center is not None and self.may_drag else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self._tell(None if center is not None else self._point_at(at))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom."""
        self.zoom(wheel_factor(event.angleDelta().y(), event.pixelDelta().y()))
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A second click in a row is a click."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is elsewhere."""
        super().leaveEvent(event)
        self._tell(None)

    # --- keys ----------------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Tab goes through the centers before it goes on to the next control."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            back = event.key() == Qt.Key.Key_Backtab
            if (back or event.key() == Qt.Key.Key_Tab) and self._step(-1 if back else 1):
                return True
        return super().event(event)

    def _step(self, by: int) -> bool:
        """Go to the next center, if there is one."""
        count = len(self.discs)
        start = -1 if by > 0 else count
        there = (start if self._here is None else self._here) + by
        inside = 0 <= there < count
        self._here = there if inside else None
        self.update()
        return inside

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn, zoom, choose."""
        key = Qt.Key(event.key())
        other = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if other or not self._press(key, event.modifiers()):
            super().keyPressEvent(event)

    def _press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key in _ARROWS:
            across, down = _ARROWS[key]
            self.set_camera(self.camera.turned(across * STEP, down * STEP))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1.25)
        elif key == Qt.Key.Key_Minus:
            self.zoom(0.8)
        elif key == Qt.Key.Key_0:
            self.reset()
        elif key == Qt.Key.Key_Escape and (self._held is not None or self._here is not None):
            self._here = None
            self._let_go()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._here is not None:
            self.center_clicked.emit(self._here, modifiers & _ADDING)
        else:
            return False
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring shows only where the keyboard led here."""
        super().focusInEvent(event)
        self._ring = event.reason() in _BY_KEYBOARD
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No center is meant any more."""
        super().focusOutEvent(event)
        self._ring, self._here = False, None
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing turns where nobody looks."""
        super().hideEvent(event)
        if self._slowly.isActive():
            self._slowly.stop()
            self.turning_ended.emit()
        self._let_go()
        self._tell(None)
