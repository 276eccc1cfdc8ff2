"""Text that fits where it stands: one line with an ellipsis, or wrapped; and the 1 px rule."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from .. import theme
from . import paint


class ElidedLabel(QLabel):
    """One line of plain text that never asks for width; what is cut can be read in the tooltip.

    delta, weight, tabular: see `theme.font`. dim: the second grey.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        name: str = "",
        delta: int = 0,
        weight: QFont.Weight = theme.NORMAL,
        dim: bool = False,
        tabular: bool = False,
    ) -> None:
        super().__init__(parent)
        _prepare(self, name, dim)
        self.setFont(theme.font(delta, weight, tabular=tabular))
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        self._tell_rest()

    def minimumSizeHint(self) -> QSize:
        """Room for an ellipsis."""
        return QSize(self.fontMetrics().horizontalAdvance("…"), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See whether the text still fits."""
        super().resizeEvent(event)
        self._tell_rest()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much of the text as fits."""
        painter = QPainter(self)
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, self.alignment() | Qt.TextFlag.TextSingleLine, shown)
        painter.end()

    def _tell_rest(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        self.setToolTip(self.text() if cut else "")


class Paragraph(QLabel):
    """Plain text that wraps to the width it gets, within a word if that is too long (a path, a file name)."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        name: str = "",
        delta: int = 0,
        weight: QFont.Weight = theme.NORMAL,
        dim: bool = False,
    ) -> None:
        super().__init__(text, parent)
        _prepare(self, name, dim)
        self.setFont(theme.font(delta, weight))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all lines at that width, in pixels."""
        return sum(round(layout.boundingRect().height()) for layout in self._layouts(width))

    def sizeHint(self) -> QSize:
        """As wide as the longest line, up to a width that reads well; a layout may give less."""
        metrics = QFontMetrics(self.font())
        longest = max(metrics.horizontalAdvance(line) for line in self.text().split("\n"))
        width = min(longest + 1, theme.px(480))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Never forces the width of a window."""
        return QSize(0, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the wrapped lines from the top."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        top = 0.0
        for layout in self._layouts(self.width()):
            layout.draw(painter, QPointF(0, top))
            top += round(layout.boundingRect().height())
        painter.end()

    def _layouts(self, width: int) -> list[QTextLayout]:
        option = QTextOption(Qt.AlignmentFlag.AlignLeading)
        option.setTextDirection(self.layoutDirection())
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layouts = []
        for paragraph in self.text().split("\n"):
            layout = QTextLayout(paragraph, self.font())
            layout.setTextOption(option)
            _break_lines(layout, max(1, width))
            layouts.append(layout)
        return layouts


def _break_lines(layout: QTextLayout, width: int) -> None:
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()


def _prepare(label: QLabel, name: str, dim: bool) -> None:
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText if dim else QPalette.ColorRole.WindowText)


class Rule(QWidget):
    """A line of 1 px between groups."""

    def __init__(self, parent: QWidget | None = None, *, vertical: bool = False) -> None:
        super().__init__(parent)
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line."""
        painter = QPainter(self)
        paint.flat(painter, self.rect(), theme.scheme().line)
        painter.end()
