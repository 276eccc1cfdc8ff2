"""Kernels and spectra as files: pictures, drawings, numbers."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .diverging import diverging
from .encode import encode_picture
from .files import ExportError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..features.banks import Bank

    Floats = NDArray[np.float64]

SIDE = 490
"""About how many pixels a picture of one kernel has each way: ten times a kernel of 49."""

MOST_LINES = 3_000_000
"""A table of more lines is no use to anybody."""

MOST_SQUARES = 201
"""A kernel of more pixels each way is reduced before it becomes a drawing."""


def kernel_png(kernel: Floats, path: Path) -> memoryview:
    """Return a kernel (s, s) as a picture, each of its pixels a square of at least one."""
    colors = diverging(kernel / (float(np.abs(kernel).max()) or 1.0))
    return encode_picture(_enlarged(colors), path)


def spectrum_png(bank: Bank, index: int, path: Path) -> memoryview:
    """Return the magnitude of a filter's spectrum, black on white, the frequency 0 in the middle."""
    spectrum = bank.spectrum(index, SIDE + 1)
    share = spectrum / (float(spectrum.max()) or 1.0)
    return encode_picture(np.rint(255 * (1 - share)).astype(np.uint8), path)


def kernel_svg(kernel: Floats, title: str) -> bytes:
    """Return a kernel (s, s) as a drawing of squares; those of one color in a row are one."""
    from html import escape

    kernel = _reduced(kernel)
    colors = diverging(kernel / (float(np.abs(kernel).max()) or 1.0))
    paper = diverging(np.zeros(1))[0]
    side = len(kernel)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{SIDE}" height="{SIDE}" '
        'shape-rendering="crispEdges">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{side}" height="{side}" fill="{_hex(paper)}"/>',
    ]
    for y, row in enumerate(colors):
        ends = np.flatnonzero((row[1:] != row[:-1]).any(1)) + 1
        starts = [0, *ends.tolist(), side]
        for x, end in pairwise(starts):
            if (row[x] != paper).any():
                lines.append(f'<rect x="{x}" y="{y}" width="{end - x}" height="1" fill="{_hex(row[x])}"/>')
    lines.append("</svg>\n")
    return "\n".join(lines).encode()


def kernel_csv(kernel: Floats) -> bytes:
    """Return a kernel (s, s) as its rows of numbers, to the last bit."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([[repr(float(value)) for value in row] for row in kernel])
    return text.getvalue().encode()


def bank_csv(bank: Bank, path: Path) -> bytes:
    """Return all kernels as a table: a line for each pixel, with the number of its filter, counted from 0.

    Raises ExportError where that would be too long.
    """
    sides = [len(bank.kernel(index)) for index in range(len(bank))]
    if sum(side * side for side in sides) > MOST_LINES:
        raise ExportError(path, "these kernels are too large for a table; save them as NPY")
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    parts = ("even", "odd") if bank.is_complex else ("value",)
    writer.writerow(("filter", "title", "row", "column", *parts))
    for index, one in enumerate(bank.filters):
        for row, line in enumerate(bank.kernel(index)):
            for column, value in enumerate(line):
                numbers = (value.real, value.imag) if bank.is_complex else (value,)
                writer.writerow((index, one.title, row, column, *(repr(float(number)) for number in numbers)))
    return text.getvalue().encode()


def bank_npy(bank: Bank) -> memoryview:
    """Return all kernels as numpy keeps them, (n, side, side). Raises BankError where they are too many or large."""
    buffer = BytesIO()
    np.lib.format.write_array(buffer, np.ascontiguousarray(bank.kernels), allow_pickle=False)
    return buffer.getbuffer()


def _enlarged(colors: NDArray[Any]) -> NDArray[Any]:
    times = max(1, SIDE // len(colors))
    return np.ascontiguousarray(colors.repeat(times, 0).repeat(times, 1))


def _reduced(kernel: Floats) -> Floats:
    """Return a kernel of at most MOST_SQUARES pixels each way: means of blocks, as many as are whole."""
    block = -(-len(kernel) // MOST_SQUARES)
    if block == 1:
        return kernel
    blocks = len(kernel) // block
    start = (len(kernel) - blocks * block) // 2
    middle = kernel[start : start + blocks * block, start : start + blocks * block]
    return np.asarray(middle.reshape(blocks, block, blocks, block).mean(axis=(1, 3)))


def _hex(color: NDArray[np.uint8]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color.tolist())
