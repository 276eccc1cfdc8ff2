"""The strip under the canvas: which generation is shown, its cost, what moved, and the curves of both."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from . import theme, words
from .kit import paint
from .kit.labels import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .jobs import Run

EMPTY = "Each round of the algorithm will appear here: what it costs, and how many pixels move."


class GenerationStrip(QWidget):
    """Shows the course of a run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("generations")
        self._curve = _Curve()
        self._empty = ElidedLabel(EMPTY, dim=True)
        self._figures = [
            _Figure("Generation", "generations.number"),
            _Figure("Cost per pixel", "generations.cost"),
            _Figure("Moved", "generations.moved"),
        ]
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(8))
        row.setSpacing(theme.px(20))
        row.addWidget(ElidedLabel("Generations", weight=theme.BOLD), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._empty, 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._curve, 1)
        row.addStretch(0)
        for figure in self._figures:
            row.addWidget(figure)
        self._row, self._folded, self._soon = row, False, False
        self.show_nothing(soon=False)

    def set_folded(self, folded: bool) -> None:
        """Show the figures alone, in one line, where something else needs the height."""
        self._folded = folded
        # The last gap takes the place of the curve.
        self._row.setStretch(3, int(folded))
        side = theme.px(16)
        self._row.setContentsMargins(side, theme.px(10), side, theme.px(10 if folded else 8))
        for figure in self._figures:
            figure.set_folded(folded)
        self._curve.setVisible(self._soon and not folded)

    def show_nothing(self, *, soon: bool) -> None:
        """Say what will be here; `soon` makes room for it, so that nothing moves when it comes."""
        self._soon = soon
        self._empty.setVisible(not soon)
        self._curve.setVisible(soon and not self._folded)
        self._curve.show_history(())
        for figure in self._figures:
            figure.setVisible(soon)
            figure.show_figure("\u2013", "")

    def show_run(self, run: Run, *, running: bool, stale: bool = False) -> None:
        """Show how far a run has come; `stale` says that the recipe has changed since."""
        segmentation = run.segmentation
        if stale and not running:
            state = "older recipe"
        elif running:
            state = "running"
        elif segmentation.stage == "clean-up":
            state = "cleaned up"
        elif segmentation.converged:
            state = "ended" if segmentation.clusters.reason else "converged"
        else:
            state = "stopped" if run.stopped else "limit reached"
        per_pixel = segmentation.cost / max(1, int(segmentation.counts.sum()))
        number, cost, moved = self._figures
        number.show_figure(str(segmentation.generation), state)
        change = ""
        # Each stage measures in a space of its own.
        within_stage = len(run.history) - 1 > max(run.stages, default=0)
        if within_stage and run.history[-2][0] > 0:
            change = words.change(run.history[-1][0] / run.history[-2][0] - 1)
        cost.show_figure(words.cost(per_pixel), change)
        moved.show_figure(words.percent(segmentation.moved), "of the pixels")
        self._curve.show_history(run.history, run.stages)


class _Figure(QWidget):
    """A key number with its name above and a note below."""

    def __init__(self, title: str, name: str) -> None:
        super().__init__()
        self._number = ElidedLabel(name=name, delta=2, weight=theme.BOLD, tabular=True)
        self._note = ElidedLabel(delta=-2, dim=True, tabular=True)
        self._title = ElidedLabel(title, delta=-2, dim=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._title)
        self._column.addWidget(self._number)
        self._column.addWidget(self._note)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
        self.set_folded(False)

    def set_folded(self, folded: bool) -> None:
        """Put name and number side by side, without the note."""
        ways = QVBoxLayout.Direction
        self._column.setDirection(ways.LeftToRight if folded else ways.TopToBottom)
        self._column.setSpacing(theme.px(8 if folded else 2))
        self._note.setVisible(not folded)
        # Wide enough for every number, so that nothing moves while they change.
        name = paint.text_width(self._title.text(), self._title.font()) + theme.px(8) if folded else 0
        self.setFixedWidth(name + theme.px(72 if folded else 96))

    def show_figure(self, number: str, note: str) -> None:
        self._number.setText(number)
        self._note.setText(note)


class _Curve(QWidget):
    """Cost (solid) and share of moved pixels (dashed) over the generations, each on its own scale."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("generations.curve")
        self.setAccessibleName("Cost over the generations")
        self._history: Sequence[tuple[float, float]] = ()
        self._stages: Sequence[int] = ()

    def show_history(self, history: Sequence[tuple[float, float]], stages: Sequence[int] = ()) -> None:
        """Show cost and moved share of every generation, and at which of them another stage begins."""
        self._history, self._stages = history, stages
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(240), theme.px(58))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(58))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint both curves, their names at the line, and a dot at the newest generation."""
        if not self._history:
            return
        s = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(-2, tabular=True))
        ticks = painter.fontMetrics().height()
        room = QRectF(self.rect()).adjusted(8, 6, -8, -ticks - 2)
        count = len(self._history)
        self._paint_grid(painter, room, count)
        # Both on logarithmic scales: the last thousandth takes as many generations as the first half.
        cost = self._cost_points(room)
        moved = self._points(room, [math.log10(max(share, 1e-6)) for _, share in self._history])
        painter.setPen(QPen(s.dim, 1.5, Qt.PenStyle.DashLine))
        painter.drawPolyline(QPolygonF(moved))
        painter.setPen(QPen(s.text, 1.75))
        for begin, end in pairwise((0, *self._stages, count)):
            painter.drawPolyline(QPolygonF(cost[begin:end]))
        self._paint_names(painter, room, cost, moved)
        painter.setPen(QPen(s.window, 2))
        painter.setBrush(s.accent)
        painter.drawEllipse(cost[-1], 5.5, 5.5)

    def _paint_names(self, painter: QPainter, room: QRectF, cost: list[QPointF], moved: list[QPointF]) -> None:
        """Name each curve where the two lie far apart, above the line or, where there is no room, below it."""
        if len(cost) < 4:
            return
        s = theme.scheme()
        metrics = painter.fontMetrics()
        at = max(range(1, len(cost) - 1), key=lambda i: abs(cost[i].y() - moved[i].y()) - 0.001 * i)
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

    def _paint_grid(self, painter: QPainter, room: QRectF, count: int) -> None:
        """Hair lines and numbers at round generations, some 50 px apart at least."""
        s = theme.scheme()
        step = next(
            step
            for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
            if (count - 1) / step * theme.px(48) <= max(room.width(), 1) or step == 10000
        )
        for number in [1, *range(step if step > 1 else 2, count + 1, step)]:
            x = self._x(room, number - 1, count)
            painter.setPen(QPen(s.line, 1))
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
            painter.setPen(s.dim)
            label = QRectF(x - 30, room.bottom() + 2, 60, self.height() - room.bottom() - 2)
            painter.drawText(label, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, str(number))

    def _cost_points(self, room: QRectF) -> list[QPointF]:
        """Return the points of the cost; each stage fills the height by itself, as its costs differ in kind."""
        values = [math.log(max(cost, 1e-9)) for cost, _ in self._history]
        points: list[QPointF] = []
        for begin, end in pairwise((0, *self._stages, len(values))):
            low, high = min(values[begin:end]), max(values[begin:end])
            for index in range(begin, end):
                share = (values[index] - low) / (high - low) if high > low else 0.0
                points.append(QPointF(self._x(room, index, len(values)), room.bottom() - share * room.height()))
        return points

    def _points(self, room: QRectF, values: list[float]) -> list[QPointF]:
        low, high = min(values), max(values)
        span = high - low or 1.0
        return [
            QPointF(self._x(room, i, len(values)), room.bottom() - (value - low) / span * room.height())
            for i, value in enumerate(values)
        ]

    @staticmethod
    def _x(room: QRectF, index: int, count: int) -> float:
        return room.left() + room.width() * index / max(1, count - 1)
