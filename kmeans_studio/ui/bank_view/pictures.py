"""The small pictures of the grid: made a few at a time, so that a bank of large kernels does not hold up the window."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from ..qimage import photo_image
from .diverging import colored
from .thumbnail import small

if TYPE_CHECKING:
    from ...features.banks import Bank
    from .pixels import Fitted

AT_ONCE = 0.012
"""So many seconds are spent on kernels before the window gets its turn again."""


class GridPictures(QObject):
    """The kernels of a bank, fitted into one size, as images; each scaled by its own peak, or all alike."""

    made = Signal(int)
    """The picture of this filter is there, or has changed; -1 for all."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bank: Bank | None = None
        self._room, self._ratio = 0, 1.0
        self._dark, self._one_scale = False, False
        self._fitted: dict[int, tuple[Fitted, float]] = {}
        self._images: dict[int, QImage] = {}
        self._waiting: list[int] = []
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._make_some)

    def set_bank(self, bank: Bank | None) -> None:
        """Show another bank."""
        self._bank = bank
        self._restart()

    def set_room(self, room: int, ratio: float) -> None:
        """Fit kernels into so many screen pixels, of which `ratio` are one of the window's."""
        if (room, ratio) != (self._room, self._ratio):
            self._room, self._ratio = room, ratio
            self._restart()

    def set_colors(self, *, dark: bool, one_scale: bool) -> None:
        """Take the colors for a dark window or a light one, for each kernel by itself or for all alike."""
        if (dark, one_scale) != (self._dark, self._one_scale):
            self._dark, self._one_scale = dark, one_scale
            self._images.clear()
            self.made.emit(-1)

    def picture(self, index: int) -> QImage | None:
        """Return the picture of a kernel, or None while it is still being made."""
        image = self._images.get(index)
        if image is None and index in self._fitted and not (self._one_scale and self._waiting):
            fitted, peak = self._fitted[index]
            if self._one_scale:
                peak = max(peak for _, peak in self._fitted.values())
            image = photo_image(colored(fitted.values, peak, self._dark))
            image.setDevicePixelRatio(self._ratio)
            self._images[index] = image
        return image

    def reduction(self, index: int) -> float:
        """Return how many pixels of a kernel are one of the window's: 1 unless it had to be reduced."""
        if index not in self._fitted:
            return 1.0
        return max(1.0, self._ratio / self._fitted[index][0].zoom)

    @property
    def alike(self) -> bool:
        """Whether all kernels are shown on one scale, so that their sizes can be compared."""
        reductions = [self.reduction(index) for index in self._fitted]
        return not reductions or max(reductions) < 1.01 * min(reductions)

    def _restart(self) -> None:
        self._fitted.clear()
        self._images.clear()
        self._waiting = list(range(len(self._bank))) if self._bank is not None and self._room > 0 else []
        if self._waiting:
            self._make_some()
        self.made.emit(-1)

    def _make_some(self) -> None:
        begun = perf_counter()
        while self._waiting and self._bank is not None and perf_counter() - begun < AT_ONCE:
            index = self._waiting.pop(0)
            self._fitted[index] = small(self._bank, index, self._room, self._ratio)
            self.made.emit(index)
        if self._waiting:
            self._turn.start()
        elif self._one_scale:
            self.made.emit(-1)
