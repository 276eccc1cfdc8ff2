"""The page of the filter bank: the bank, one of its filters, what it sees in the photo, and what it is good for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from .. import theme
from ..kit.labels import Rule
from ..kit.scroll import ScrollBar
from .bank_pane import BankPane
from .detail import DetailPane
from .insight import InsightPane
from .notice import ModeNotice
from .pieces import BankPieces
from .pixel_bars import PixelPane
from .reading_order import chain
from .response import ResponsePane

if TYPE_CHECKING:
    from ...features.banks import Bank
    from ...recipe import Recipe
    from ..save_piece import Piece
    from .model import BankModel
    from .save import BankPieceSaver

WIDE, NARROW = 1000, 664
"""From these widths on the insight, and the bank, have a column of their own; else they stand with the rest."""

LEFT, RIGHT = (262, 394), 247
"""How wide the left column may be, and how wide the right one is."""

MIDDLE_LEAST = 440

COLUMN_HEIGHT, INSIGHT_HEIGHT = 340, 280
"""How high the bank and the insight are where they stand with the rest."""

_NO_LIMIT = 16_777_215


class BankView(QWidget):
    """Composes the panes; what people do there goes out as signals."""

    bank_picked = Signal(str)
    off_picked = Signal(frozenset)
    texture_wanted = Signal()

    def __init__(self, model: BankModel, saver: BankPieceSaver, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bank")
        self.saver = saver
        self._model = model
        self._pieces = BankPieces(model, lambda: self.detail.odd)
        self.notice = ModeNotice()
        self.notice.taken.connect(self.texture_wanted)
        self.bank = BankPane(model, self._entries("bank"))
        self.detail = DetailPane(model, self._entries("filter"))
        self.response, self.pixel, self.insight = ResponsePane(model), PixelPane(model), InsightPane(model)
        self.bank.bank_picked.connect(self.bank_picked)
        self.bank.off_picked.connect(self.off_picked)
        self.detail.turned.connect(lambda index: self.off_picked.emit(model.off ^ {index}))
        self._form = "wide"
        self._rules = [Rule(vertical=True), Rule(vertical=True), Rule(), Rule(), Rule()]
        self._scroll, self._rest = self._make_scroll()
        self._arrange()
        self._place("wide")
        # The kernels of another bank are new widgets, which would come after everything else.
        model.bank_changed.connect(lambda: chain(self))
        theme.application().focusChanged.connect(self._bring_into_sight)

    def show_recipe(self, recipe: Recipe, bank: Bank | None, reason: str) -> None:
        """Show a recipe and its bank; `reason`: why there is none."""
        self.notice.show_mode(recipe.mode)
        self.bank.show_recipe(recipe, bank, reason)

    def minimumSizeHint(self) -> QSize:
        """Down the page everything scrolls; across, the buttons over the lists need their room."""
        return QSize(theme.px(380), theme.px(160))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give each column its share."""
        super().resizeEvent(event)
        self._share_out()

    def changeEvent(self, event: QEvent) -> None:
        """With bigger letters columns are wider."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._share_out()

    def _entries(self, of: str) -> list[tuple[str, Callable[[], object]]]:
        return [(text, partial(self._save, make)) for text, make in self._pieces.offers(of)]

    def _save(self, make: Callable[[], Piece]) -> None:
        self.saver.save(make())

    def _make_scroll(self) -> tuple[QScrollArea, QWidget]:
        scroll = QScrollArea()
        scroll.setObjectName("bank.rest")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setVerticalScrollBar(ScrollBar(scroll))
        scroll.setHorizontalScrollBar(ScrollBar(Qt.Orientation.Horizontal, scroll))
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        rest = QWidget()
        self._grid = QGridLayout(rest)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        scroll.setWidget(rest)
        return scroll, rest

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        self._row = QHBoxLayout()
        self._row.setSpacing(0)
        self._row.addWidget(self._scroll, 1)
        column.addLayout(self._row, 1)

    def _share_out(self) -> None:
        width = self.width()
        form = "wide" if width >= theme.px(WIDE) else "narrow" if width >= theme.px(NARROW) else "column"
        if form != self._form:
            self._form = form
            self._place(form)
        least, most = (theme.px(side) for side in LEFT)
        right = theme.px(RIGHT) if form == "wide" else 0
        if form == "column":
            self.bank.setMinimumWidth(0)
            self.bank.setMaximumWidth(_NO_LIMIT)
            self.bank.setFixedHeight(theme.px(COLUMN_HEIGHT))
        else:
            self.bank.setFixedWidth(max(least, min(most, width - theme.px(MIDDLE_LEAST) - right - 2)))
            self.bank.setMinimumHeight(0)
            self.bank.setMaximumHeight(_NO_LIMIT)
        self.insight.setMinimumWidth(right)
        self.insight.setMaximumWidth(right or _NO_LIMIT)
        self.insight.setMinimumHeight(0 if form == "wide" else theme.px(INSIGHT_HEIGHT))
        self.detail.set_height_limit(round(self.height() * 0.42))

    def _place(self, form: str) -> None:
        """Put the panes beside each other, the insight under the rest, or all below each other."""
        grid, wide = self._grid, form == "wide"
        beside_bank, beside_insight, *across = self._rules
        for widget in (self.bank, self.detail, self.response, self.pixel, self.insight, *self._rules):
            grid.removeWidget(widget)
            self._row.removeWidget(widget)
        for row in range(grid.rowCount()):
            grid.setRowStretch(row, 0)
        if form == "column":
            grid.addWidget(self.bank, 0, 0)
            grid.addWidget(across[0], 1, 0)
        else:
            self._row.insertWidget(0, self.bank)
            self._row.insertWidget(1, beside_bank)
        grid.addWidget(self.detail, 2, 0)
        grid.addWidget(self.response, 3, 0)
        grid.setRowStretch(3, 1)
        grid.setColumnStretch(0, 1)
        grid.addWidget(across[1], 4, 0, 1, 3 if wide else 1)
        grid.addWidget(self.pixel, 5, 0, 1, 3 if wide else 1)
        if wide:
            grid.addWidget(beside_insight, 2, 1, 2, 1)
            grid.addWidget(self.insight, 2, 2, 2, 1)
        else:
            grid.addWidget(across[2], 6, 0)
            grid.addWidget(self.insight, 7, 0)
        beside_bank.setVisible(form != "column")
        beside_insight.setVisible(wide)
        across[0].setVisible(form == "column")
        across[2].setVisible(not wide)
        chain(self)

    def _bring_into_sight(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Scroll to what the keyboard has reached."""
        if now is not None and self._rest.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now, 0, theme.px(8))
