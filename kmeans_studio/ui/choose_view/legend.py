"""What the colors of the silhouettes on the photo mean, and how many pixels sit badly."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from .. import theme, words
from ..kit import paint
from ..kit.labels import ElidedLabel
from ..kit.tool_button import ToolButton
from ..qimage import photo_image
from .silhouette_look import BADLY, WELL, bar


class SilhouetteLegend(QWidget):
    """One line; its button takes the picture away."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("choose.silhouette")
        self.setAccessibleName("Colors: grey sits well, orange lies nearer to another segment")
        self._words = ElidedLabel(name="choose.silhouette.words", delta=-1)
        close = ToolButton("Hide which pixels sit badly", "close", name="choose.silhouette.close", icon_only=True)
        close.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        row.addWidget(self._words, 1)
        row.addWidget(_Bar())
        row.addWidget(close)

    def show_badly(self, share: float | None) -> None:
        """Say how many pixels lie nearer to another segment; None while nobody knows."""
        said = "Looking for pixels that sit badly …"
        if share is not None:
            said = f"{words.percent(share)} of the pixels lie nearer to the pixels of another segment"
            if share == 0:
                said = "Every pixel lies nearest to the pixels of its own segment"
        self._words.setText(said)

    def say(self, said: str) -> None:
        """Say why there is nothing to show."""
        self._words.setText(said)


class _Bar(QWidget):
    """The colors, from well to badly, with words below."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Bar and words."""
        return QSize(theme.px(270), theme.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint both."""
        s = theme.scheme()
        painter = QPainter(self)
        room = QRect(0, theme.px(2), self.width(), theme.px(10))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        paint.flat(painter, room, s.edge)
        painter.drawImage(room.adjusted(1, 1, -1, -1), photo_image(bar(s.dark)))
        line, flags = QRect(0, theme.px(13), self.width(), theme.px(15)), Qt.AlignmentFlag
        middle = QRect(line)
        middle.moveLeft(round(self.width() * (WELL / (WELL - BADLY) - 0.5)))
        for where, word, align in (
            (line, "sits well", flags.AlignLeft),
            (middle, "between two", flags.AlignHCenter),
            (line, "badly", flags.AlignRight),
        ):
            paint.label(painter, where, word, s.dim, theme.font(-2), align)
        painter.end()
