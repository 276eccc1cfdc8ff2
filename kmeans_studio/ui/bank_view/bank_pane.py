"""The left of the filter bank tab: which bank, its kernels, and what is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ...features.banks import FILTER_BANKS
from .. import theme
from ..kit.button import Button
from ..kit.check import Check
from ..kit.combo import Combo
from ..kit.info import InfoButton
from ..kit.labels import ElidedLabel, Paragraph, Rule
from ..kit.scroll import ScrollBar
from ..words import sentence
from .grid import KernelGrid
from .save import save_button

if TYPE_CHECKING:
    from ...features.banks import Bank
    from ...recipe import Recipe
    from .model import BankModel

MARGIN = 16


class BankPane(QWidget):
    """Combo, grid and, at the foot, how the kernels are scaled and how many are in use."""

    bank_picked = Signal(str)
    off_picked = Signal(frozenset)

    def __init__(
        self,
        model: BankModel,
        save_entries: Sequence[tuple[str, Callable[[], object]]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self.combo = Combo([(entry.name, entry.title) for entry in FILTER_BANKS], name="bank.name", title="Filter bank")
        self.combo.picked.connect(self.bank_picked)
        self._info = InfoButton("Filter bank", "", name="bank.name.info")
        self._save = save_button("bank.save", "Save the bank", save_entries, self)
        self.grid = KernelGrid(model)
        self.grid.off_picked.connect(self.off_picked)
        self.grid.moved_to.connect(self._bring_into_sight)
        self._problem = Paragraph(name="bank.problem")
        self._problem.hide()
        self._scroll = self._make_scroll()
        self._one_scale = Check("One scale for all", name="bank.one_scale")
        self._one_scale.setToolTip("Scale all kernels by the strongest of them, instead of each by its own peak")
        self._one_scale.changed.connect(self.grid.set_one_scale)
        self._used = ElidedLabel(name="bank.used", delta=-1, dim=True, tabular=True)
        self._used.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._all_on = Button("All On", name="bank.all_on")
        self._all_on.clicked.connect(lambda: self.off_picked.emit(frozenset()))
        self._arrange()
        model.bank_changed.connect(self._show_used)
        model.off_changed.connect(self._show_used)
        self._show_used()

    def show_recipe(self, recipe: Recipe, bank: Bank | None, reason: str) -> None:
        """Show which bank the recipe has; `reason`: why there is none."""
        entry = FILTER_BANKS.entry(recipe.bank)
        for index in range(self.combo.count()):
            name = self.combo.itemData(index)
            title = bank.title if bank is not None and name == recipe.bank else FILTER_BANKS.entry(name).title
            self.combo.setItemText(index, title)
        self.combo.set_current(recipe.bank)
        self._info.explain(entry.title, entry.help)
        self._problem.setText(sentence(reason) if reason else "")
        self._problem.setVisible(bool(reason))
        self._save.setEnabled(bank is not None)

    def minimumSizeHint(self) -> QSize:
        """Room for small kernels."""
        return QSize(theme.px(230), theme.px(160))

    def _make_scroll(self) -> QScrollArea:
        scroll = QScrollArea()
        scroll.setObjectName("bank.scroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setVerticalScrollBar(ScrollBar(scroll))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Room that is always kept for the bar: kernels do not change their size when it comes or goes.
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(theme.px(MARGIN), 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._problem)
        column.addWidget(self.grid)
        column.addStretch(1)
        scroll.setWidget(inner)
        return scroll

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(12), 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(theme.px(MARGIN), 0, theme.px(8), theme.px(8))
        top.setSpacing(theme.px(4))
        top.addWidget(self.combo, 1)
        top.addWidget(self._info)
        top.addWidget(self._save)
        column.addLayout(top)
        column.addWidget(self._scroll, 1)
        column.addWidget(Rule())
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.px(MARGIN), theme.px(6), theme.px(12), theme.px(6))
        foot.setSpacing(theme.px(8))
        foot.addWidget(self._one_scale)
        foot.addWidget(self._used, 1)
        foot.addWidget(self._all_on)
        column.addLayout(foot)

    def _bring_into_sight(self, cell: QWidget) -> None:
        self._scroll.ensureWidgetVisible(cell, 0, theme.px(24))

    def _show_used(self) -> None:
        bank, off = self._model.bank, self._model.off
        self._all_on.setEnabled(bool(off))
        self._used.setText(f"{len(off)} of {len(bank)} off" if bank is not None and off else "")
