"""A filter bank as a picture: every kernel, by kind and scale, in whole multiples of its own pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .diverging import diverging

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

    from ..features.banks import Bank, Filter

PAPER, INK, DIM, LINE = "#ffffff", "#1b1b1b", "#595959", "#d6d6d6"

_MARGIN, _GAP, _TITLE, _HEADING, _LABEL, _CAPTION, _LEGEND = 24, 8, 36, 34, 112, 17, 32

_LEAST, _MOST = 98, 320
"""The least and greatest side of a kernel on the sheet, where all have the same."""

_COMMON = 160
"""What kernels that have sides of their own are brought near to."""

_ACROSS = 12
"""So many kernels in a row at the most."""

_KINDS = {
    "edge": "Edges: first derivative",
    "bar": "Bars: second derivative",
    "gauss": "Spots: Gaussian",
    "log": "Spots: Laplacian of Gaussian",
    "ring": "Rings",
    "gabor": "Waves",
    "own": "Filters from a file",
}

_PARTS = ("even part", "odd part")


@dataclass(frozen=True, slots=True)
class _Row:
    """Kernels beside each other, a label at their left; a heading above where they begin a kind."""

    heading: str
    label: str
    indices: tuple[int, ...]
    part: int

    @property
    def top(self) -> int:
        """How far below the row's top its captions begin."""
        return _HEADING if self.heading else 0


def bank_sheet(bank: Bank, *, one_scale: bool = False) -> NDArray[np.uint8]:
    """Return a picture (h, w, 3) of a bank's kernels, numbered from 0 as where filters are left out.

    Blue is below zero, orange above. Each kernel goes to the ends of the colors, or with `one_scale` the strongest of
    the bank alone. Kernels that have sides of their own are magnified or reduced to about one size, and very large
    ones are reduced, too: each pixel is then the mean of a block. A complex kernel is shown as its even and odd part.
    """
    from PIL import Image, ImageDraw

    sides = [len(bank.kernel(index)) for index in range(len(bank))]
    widest = max(sides)
    room = _COMMON if min(sides) < widest else min(_MOST, widest * -(-_LEAST // widest))
    kernels = [_parts(bank.kernel(index), room) for index in range(len(bank))]
    cell = max(len(parts[0]) for parts in kernels)
    peaks = [float(max(np.abs(part).max() for part in parts)) for parts in kernels]
    rows = list(_rows(bank))
    width = 2 * _MARGIN + _LABEL + max(5, *(len(row.indices) for row in rows)) * (cell + _GAP) - _GAP
    height = 2 * _MARGIN + _TITLE + sum(row.top + _CAPTION + cell + _GAP for row in rows) + _LEGEND
    page = Image.new("RGB", (width, height), PAPER)
    pen = ImageDraw.Draw(page)
    _write(pen, _MARGIN, _MARGIN, bank.title, 20)
    top = _MARGIN + _TITLE
    for row in rows:
        _write(pen, _MARGIN, top + 8, row.heading, 14)
        top += row.top
        label = row.label + (_magnification(sides[row.indices[0]], room) if min(sides) < widest else "")
        _write(pen, _MARGIN, top + _CAPTION + cell // 2 - 14, label, 12, DIM)
        for place, index in enumerate(row.indices):
            left = _MARGIN + _LABEL + place * (cell + _GAP)
            _write(pen, left, top, _caption(index, bank.filters[index]), 11, DIM)
            peak = max(peaks) if one_scale else peaks[index]
            _paste(page, left, top + _CAPTION, diverging(kernels[index][row.part] / peak), cell)
            pen.rectangle((left - 1, top + _CAPTION - 1, left + cell, top + _CAPTION + cell), outline=LINE)
        top += _CAPTION + cell + _GAP
    _legend(page, pen, top + _GAP, "all on one scale" if one_scale else "each by its own maximum")
    return np.array(page)


def _rows(bank: Bank) -> Iterator[_Row]:
    """Yield one kind after the other, complex ones once for each part; filters of one scale side by side, by angle."""
    for kind in dict.fromkeys(one.kind for one in bank.filters):
        groups: dict[str, list[int]] = {}
        for index, one in enumerate(bank.filters):
            if one.kind == kind:
                groups.setdefault(_label(one), []).append(index)
        for part in range(2 if bank.is_complex else 1):
            heading = _KINDS[kind] + (f", {_PARTS[part]}" if bank.is_complex else "")
            for label, indices in groups.items():
                if kind != "own":
                    indices = sorted(indices, key=lambda index: _place(bank.filters[index]))
                for start in range(0, len(indices), _ACROSS):
                    yield _Row(heading, "" if start else label, tuple(indices[start : start + _ACROSS]), part)
                    heading = ""


def _label(one: Filter) -> str:
    """Return what the filters of a row have in common, in letters that every font has."""
    if one.kind in ("gauss", "log", "own"):
        return ""
    return f"wavelength {one.scale:.1f}" if one.kind == "gabor" else f"sigma {one.scale:.1f}"


def _place(one: Filter) -> tuple[float, float]:
    return (one.scale, -one.wavelength) if one.angle is None else (0, one.angle)


def _caption(index: int, one: Filter) -> str:
    match one.kind:
        case "own":
            return f"{index}"
        case "ring":
            return f"{index}:  wave {one.wavelength:.1f}"
        case "gauss" | "log":
            return f"{index}:  sigma {one.scale:.{1 if one.scale < 10 else 0}f}"
    return f"{index}:  {one.angle:.3g}°"


def _magnification(side: int, room: int) -> str:
    if side > room:
        return f"\nreduced {-(-side // room)} x"
    return f"\nmagnified {room // side} x" if side <= room // 2 else "\npixel by pixel"


def _parts(kernel: NDArray[Any], room: int) -> list[NDArray[np.float32]]:
    """Return a kernel, or the two parts of a complex one, as large as there is room, in whole multiples or parts."""
    parts = (kernel.real, kernel.imag) if kernel.dtype.kind == "c" else (kernel,)
    side = len(kernel)
    if side <= room:
        times = room // side
        return [part.repeat(times, 0).repeat(times, 1).astype(np.float32) for part in parts]
    block = -(-side // room)
    blocks = -(-side // block)
    around = blocks * block - side
    padding = (around // 2, around - around // 2)
    padded = (np.pad(part, padding).reshape(blocks, block, blocks, block) for part in parts)
    return [part.mean(axis=(1, 3)).astype(np.float32) for part in padded]


def _paste(page: Image, left: int, top: int, colors: NDArray[np.uint8], cell: int) -> None:
    """Put a kernel into the middle of its cell; the color of zero goes around it."""
    from PIL import Image

    ground = diverging(np.zeros((cell, cell)))
    margin = (cell - len(colors)) // 2
    ground[margin : margin + len(colors), margin : margin + len(colors)] = colors
    page.paste(Image.fromarray(ground), (left, top))


def _legend(page: Image, pen: ImageDraw, top: int, scale: str) -> None:
    from PIL import Image

    across = np.linspace(-1, 1, 181)
    bar = diverging(np.broadcast_to(across, (12, len(across))))
    left = _MARGIN + _LABEL
    _write(pen, left - 58, top, "negative", 12, DIM)
    page.paste(Image.fromarray(bar), (left, top + 2))
    _write(pen, left + len(across) + 8, top, f"positive   ({scale})", 12, DIM)


def _write(pen: ImageDraw, left: int, top: int, text: str, size: int, color: str = INK) -> None:
    from PIL import ImageFont

    pen.text((left, top), text, fill=color, font=ImageFont.load_default(size))
