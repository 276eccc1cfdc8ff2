"""One filter up close: its kernel as a picture, as curves or as a surface, its spectrum, its figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from .. import icons, theme
from ..kit.labels import ElidedLabel
from ..kit.segmented import Segmented
from ..kit.tool_button import ToolButton
from .facts import Facts, facts
from .kernel_tile import KernelTile
from .pixels import part
from .sampled import sampled
from .save import save_button
from .spectrum_tile import SpectrumTile

if TYPE_CHECKING:
    from .model import BankModel

LOOKS = (("kernel", "Kernel"), ("profile", "Profile"), ("surface", "Surface"))
PARTS = (("even", "Even"), ("odd", "Odd"))

GAP = 12

_SIDES = (98, 147, 196, 245, 294)
"""The sides of the pictures: whole multiples of what most kernels have."""


class DetailPane(QWidget):
    """Shows the selected filter of a model."""

    turned = Signal(int)
    """A person wants the filter left out, or in use again."""

    def __init__(
        self,
        model: BankModel,
        save_entries: Sequence[tuple[str, Callable[[], object]]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("bank.detail")
        self._model = model
        self._title = ElidedLabel(name="bank.detail.title", weight=theme.BOLD, tabular=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._place = ElidedLabel(name="bank.detail.place", delta=-1, dim=True, tabular=True)
        self._eye = ToolButton("", "eye", name="bank.detail.use", icon_only=True, small=True)
        self._eye.clicked.connect(lambda: self.turned.emit(self._model.selected))
        self._before = self._step("Filter before", "left", "before", -1)
        self._after = self._step("Next filter", "right", "after", 1)
        self._save = save_button("bank.detail.save", "Save this filter", save_entries, self)
        self.kernel, self.spectrum = KernelTile(), SpectrumTile()
        self._facts = Facts()
        self._facts.set_height(self.kernel.height())
        self._look = Segmented(LOOKS, name="bank.detail.look", title="Kernel as", word_of=dict(LOOKS))
        self._look.picked.connect(self.kernel.set_look)
        self._part = Segmented(PARTS, name="bank.detail.part", title="Part of the wave", word_of=dict(PARTS))
        self._part.picked.connect(self._show_filter)
        self._caption = ElidedLabel("spectrum", name="bank.detail.spectrum.caption", delta=-2, dim=True)
        self._arrange()
        for signal in (model.bank_changed, model.selected_changed):
            signal.connect(self._show_filter)
        model.off_changed.connect(self._show_use)
        self._show_filter()

    @property
    def odd(self) -> bool:
        """Whether the odd part of a wave is shown."""
        bank = self._model.bank
        return bank is not None and bank.is_complex and self._part.current() == "odd"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show kernel and spectrum as large as there is room beside the figures."""
        super().resizeEvent(event)
        self._fit()

    def set_height_limit(self, height: int) -> None:
        """Leave the rest of a low window to others."""
        self._limit = height
        self._fit()

    def sizeHint(self) -> QSize:
        """The pictures as they are."""
        return QSize(theme.px(450), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The smallest pictures and the figures."""
        return QSize(theme.px(2 * 98 + 16 + 12 + 2 * GAP + 108), super().minimumSizeHint().height())

    _limit = 10_000

    def _fit(self) -> None:
        room = (self.width() - theme.px(16 + 12 + 2 * GAP) - self._facts.sizeHint().width()) // 2
        room = min(room, self._limit - theme.px(100))
        side = max((side for side in _SIDES if side + 2 <= room), default=_SIDES[0]) + 2
        if side != self.kernel.width():
            self._facts.set_height(side)
            for tile in (self.kernel, self.spectrum):
                tile.setFixedSize(side, side)
        # As wide as the kernel above it, if the words allow.
        self._look.setMaximumWidth(max(side, self._look.minimumSizeHint().width()))

    def _step(self, title: str, icon: str, name: str, by: int) -> ToolButton:
        button = ToolButton(title, icon, name=f"bank.detail.{name}", icon_only=True, small=True)
        button.clicked.connect(lambda: self._model.select(self._model.selected + by))
        return button

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(12), theme.px(12))
        column.setSpacing(theme.px(8))
        head = QHBoxLayout()
        head.setSpacing(theme.px(4))
        head.addWidget(self._title)
        head.addSpacing(theme.px(4))
        head.addWidget(self._place, 1)
        for button in (self._eye, self._before, self._after, self._save):
            head.addWidget(button)
        column.addLayout(head)
        tiles = QHBoxLayout()
        tiles.setSpacing(theme.px(GAP))
        top = Qt.AlignmentFlag.AlignTop
        tiles.addWidget(self.kernel, 0, top)
        tiles.addWidget(self.spectrum, 0, top)
        tiles.addWidget(self._facts, 1, top)
        column.addLayout(tiles)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(12))
        foot.addWidget(self._look)
        foot.addWidget(self._caption, 1)
        foot.addWidget(self._part)
        column.addLayout(foot)

    def _show_filter(self) -> None:
        bank, index = self._model.bank, self._model.selected
        for widget in (self._look, self._save, self._eye):
            widget.setEnabled(bank is not None)
        self._before.setEnabled(bank is not None and index > 0)
        self._after.setEnabled(bank is not None and index < len(bank) - 1)
        self._part.setVisible(bank is not None and bank.is_complex)
        if bank is None:
            self._title.setText("No filter")
            self._place.setText("")
            self.kernel.show_nothing()
            self.spectrum.show_nothing()
            self._facts.show_facts(())
            return
        whole, step, side = sampled(bank, index)
        kernel, one = part(whole, odd=self.odd), bank.filters[index]
        self._title.setText(one.title)
        self._place.setText(f"filter {index + 1} of {len(bank)}")
        self.kernel.show_kernel(kernel, one, step)
        nearer = self.spectrum.show_spectrum(bank, index)
        self._caption.setText("spectrum" if nearer == 1 else f"spectrum, {nearer}\u00d7 nearer")
        self._facts.show_facts(facts(one, kernel, side, step))
        self._show_use()

    def _show_use(self) -> None:
        in_use = self._model.selected not in self._model.off
        words = "In use; leave it out" if in_use else "Left out; use it again"
        self._eye.setText(words)
        self._eye.setAccessibleName(words)
        self._eye.setToolTip(words)
        self._eye.setIcon(icons.icon("eye" if in_use else "eyeoff"))
