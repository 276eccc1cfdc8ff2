"""What all widgets of the kit paint alike: boxes with an outline, focus ring, text, the colors of a state."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from .. import theme
from ..scheme import Scheme

RADIUS = 4


class Face(NamedTuple):
    """The colors of one control in one state; None where nothing is painted."""

    fill: QColor | None
    edge: QColor | None
    ink: QColor
    ring: QColor


class State(NamedTuple):
    """What a face depends on."""

    enabled: bool
    hover: bool = False
    down: bool = False
    checked: bool = False

    @classmethod
    def of(cls, widget: QWidget) -> State:
        """The state a widget is in now."""
        button = widget if isinstance(widget, QAbstractButton) else None
        return cls(
            enabled=widget.isEnabled(),
            hover=widget.underMouse(),
            down=bool(button and button.isDown()),
            checked=bool(button and button.isChecked()),
        )


def button_face(s: Scheme, state: State) -> Face:
    """A push button."""
    if not state.enabled:
        return Face(None, s.line, s.off, s.accent)
    fill = s.press if state.down else s.hover if state.hover else s.raised
    return Face(fill, s.edge, s.text, s.accent)


def primary_face(s: Scheme, state: State) -> Face:
    """The one blue button of a place; its ring cannot be blue too."""
    if not state.enabled:
        return Face(None, s.line, s.off, s.text)
    fill = s.fill_press if state.down else s.fill_hover if state.hover else s.fill
    return Face(fill, s.fill, s.on_fill, s.text)


def tool_face(s: Scheme, state: State, *, quiet: bool = False) -> Face:
    """A button without an outline until it is checked; `quiet` dims its word."""
    if not state.enabled:
        return Face(None, s.line if state.checked else None, s.off, s.accent)
    edge = s.edge if state.checked else None
    fill = s.press if state.down else s.hover if state.hover else s.sel if state.checked else None
    lively = state.down or state.hover or state.checked
    return Face(fill, edge, s.dim if quiet and not lively else s.text, s.accent)


def segment_face(s: Scheme, state: State) -> Face:
    """One piece of a segmented control."""
    if not state.enabled:
        return Face(None, s.line if state.checked else None, s.off, s.accent)
    if state.checked:
        return Face(s.chosen, s.edge, s.text, s.accent)
    return Face(None, None, s.text if state.hover or state.down else s.dim, s.accent)


def field_face(s: Scheme, state: State) -> Face:
    """A field one can type in or choose from."""
    if not state.enabled:
        return Face(s.base, s.line, s.off, s.accent)
    return Face(s.base, s.dim if state.hover and not state.down else s.edge, s.text, s.accent)


def control(painter: QPainter, rect: QRect, face: Face, *, focused: bool, radius: int = RADIUS) -> None:
    """Paint the box of a control. The ring takes the place of the outline and 1 px more: nothing moves."""
    box(painter, rect, face.fill, face.edge, radius)
    if focused:
        ring(painter, rect, face.ring, radius)


def box(painter: QPainter, rect: QRect, fill: QColor | None, edge: QColor | None, radius: int = RADIUS) -> None:
    """A rounded box with an outline of 1 px inside `rect`; without an outline the fill covers all of it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill or Qt.BrushStyle.NoBrush)
    painter.setPen(edge or Qt.PenStyle.NoPen)
    inset = 0.5 if edge else 0.0
    inner = QRectF(rect).adjusted(inset, inset, -inset, -inset)
    painter.drawRoundedRect(inner, radius - inset, radius - inset)


def ring(painter: QPainter, rect: QRect, color: QColor, radius: int = RADIUS) -> None:
    """The focus ring: 2 px just inside `rect`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, 2))
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), radius - 1, radius - 1)


def flat(painter: QPainter, rect: QRect, color: QColor) -> None:
    """Fill a rectangle. `QPainter.fillRect` does the same, but its first call builds enums for 3 ms."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRect(rect)


def bar(painter: QPainter, rect: QRectF, color: QColor) -> None:
    """A thin bar with round ends."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    radius = min(rect.width(), rect.height()) / 2
    painter.drawRoundedRect(rect, radius, radius)


def label(painter: QPainter, rect: QRect, text: str, ink: QColor, font: QFont, align: Qt.AlignmentFlag) -> None:
    """One line of text, vertically centered, cut with an ellipsis where it does not fit."""
    painter.setFont(font)
    painter.setPen(ink)
    flags = align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextShowMnemonic
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width(), Qt.TextFlag.TextShowMnemonic)
    painter.drawText(rect, flags, shown)


def text_width(text: str, font: QFont) -> int:
    """How wide `label` paints a text."""
    return QFontMetrics(font).size(Qt.TextFlag.TextShowMnemonic, text).width()


def right_to_left(widget: QWidget) -> bool:
    """The widget belongs to a language written from right to left."""
    return widget.layoutDirection() == Qt.LayoutDirection.RightToLeft


def mirrored(widget: QWidget, rect: QRect, bounds: QRect | None = None) -> QRect:
    """Where `rect`, placed from left to right, lies in a right-to-left widget, or in `bounds` within it.

    The same as `QStyle.visualRect`, without the 4 ms that the first use of `QStyle` takes.
    """
    if not right_to_left(widget):
        return rect
    bounds = bounds or widget.rect()
    return rect.translated(bounds.left() + bounds.right() - rect.left() - rect.right(), 0)


def bold(font: QFont) -> QFont:
    """The same font in the weight of headings."""
    result = QFont(font)
    result.setWeight(theme.BOLD)
    return result
