"""A kernel as a picture, as curves along and across its direction, or as a surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from .. import theme
from ..qimage import photo_image
from .diverging import colored, zero
from .pixels import fitted
from .profile import paint_profile, profiles
from .surface import paint_surface
from .tile import Tile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...features.banks import Filter

TURN = 30.0
"""Where one looks at the surface from at first, in degrees."""


class KernelTile(Tile):
    """Shows a real kernel, by its own peak. The surface can be turned by dragging."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="bank.detail.kernel")
        self._kernel: NDArray[np.float64] | None = None
        self._filter: Filter | None = None
        self._step = 1.0
        self._look = "kernel"
        self._turn = TURN
        self._dragged_from: tuple[float, float] | None = None
        self.set_look("kernel")

    def show_kernel(self, kernel: NDArray[np.float64], one: Filter, step: float = 1.0) -> None:
        """Show a kernel (s, s), its values `step` pixels apart."""
        self._kernel, self._filter, self._step = kernel, one, step
        self.again()

    def show_nothing(self) -> None:
        """Show an empty frame."""
        self._kernel = self._filter = None
        self.again()

    def set_look(self, look: str) -> None:
        """Show it as "kernel", "profile" or "surface"."""
        self._look = look
        self.setAccessibleName({"kernel": "Kernel", "profile": "Kernel, profile", "surface": "Kernel, surface"}[look])
        self.setToolTip("Drag to turn it" if look == "surface" else "")
        self.setCursor(Qt.CursorShape.SizeHorCursor if look == "surface" else Qt.CursorShape.ArrowCursor)
        self.again()

    def ground(self, dark: bool) -> tuple[int, int, int]:
        """Zero for the picture, the window around lines."""
        if self._look == "kernel":
            return zero(dark)
        window = theme.scheme().window
        return window.red(), window.green(), window.blue()

    def make(self, room: int, ratio: float, dark: bool) -> QImage | None:
        """Paint the picture or the surface."""
        if self._kernel is None or self._look == "profile":
            return None
        if self._look == "surface":
            image = QImage(room, room, QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(Qt.GlobalColor.transparent)
            paint_surface(image, self._kernel, dark, self._turn)
            return image
        return photo_image(kernel_picture(self._kernel, room, dark))

    def paint_over(self, painter: QPainter, room: QRectF) -> None:
        """Paint the curves."""
        if self._look == "profile" and self._kernel is not None and self._filter is not None:
            paint_profile(painter, room, profiles(self._kernel, self._filter, self._step))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to turn the surface."""
        if self._look == "surface" and event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from = event.position().x(), self._turn
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn the surface."""
        if self._dragged_from is not None:
            x, turn = self._dragged_from
            self._turn = turn + (event.position().x() - x) * 180 / self.width()
            self.again()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave it so."""
        self._dragged_from = None


def kernel_picture(kernel: NDArray[np.float64], room: int, dark: bool) -> NDArray[np.uint8]:
    """Return a kernel (s, s) as a picture (n, n, 3), n at most `room`: whole multiples of its pixels where it fits."""
    values = fitted(kernel, room, room).values
    return colored(values, float(np.abs(kernel).max()), dark)
