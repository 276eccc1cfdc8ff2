"""The pieces of the start page that paint themselves: drop card, sample pictures, rows of recent photos."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ..resources import resource
from . import icons, theme, words
from .kit.focus import FocusRing, PressedByReturn
from .settings import Recent
from .thumbnails import thumbnail_path
from .words import printable


class Ground(QWidget):
    """The canvas's grey."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill with it."""
        QPainter(self).fillRect(event.rect(), theme.scheme().canvas)


class DropCard(QWidget):
    """The dashed frame with the picture icon."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("start.drop")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint frame and icon."""
        s = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(s.edge, 1.5)
        pen.setDashPattern([5, 3.5])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        side = theme.px(56)
        place = QRect(theme.px(32), (self.height() - side) // 2, side, side)
        icons.draw(painter, "image", place, s.dim, stroke=1.0)


class SampleButton(PressedByReturn, FocusRing, QAbstractButton):
    """A sample's picture, half original and half segments, with its name below."""

    def __init__(self, file: str, title: str) -> None:
        super().__init__()
        self.setObjectName(f"start.sample.{Path(file).stem}")
        self.setText(title)
        self.setAccessibleName(f"Sample photo: {title}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._picture = QPixmap(str(resource("samples", "previews", f"{Path(file).stem}.jpg")))

    def sizeHint(self) -> QSize:
        """A 3:2 picture and a line of text."""
        return QSize(theme.px(176), theme.px(116) + theme.px(26))

    def minimumSizeHint(self) -> QSize:
        """Small windows get small pictures."""
        return QSize(theme.px(84), theme.px(116) + theme.px(26))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, cut to its place, and the name."""
        s = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        place = QRectF(0, 0, self.width(), self.height() - theme.px(26)).adjusted(3, 3, -3, -3)
        outline = QPainterPath()
        outline.addRoundedRect(place, 4, 4)
        painter.save()
        painter.setClipPath(outline)
        painter.drawPixmap(place, self._picture, _cover(self._picture, place))
        painter.restore()
        if self.ring_shown() or self.underMouse():
            painter.setPen(QPen(s.accent if self.ring_shown() else s.edge, 2))
            painter.drawRoundedRect(place.adjusted(-2, -2, 2, 2), 5, 5)
        painter.setPen(s.text)
        painter.setFont(theme.font(-1, theme.BOLD if self.ring_shown() or self.underMouse() else theme.NORMAL))
        line = QRectF(3, self.height() - theme.px(22), self.width() - 6, theme.px(22))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())


def _cover(picture: QPixmap, place: QRectF) -> QRectF:
    """Return the middle part of a picture that has the proportions of its place."""
    scale = min(picture.width() / max(place.width(), 1), picture.height() / max(place.height(), 1))
    part = QRectF(0, 0, place.width() * scale, place.height() * scale)
    part.moveCenter(QRectF(picture.rect()).center())
    return part


class RecentRow(PressedByReturn, FocusRing, QAbstractButton):
    """One photo opened earlier: picture, name and folder, size, when."""

    def __init__(self, recent: Recent) -> None:
        super().__init__()
        from datetime import datetime

        path = Path(recent.path)
        self.setObjectName("start.recent.row")
        self.setText(printable(path.name))
        self.setAccessibleName(f"Recent photo: {printable(path.name)}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(printable(recent.path))
        self._folder = printable(_short(path.parent))
        self._facts = f"{recent.width} × {recent.height}   {recent.k} segments   "
        self._when = words.moment(recent.opened, datetime.now())
        self._picture = QPixmap(str(thumbnail_path(recent.path)))
        self._missing = False

    def set_missing(self, missing: bool) -> None:
        """Note that the file is not there now."""
        self._missing = missing
        self.update()

    def sizeHint(self) -> QSize:
        """A row of two lines."""
        return QSize(theme.px(300), theme.px(48))

    def minimumSizeHint(self) -> QSize:
        """Narrow windows cut the words."""
        return QSize(theme.px(160), theme.px(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row."""
        s = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self.underMouse() or self.isDown():
            painter.fillRect(self.rect(), s.window)
        painter.fillRect(0, self.height() - 1, self.width(), 1, s.line)
        place = QRect(0, theme.px(8), theme.px(48), theme.px(32))
        if self._picture.isNull():
            painter.setPen(s.edge)
            painter.drawRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5))
            icons.draw(painter, "image", place.adjusted(0, 6, 0, -6), s.dim)
        else:
            painter.setOpacity(0.4 if self._missing else 1.0)
            painter.drawPixmap(QRectF(place), self._picture, _cover(self._picture, QRectF(place)))
            painter.setOpacity(1.0)
        self._paint_words(painter, QRect(theme.px(64), 0, self.width() - theme.px(64), self.height()))
        if self.ring_shown():
            painter.setPen(QPen(s.accent, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -2), 4, 4)

    def _paint_words(self, painter: QPainter, room: QRect) -> None:
        s = theme.scheme()
        across = Qt.AlignmentFlag.AlignVCenter
        facts = self._when if self._missing else self._facts + self._when
        painter.setFont(theme.font(-1, tabular=True))
        painter.setPen(s.dim)
        facts_width = painter.fontMetrics().horizontalAdvance(facts) + theme.px(8)
        painter.drawText(room.adjusted(0, 0, -theme.px(4), 0), across | Qt.AlignmentFlag.AlignRight, facts)
        upper = QRect(room.left(), theme.px(5), room.width() - facts_width, theme.px(20))
        lower = upper.translated(0, theme.px(19))
        where = f"{self._folder}   not found" if self._missing else self._folder
        where = painter.fontMetrics().elidedText(where, Qt.TextElideMode.ElideMiddle, lower.width())
        painter.drawText(lower, across, where)
        painter.setFont(theme.font(0, theme.BOLD))
        painter.setPen(s.dim if self._missing else s.text)
        name = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, upper.width())
        painter.drawText(upper, across, name)


def _short(folder: Path) -> str:
    """Return a folder with the home folder as ~."""
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(folder)
