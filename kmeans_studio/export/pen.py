"""Pen: draws smooth lines and text on paper, in units of the finished picture's pixels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

PAPER, INK, DIM, LINE = "#ffffff", "#1b1b1b", "#595959", "#d6d6d6"

FINER = 3
"""All is drawn so many times as large and reduced in the end: Pillow's lines have steps."""


class Pen:
    """A white page that can be drawn on; places are (x, y) in pixels, which may have fractions."""

    def __init__(self, width: int, height: int) -> None:
        from PIL import Image, ImageDraw

        self._page = Image.new("RGB", (width * FINER, height * FINER), PAPER)
        self._draw = ImageDraw.Draw(self._page)

    def text(self, x: float, y: float, text: str, size: int, color: str = INK, anchor: str = "la") -> None:
        """Write a line; the anchor is Pillow's, "la" for its upper left corner, "ma" for the middle of its top."""
        from PIL import ImageFont

        self._draw.text((x * FINER, y * FINER), text, color, ImageFont.load_default(size * FINER), anchor)

    def line(self, places: Sequence[tuple[float, float]], color: str = INK, width: float = 1) -> None:
        """Draw a line through places."""
        self._draw.line([(x * FINER, y * FINER) for x, y in places], color, round(width * FINER), joint="curve")

    def box(self, left: float, top: float, right: float, bottom: float, color: str) -> None:
        """Fill a rectangle."""
        self._draw.rectangle([round(side * FINER) for side in (left, top, right, bottom)], color)

    def dot(self, x: float, y: float, radius: float, color: str, edge: str | None = None, width: float = 0) -> None:
        """Fill a circle, with an edge inside of it where one is given."""
        box = [(x - radius) * FINER, (y - radius) * FINER, (x + radius) * FINER, (y + radius) * FINER]
        self._draw.ellipse(box, color, edge, round(width * FINER))

    def picture(self, pixels: NDArray[np.uint8], left: float, top: float, width: float) -> None:
        """Put a picture (h, w, 3) there, as wide as that."""
        from PIL import Image

        height = max(1, round(len(pixels) * width * FINER / pixels.shape[1]))
        small: Any = Image.fromarray(pixels).resize((max(1, round(width * FINER)), height), Image.Resampling.BOX)
        self._page.paste(small, (round(left * FINER), round(top * FINER)))

    def picture_made(self) -> NDArray[np.uint8]:
        """Return the page, (h, w, 3) uint8."""
        from PIL import Image

        width, height = self._page.size
        return np.array(self._page.resize((width // FINER, height // FINER), Image.Resampling.BOX))
