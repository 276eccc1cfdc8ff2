"""One kernel in the grid, and the captions beside and above."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from .. import icons, theme
from ..kit import paint
from ..kit.focus import FocusRing
from .diverging import zero

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QEnterEvent, QFont

FAINT = 0.22
"""The opacity of a kernel that is left out."""

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class Pictures(Protocol):
    """Where cells get their pictures from."""

    def picture(self, index: int) -> QImage | None:
        """Return the picture of a kernel, or None while it is still being made."""


class KernelCell(FocusRing, QAbstractButton):
    """A kernel: a click looks at it; it is checked while it is in use. An eye in its corner leaves it out."""

    looked_at = Signal(int)
    turned = Signal(int)
    """A person wants it left out, or in use again."""
    menu_wanted = Signal(int, QPoint)

    def __init__(self, index: int, title: str, pictures: Pictures, parent: QWidget) -> None:
        super().__init__(parent)
        self.index, self.title, self._pictures = index, title, pictures
        self.selected = False
        self._over_eye = False
        self.setObjectName(f"bank.grid.{index}")
        self.setToolTip(title)
        self.setCheckable(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.show_in_use(True)

    def show_in_use(self, in_use: bool) -> None:
        """Show whether the filter is in use."""
        self.setChecked(in_use)
        self.setAccessibleName(self.title if in_use else f"{self.title}, left out")
        self.update()

    def show_selected(self, selected: bool) -> None:
        """Show whether it is the one that is looked at; that one is the way into the grid for the Tab key."""
        self.selected = selected
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if selected else Qt.FocusPolicy.ClickFocus)
        self.update()

    def nextCheckState(self) -> None:
        """Space turns it; what that comes to is for the recipe to say."""
        self.turned.emit(self.index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave arrow keys to the grid: a button would take them for a way to its neighbors in the order of Tab."""
        if event.key() in _ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look at it, or, on the eye, leave it out."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
        elif self._eye().contains(event.position().toPoint()):
            self.turned.emit(self.index)
        else:
            self.looked_at.emit(self.index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Everything happens when the button goes down."""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the eye under the pointer."""
        over = self._eye().contains(event.position().toPoint())
        if over != self._over_eye:
            self._over_eye = over
            self.setToolTip(("Leave it out" if self.isChecked() else "Use it again") if over else self.title)
            self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the eye."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the eye."""
        super().leaveEvent(event)
        self._over_eye = False
        self.setToolTip(self.title)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer more, from the keyboard below the middle."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self.menu_wanted.emit(self.index, self.mapToGlobal(self.rect().center()) if by_key else event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the kernel in its frame."""
        s = theme.scheme()
        painter = QPainter(self)
        frame = self.rect().adjusted(1, 1, -1, -1)
        hovered = self.underMouse()
        paint.flat(painter, frame, s.edge if hovered and not self.selected else s.line)
        paint.flat(painter, frame.adjusted(1, 1, -1, -1), QColor(*zero(s.dark)))
        image = self._pictures.picture(self.index)
        if image is not None:
            painter.setOpacity(1.0 if self.isChecked() else FAINT)
            draw_crisp(painter, QRectF(frame.adjusted(1, 1, -1, -1)), image)
            painter.setOpacity(1.0)
        if self.selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(s.accent, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)
            if self.ring_shown():
                painter.setPen(QPen(s.text, 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5), 2, 2)
        if hovered or not self.isChecked():
            ink = s.text if self._over_eye else s.dim
            icons.draw(painter, "eye" if self.isChecked() else "eyeoff", self._eye(), ink, 2.0)
        painter.end()

    def _eye(self) -> QRect:
        side = min(theme.px(16), self.width() // 2)
        return QRect(self.width() - side - 3, 3, side, side)


class Caption(QAbstractButton):
    """What the filters of a row or column have in common; a click leaves all of them out, or uses all again.

    From the keyboard the menu of a kernel does the same.
    """

    def __init__(self, text: str, title: str, parent: QWidget, *, name: str, right: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setText(text)
        self.note = ""
        self._title, self._right, self._in_use = title, right, True
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_in_use(True)

    def show_in_use(self, in_use: bool) -> None:
        """Show whether any of them is in use."""
        self._in_use = in_use
        says = f"{'Leave out' if in_use else 'Use again'}: {self._title}"
        self.setAccessibleName(says)
        self.setToolTip(says)
        self.update()

    def sizeHint(self) -> QSize:
        """The words."""
        widths = (paint.text_width(words, self._font(delta)) for words, delta in ((self.text(), -1), (self.note, -2)))
        return QSize(max(widths) + 2, theme.px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words, crossed out where all are left out, and the note under them."""
        s = theme.scheme()
        painter = QPainter(self)
        ink = s.text if self.underMouse() else s.dim
        align = Qt.AlignmentFlag.AlignLeft if self._right else Qt.AlignmentFlag.AlignHCenter
        room = self.rect()
        if self.note:
            line = theme.px(15)
            room = QRect(0, (self.height() - 2 * line) // 2, self.width(), line)
            paint.label(painter, room.translated(0, line), self.note, s.dim, self._font(-2), align)
        font = self._font(-1)
        font.setStrikeOut(not self._in_use)
        paint.label(painter, room, self.text(), ink, font, align)
        painter.end()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Be dim again."""
        super().leaveEvent(event)
        self.update()

    def _font(self, delta: int) -> QFont:
        return theme.font(delta, tabular=True)


def draw_crisp(painter: QPainter, room: QRectF, image: QImage) -> None:
    """Draw an image, made for the screen's own pixels, into the middle of `room`, each pixel on one of the screen's."""
    ratio = image.devicePixelRatio()
    left = round((room.left() + (room.width() - image.width() / ratio) / 2) * ratio) / ratio
    top = round((room.top() + (room.height() - image.height() / ratio) / 2) * ratio) / ratio
    painter.drawImage(QPointF(left, top), image)
