"""What lies over the photo and never zooms: curtain, chips, focus ring. All in logical pixels.

On photos every line is drawn twice, black and then white, so that it shows on all colors.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette, QPen, QPolygonF

from ..kit.paint import bold
from ..kit.swatch import ink_on
from .interaction import HANDLE_RADIUS

_SHADE = QColor(0, 0, 0, 170)
_WHITE = QColor(255, 255, 255)
_INK = QColor(0x1B, 0x1B, 0x1B)
_GAP = 12.0
_CENTERED = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True)
class HoverChip:
    """What the chip beside the pointer says; `named` is False for a name the program made up (shown in
    italics).
    """

    number: int
    color: QColor
    name: str
    share: str
    named: bool = True


def paint_curtain(painter: QPainter, seen: QRectF, line: float) -> None:
    """The curtain's line at x = `line` over the seen part of the photo, with its round handle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    upright = QLineF(line, seen.top(), line, seen.bottom())
    flat = Qt.PenCapStyle.FlatCap
    painter.setPen(QPen(_SHADE, 3.5, Qt.PenStyle.SolidLine, flat))
    painter.drawLine(upright)
    painter.setPen(QPen(_WHITE, 1.5, Qt.PenStyle.SolidLine, flat))
    painter.drawLine(upright)
    middle = QPointF(line, seen.center().y())
    painter.setPen(QPen(_SHADE, 1.5))
    painter.setBrush(_WHITE)
    painter.drawEllipse(middle, HANDLE_RADIUS - 1, HANDLE_RADIUS - 1)
    pen = QPen(_INK, 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for side in (-1, 1):
        tip = [QPointF(side * x, y) + middle for x, y in ((3, -4), (7, 0), (3, 4))]
        painter.drawPolyline(QPolygonF(tip))


def paint_side_chips(painter: QPainter, font: QFont, seen: QRectF, line: float, left: str, right: str) -> None:
    """Name the two sides of the curtain in the lower corners, each as long as its side has room for it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(bold(font))
    metrics = QFontMetricsF(painter.font(), painter.device())
    height = metrics.height() + 8
    for text, is_left in ((left, True), (right, False)):
        width = metrics.horizontalAdvance(text) + 16
        x = seen.left() + _GAP if is_left else seen.right() - _GAP - width
        room = line - seen.left() if is_left else seen.right() - line
        if room < width + 2 * _GAP:
            continue
        chip = QRectF(x, seen.bottom() - _GAP - height, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_SHADE)
        painter.drawRoundedRect(chip, 4, 4)
        painter.setPen(_WHITE)
        painter.drawText(chip, _CENTERED, text)


def hover_chip_rect(font: QFont, chip: HoverChip, pointer: QPointF, room: QRectF) -> QRectF:
    """Where the chip goes: below right of the pointer, on its other side where the viewport ends."""
    metrics = QFontMetricsF(bold(font))
    height = max(28.0, metrics.height() + 10)
    swatch = max(height - 8, metrics.horizontalAdvance(str(chip.number)) + 8)
    width = 4 + swatch + 8 + metrics.horizontalAdvance(chip.name) + 8 + metrics.horizontalAdvance(chip.share) + 10
    width = min(width, room.width())
    x = pointer.x() + 14
    y = pointer.y() + 16
    if x + width > room.right():
        x = max(room.left(), min(pointer.x() - 10 - width, room.right() - width))
    if y + height > room.bottom():
        y = max(room.top(), pointer.y() - 10 - height)
    return QRectF(round(x), round(y), round(width), round(height))


def paint_hover_chip(painter: QPainter, font: QFont, palette: QPalette, chip: HoverChip, rect: QRectF) -> None:
    """Number in its color, name, share; inside `rect` of `hover_chip_rect`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 60), 1))
    painter.setBrush(palette.color(QPalette.ColorRole.Base))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    heavy = bold(font)
    metrics = QFontMetricsF(heavy)
    side = rect.height() - 8
    swatch = QRectF(rect.left() + 4, rect.top() + 4, max(side, metrics.horizontalAdvance(str(chip.number)) + 8), side)
    painter.setPen(QPen(palette.color(QPalette.ColorRole.PlaceholderText), 1))
    painter.setBrush(chip.color)
    painter.drawRoundedRect(swatch.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setFont(heavy)
    painter.setPen(ink_on(chip.color))
    painter.drawText(swatch, _CENTERED, str(chip.number))
    share = metrics.horizontalAdvance(chip.share)
    words = QRectF(swatch.right() + 8, rect.top(), rect.right() - 10 - share - 8 - swatch.right() - 8, rect.height())
    if not chip.named:
        heavy.setItalic(True)
        painter.setFont(heavy)
    painter.setPen(palette.color(QPalette.ColorRole.WindowText))
    elided = metrics.elidedText(chip.name, Qt.TextElideMode.ElideRight, words.width() + 1)
    painter.drawText(words, _LEFT | Qt.TextFlag.TextDontClip, elided)
    painter.setFont(font)
    painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
    painter.drawText(QRectF(rect.right() - 10 - share, rect.top(), share, rect.height()), _LEFT, chip.share)


def paint_focus(painter: QPainter, palette: QPalette, ground: QColor, room: QRectF) -> None:
    """The keyboard is here: 2 px accent, and 2 px of ground inside it to set it off from a photo."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    miter = Qt.PenJoinStyle.MiterJoin
    for inset, color in ((3, ground), (1, palette.color(QPalette.ColorRole.Accent))):
        painter.setPen(QPen(color, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, miter))
        painter.drawRect(room.adjusted(inset, inset, -inset, -inset))
