"""A segment's color with its number on it: color alone never carries a meaning."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from .. import theme
from . import paint


def paint_swatch(painter: QPainter, rect: QRect, color: QColor, text: str = "") -> None:
    """Paint a rounded square with an outline, so that it shows on any ground, and `text` on it in bold."""
    paint.box(painter, rect, color, theme.scheme().edge)
    if text:
        painter.setFont(theme.font(-1, theme.BOLD, tabular=True))
        painter.setPen(ink_on(color))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def ink_on(color: QColor) -> QColor:
    """Black or white, whichever has the higher contrast on `color` (WCAG 2.2, relative luminance)."""
    red, green, blue = (_linear(c) for c in (color.redF(), color.greenF(), color.blueF()))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    on_black, on_white = (luminance + 0.05) / 0.05, 1.05 / (luminance + 0.05)
    return QColor("black") if on_black >= on_white else QColor("white")


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
