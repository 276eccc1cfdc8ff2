"""The little curve over the slider for k: how much is explained by each k, the knee, and where k stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from .. import theme

_DOT = 4.0
_GAP = 10


@dataclass(frozen=True, slots=True)
class Explained:
    """What is known of a range of k.

    points  (k, share of the variance that is explained, 0..1), ascending
    knee    where the cost stops falling steeply, if anywhere
    stale   whether this was measured for an older recipe
    whole   whether all of the range is known; before that nobody can say where the knee is
    """

    points: tuple[tuple[int, float], ...]
    knee: int | None = None
    stale: bool = False
    whole: bool = True

    def at(self, k: int) -> float | None:
        """Return what k explains; None where nobody measured it."""
        return dict(self.points).get(k)


class KCurve(QWidget):
    """Stands right above the slider and is as wide; x_of says where the slider's handle stands for a k."""

    def __init__(self, x_of: Callable[[int], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recipe.k.curve")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._x_of = x_of
        self._explained: Explained | None = None
        self._k = 0
        self.hide()

    def show_explained(self, explained: Explained | None) -> None:
        """Show what is known; nothing takes the curve away, and its room with it."""
        self._explained = explained
        self.setVisible(explained is not None)
        self._tell()

    def show_k(self, k: int) -> None:
        """Mark another k."""
        self._k = k
        self._tell()

    @property
    def words(self) -> tuple[str, str]:
        """What is said at the left, about the knee, and at the right, about k as it stands."""
        known = self._explained
        if known is None or not known.points:
            return "", ""
        if known.stale:
            return "", "of an older recipe"
        knee = f"knee at {known.knee}" if known.knee is not None else "no clear knee" if known.whole else ""
        share = known.at(self._k)
        return knee, "" if share is None else f"{percent(share)} explained by {self._k}"

    def sizeHint(self) -> QSize:
        """Only the height matters: a line of words, and the curve."""
        return QSize(theme.px(160), theme.px(46))

    def minimumSizeHint(self) -> QSize:
        """Never forces the width of the panel."""
        return QSize(0, theme.px(46))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint words, base line, curve, knee and k."""
        known = self._explained
        if known is None:
            return
        s = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(-2, tabular=True))
        places = self.places()
        base = self.height() - 4.5
        painter.setPen(QPen(s.line, 1))
        painter.drawLine(QPointF(0, base), QPointF(self.width(), base))
        knee = None if known.stale or known.knee is None else places.get(known.knee)
        self._paint_words(painter, knee)
        painter.setPen(QPen(s.line if known.stale else s.bar, 1.75, j=Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline(QPolygonF(list(places.values())))
        if known.stale:
            return
        if knee is not None:
            painter.setPen(QPen(s.line, 1))
            painter.drawLine(QPointF(knee.x(), self._top() - 5), QPointF(knee.x(), knee.y()))
            painter.setPen(QPen(s.text, 1.5))
            painter.setBrush(s.window)
            painter.drawEllipse(knee, _DOT, _DOT)
        if self._k in places:
            painter.setPen(QPen(s.window, 1.5) if self._k != known.knee else Qt.PenStyle.NoPen)
            painter.setBrush(s.accent)
            radius = _DOT + 0.75 if self._k != known.knee else _DOT - 1.25
            painter.drawEllipse(places[self._k], radius, radius)
        painter.end()

    def places(self) -> dict[int, QPointF]:
        """Return where the point of each k lies."""
        points = self._explained.points if self._explained else ()
        return dict(zip((k for k, _ in points), self._points(points), strict=True))

    def _points(self, points: Sequence[tuple[int, float]]) -> list[QPointF]:
        shares = [share for _, share in points if isfinite(share)]
        low, high = min(shares, default=0.0), max(shares, default=1.0)
        top, height = self._top(), self.height() - 4.5 - _DOT - self._top()
        span = high - low or 1.0
        return [QPointF(self._x_of(k), top + (high - share) / span * height) for k, share in points]

    def _top(self) -> float:
        return theme.px(16) + _DOT

    def _paint_words(self, painter: QPainter, knee: QPointF | None) -> None:
        s, metrics = theme.scheme(), painter.fontMetrics()
        left, right = self.words
        line = QRectF(0, 0, self.width(), metrics.height())
        painter.setPen(s.dim)
        taken = metrics.horizontalAdvance(right)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, right)
        width = metrics.horizontalAdvance(left) + 1
        x = 0.0 if knee is None else knee.x() - width / 2
        x = max(0.0, min(x, self.width() - taken - _GAP - width))
        painter.drawText(QRectF(x, 0, width, line.height()), Qt.AlignmentFlag.AlignLeft, left)

    def _tell(self) -> None:
        self.setAccessibleName(", ".join(["Explained variance over k", *filter(None, self.words)]))
        self.setToolTip(", ".join(filter(None, self.words)))
        self.update()


def percent(share: float) -> str:
    """Return '94 %'; what is not all does not read as all."""
    whole = round(share * 100)
    return f"{share * 100:.1f} %" if whole == 100 and share < 0.9995 else f"{whole} %"


def place_between(steps: Sequence[int], value: float) -> float:
    """Return where a value lies among ascending steps: 2.5 is in the middle between the third and the fourth."""
    for index in range(len(steps) - 1):
        if value <= steps[index + 1]:
            return max(0.0, index + (value - steps[index]) / (steps[index + 1] - steps[index]))
    return float(len(steps) - 1)
