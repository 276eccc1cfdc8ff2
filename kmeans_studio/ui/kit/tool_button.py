"""The button of toolbars and small places: an icon, a word, or both; it may be checked or open a menu."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from .. import icons, theme
from . import paint
from .focus import FocusRing, PressedByReturn

_ICON_ONLY = Qt.ToolButtonStyle.ToolButtonIconOnly
_BESIDE = Qt.ToolButtonStyle.ToolButtonTextBesideIcon


class ToolButton(PressedByReturn, FocusRing, QToolButton):
    """An icon with its word beside it; `setDefaultAction` lets it follow a QAction.

    icon:      a name in `icons.PATHS`, or "" for a word alone.
    icon_only: the word is told to a screen reader only (and belongs in the tooltip).
    small:     24 px instead of 28 px high, with an icon of 18 px.
    quiet:     dim until the pointer is over it.
    menu:      opens on a click; with `split` only a click on its chevron (or the Down key) opens it. The three dots
               of "more" say by themselves that there is one.
    """

    def __init__(
        self,
        text: str,
        icon: str = "",
        parent: QWidget | None = None,
        *,
        name: str,
        checkable: bool = False,
        icon_only: bool = False,
        small: bool = False,
        quiet: bool = False,
        menu: QMenu | None = None,
        split: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setToolButtonStyle(_ICON_ONLY if icon_only else _BESIDE)
        self._small, self._quiet, self._split = small, quiet, split
        self._chevron = menu is not None and icon != "more"
        if icon:
            self.setIcon(icons.icon(icon, "dim" if quiet else "text"))
        if icon_only:
            self.setToolTip(text)
        if menu:
            self.setMenu(menu)
            mode = QToolButton.ToolButtonPopupMode
            self.setPopupMode(mode.DelayedPopup if split else mode.InstantPopup)

    def set_narrow(self, narrow: bool) -> None:
        """Icon alone, for narrow windows; the word then moves into the tooltip."""
        self.setToolButtonStyle(_ICON_ONLY if narrow else _BESIDE)
        if narrow and not self.toolTip():
            self.setToolTip(self.text())

    def sizeHint(self) -> QSize:
        """Icon, word and chevron with the space they need; square for an icon alone."""
        width = self._content_width() + 2 * self._padding() + self._chevron_width()
        return QSize(max(width, self._height()), self._height())

    def minimumSizeHint(self) -> QSize:
        """Nothing is ever cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the state the button is in."""
        s = theme.scheme()
        face = paint.tool_face(s, paint.State.of(self), quiet=self._quiet)
        painter = QPainter(self)
        paint.control(painter, self.rect(), face, focused=self.ring_shown())
        room = self.rect().adjusted(self._padding(), 0, -self._padding() - self._chevron_width(), 0)
        if not self._words():
            room = QRect(0, 0, self.width() - self._chevron_width(), self.height())
        self._paint_content(painter, paint.mirrored(self, room), face)
        if self._chevron:
            icons.draw(painter, "down", self._chevron_rect(), s.dim if self.isEnabled() else s.off)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the chevron of a split button opens its menu."""
        if self._split and self.menu() and self._chevron_zone().contains(event.position().toPoint()):
            self.showMenu()
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens the menu."""
        if event.key() == Qt.Key.Key_Down and self.menu():
            self.showMenu()
        else:
            super().keyPressEvent(event)

    def _paint_content(self, painter: QPainter, room: QRect, face: paint.Face) -> None:
        size = self._icon_size()
        if not self._words():
            square = QRect(0, 0, size, size)
            square.moveCenter(room.center())
            self._paint_icon(painter, square)
            return
        if size:
            square = QRect(room.left(), room.center().y() - (size - 1) // 2, size, size)
            self._paint_icon(painter, paint.mirrored(self, square, room))
            rest = room.adjusted(size + self._gap(), 0, 0, 0)
            room = paint.mirrored(self, rest, room)
        paint.label(painter, room, self._words(), face.ink, self.font(), Qt.AlignmentFlag.AlignLeft)

    def _paint_icon(self, painter: QPainter, square: QRect) -> None:
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        self.icon().paint(painter, square, Qt.AlignmentFlag.AlignCenter, mode)

    def _words(self) -> str:
        return "" if self.toolButtonStyle() == _ICON_ONLY else self.text()

    def _content_width(self) -> int:
        words = self._words()
        if not words:
            return self._icon_size()
        before = self._icon_size() + self._gap() if self._icon_size() else 0
        return before + paint.text_width(words, self.font())

    def _icon_size(self) -> int:
        return 0 if self.icon().isNull() else theme.px(18 if self._small else 20)

    def _padding(self) -> int:
        return theme.px(10) if self._words() else theme.px(4)

    def _gap(self) -> int:
        return theme.px(4)

    def _height(self) -> int:
        return theme.px(24 if self._small else 28)

    def _chevron_width(self) -> int:
        return theme.px(24) if self._chevron else 0

    def _chevron_zone(self) -> QRect:
        width = self._chevron_width()
        return paint.mirrored(self, QRect(self.width() - width, 0, width, self.height()))

    def _chevron_rect(self) -> QRect:
        inset = theme.px(4)
        return self._chevron_zone().adjusted(inset, 0, -inset, 0)
