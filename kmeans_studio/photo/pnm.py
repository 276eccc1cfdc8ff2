"""PPM, PGM and PBM: headers in plain text, samples as they are. Read here, because 16 bits are to stay 16 bits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import row_bands
from .errors import RefusalError
from .limits import DAMAGED, DAMAGED_HEADER, check_size

if TYPE_CHECKING:
    from typing import BinaryIO

    from numpy.typing import NDArray

_NUMBER = rb"(?:[ \t\r\n\v\f]|#[^\r\n]*[\r\n])+(-?\d{1,9})"
_HEADER_LENGTH = 65_536
_BAND_SAMPLES = 1 << 20
_COMMENT = re.compile(rb"#[^\r\n]*")
_NOT_A_NUMBER = re.compile(rb"[^0-9 \t\r\n\v\f]|\d{10}")


def read_pnm(file: BinaryIO, size: int, pixel_limit: int) -> NDArray[Any]:
    """Return the picture as (h, w) or (h, w, 3), uint8 or (if its maximum is over 255) uint16, full scale.

    Raises RefusalError, before the samples are read if the file is too short for them.
    """
    file.seek(0)
    head = file.read(_HEADER_LENGTH)
    kind = int(head[1:2])
    bitmap, plain, channels = kind in (1, 4), kind <= 3, 3 if kind in (3, 6) else 1
    found = re.match(rb"P\d" + _NUMBER * (2 if bitmap else 3), head)
    if found is None:
        raise RefusalError(DAMAGED_HEADER)
    width, height, *rest = (int(group) for group in found.groups())
    check_size(width, height, pixel_limit, bits=16 if rest and rest[0] > 255 else 8)
    maximum = rest[0] if rest else 1
    if not 1 <= maximum <= 65535:
        raise RefusalError(DAMAGED_HEADER)
    # One white space ends a header; after a plain one, and for comments there, more is no harm.
    start = found.end() if plain else found.end() + 1
    row = width * channels
    if plain:
        # Bits may stand without a space between them, other numbers not.
        row_bytes, reader = row, _plain_bits if bitmap else _plain_numbers
    elif bitmap:
        row_bytes, reader = (row + 7) // 8, _bits
    else:
        row_bytes, reader = row * (2 if maximum > 255 else 1), _bytes
    if height * row_bytes > size - start:
        raise RefusalError(DAMAGED)
    file.seek(start)
    table, full = _full_scale(maximum, inverted=bitmap), maximum in (255, 65535)
    if plain:
        # A number of five digits may stand with some space and comments around it, but not with any amount.
        samples = table[reader(file.read(16 * height * row + _HEADER_LENGTH), height, row, maximum)]
    else:
        samples = np.empty((height, row), table.dtype)
        for rows in row_bands(samples.shape, _BAND_SAMPLES):
            count = rows.stop - rows.start
            part = reader(file.read(count * row_bytes), count, row, maximum).reshape(count, row)
            samples[rows] = part if full else table[part]
    picture: NDArray[Any] = samples.reshape((height, width, 3) if channels == 3 else (height, width))
    return picture


def _bytes(data: bytes, height: int, row: int, maximum: int) -> NDArray[Any]:
    return np.frombuffer(data, np.dtype(">u2") if maximum > 255 else np.uint8, height * row)


def _bits(data: bytes, height: int, row: int, maximum: int) -> NDArray[Any]:
    return np.unpackbits(np.frombuffer(data, np.uint8).reshape(height, -1), axis=1, count=row)


def _plain_bits(data: bytes, height: int, row: int, maximum: int) -> NDArray[Any]:
    digits = np.frombuffer(_COMMENT.sub(b"", data), np.uint8)
    digits = digits[(digits > 32) & (digits < 127)] - 48
    return _enough(digits, height * row, maximum)


def _plain_numbers(data: bytes, height: int, row: int, maximum: int) -> NDArray[Any]:
    text = _COMMENT.sub(b"", data)
    if _NOT_A_NUMBER.search(text) or not text.strip():
        raise RefusalError(DAMAGED)
    return _enough(np.fromstring(text.decode("ascii"), np.int64, sep=" "), height * row, maximum)


def _enough(samples: NDArray[Any], count: int, maximum: int) -> NDArray[Any]:
    if samples.size < count or samples[:count].max() > maximum:
        raise RefusalError(DAMAGED)
    return samples[:count].astype(np.uint16 if maximum > 255 else np.uint8)


def _full_scale(maximum: int, *, inverted: bool) -> NDArray[Any]:
    """Return the table that stretches 0..maximum to all of uint8 or uint16."""
    top = 65535 if maximum > 255 else 255
    # Samples over the maximum, which are wrong, count as the maximum.
    table = np.minimum(np.arange(top + 1, dtype=np.uint32), maximum)
    table = ((table * top + maximum // 2) // maximum).astype(np.uint16 if maximum > 255 else np.uint8)
    return top - table if inverted else table
