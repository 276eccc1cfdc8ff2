"""The pane with what the filter that is looked at sees in the photo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from .. import theme
from ..kit.labels import ElidedLabel
from ..kit.segmented import Segmented
from . import response_look
from .hint import Hint
from .response_canvas import ResponseCanvas
from .save import save_button

if TYPE_CHECKING:
    from ..inspect_jobs import ResponsePicture
    from .model import BankModel

OVER, ALONE, POOLED = "over", "alone", "pooled"


class ResponsePane(QWidget):
    """Response over the photo, alone, or pooled as it is clustered; with its sign, or its strength.

    Shows what it is given; `kind_changed` tells that another kind of response is needed.
    """

    kind_changed = Signal()
    save_wanted = Signal(str)
    """What of it shall be saved: "picture" or "values"."""

    def __init__(self, model: BankModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bank.response")
        self._model = model
        self.canvas = ResponseCanvas()
        self.canvas.pixel_picked.connect(lambda x, y: model.set_pixel((x, y)))
        model.pixel_changed.connect(lambda: self.canvas.set_pixel(model.pixel))
        self._views = Segmented(
            ((OVER, "Over photo"), (ALONE, "Response"), (POOLED, "Pooled")),
            name="bank.response.view",
            title="Show",
            word_of={},
        )
        self._views.picked.connect(self._view_picked)
        self._signs = Segmented(
            (("signed", "Signed"), ("abs", "Strength")),
            name="bank.response.sign",
            title="What of the response",
            word_of={},
        )
        self._signs.picked.connect(lambda _: self.kind_changed.emit())
        entries = (
            ("Picture…", lambda: self.save_wanted.emit("picture")),
            ("Values…", lambda: self.save_wanted.emit("values")),
        )
        self._save = save_button("bank.response.save", "Save the response", entries, self)
        self._scale = _Scale()
        self._hint = Hint(name="bank.response.hint")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._hint)
        self._pages.addWidget(self.canvas)
        self._arrange()
        self.show_hint("Open a photo to see what this filter answers to in it.")

    def _arrange(self) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(theme.px(3))
        title = ElidedLabel("Response", weight=theme.BOLD)
        # Where it is narrow, the choices beside it give way.
        title.setMinimumWidth(title.sizeHint().width())
        heading.addWidget(title, 1)
        heading.addWidget(self._views)
        heading.addWidget(self._save)
        footing = QHBoxLayout()
        footing.setSpacing(theme.px(8))
        footing.addWidget(self._scale, 1)
        footing.addWidget(self._signs)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(8), theme.px(8), theme.px(8))
        column.setSpacing(theme.px(8))
        column.addLayout(heading)
        column.addWidget(self._pages, 1)
        column.addLayout(footing)

    @property
    def view(self) -> str:
        """What is shown: the response over the photo, alone, or pooled."""
        return self._views.current()

    @property
    def kind(self) -> str:
        """Which response is needed: "signed", "abs" or "pooled"."""
        return "pooled" if self.view == POOLED else self._signs.current()

    @property
    def picture(self) -> ResponsePicture | None:
        """What is shown."""
        return self.canvas.picture if self._pages.currentWidget() is self.canvas else None

    def show_picture(self, picture: ResponsePicture) -> None:
        """Show a response."""
        self.canvas.show_picture(picture)
        self.canvas.set_over_photo(self.view == OVER)
        self._pages.setCurrentWidget(self.canvas)
        self._scale.show_picture(picture)
        self._save.setEnabled(True)

    def show_hint(self, words: str) -> None:
        """Say in a sentence what will be seen here, or why nothing can be."""
        self.canvas.show_picture(None)
        self._hint.setText(words)
        self._pages.setCurrentWidget(self._hint)
        self._scale.show_picture(None)
        self._save.setEnabled(False)

    def _view_picked(self, view: str) -> None:
        self._signs.setEnabled(view != POOLED)
        needed = self.canvas.picture is None or self.canvas.picture.kind != self.kind
        if needed:
            # What is shown stays until the other one is there.
            self.kind_changed.emit()
        else:
            self.canvas.set_over_photo(view == OVER)


class _Scale(QWidget):
    """What the colors stand for: a strip of them between the least and the greatest response."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("bank.response.scale")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._words: tuple[str, str, str] = ("", "", "")
        self._signed = True

    def sizeHint(self) -> QSize:
        """One line of small text."""
        return QSize(theme.px(150), theme.px(20))

    def minimumSizeHint(self) -> QSize:
        """It can do without."""
        return QSize(0, theme.px(20))

    def show_picture(self, picture: ResponsePicture | None) -> None:
        """Say what the colors of a response stand for."""
        if picture is None:
            self._words = ("", "", "")
        else:
            self._signed = picture.kind != "abs"
            ends = (picture.center - picture.limit if self._signed else 0.0, picture.center + picture.limit)
            self._words = (number(ends[0]), number(ends[1]), picture.unit)
        low, high, unit = self._words
        self.setToolTip(f"Colors from {low} to {high} {unit}".rstrip() if high else "")
        self.setAccessibleName(self.toolTip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the strip between two numbers."""
        low, high, unit = self._words
        if not high:
            return
        s = theme.scheme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(-2, tabular=True))
        painter.setPen(s.dim)
        metrics = painter.fontMetrics()
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        gap = theme.px(6)
        left = metrics.horizontalAdvance(low) + gap
        strip = QRectF(left, (self.height() - theme.px(8)) / 2, min(theme.px(96), self.width() * 0.4), theme.px(8))
        painter.drawText(QRectF(0, 0, left, self.height()), middle, low)
        after = QRectF(strip.right() + gap, 0, self.width() - strip.right() - gap, self.height())
        text = f"{high} {unit}".rstrip()
        painter.drawText(after, middle, metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(after.width())))
        gradient = QLinearGradient(strip.topLeft(), strip.topRight())
        first = 1 if self._signed else 128
        table = response_look.colors(s.dark, over_photo=False)[first:]
        for step in range(17):
            color = table[round(step / 16 * (len(table) - 1))]
            gradient.setColorAt(step / 16, QColor(*color[:3].tolist()))
        painter.setPen(s.line)
        painter.setBrush(gradient)
        painter.drawRect(strip.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()


def number(value: float) -> str:
    """Return a response with two digits that count, and a true minus: '−0.31', '12', '0'."""
    if value == 0:
        return "0"
    text = f"{value:.0f}" if abs(value) >= 99.5 else f"{value:.2g}"
    if "e" in text:
        text = f"{value:.1e}"
    return text.replace("-", "\u2212")
