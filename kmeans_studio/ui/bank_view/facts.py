"""The figures of a filter."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from .. import theme
from ..kit import paint

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ...features.banks import Filter

Fact = tuple[str, str, str]
"""A short name, the value, and what it means."""

KINDS = {
    "edge": "edge",
    "bar": "bar",
    "gauss": "Gauss",
    "log": "LoG",
    "ring": "ring",
    "gabor": "Gabor",
    "own": "own",
}

MINUS, DASH = "\u2212", "\u2013"


def facts(one: Filter, kernel: NDArray[np.float64], side: int, step: float = 1.0) -> tuple[Fact, ...]:
    """Return the figures of a filter and of the part of its kernel that is shown.

    kernel  (n, n), values `step` pixels apart; side: how many pixels it has each way
    """
    area = step * step
    scale = f"λ {number(one.scale)} px" if one.kind == "gabor" else f"{number(one.scale)} px"
    if one.along is not None and one.kind != "gabor":
        scale = f"{_rounded(one.scale)} × {_rounded(one.along)} px"
    return (
        ("Kind", KINDS.get(one.kind, one.kind), "edge: first derivative; bar: second; LoG: Laplacian of Gaussian"),
        ("Scale", scale, "sigma across the direction × along it; of a wave, its length"),
        (
            "Angle",
            DASH if one.angle is None else f"{one.angle:.3g}°",
            "the direction of edge, bar or stripes, clockwise",
        ),
        ("Size", f"{side} × {side} px", "of the kernel"),
        ("Sum", signed(float(kernel.sum()) * area), "0 where brightness alone gives no response"),
        ("Σ |f|", signed(float(abs(kernel).sum()) * area), "how strong a response can be at most"),
        ("Wave", DASH if isinf(one.wavelength) else f"{number(one.wavelength)} px", "stripes it answers to most"),
    )


def number(length: float) -> str:
    """Return a length in pixels for people: 1.4, 45.3, 181."""
    return f"{length:.0f}" if length >= 100 else f"{length:.1f}" if length >= 1 else f"{length:.2g}"


def _rounded(length: float) -> str:
    """Return a length in less room."""
    return f"{length:.0f}" if length >= 10 else number(length)


def signed(value: float) -> str:
    """Return a sum for people, with a true minus; what is zero but for rounding is 0."""
    if abs(value) < 1e-9:
        return "0"
    if 0.01 <= abs(value) < 1000:
        shown = f"{value:.2f}"
    else:
        shown = f"{value:.1g}" if 0.0001 <= abs(value) < 1 else f"{value:.1e}"
    return shown.replace("-", MINUS)


class Facts(QWidget):
    """Names at the left, values at the right, one below the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bank.detail.facts")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._facts: Sequence[Fact] = ()
        self._height = 0
        self.setAccessibleName("Figures")

    def set_height(self, height: int) -> None:
        """Stand beside pictures of that height."""
        self._height = height
        self.updateGeometry()

    @property
    def shown(self) -> dict[str, str]:
        """The values by their names."""
        return {name: value for name, value, _ in self._facts}

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show other figures."""
        self._facts = facts
        self.setAccessibleDescription("; ".join(f"{name}: {value}" for name, value, _ in facts))
        self.setToolTip("\n".join(f"{name}: {meaning}" for name, _, meaning in facts))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the longest value."""
        names = paint.text_width("Scale", theme.font(-1))
        values = paint.text_width("2.8 × 8.5 px", theme.font(-1, theme.BOLD, tabular=True))
        return QSize(names + theme.px(6) + values, 7 * self._line())

    def minimumSizeHint(self) -> QSize:
        """In a narrow place values are cut."""
        return QSize(theme.px(96), 7 * self._line())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them."""
        s, painter, line = theme.scheme(), QPainter(self), self._line()
        normal, bold = theme.font(-1), theme.font(-1, theme.BOLD, tabular=True)
        width = min(self.width(), self.sizeHint().width() + theme.px(40))
        flags = Qt.AlignmentFlag
        for place, (name, value, _) in enumerate(self._facts):
            room = self.rect()
            room.setRect(0, place * line, width, line)
            paint.label(painter, room, name, s.dim, normal, flags.AlignLeft)
            values = room.adjusted(paint.text_width(name, normal) + 4, 0, 0, 0)
            paint.label(painter, values, value, s.text, bold, flags.AlignRight)
        painter.end()

    def _line(self) -> int:
        return max(theme.px(17), min(theme.px(21), self._height // 7))
