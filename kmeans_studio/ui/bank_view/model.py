"""What the panes of the filter bank tab look at together: the bank, one of its filters, which are off, one pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from ...features.banks import Bank


class BankModel(QObject):
    """Read through properties, changed through methods; a signal tells only of a change.

    Filters are numbered from 0 in the whole bank, whichever are off.
    """

    bank_changed = Signal()
    selected_changed = Signal()
    off_changed = Signal()
    pixel_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bank: Bank | None = None
        self._selected = 0
        self._off: frozenset[int] = frozenset()
        self._pixel: tuple[int, int] | None = None

    @property
    def bank(self) -> Bank | None:
        """The whole bank; None where the recipe's choices make none."""
        return self._bank

    @property
    def selected(self) -> int:
        """The filter that is looked at; 0 where there is no bank."""
        return self._selected

    @property
    def off(self) -> frozenset[int]:
        """The filters that are left out."""
        return self._off

    @property
    def pixel(self) -> tuple[int, int] | None:
        """The (x, y) in the photo that is looked at."""
        return self._pixel

    def set_bank(self, bank: Bank | None, off: frozenset[int] = frozenset()) -> None:
        """Look at another bank; where it has as many filters, at the same one of them."""
        before = self._bank
        if (None if before is None else before.key) == (None if bank is None else bank.key):
            self.set_off(off)
            return
        self._bank = bank
        self._off = off
        there_were, selected = 0 if before is None else len(before), self._selected
        if bank is None or len(bank) != there_were:
            self._selected = 0
        self.bank_changed.emit()
        if self._selected != selected:
            self.selected_changed.emit()
        self.off_changed.emit()

    def select(self, index: int) -> None:
        """Look at a filter; one that is not there is passed over."""
        if self._bank is not None and 0 <= index < len(self._bank) and index != self._selected:
            self._selected = index
            self.selected_changed.emit()

    def set_off(self, off: frozenset[int]) -> None:
        """Leave filters out."""
        if off != self._off:
            self._off = off
            self.off_changed.emit()

    def set_pixel(self, pixel: tuple[int, int] | None) -> None:
        """Look at a pixel of the photo."""
        if pixel != self._pixel:
            self._pixel = pixel
            self.pixel_changed.emit()
