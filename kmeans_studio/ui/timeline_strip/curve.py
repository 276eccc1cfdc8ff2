"""The curves of a run, which are the scrubber: cost (solid) and share of moved pixels (dashed) over the generations."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from .. import theme
from ..kit import paint
from . import plot
from .scrubber import Scrubber
from .shown import Shown

DOTS_APART = 14
"""Each generation has a dot of its own where they lie so far apart."""

BELOW = 7
"""Between the curves and the numbers: half of the mark's dot."""


class Curve(Scrubber):
    """Shows both curves, each on its own scale, and marks the generation that is looked at."""

    pointed = Signal(int, int)
    """The pointer is over a generation, counted from 0, that stands at this x; -1: over none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="generations.curve")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMouseTracking(True)
        self._shown: Shown | None = None
        self._hovered: int | None = None

    def show_generation(self, shown: Shown | None) -> None:
        """Show a run and the generation that is looked at; nothing: an empty place."""
        self._shown = shown if shown is not None and shown.count else None
        self.setCursor(Qt.CursorShape.PointingHandCursor if self.isEnabled() else Qt.CursorShape.ArrowCursor)
        if self._shown is None or (self._hovered or 0) >= self._shown.count:
            self._point_at(None)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as figures and their notes."""
        return QSize(theme.px(240), theme.px(76))

    def minimumSizeHint(self) -> QSize:
        """Narrow, but still a curve."""
        return QSize(theme.px(80), theme.px(58))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint hair lines, curves, stages, and the mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(-2, tabular=True))
        if self._shown is not None:
            room = self._room(painter.fontMetrics().height())
            self._paint_grid(painter, room, self._shown.places)
            cost = self._points(room, plot.cost_heights(self._shown.run.history, self._shown.parts))
            moved = self._points(room, plot.moved_heights(self._shown.run.history))
            self._paint_stages(painter, room)
            self._paint_curves(painter, cost, moved)
            self._paint_names(painter, room, cost, moved)
            self._paint_marks(painter, room, cost)
        if self.ring_shown():
            paint.ring(painter, self.rect(), theme.scheme().accent)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer: look there while the button is held down, else say what there is."""
        super().mouseMoveEvent(event)
        if self._shown is not None:
            index = self._value_at(event.position().x())
            # Over the places of generations not yet run there is nothing to say.
            near = abs(self.handle_x(index) - event.position().x()) <= max(12.0, self._apart())
            self._point_at(index if near else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Say nothing any more."""
        super().leaveEvent(event)
        self._point_at(None)

    def event(self, event: QEvent) -> bool:
        """Keep the strip's tooltip from covering what the pointer is at."""
        return True if event.type() == QEvent.Type.ToolTip else super().event(event)

    def _point_at(self, index: int | None) -> None:
        if index != self._hovered:
            self._hovered = index
            self.pointed.emit(-1 if index is None else index, 0 if index is None else round(self.handle_x(index)))
            self.update()

    def _ends(self) -> tuple[float, float]:
        side = theme.px(12)
        return side, self.width() - side

    def _apart(self) -> float:
        left, right = self._ends()
        return (right - left) / max(1, self._places - 1)

    def _room(self, ticks: int) -> QRectF:
        left, right = self._ends()
        return QRectF(QPointF(left, 7), QPointF(right, max(8, self.height() - ticks - BELOW)))

    def _points(self, room: QRectF, heights: list[float]) -> list[QPointF]:
        return [QPointF(self.handle_x(i), room.bottom() - height * room.height()) for i, height in enumerate(heights)]

    def _paint_grid(self, painter: QPainter, room: QRectF, places: int) -> None:
        s = theme.scheme()
        for index in plot.ticks(places, room.width(), theme.px(48)):
            x = self.handle_x(index)
            painter.setPen(QPen(s.line, 1))
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
            painter.setPen(s.dim)
            label = QRectF(x - 30, room.bottom() + BELOW - 1, 60, self.height() - room.bottom())
            painter.drawText(label, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, f"{index + 1:,}")

    def _paint_stages(self, painter: QPainter, room: QRectF) -> None:
        """Name each stage where it begins, if there is room up to the next one."""
        shown, s, metrics = self._shown, theme.scheme(), painter.fontMetrics()
        if shown is None or len(shown.parts) < 2:
            return
        for first, after in shown.parts:
            x = self.handle_x(first)
            if first:
                painter.setPen(QPen(s.edge, 1))
                painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
            width = (room.right() if after == shown.count else self.handle_x(after)) - x - 10
            name = shown.stage_at(first)
            if metrics.horizontalAdvance(name) <= width:
                painter.setPen(s.dim)
                painter.drawText(QPointF(x + 5, room.top() + metrics.ascent() - 4), name)

    def _paint_curves(self, painter: QPainter, cost: list[QPointF], moved: list[QPointF]) -> None:
        shown, s = self._shown, theme.scheme()
        if shown is None:
            return
        painter.setPen(QPen(s.dim, 1.5, Qt.PenStyle.DashLine))
        painter.drawPolyline(QPolygonF(moved))
        painter.setPen(QPen(s.text, 1.75))
        for first, after in shown.parts:
            painter.drawPolyline(QPolygonF(cost[first:after]))
        if self._apart() >= theme.px(DOTS_APART):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(s.text)
            for index in range(shown.count) if shown.kept is None else shown.kept:
                if index < len(cost):
                    painter.drawEllipse(cost[index], 2.5, 2.5)

    def _paint_names(self, painter: QPainter, room: QRectF, cost: list[QPointF], moved: list[QPointF]) -> None:
        """Name each curve where the two lie far apart, above the line or, where there is no room, below it."""
        shown = self._shown
        if shown is None:
            return
        # Within the longest stage, unless its own name stands there.
        first, after = max(shown.parts, key=lambda part: part[1] - part[0])
        if after - first < 4 or (len(shown.parts) > 1 and shown.stage_at(first)):
            return
        s = theme.scheme()
        metrics = painter.fontMetrics()
        free = [i for i in range(first + 1, after - 1) if i != shown.index]
        at = max(free, key=lambda i: abs(cost[i].y() - moved[i].y()) - 0.001 * i)
        x, taken = cost[at].x() + 4, -1000.0
        curves = sorted([("cost", cost[at], s.text), ("moved", moved[at], s.dim)], key=lambda c: c[1].y())
        for name, point, color in curves:
            above, below = point.y() - 5, point.y() + metrics.ascent() + 3
            baseline = above if above >= metrics.ascent() else below
            if baseline - taken < metrics.height():
                x += metrics.horizontalAdvance(curves[0][0]) + 10
            painter.setPen(color)
            painter.drawText(QPointF(min(x, room.right() - metrics.horizontalAdvance(name)), baseline), name)
            taken = baseline

    def _paint_marks(self, painter: QPainter, room: QRectF, cost: list[QPointF]) -> None:
        """Mark the generation that is looked at, the latest one if that is another, and the one under the pointer."""
        shown, s = self._shown, theme.scheme()
        if shown is None:
            return
        if self._hovered is not None and self._hovered != shown.index and self._hovered < len(cost):
            x = cost[self._hovered].x()
            painter.setPen(QPen(s.edge, 1))
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
            painter.setBrush(s.window)
            painter.setPen(QPen(s.text, 1.5))
            painter.drawEllipse(cost[self._hovered], 3.5, 3.5)
        at = cost[min(shown.index, len(cost) - 1)]
        painter.setPen(QPen(s.accent, 2))
        painter.drawLine(QPointF(at.x(), room.top() - 4), QPointF(at.x(), room.bottom()))
        painter.setPen(QPen(s.window, 2))
        painter.setBrush(s.accent)
        painter.drawEllipse(at, 5.5, 5.5)
