"""What names the bars and lines of a pixel: this pixel, the nearest segment and the next one with their distances."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from .. import theme
from ..kit.swatch import paint_swatch
from .bars import step_pen
from .figure import told_apart

if TYPE_CHECKING:
    from ..scheme import Scheme
    from .figure import Near

MOST = 20
"""So many distances are told at once."""

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_PIXEL = "this pixel"


def distances(near: tuple[Near, ...]) -> str:
    """Return all distances as lines of text, from near to far."""
    lines = [f"{one.segment.number}  {one.segment.name}: {one.distance:.2f}" for one in near[:MOST]]
    if len(near) > MOST:
        lines.append(f"and {len(near) - MOST} more")
    return "Distance from the center of\n" + "\n".join(lines)


class Legend(QWidget):
    """One line, at the right of its room; where that is narrow, names are cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bank.pixel.legend")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._near: tuple[Near, ...] = ()

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(round(_Widths.of(self._near).all) + 1 if self._near else 0, theme.px(24))

    def minimumSizeHint(self) -> QSize:
        """Never forces a window's width."""
        return QSize(0, theme.px(24))

    def show_near(self, near: tuple[Near, ...]) -> None:
        """Name the nearest two of the segments; the rest is in the tooltip."""
        self._near = near
        self.setToolTip(distances(near) if near else "")
        self.setAccessibleName(self.toolTip())
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line."""
        painter = QPainter(self)
        paint_legend(painter, QRectF(self.rect()), self._near, theme.scheme())
        painter.end()


@dataclass(frozen=True, slots=True)
class _Widths:
    """How wide the parts of a legend are: this pixel's, the names, and all that stands around the names."""

    pixel: float
    names: tuple[float, ...]
    around: float

    @classmethod
    def of(cls, near: tuple[Near, ...]) -> _Widths:
        pixel = theme.px(16 + 6) + QFontMetricsF(theme.font()).horizontalAdvance(_PIXEL)
        names = tuple(QFontMetricsF(_font(one)).horizontalAdvance(one.segment.name) + 1 for one in near[:2])
        figures = QFontMetricsF(theme.font(tabular=True))
        fixed = theme.px(16 + 24 + 6 + 20 + 6)
        return cls(pixel, names, sum(fixed + figures.horizontalAdvance(said) + 2 for said in _said(near)))

    @property
    def all(self) -> float:
        return self.pixel + self.around + sum(self.names)


def paint_legend(painter: QPainter, room: QRectF, near: tuple[Near, ...], s: Scheme) -> None:
    """Paint a legend; where there is no room, 'this pixel' is left out first, then names are cut."""
    if not near:
        return
    widths = _Widths.of(near)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = room.center().y()
    has_pixel = widths.all <= room.width()
    names = sum(widths.names)
    left_for_names = max(0.0, room.width() - widths.around - (widths.pixel if has_pixel else 0.0))
    cut = min(1.0, left_for_names / names) if names else 1.0
    x = room.right() - (widths.pixel if has_pixel else 0.0) - widths.around - names * cut
    if has_pixel:
        _paint_bars(painter, x, middle, s)
        painter.setFont(theme.font())
        painter.setPen(s.text)
        painter.drawText(QRectF(x + theme.px(22), room.top(), widths.pixel, room.height()), _LEFT, _PIXEL)
        x += widths.pixel
    for second, (one, width, figure) in enumerate(zip(near[:2], widths.names, _said(near), strict=True)):
        x += theme.px(16)
        painter.setPen(step_pen(s, second=bool(second)))
        painter.drawLine(QPointF(x, round(middle) + 0.5), QPointF(x + theme.px(24), round(middle) + 0.5))
        x += theme.px(24 + 6)
        side = theme.px(20)
        swatch = QRect(round(x), round(middle - side / 2), side, side)
        paint_swatch(painter, swatch, QColor(*one.segment.color), str(one.segment.number))
        x += side + theme.px(6)
        painter.setFont(_font(one))
        painter.setPen(s.dim if second else s.text)
        if width * cut >= min(width, theme.px(24)):
            name = painter.fontMetrics().elidedText(one.segment.name, Qt.TextElideMode.ElideRight, ceil(width * cut))
            painter.drawText(QRectF(x, room.top(), width * cut, room.height()), _LEFT | Qt.TextFlag.TextDontClip, name)
            x += width * cut
            said = figure
        else:
            said = figure.removeprefix(", ")
        painter.setFont(theme.font(tabular=True))
        advance = painter.fontMetrics().horizontalAdvance(said) + 1
        painter.drawText(QRectF(x, room.top(), advance, room.height()), _LEFT, said)
        x += advance


def _paint_bars(painter: QPainter, x: float, middle: float, s: Scheme) -> None:
    """Paint three small bars."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(s.bar)
    for place, height in enumerate((10, 6, 8)):
        wide, high = theme.px(4), theme.px(height)
        painter.drawRect(QRectF(x + place * theme.px(5), middle + theme.px(5) - high, wide, high))


def _font(near: Near) -> QFont:
    font = theme.font()
    font.setItalic(not near.segment.named)
    return font


def _said(near: tuple[Near, ...]) -> list[str]:
    return [f", {said}" for said in told_apart(*(one.distance for one in near[:2]))]
