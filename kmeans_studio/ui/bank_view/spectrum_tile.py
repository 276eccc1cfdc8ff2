"""Which frequencies a filter passes: none in the middle, the finest at the rim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from .. import theme
from ..qimage import photo_image
from .diverging import zero
from .sampled import sampled
from .tile import Tile

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

    from ...features.banks import Bank

FAR = 10
"""Wavelengths of more than twice so many pixels are looked at from nearer."""


class SpectrumTile(Tile):
    """The magnitude of the spectrum in grey, by its own peak, with dotted axes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="bank.detail.spectrum")
        self.setAccessibleName("Spectrum")
        self.setToolTip(
            "Which stripes the filter answers to. The middle stands for evenness, the rim for stripes of two pixels; "
            "the way from the middle is the way across the stripes"
        )
        self._bank: Bank | None = None
        self._index, self._nearer = 0, 1

    def show_spectrum(self, bank: Bank, index: int) -> int:
        """Show that of a filter; return how many times nearer than whole: long waves are all in the middle."""
        self._bank, self._index = bank, index
        self._nearer = 1
        while 0.5 / self._nearer > FAR / bank.filters[index].wavelength > 0:
            self._nearer *= 2
        self.again()
        return self._nearer

    def show_nothing(self) -> None:
        """Show an empty frame."""
        self._bank = None
        self.again()

    def ground(self, dark: bool) -> tuple[int, int, int]:
        """Nothing is passed there."""
        return zero(dark)

    def make(self, room: int, ratio: float, dark: bool) -> QImage | None:
        """Paint it as large as the frame."""
        if self._bank is None:
            return None
        if self._nearer == 1:
            return photo_image(grey(self._bank.spectrum(self._index, room), dark))
        kernel, step, _ = sampled(self._bank, self._index)
        return photo_image(grey(middle(kernel, step, room, 0.5 / self._nearer), dark))

    def paint_over(self, painter: QPainter, room: QRectF) -> None:
        """Paint the axes."""
        middle = room.center()
        # The frequency 0 is in the middle of a pixel.
        x, y = int(middle.x()) + 0.5, int(middle.y()) + 0.5
        pen = QPen(theme.scheme().dim, 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([1, 2])
        painter.setPen(pen)
        painter.drawLine(QLineF(room.left(), y, room.right(), y))
        painter.drawLine(QLineF(x, room.top(), x, room.bottom()))


def middle(kernel: NDArray[Any], step: float, side: int, reach: float) -> NDArray[np.float32]:
    """Return the magnitude of a kernel's spectrum from -reach to reach cycles per pixel, (side, side) float32.

    kernel  (n, n), its values `step` pixels apart. Frequency 0 is at (side // 2, side // 2), as in `Bank.spectrum`
    """
    # As many places as bring the steps between frequencies nearest to those that are wanted.
    places = max(len(kernel), side, round(side / (2 * reach * step)))
    spectrum = np.abs(np.fft.fftshift(np.fft.fft2(kernel, (places, places)))).astype(np.float32)
    first = places // 2 - side // 2
    return np.ascontiguousarray(spectrum[first : first + side, first : first + side])


def grey(spectrum: NDArray[np.float32], dark: bool) -> NDArray[np.uint8]:
    """Return a spectrum (s, s) as a picture (s, s, 3): zero has the window's grey, the peak is as far as can be."""
    ground = np.array(zero(dark), np.float64)
    peak = float(spectrum.max())
    share = spectrum / peak if peak > 0 else np.zeros_like(spectrum)
    end = 255.0 if dark else 0.0
    painted = ground + share[..., None] * (end - ground)
    return np.rint(painted).astype(np.uint8)
