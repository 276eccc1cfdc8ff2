"""Count the different colors of a photo, once: the idea behind the speed.

A photo of 12 million pixels has a few hundred thousand different colors. k-means over the different colors,
weighted by how many pixels have each, is exactly k-means over every pixel, and each color space converts
only these.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands, check, each_band, row_bands

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..photo import Photo


NOTHING_VISIBLE = "every pixel is transparent, so there is nothing to segment"


class NothingToSegmentError(ValueError):
    """The photo has no pixel that takes part."""


@dataclass(frozen=True, slots=True, eq=False)
class ColorCount:
    """The different colors of a photo. All arrays are read-only.

    colors        (m, 3) uint8 or uint16 sRGB, ascending by red, then green, then blue
    counts        (m,) int64 pixels of each color
    row_of_pixel  (h, w) int32 index into colors; m marks a transparent pixel
    """

    colors: NDArray[np.uint8] | NDArray[np.uint16]
    counts: NDArray[np.int64]
    row_of_pixel: NDArray[np.int32]


def count_colors(photo: Photo, cancel: Event | None = None) -> ColorCount:
    """Count the colors of the pixels that are not fully transparent.

    Exact for 8 and for 16 bits a channel. Needs, beyond the photo, 4 bytes a pixel and about 100 MB of tables; up to
    40 bytes a pixel more for a while, when every pixel has a color of its own. Raises NothingToSegmentError where
    every pixel is transparent, and CancelledError.
    """
    hidden: NDArray[np.bool_] | None = None
    if photo.alpha is not None and photo.has_transparency:
        hidden = np.equal(photo.alpha, 0)
    if hidden is not None and hidden.all():
        raise NothingToSegmentError(NOTHING_VISIBLE)
    number_colors = _number_8bit if photo.pixels.dtype == np.uint8 else _number_16bit
    colors, row_of_pixel = number_colors(photo.pixels, hidden, cancel)
    if hidden is not None:
        row_of_pixel[hidden] = len(colors)
    counts = _count_rows(row_of_pixel, len(colors), cancel)
    for array in (colors, counts, row_of_pixel):
        array.flags.writeable = False
    return ColorCount(colors, counts, row_of_pixel)


def _count_rows(row_of_pixel: NDArray[np.int32], rows: int, cancel: Event | None) -> NDArray[np.int64]:
    """Return how many pixels read each row, (rows,)."""
    counts, adding = np.zeros(rows + 1, np.int64), Lock()

    def tally(band: slice) -> None:
        found = np.bincount(row_of_pixel[band].ravel(), minlength=rows + 1)
        # Added up at once, or a noisy photo would need a long tally for each of many bands. In whole numbers the order
        # of adding changes nothing.
        with adding:
            np.add(counts, found, out=counts)

    each_band(tally, row_bands(row_of_pixel.shape, max(1 << 20, rows)), cancel)
    return counts[:rows]


def _colors(codes: NDArray[Any], bits: int, depth: type[Any]) -> NDArray[Any]:
    """Undo `_encode`: codes (m,) -> (m, 3) of the given depth."""
    colors = np.empty((len(codes), 3), depth)
    for channel, shift in enumerate((2 * bits, bits, 0)):
        np.copyto(colors[:, channel], codes >> shift, casting="unsafe")
    return colors


def _encode(pixels: NDArray[Any], bits: int, out: NDArray[Any]) -> None:
    """Write each pixel's three channels as one number, red highest."""
    np.copyto(out, pixels[..., 0])
    for channel in (1, 2):
        np.left_shift(out, bits, out=out)
        np.bitwise_or(out, pixels[..., channel], out=out)


def _stand_in(pixels: NDArray[Any], hidden: NDArray[np.bool_], bits: int) -> int:
    """Return the code of some visible pixel: transparent ones borrow it, so that theirs are not counted."""
    red, green, blue = (int(v) for v in pixels.reshape(-1, 3)[np.argmin(hidden)])
    return (red << bits | green) << bits | blue


def _number_8bit(
    pixels: NDArray[np.uint8], hidden: NDArray[np.bool_] | None, cancel: Event | None
) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Mark each 24-bit code that occurs in a table of 2^24, number the marks, look the numbers up."""
    over = row_bands(pixels.shape, 1 << 17)
    codes = np.empty(pixels.shape[:2], np.int32)
    occurs = np.zeros(1 << 24, np.uint8)
    stand_in = 0 if hidden is None else _stand_in(pixels, hidden, 8)

    def encode_and_mark(band: slice) -> None:
        _encode(pixels[band], 8, out=codes[band])
        if hidden is not None:
            codes[band][hidden[band]] = stand_in
        occurs[codes[band].ravel()] = 1

    each_band(encode_and_mark, over, cancel)
    # Most of the table is empty, so look at eight marks at a time first.
    eights = np.flatnonzero(occurs.view(np.uint64))
    within = np.flatnonzero(occurs.reshape(-1, 8)[eights])
    present = eights[within >> 3] * 8 + (within & 7)
    number = np.empty(1 << 24, np.int32)
    number[present] = np.arange(len(present), dtype=np.int32)
    # mode="clip" because "raise" would buffer the output; every code is in range.
    each_band(lambda band: np.take(number, codes[band], out=codes[band], mode="clip"), over, cancel)
    return _colors(present, 8, np.uint8), codes


def _number_16bit(
    pixels: NDArray[np.uint16], hidden: NDArray[np.bool_] | None, cancel: Event | None
) -> tuple[NDArray[np.uint16], NDArray[np.int32]]:
    """Sort the 48-bit codes band by band, merge the different ones, find each band's in the merged list."""
    over = row_bands(pixels.shape, 1 << 19)
    row_of_pixel = np.empty(pixels.shape[:2], np.int32)
    stand_in = 0 if hidden is None else _stand_in(pixels, hidden, 16)

    def different_codes(band: slice) -> NDArray[np.uint64]:
        codes = np.empty(row_of_pixel[band].shape, np.uint64)
        _encode(pixels[band], 16, out=codes)
        if hidden is not None:
            codes[hidden[band]] = stand_in
        different, inverse = np.unique(codes, return_inverse=True)
        row_of_pixel[band] = inverse
        return different

    own = each_band(different_codes, over, cancel)
    check(cancel)
    merged = np.concatenate(own)
    # Not np.unique: it hashes here, which takes 200 times as long and holds up all other threads.
    merged.sort()
    merged = merged[np.concatenate(([True], merged[1:] != merged[:-1]))]

    def renumber(item: slice) -> None:
        for index in range(item.start, item.stop):
            place = np.searchsorted(merged, own[index]).astype(np.int32)
            row_of_pixel[over[index]] = place[row_of_pixel[over[index]]]

    each_band(renumber, bands(len(over), 1), cancel)
    return _colors(merged, 16, np.uint16), row_of_pixel
