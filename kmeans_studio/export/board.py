"""The board: a comparison as one picture, to print and to show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ..photo.errors import plain_line
from ..segmentation import NO_SEGMENT
from .board_parts import CELL, PALE, badge, matrix, shortened, strip, width_of, wrapped, write
from .pen import DIM, INK, LINE, PAPER
from .reduced import reduced_labels, reduced_photo, reduced_shape

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

    from ..photo import Photo
    from ..pipeline.compare import Comparison

SIDE = 640
"""The longer side of the photo on the board, in pixels."""

_MARGIN, _GAP, _HEAD, _CAPTION, _STRIP, _TITLE = 48, 32, 44, 34, 14, 132

_LEAST = 420
"""A tile is at least so wide, so that its title has room."""

_FIGURES, _BAR, _LINE, _READABLE = 400, 150, 28, 560

_VI = "Variation of information (bits)"

_NEAR, _FAR = 236, 40
"""The grays of places with one answer and with as many as there are panes."""

_LEGEND = (
    "Colors: the same color is the same thing. Segments are matched to those of the reference, {letter}, by overlap; "
    "'like {letter}' is the share of the pixels that then agree.",
    "Adjusted Rand index: how far two answers agree on which pixels belong together. 1 is the same, 0 is chance.",
    "Variation of information: what one answer leaves open about the other, in bits. 0 is the same; smaller is closer.",
    "Explained: how much of the spread of colors lies between segments and not within (GVF in CIE Lab, so that all "
    "spaces are on one scale). More segments explain more by themselves: compare panes of the same k.",
)


@dataclass(frozen=True, slots=True)
class _Tiles:
    """Where the tiles are: photo first, then the panes, then where they differ."""

    picture: tuple[int, int]
    columns: int
    count: int

    @property
    def width(self) -> int:
        return max(_LEAST, self.picture[1])

    @property
    def height(self) -> int:
        return _HEAD + self.picture[0] + _STRIP + _CAPTION + 12

    @property
    def size(self) -> tuple[int, int]:
        rows = -(-self.count // self.columns)
        return self.columns * (self.width + _GAP) - _GAP, rows * (self.height + _GAP)

    def place(self, number: int) -> tuple[int, int]:
        row, column = divmod(number, self.columns)
        return _MARGIN + column * (self.width + _GAP), _TITLE + row * (self.height + _GAP)


def board(photo: Photo, comparison: Comparison, *, side: int = SIDE, cancel: Event | None = None) -> NDArray[np.uint8]:
    """Return a page (h, w, 3) uint8 with the photo, all panes, where they differ, and the tables of agreement.

    side  the longer side of the photo on it, in pixels. The photo is averaged; label maps are reduced to what most
          pixels of a place are, so that no color appears that is no segment's. A pane without a result says why.

    Raises CancelledError.
    """
    from PIL import Image, ImageDraw

    n = len(comparison.panes)
    count = n + 1 + (comparison.differences is not None)
    columns = next(columns for columns in (2, 3, 4) if columns * 2 >= count)
    tiles = _Tiles(reduced_shape(photo.shape, side), columns, count)
    across, down = tiles.size
    matrices = 2 * (_matrix_width(n) + _GAP) if len(comparison.worked) > 1 else 0
    width = 2 * _MARGIN + max(across, matrices + _FIGURES)
    below, tables = _TITLE + down + 16, _HEAD + (n + 1) * CELL[1] + 24
    # Beside the tables where there is room for lines that can be read, otherwise below them.
    left, top = _MARGIN + matrices + _FIGURES + _GAP, below
    if width - left - _MARGIN < _READABLE:
        left, top = _MARGIN, below + tables
    legend = [wrapped(text, 18, width - left - _MARGIN) for text in _lines(comparison)]
    ends = top + sum(len(lines) * _LINE + _LINE // 3 for lines in legend)
    page = Image.new("RGB", (width, max(below + tables, ends) + _MARGIN), PAPER)
    pen = ImageDraw.Draw(page)
    _heading(pen, photo, n, width)
    _tile(page, pen, tiles, 0, reduced_photo(photo, tiles.picture, 241), "The photo")
    for index in range(n):
        _pane(page, pen, tiles, index, comparison, cancel)
    if comparison.differences is not None:
        _difference(page, pen, tiles, comparison, comparison.differences, cancel)
    _figures(pen, below, comparison)
    for lines in legend:
        for number, line in enumerate(lines):
            write(pen, (left, top + number * _LINE), line, 18, DIM)
        top += len(lines) * _LINE + _LINE // 3
    return np.array(page)


def _matrix_width(n: int) -> int:
    return max((n + 1) * CELL[0], width_of(_VI, 20))


def _lines(comparison: Comparison) -> tuple[str, ...]:
    if comparison.reference is None:
        return ()
    letter = comparison.panes[comparison.reference].letter
    return tuple(text.format(letter=letter) for text in _LEGEND)


def _heading(pen: ImageDraw, photo: Photo, n: int, width: int) -> None:
    name = photo.path.name if photo.path else "Photo"
    write(pen, (_MARGIN, 36), shortened(plain_line(name), 34, width - 2 * _MARGIN), 34)
    write(pen, (_MARGIN, 76), f"{photo.width} x {photo.height} pixels, {n} recipes side by side", 18, DIM)


def _tile(
    page: Image,
    pen: ImageDraw,
    tiles: _Tiles,
    number: int,
    picture: NDArray[np.uint8],
    title: str,
    note: str = "",
    indent: int = 0,
) -> tuple[int, int]:
    """Draw a title with a note at its right and a picture; return where its caption begins."""
    from PIL import Image

    left, top = tiles.place(number)
    room = tiles.width - indent - (width_of(note, 18) + 16 if note else 0)
    write(pen, (left + indent, top + 17), shortened(title, 22, room), 22, INK, "lm")
    if note:
        write(pen, (left + tiles.width, top + 18), note, 18, DIM, "rm")
    height, width = tiles.picture
    inset = (tiles.width - width) // 2
    page.paste(Image.fromarray(picture), (left + inset, top + _HEAD))
    pen.rectangle((left + inset - 1, top + _HEAD - 1, left + inset + width, top + _HEAD + height), outline=LINE)
    return left, top + _HEAD + height + 8


def _pane(page: Image, pen: ImageDraw, tiles: _Tiles, index: int, comparison: Comparison, cancel: Event | None) -> None:
    pane, reference = comparison.panes[index], comparison.reference
    result, numbers = pane.segmentation, comparison.matched[index]
    height, width = tiles.picture
    note = ""
    if result is None or numbers is None:
        picture = np.full((height, width, 3), int(PALE[1:3], 16), np.uint8)
    else:
        nothing = NO_SEGMENT if comparison.transparent else None
        labels = reduced_labels(result.labels, tiles.picture, cancel, nothing=nothing)
        picture = _painted(labels, comparison, numbers)
        note = "reference"
        if index != reference and reference is not None:
            note = f"{100 * comparison.alike[index, reference]:.0f} % like {comparison.panes[reference].letter}"
    left, top = tiles.place(index + 1)
    badge(pen, left, top + 1, pane.letter, index == reference)
    left, below = _tile(page, pen, tiles, index + 1, picture, pane.title, note, indent=44)
    if result is None or numbers is None:
        middle = left + tiles.width / 2
        reason = f"Cannot run: {pane.reason}" if pane.reason else "Not computed"
        lines = wrapped(reason, 20, min(tiles.width, max(width, _LEAST)) - 48)
        for number, line in enumerate(lines):
            y = top + _HEAD + height / 2 + (number - (len(lines) - 1) / 2) * _LINE
            write(pen, (middle, y), line, 20, DIM, "mm")
        return
    order = np.argsort(numbers[: result.k], kind="stable")
    colors = comparison.colors[numbers[: result.k][order]]
    strip(pen, (left, below, left + tiles.width, below + _STRIP), colors, result.shares[order])
    facts = f"explains {100 * result.explained:.1f} %,  {result.k} segment{'s' if result.k != 1 else ''}"
    write(pen, (left, below + _STRIP + 10), f"{facts},  {result.seconds:.1f} s", 18, DIM)


def _painted(labels: NDArray[np.uint8], comparison: Comparison, numbers: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Paint a label map in the common colors; transparent places are as pale as the ground of the photo."""
    picture: NDArray[np.uint8] = comparison.colors[numbers[labels]]
    if comparison.transparent:
        picture[labels == NO_SEGMENT] = int(PALE[1:3], 16)
    return picture


def _difference(
    page: Image,
    pen: ImageDraw,
    tiles: _Tiles,
    comparison: Comparison,
    differ: NDArray[np.uint8],
    cancel: Event | None,
) -> None:
    most = len(comparison.worked)
    grays = np.rint(np.linspace(_NEAR, _FAR, most)).astype(np.uint8)
    shade = np.concatenate([[255], grays]).astype(np.uint8)
    small = shade[reduced_labels(differ, tiles.picture, cancel, nothing=0 if comparison.transparent else None)]
    left, top = _tile(page, pen, tiles, len(comparison.panes) + 1, np.stack([small] * 3, axis=-1), "Where they differ")
    for answers, share in enumerate(comparison.answers, 1):
        x = left + (answers - 1) * (tiles.width // most)
        gray = int(grays[answers - 1])
        pen.rectangle((x, top + 1, x + 13, top + 14), fill=(gray,) * 3, outline=LINE)
        words = "same" if answers == 1 else f"{answers}"
        write(pen, (x + 20, top + 8), words, 18, DIM, "lm")
        write(pen, (x, top + _STRIP + 10), f"{100 * share:.0f} %", 18, DIM)


def _figures(pen: ImageDraw, top: int, comparison: Comparison) -> None:
    """Draw the tables side by side."""
    letters, left = [pane.letter for pane in comparison.panes], _MARGIN
    if len(comparison.worked) > 1:
        scale = max(1e-9, float(np.nanmax(comparison.vi)))
        for title, values, strength in (
            ("Adjusted Rand index", comparison.ari, comparison.ari),
            (_VI, comparison.vi, 1 - comparison.vi / scale),
        ):
            write(pen, (left, top), title, 20)
            matrix(pen, left, top + _HEAD - 12, letters, values, strength)
            left += _matrix_width(len(letters)) + _GAP
    write(pen, (left, top), "Explained of the photo (GVF in CIE Lab)", 20)
    for index, pane in enumerate(comparison.panes):
        middle = top + _HEAD - 12 + (index + 1.5) * CELL[1]
        share = float(comparison.explained[index])
        write(pen, (left + 16, middle), pane.letter, 20, DIM, "mm")
        if not math.isnan(share):
            bar = (left + 44, middle - 8, left + 44 + _BAR, middle + 8)
            pen.rectangle(bar, fill=PALE)
            pen.rectangle((bar[0], bar[1], bar[0] + max(1, share * _BAR), bar[3]), fill="#767676")
            write(pen, (left + 44 + _BAR + 12, middle), f"{100 * share:.1f} %", 20, INK, "lm")
        else:
            write(pen, (left + 44, middle), "-", 20, DIM, "lm")
