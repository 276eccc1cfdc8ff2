"""What stands above and below the measures: the numbers of segments, and the picture that each gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from .. import theme
from ..kit import paint
from .measure_rows import paint_column

if TYPE_CHECKING:
    from .chart import Chart


class Heads(QWidget):
    """The numbers, a person's own and the one that is suggested in bold."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        self.setObjectName("choose.heads")
        self._chart = chart
        self.setFixedHeight(theme.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the numbers."""
        s, look, columns = theme.scheme(), self._chart.look, self._chart.columns
        painter = QPainter(self)
        paint_column(painter, look, columns, self.height(), top=True)
        narrow = columns.each < paint.text_width("k = 10 ", theme.font())
        for k in look.ks:
            begin, end = columns.span(k)
            strong = k in (look.current, look.suggested)
            painter.setFont(theme.font(-1 if narrow else 0, theme.BOLD if strong else theme.NORMAL, tabular=True))
            painter.setPen(s.text if strong else s.dim)
            first = k == look.ks[0] and not narrow
            room = QRectF(begin - 20, 0, end - begin + 40, self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, f"k = {k}" if first else str(k))
        painter.end()


class Thumbnails(QWidget):
    """The pictures; where there is none yet, its place."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        self.setObjectName("choose.thumbnails")
        self._chart = chart
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.fit()

    def fit(self) -> None:
        """Be as high as the pictures are in their columns."""
        images = list(self._chart.look.thumbnails.values())
        wide = self._chart.columns.each - theme.px(8)
        high = wide * images[0].height() / images[0].width() if images else wide * 2 / 3
        self.setFixedHeight(round(min(max(high, theme.px(20)), theme.px(56))) + 2 * theme.px(5))

    def sizeHint(self) -> QSize:
        """Only the height matters."""
        return QSize(theme.px(200), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pictures, a person's own with a frame."""
        s, look, columns = theme.scheme(), self._chart.look, self._chart.columns
        painter = QPainter(self)
        paint_column(painter, look, columns, self.height(), bottom=True)
        for k in look.ks:
            begin, end = columns.span(k)
            gap = theme.px(4) if columns.each > theme.px(28) else 1
            place = QRectF(begin + gap, theme.px(5), end - begin - 2 * gap, self.height() - 2 * theme.px(5))
            image = look.thumbnails.get(k)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if image is None:
                painter.setPen(QPen(s.line, 1))
                painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))
                continue
            painter.setOpacity(0.4 if look.stale else 1.0)
            size = image.size().scaled(place.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            picture = QRectF(0, 0, size.width(), size.height())
            picture.moveCenter(place.center())
            # The pixels of a tiny photo stay squares, as on the canvas.
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, image.width() > size.width())
            painter.drawImage(picture, image)
            painter.setOpacity(1.0)
            if k == look.current:
                painter.setPen(QPen(s.accent, 2))
                painter.drawRoundedRect(picture.adjusted(-2, -2, 2, 2), 2, 2)
            elif k == look.hovered:
                painter.setPen(QPen(s.text, 1))
                painter.drawRect(picture.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.end()

    def resizeEvent(self, event: object) -> None:
        """Other columns, other heights."""
        self.fit()
