"""Where the panes differ: a small picture, and the legend of its greys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from .. import theme
from ..canvas.interaction import fit_scale
from ..canvas.sight import Sight
from ..canvas.smooth import SmoothLabels
from ..kit import paint
from ..kit.focus import FocusRing
from ..qimage import argb_image, packed
from .greys import answer_colors, answer_grey

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .board import Board

NUMBERS = ("no", "one", "both", "all three", "all four", "all five", "all six")


def agreeing(board: Board) -> str:
    """Return '55 % of the pixels: all four agree'; nothing where that is not known."""
    figures = board.figures
    if figures is None or not figures.comparison.answers:
        return ""
    share, panes = figures.comparison.answers[0], len(figures.comparison.answers)
    return f"{share * 100:.0f} % of the pixels: {NUMBERS[panes]} agree"


class Legend(QWidget):
    """The greys and how many answers they stand for."""

    def __init__(self, board: Board, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def refresh(self) -> None:
        """Show the board as it is now."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(theme.px(200), theme.px(18))

    def minimumSizeHint(self) -> QSize:
        """Never forces a window's size."""
        return QSize(theme.px(60), theme.px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a square and a word for each; 'answers' stands at the last where there is room."""
        figures = self._board.figures
        panes = 0 if figures is None else len(figures.comparison.answers)
        s, font = theme.scheme(), theme.font(-2)
        painter, x, side = QPainter(self), 0, theme.px(12)
        for answers in range(1, panes + 1):
            grey = answer_grey(answers, panes, dark=s.dark)
            square = QRect(x, (self.height() - side) // 2, side, side)
            paint.box(painter, square, QColor(grey, grey, grey), s.edge, radius=2)
            x += side + theme.px(4)
            words = "same" if answers == 1 else f"{answers} answers" if answers == panes else str(answers)
            if x + paint.text_width(words, font) > self.width():
                words = words.split()[0]
            wide = paint.text_width(words, font)
            paint.label(painter, QRect(x, 0, wide + 2, self.height()), words, s.dim, font, Qt.AlignmentFlag.AlignLeft)
            x += wide + theme.px(8)
        painter.end()


class DifferencePicture(FocusRing, QWidget):
    """A small picture of where the panes differ; a click, or Return, shows it large."""

    opened = Signal()

    def __init__(self, board: Board, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board, self._smooth = board, SmoothLabels()
        self._of: tuple[NDArray[np.uint8] | None, bool] = None, False
        self.setObjectName("compare.differences.picture")
        self.setAccessibleName("Where the panes differ")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def refresh(self) -> None:
        """Show the board as it is now."""
        self.setAccessibleDescription(agreeing(self._board))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """It has the proportions of the photo."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the photo is at that width, within reason."""
        differences = self._differences()
        if differences is None:
            return theme.px(60)
        rows, columns = differences.shape
        return min(round(width * rows / columns), theme.px(200))

    def sizeHint(self) -> QSize:
        """As wide as the panel."""
        return QSize(theme.px(200), self.heightForWidth(theme.px(200)))

    def minimumSizeHint(self) -> QSize:
        """Never forces a window's size."""
        return QSize(theme.px(60), theme.px(40))

    def _differences(self) -> NDArray[np.uint8] | None:
        figures = self._board.figures
        return None if figures is None else figures.comparison.differences

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, at the left and from the top, and the ring around it."""
        differences, dark = self._differences(), theme.scheme().dark
        painter = QPainter(self)
        if differences is not None:
            ratio = self.devicePixelRatioF()
            rows, columns = differences.shape
            width, height = round(self.width() * ratio), round(self.height() * ratio)
            scale = fit_scale(width, height, columns, rows, 0)
            sight = Sight(scale, 0, 0, width, height, columns, rows)
            if self._of[0] is not differences or self._of[1] != dark:
                self._smooth.forget()
                self._of = differences, dark
            assert self._board.figures is not None
            table = packed(answer_colors(len(self._board.figures.comparison.answers), dark=dark))
            image = argb_image(self._smooth.pixels(differences, table, sight))
            image.setDevicePixelRatio(ratio)
            painter.drawImage(QPointF(0, 0), image)
        if self.ring_shown():
            paint.ring(painter, self.rect(), theme.scheme().accent)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Show it large."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show it large."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)
