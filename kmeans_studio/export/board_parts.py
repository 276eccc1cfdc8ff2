"""What a board is drawn with: text that fits, tables of figures with shaded cells, palettes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from .pen import DIM, INK, LINE, PAPER

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

PALE = "#f1f1f1"

CELL = (76, 40)
"""The width and height of a cell in a table of figures."""

_LIGHT, _DARK = 247, 118
"""The grays of figures that say nothing and everything: text stays readable on both."""


def write(
    pen: ImageDraw, place: tuple[float, float], text: str, size: int, color: str = INK, anchor: str = "la"
) -> None:
    """Write a line of text; `anchor` as Pillow has it."""
    pen.text(place, text, fill=color, font=font(size), anchor=anchor)


def width_of(text: str, size: int) -> int:
    """Return how many pixels a line of text takes across."""
    return math.ceil(font(size).getlength(text))


def shortened(text: str, size: int, room: int) -> str:
    """Return a text, cut off with three dots if it would take more than so many pixels."""
    if width_of(text, size) <= room:
        return text
    while text and width_of(f"{text}...", size) > room:
        text = text[:-1]
    return f"{text.rstrip(' ,')}..."


def wrapped(text: str, size: int, room: int) -> list[str]:
    """Return a text in lines of no more than so many pixels; a longer word is cut off."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if not lines[-1] or width_of(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return [shortened(line, size, room) for line in lines]


def badge(pen: ImageDraw, left: int, top: int, letter: str, chosen: bool = False) -> None:
    """Draw the letter of a pane, 32 pixels wide; that of the reference is filled."""
    box = (left, top, left + 31, top + 31)
    pen.rounded_rectangle(box, 6, fill=INK if chosen else PAPER, outline=INK, width=2)
    write(pen, (left + 16, top + 16), letter, 20, PAPER if chosen else INK, "mm")


def strip(
    pen: ImageDraw, box: tuple[int, int, int, int], colors: NDArray[np.uint8], shares: NDArray[np.float64]
) -> None:
    """Draw colors (n, 3) beside each other, each as wide as its share."""
    left, top, right, bottom = box
    edges = left + np.rint(np.concatenate([[0.0], np.cumsum(shares)]) * (right - left)).astype(int)
    for color, begin, end in zip(colors.tolist(), edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if end > begin:
            pen.rectangle((begin, top, end - 1, bottom), fill=tuple(color))
    pen.rectangle((left, top, right - 1, bottom), outline=LINE)


def matrix(
    pen: ImageDraw,
    left: int,
    top: int,
    letters: Sequence[str],
    values: NDArray[np.float64],
    strength: NDArray[np.float64],
) -> None:
    """Draw the lower half of a table of figures between panes, each cell as dark as its strength 0..1 says."""
    across, down = CELL
    for i, letter in enumerate(letters):
        write(pen, (left + (i + 1.5) * across, top + down / 2), letter, 20, DIM, "mm")
        write(pen, (left + across / 2, top + (i + 1.5) * down), letter, 20, DIM, "mm")
        for j in range(i + 1):
            x, y = left + (j + 1) * across, top + (i + 1) * down
            missing = i == j or math.isnan(values[i, j])
            if not missing:
                gray = round(_LIGHT + (_DARK - _LIGHT) * min(1.0, max(0.0, float(strength[i, j]))))
                pen.rectangle((x + 1, y + 1, x + across - 2, y + down - 2), fill=(gray,) * 3)
            text, color = ("-", DIM) if missing else (f"{values[i, j]:.2f}", INK)
            write(pen, (x + across / 2, y + down / 2), text, 20, color, "mm")


@cache
def font(size: int) -> FreeTypeFont | ImageFont:
    """Return Pillow's own font, which is there on every machine."""
    from PIL import ImageFont

    return ImageFont.load_default(size)
