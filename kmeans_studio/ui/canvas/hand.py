"""The hand on mouse and keyboard: hover, click, drag, the curtain, keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent

from . import interaction
from .camera import Camera
from .layers import SPLIT, Layers
from .seeds import SeedMark, mark_at

TOOLS = SELECT, PAN, SEED = ("select", "pan", "seed")
_BY_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
"""Steps across and down."""
FAR = 10
"""So many pixels an arrow moves a mark with Shift."""
_STEP, _LONG_STEP = 0.01, 0.1


class Hand(Camera):
    """Turns events into what they mean on the photo."""

    hovered = Signal(int, int)
    """The photo pixel (x, y) under the pointer, whenever it changes."""
    left = Signal()
    """The pointer is no longer over the photo."""
    clicked = Signal(int, int, object)
    """A photo pixel (x, y) was clicked with the select tool; `Qt.KeyboardModifier` flags held meanwhile."""
    seed_placed = Signal(int, int)
    """A photo pixel (x, y) was clicked with the seed tool."""
    seed_moved = Signal(int, int, int)
    """A seed's mark, by its index, is being dragged and is over the photo pixel (x, y) now."""
    seed_menu_wanted = Signal(int)
    """The right button was pressed on a seed's mark, by its index."""
    curtain_moved = Signal(float)
    """The curtain was moved by hand: its place as a share of the photo's width, 0..1."""

    def __init__(self) -> None:
        super().__init__()
        self._layers = Layers()
        self._tool = SELECT
        self._space_held = False
        self._pointer: QPointF | None = None
        self._over: tuple[int, int] | None = None
        self._pressed_at: QPointF | None = None
        self._pan_from: QPointF | None = None
        self._curtain_held = False
        self._marks: tuple[SeedMark, ...] = ()
        self._mark_held: int | None = None
        self._ring = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def curtain(self) -> float:
        """Where the split view's curtain hangs: a share of the photo's width."""
        return self._layers.curtain

    def set_curtain(self, share: float) -> None:
        """Hang the curtain at a share of the photo's width, bounded to 0..1."""
        self._layers.curtain = min(max(share, 0.0), 1.0)
        self.viewport().update()

    def _curtain_shown(self) -> bool:
        return self._columns > 0 and self._layers.shown == SPLIT

    def _curtain_line(self) -> float:
        photo = self.photo_rect()
        return round(photo.left() + self._layers.curtain * photo.width())

    def _on_curtain(self, at: QPointF) -> bool:
        seen = self.photo_rect() & QRectF(self.viewport().rect())
        return (
            self._curtain_shown()
            and seen.contains(QPointF(seen.center().x(), at.y()))
            and interaction.on_curtain(at.x(), at.y(), self._curtain_line(), seen.center().y())
        )

    def _move_curtain(self, share: float) -> None:
        self.set_curtain(share)
        self.curtain_moved.emit(self._layers.curtain)

    def _busy(self) -> bool:
        return self._pan_from is not None or self._curtain_held

    def _spot(self, x: int, y: int) -> QPointF:
        """Return where the middle of a photo pixel is."""
        photo = self.photo_rect()
        return QPointF(
            photo.left() + (x + 0.5) / self._columns * photo.width(),
            photo.top() + (y + 0.5) / self._rows * photo.height(),
        )

    def _mark_at(self, at: QPointF) -> int | None:
        return mark_at(self._marks, self._spot, at) if self._tool == SEED and self._columns else None

    def _drag_mark(self, at: QPointF) -> None:
        """Move the held mark to the photo pixel under the pointer, or the nearest one."""
        photo, held = self.photo_rect(), self._mark_held
        x = int(min(max((at.x() - photo.left()) / photo.width() * self._columns, 0), self._columns - 1))
        y = int(min(max((at.y() - photo.top()) / photo.height() * self._rows, 0), self._rows - 1))
        if held is not None and held < len(self._marks) and (x, y) != (self._marks[held].x, self._marks[held].y):
            self.seed_moved.emit(held, x, y)

    def _pans(self) -> bool:
        return self._tool == PAN or self._space_held

    def _shape_cursor(self) -> None:
        if self._pan_from is not None or self._mark_held is not None:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._curtain_held or (self._pointer is not None and self._on_curtain(self._pointer)):
            shape = Qt.CursorShape.SplitHCursor
        elif self._pans() or (self._pointer is not None and self._mark_at(self._pointer) is not None):
            shape = Qt.CursorShape.OpenHandCursor
        else:
            shape = Qt.CursorShape.CrossCursor if self._tool == SEED else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def placed(self) -> None:
        """The photo moved under a resting pointer."""
        self._tell_pointer()

    def _pixel_at(self, at: QPointF) -> tuple[int, int] | None:
        ratio = self.devicePixelRatioF()
        return self.sight().pixel(at.x() * ratio, at.y() * ratio)

    def _tell_pointer(self) -> None:
        over = self._pixel_at(self._pointer) if self._pointer is not None and self._columns else None
        if over == self._over or self._busy():
            return
        self._over = over
        if over is None:
            self.left.emit()
        else:
            self.hovered.emit(*over)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the curtain or the photo, or begin a click."""
        at = event.position()
        primary = event.button() == Qt.MouseButton.LeftButton
        if self._columns and (event.button() == Qt.MouseButton.MiddleButton or (primary and self._pans())):
            self._pan_from = at
        elif primary and self._on_curtain(at):
            self._curtain_held = True
        elif primary:
            self._mark_held = self._mark_at(at)
            self._pressed_at = at if self._mark_held is None else None
        elif event.button() == Qt.MouseButton.RightButton and (mark := self._mark_at(at)) is not None:
            self.seed_menu_wanted.emit(mark)
        self._ring = False
        self._shape_cursor()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held; else tell what lies under the pointer."""
        at = self._pointer = event.position()
        if self._pan_from is not None:
            step, self._pan_from = at - self._pan_from, at
            self.pan_by(step.x(), step.y())
        elif self._curtain_held:
            photo = self.photo_rect()
            self._move_curtain((at.x() - photo.left()) / photo.width())
        elif self._mark_held is not None:
            self._drag_mark(at)
        elif self._pressed_at is not None and (at - self._pressed_at).manhattanLength() > interaction.CLICK_SLACK:
            self._pressed_at = None
        self._tell_pointer()
        self._shape_cursor()
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or click."""
        pressed_at, self._pressed_at = self._pressed_at, None
        self._pan_from, self._curtain_held, self._mark_held = None, False, None
        self._tell_pointer()
        self._shape_cursor()
        pixel = self._pixel_at(pressed_at) if pressed_at is not None and self._columns else None
        if pixel is not None and event.button() == Qt.MouseButton.LeftButton:
            if self._tool == SEED:
                self.seed_placed.emit(*pixel)
            else:
                self.clicked.emit(*pixel, event.modifiers())
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit the photo; on the curtain, and with the seed tool, it is but a second press."""
        places = self._tool == SEED
        if event.button() == Qt.MouseButton.LeftButton and not self._on_curtain(event.position()) and not places:
            self.fit()
            event.accept()
        else:
            self.mousePressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """The pointer leaves."""
        if event.type() == QEvent.Type.Leave and not self._busy():
            self._pointer = None
            self._tell_pointer()
            self.viewport().update()
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom, pan and move the curtain; keys with Ctrl or Alt belong to the window."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
        )
        if not plain or not self._columns or not self._press(Qt.Key(event.key()), shift):
            event.ignore()

    def _press(self, key: Qt.Key, shift: bool) -> bool:
        if key == Qt.Key.Key_Space:
            self._space_held = True
            self._shape_cursor()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif key == Qt.Key.Key_Minus:
            self.zoom_out()
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_1:
            self.zoom_actual()
        elif key in ARROWS:
            across, down = ARROWS[key]
            part = _LONG_STEP * (5 if shift else 1)
            if across and self._curtain_shown():
                self._move_curtain(self._layers.curtain + across * (_LONG_STEP if shift else _STEP))
            elif not self.fitted:
                self.pan_by(-across * part * self.viewport().width(), -down * part * self.viewport().height())
        else:
            return False
        return True

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space no longer pans."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_held = False
            self._shape_cursor()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring shows only where the keyboard led here: after a click nobody needs it."""
        self._ring = event.reason() in _BY_KEYBOARD
        self.viewport().update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key released elsewhere is never heard of."""
        self._ring = self._space_held = False
        self._shape_cursor()
        self.viewport().update()
        super().focusOutEvent(event)
