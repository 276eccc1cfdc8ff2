"""What of the bank and of its selected filter can be saved."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..save_piece import Piece
from .pixels import part

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ...features.banks import Bank
    from .model import BankModel

PNG = (".png",)


class BankPieces:
    """Makes a piece of what is shown at the moment that it is asked for. `odd`: whether the odd part is shown."""

    def __init__(self, model: BankModel, odd: Callable[[], bool]) -> None:
        self._model, self._odd = model, odd

    def offers(self, of: str) -> list[tuple[str, Callable[[], Piece]]]:
        """Return what can be saved of the "bank" or the "filter": words for a menu, and what makes the piece."""
        if of == "bank":
            return [
                ("All Kernels as a Picture…", self.sheet),
                ("All Kernels as a Table…", self.table),
                ("All Kernels for numpy…", self.array),
            ]
        return [
            ("Kernel as a Picture…", self.kernel_picture),
            ("Kernel as a Drawing…", self.kernel_drawing),
            ("Kernel as a Table…", self.kernel_table),
            ("Spectrum as a Picture…", self.spectrum),
        ]

    def sheet(self) -> Piece:
        """All kernels on one sheet."""
        from ...export.bank_sheet import bank_sheet
        from ...export.encode import encode_picture

        bank = self._bank()
        return Piece("kernels", "all kernels", PNG, lambda path: encode_picture(bank_sheet(bank), path))

    def table(self) -> Piece:
        """All kernels as numbers."""
        from ...export.kernel_files import bank_csv

        bank = self._bank()
        return Piece("kernels", "all kernels", (".csv",), lambda path: bank_csv(bank, path))

    def array(self) -> Piece:
        """All kernels as they can be read again as a bank."""
        from ...export.kernel_files import bank_npy

        bank = self._bank()
        return Piece("kernels", "all kernels", (".npy",), lambda path: bank_npy(bank))

    def kernel_picture(self) -> Piece:
        """The selected kernel, each of its pixels a square."""
        from ...export.kernel_files import kernel_png

        kernel = self._kernel()
        return Piece(self._name(), "the kernel", PNG, lambda path: kernel_png(kernel, path))

    def kernel_drawing(self) -> Piece:
        """The selected kernel as squares that can be scaled."""
        from ...export.kernel_files import kernel_svg

        kernel, title = self._kernel(), self._bank().filters[self._model.selected].title
        return Piece(self._name(), "the kernel", (".svg",), lambda path: kernel_svg(kernel, title))

    def kernel_table(self) -> Piece:
        """The selected kernel as numbers."""
        from ...export.kernel_files import kernel_csv

        kernel = self._kernel()
        return Piece(self._name(), "the kernel", (".csv",), lambda path: kernel_csv(kernel))

    def spectrum(self) -> Piece:
        """The spectrum of the selected filter."""
        from ...export.kernel_files import spectrum_png

        bank, index = self._bank(), self._model.selected
        return Piece(f"{self._name()}-spectrum", "the spectrum", PNG, lambda path: spectrum_png(bank, index, path))

    def _bank(self) -> Bank:
        bank = self._model.bank
        if bank is None:
            raise RuntimeError("there is no bank to save")
        return bank

    def _kernel(self) -> NDArray[np.float64]:
        return part(self._bank().kernel(self._model.selected), odd=self._odd())

    def _name(self) -> str:
        """Return what the file's name ends in: "edge-1.4-60"."""
        title = self._bank().filters[self._model.selected].title.lower()
        words = re.sub(r"[^a-z0-9.]+", "-", title.replace("σ", "").replace("λ", "").replace("°", "")).strip("-")
        return f"{words}-odd" if self._odd() else words
