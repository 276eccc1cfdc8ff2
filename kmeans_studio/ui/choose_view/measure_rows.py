"""The measures over k, one row each on its own scale: dots and a line, the best ringed, a person's own blue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QWidget

from .. import theme
from ..kit import paint
from ..kit.info import InfoButton

if TYPE_CHECKING:
    from .chart import Chart, Look
    from .columns import Columns
    from .measures import Measure

HEIGHT = 58
_LEFT = Qt.AlignmentFlag.AlignLeft
_ROOM = 19
"""What is free above and below a curve for a number."""


class MeasureRows(QWidget):
    """Rows of one height; each has an (i) that explains it."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        self.setObjectName("choose.measures")
        self._chart = chart
        self._infos: dict[str, InfoButton] = {}
        self._room = 0

    def row_height(self) -> int:
        """How high a row is: whole rows are seen, and share the room that there is."""
        count = max(1, len(self._chart.look.measures))
        seen = min(max(1, self._room // theme.px(HEIGHT)), count)
        return min(max(self._room // seen, theme.px(HEIGHT)), theme.px(96))

    def set_room(self, height: int) -> None:
        """Say how much of the rows can be seen at once."""
        if height != self._room:
            self._room = height
            self.updateGeometry()
            self._place()

    def span(self, name: str) -> tuple[float, float]:
        """Return where the row of a measure begins, and how high it is."""
        names = [measure.name for measure in self._chart.look.measures]
        return names.index(name) * self.row_height(), self.row_height()

    def sizeHint(self) -> QSize:
        """All rows."""
        return QSize(theme.px(300), max(1, len(self._chart.look.measures)) * self.row_height())

    def minimumSizeHint(self) -> QSize:
        """All rows; what does not fit is scrolled."""
        return QSize(0, self.sizeHint().height())

    def show_measures(self) -> None:
        """Show the rows of the chart; the explanations are made once."""
        for measure in self._chart.look.measures:
            if measure.name not in self._infos:
                info = InfoButton(measure.title, measure.help, self, name=f"choose.{measure.name}.info")
                info.show()
                self._infos[measure.name] = info
        self.updateGeometry()
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The (i) stand at the end of the titles."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        right = round(self._chart.columns.left) - theme.px(8)
        for measure in self._chart.look.measures:
            top, height = self.span(measure.name)
            info = self._infos[measure.name]
            info.resize(info.sizeHint())
            info.move(right - info.width(), round(top + (height - info.height()) / 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the column of the current k, then the rows that are seen."""
        look, columns = self._chart.look, self._chart.columns
        painter = QPainter(self)
        paint_column(painter, look, columns, self.height())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for measure in look.measures:
            top, height = self.span(measure.name)
            if event.rect().intersects(QRect(0, round(top), self.width(), round(height))):
                self._paint_row(painter, measure, top, height)
        painter.end()

    def _paint_row(self, painter: QPainter, measure: Measure, top: float, height: float) -> None:
        s, look, columns = theme.scheme(), self._chart.look, self._chart.columns
        painter.setPen(QPen(s.line, 1))
        painter.drawLine(QPointF(0, top + height - 0.5), QPointF(self.width(), top + height - 0.5))
        line = theme.px(17)
        room = QRect(0, round(top + height / 2) - line, round(columns.left) - theme.px(8 + 24), line)
        paint.label(painter, room, measure.title, s.text, theme.font(-1, theme.BOLD), _LEFT)
        paint.label(painter, room.translated(0, line), measure.prefers, s.dim, theme.font(-2), _LEFT)
        places = points_of(measure, columns, top, height)
        painter.setPen(QPen(s.line if look.stale else s.bar, 1.75, j=Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline(QPolygonF(list(places.values())))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(s.line if look.stale else s.bar)
        for place in places.values():
            painter.drawEllipse(place, 2.5, 2.5)
        if look.stale:
            return
        if measure.best is not None:
            painter.setPen(QPen(s.text, 1.75))
            painter.setBrush(s.sel if measure.best == look.current else s.window)
            painter.drawEllipse(places[measure.best], 5.0, 5.0)
        if look.current in places:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(s.accent)
            painter.drawEllipse(places[look.current], *([3.0] * 2 if look.current == measure.best else [4.5] * 2))
        taken = QRectF()
        for k in dict.fromkeys((measure.best, look.current)):
            if k in places:
                taken = self._paint_number(painter, measure, k, places, taken)

    def _paint_number(
        self, painter: QPainter, measure: Measure, k: int, places: dict[int, QPointF], taken: QRectF
    ) -> QRectF:
        """Write a number where the line does not run, above a peak, below a dip, unless that is taken; return where."""
        value = measure.at(k)
        if value is None:
            return taken
        best = k == measure.best
        painter.setFont(theme.font(-2, theme.BOLD if best else theme.NORMAL, tabular=True))
        painter.setPen(theme.scheme().text)
        text, metrics = measure.say(value), painter.fontMetrics()
        width, place = metrics.horizontalAdvance(text) + 2, places[k]
        order = list(places)
        beside = [places[order[at]].y() for at in (order.index(k) - 1, order.index(k) + 1) if 0 <= at < len(order)]
        below = bool(beside) and sum(beside) / len(beside) < place.y() - 0.5
        x = min(max(place.x() - width / 2, self._chart.columns.left - 4), self.width() - width)
        rooms = [QRectF(x, y, width, metrics.height()) for y in (place.y() - 5 - metrics.height(), place.y() + 5)]
        room = rooms[below if not rooms[below].intersects(taken) else not below]
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
        return room


def points_of(measure: Measure, columns: Columns, top: float, height: float) -> dict[int, QPointF]:
    """Return where the dot of each k lies; every measure fills its row."""
    points = [(k, value) for k, value in measure.points if k in columns.ks]
    values = [value for _, value in points]
    low, high = min(values, default=0.0), max(values, default=0.0)
    first, room = top + theme.px(_ROOM), height - 2 * theme.px(_ROOM)
    if high <= low:
        return {k: QPointF(columns.x(k), first + room / 2) for k, _ in points}
    return {k: QPointF(columns.x(k), first + (high - value) / (high - low) * room) for k, value in points}


def paint_column(
    painter: QPainter, look: Look, columns: Columns, height: float, *, top: bool = False, bottom: bool = False
) -> None:
    """Paint the part of the marked columns that lies in one part of the chart; top, bottom: whether they end there."""
    s = theme.scheme()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for k, color in ((look.hovered, s.press), (look.current, s.sel)):
        if k in look.ks:
            begin, end = columns.span(k)
            room = QRectF(begin, -8 if not top else 0, end - begin, height + (0 if top else 8) + (0 if bottom else 8))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawRoundedRect(room, paint.RADIUS, paint.RADIUS)
    if look.cursor in look.ks:
        begin, end = columns.span(look.cursor)
        room = QRectF(begin + 1, 1 if top else -8, end - begin - 2, height - (1 if top else -8) + (-1 if bottom else 8))
        painter.setPen(QPen(s.accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(room, paint.RADIUS, paint.RADIUS)
