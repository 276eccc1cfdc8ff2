"""The pane with the responses at one pixel, beside the centers of the nearest two segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QToolTip, QVBoxLayout, QWidget

from .. import theme
from ..kit import paint
from ..kit.focus import FocusRing
from ..kit.info import InfoButton
from ..kit.labels import ElidedLabel
from .bars import BarsLayout, paint_bars
from .hint import Hint
from .legend import Legend, distances
from .response import number
from .save import save_button

if TYPE_CHECKING:
    from .figure import Bar, Figure
    from .model import BankModel

ABOUT = (
    "Each bar is one feature of the pixel, just as it was clustered. The full line is the center of the segment that "
    "is nearest, the dashed one the next; a pixel belongs to the center that it differs from least in all."
)
SHARPENED = (
    " Distances are measured after sharpening, where features that also vary within segments count less, so that they "
    "are no plain sum of the differences seen here."
)


class PixelPane(QWidget):
    """Why a pixel belongs to its segment."""

    save_wanted = Signal(str)
    """What of it shall be saved: "picture" or "table"."""

    def __init__(self, model: BankModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bank.pixel")
        self._model = model
        self._title = ElidedLabel("Pixel", name="bank.pixel.title", weight=theme.BOLD, tabular=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._about = ElidedLabel(name="bank.pixel.about", delta=-1, dim=True)
        self._about.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._legend = Legend()
        self._info = InfoButton("The bars of a pixel", ABOUT, name="bank.pixel.info")
        entries = (
            ("Picture…", lambda: self.save_wanted.emit("picture")),
            ("Table…", lambda: self.save_wanted.emit("table")),
        )
        self._save = save_button("bank.pixel.save", "Save the bars", entries, self)
        self._why = ElidedLabel(name="bank.pixel.why", delta=-1, tabular=True)
        self.chart = BarsChart(model)
        self._hint = Hint(name="bank.pixel.hint")
        self._pages = QStackedWidget()
        self._pages.addWidget(self._hint)
        self._pages.addWidget(self.chart)
        self._arrange()
        self.show_hint("Click the photo to see the responses at that place.")

    def _arrange(self) -> None:
        heading = QHBoxLayout()
        heading.setSpacing(theme.px(8))
        heading.addWidget(self._title)
        heading.addWidget(self._legend, 1)
        heading.addWidget(self._info)
        heading.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(6), theme.px(12), theme.px(8))
        column.setSpacing(theme.px(2))
        column.addLayout(heading)
        sentence = QHBoxLayout()
        sentence.setSpacing(theme.px(12))
        sentence.addWidget(self._why, 1)
        sentence.addWidget(self._about)
        column.addLayout(sentence)
        column.addWidget(self._pages, 1)
        self.setMinimumHeight(theme.px(132))

    @property
    def figure(self) -> Figure | None:
        """What is shown."""
        return self.chart.figure

    def show_figure(self, figure: Figure, why: str, *, sharpened: bool) -> None:
        """Show a pixel; `why` says in a sentence why it belongs to its segment."""
        self._title.setText("Pixel ({}, {})".format(*figure.pixel))
        noun = "response" if all(bar.filters for group in figure.groups for bar in group.bars) else "feature"
        counted = ", standardized" if figure.unit == "standard deviations" else ""
        self._about.setText(f"{figure.count} {noun}{'' if figure.count == 1 else 's'}{counted}")
        self._why.setText(why)
        self._why.setToolTip(distances(figure.near))
        self._info.explain("The bars of a pixel", ABOUT + (SHARPENED if sharpened else ""))
        self._legend.show_near(figure.near)
        self.chart.show_figure(figure)
        self._pages.setCurrentWidget(self.chart)
        self._save.setEnabled(True)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See whether there is room for the words beside the sentence."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        needed = self._why.sizeHint().width() + self._about.sizeHint().width() + theme.px(12 + 28)
        self._about.setVisible(needed <= self.width())

    def show_hint(self, words: str) -> None:
        """Say in a sentence what will be seen here, or why nothing can be."""
        pixel = self._model.pixel
        self._title.setText("Pixel" if pixel is None else "Pixel ({}, {})".format(*pixel))
        self._about.setText("")
        self._why.setText("")
        self._legend.show_near(())
        self.chart.show_figure(None)
        self._hint.setText(words)
        self._pages.setCurrentWidget(self._hint)
        self._save.setEnabled(False)


class BarsChart(FocusRing, QWidget):
    """The bars. A click or the arrow keys take the filter behind a bar."""

    def __init__(self, model: BankModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bank.pixel.bars")
        self.setAccessibleName("Responses at the pixel")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._model = model
        self.figure: Figure | None = None
        model.selected_changed.connect(self._tell)

    def sizeHint(self) -> QSize:
        """A low, wide chart."""
        return QSize(theme.px(480), theme.px(120))

    def minimumSizeHint(self) -> QSize:
        """Room for a bar of each kind."""
        return QSize(theme.px(120), theme.px(64))

    def show_figure(self, figure: Figure | None) -> None:
        """Show another pixel."""
        self.figure = figure
        self._tell()

    def layout_in(self, room: QRectF) -> BarsLayout | None:
        """Return where everything lies."""
        return None if self.figure is None else BarsLayout(self.figure, room)

    def _bars(self) -> list[Bar]:
        return [] if self.figure is None else [bar for group in self.figure.groups for bar in group.bars]

    def _tell(self) -> None:
        here = next((bar for bar in self._bars() if self._model.selected in bar.filters), None)
        self.setAccessibleDescription("" if here is None else in_words(here))
        self.update()

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(0, 2, -2, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chart."""
        layout = self.layout_in(self._room())
        if layout is None:
            return
        s = theme.scheme()
        painter = QPainter(self)
        paint_bars(painter, layout, s, self._model.selected)
        if self.ring_shown():
            paint.ring(painter, self.rect(), s.accent)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the filter behind the bar."""
        layout = self.layout_in(self._room())
        bar = layout.at(event.position()) if layout is not None else None
        if bar is not None and bar.filters:
            self._model.select(bar.filters[0])
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the filter to the left or to the right."""
        bars = [bar for bar in self._bars() if bar.filters]
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not bars:
            super().keyPressEvent(event)
            return
        at = next((place for place, bar in enumerate(bars) if self._model.selected in bar.filters), -step)
        self._model.select(bars[max(0, min(at + step, len(bars) - 1))].filters[0])

    def event(self, event: QEvent) -> bool:
        """Say what the bar under the pointer stands for."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            layout = self.layout_in(self._room())
            bar = layout.at(QPointF(event.pos())) if layout is not None else None
            if bar is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), in_words(bar), self)
            return True
        return super().event(event)


def in_words(bar: Bar) -> str:
    """Say a bar in words."""
    text = f"{bar.title}: {number(bar.value)}; nearest center {number(bar.nearest)}"
    if bar.runner_up is not None:
        text += f", next {number(bar.runner_up)}"
    if bar.speaks is not None:
        which = "nearest" if bar.speaks >= 0 else "next"
        text += f"\nspeaks for the {which} by {number(abs(bar.speaks))}"
    return text
