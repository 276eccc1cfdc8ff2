"""Our own reader of plain TIFF samples, for what Pillow has no mode for: floating point and 32 bits in color,
64 bits, 16-bit planes, 16-bit gray with alpha. Uncompressed or deflate, in strips or tiles, as scientific programs
write them.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import check
from . import tiff
from .errors import RefusalError
from .limits import DAMAGED

if TYPE_CHECKING:
    from threading import Event
    from typing import BinaryIO

    from numpy.typing import NDArray

_TYPES = {(1, 8): "u1", (1, 16): "u2", (1, 32): "u4", (2, 16): "i2", (2, 32): "i4"}
_TYPES |= {(3, 16): "f2", (3, 32): "f4", (3, 64): "f8"}
_NO_PREDICTOR, _DIFFERENCES, _FLOAT_DIFFERENCES = 1, 2, 3
_GRAY_OR_RGB = (0, 1, 2)
_MOST_BLOCKS = 1 << 20
_MOST_BYTES = 4 << 30
_PART_BYTES = 4 << 20
_LITTLE_BYTES = 4096


def can_read(directory: tiff.Directory) -> bool:
    """Whether read_samples() knows this kind of TIFF."""
    return (
        _dtype(directory) is not None
        and directory.first(tiff.COMPRESSION, tiff.UNCOMPRESSED) in (tiff.UNCOMPRESSED, *tiff.DEFLATE)
        and directory.first(tiff.PHOTOMETRIC, 1) in _GRAY_OR_RGB
        and directory.first(tiff.PREDICTOR, 1) in (_NO_PREDICTOR, _DIFFERENCES, _FLOAT_DIFFERENCES)
        and directory.first(tiff.SAMPLES, 1) >= (3 if directory.first(tiff.PHOTOMETRIC, 1) == 2 else 1)
    )


def read_samples(file: BinaryIO, directory: tiff.Directory, cancel: Event | None = None) -> NDArray[Any]:
    """Return the samples of the first page, (h, w, samples), in native byte order.

    Raises RefusalError, and CancelledError before the next strip or tile once `cancel` is set.
    """
    dtype = _dtype(directory)
    if dtype is None:
        raise RefusalError(DAMAGED)
    height, width = directory.first(tiff.HEIGHT, 0), directory.first(tiff.WIDTH, 0)
    samples = directory.first(tiff.SAMPLES, 1)
    tiled = tiff.TILE_OFFSETS in directory.tags
    block_height = directory.first(tiff.TILE_HEIGHT, 0) if tiled else directory.first(tiff.ROWS_PER_STRIP, height)
    block_width = directory.first(tiff.TILE_WIDTH, 0) if tiled else width
    if not tiled:
        block_height = min(block_height, height)
    if block_height <= 0 or block_width <= 0:
        raise RefusalError(DAMAGED)
    planes = samples if directory.first(tiff.PLANAR, 1) == 2 else 1
    if height * width * samples * dtype.itemsize > _MOST_BYTES:
        raise RefusalError(f"has {samples} channels of {dtype.itemsize * 8} bits, too much to be read at this size")
    blocks = _blocks(directory, tiled)
    if not tiled and block_height == height and directory.first(tiff.COMPRESSION, 1) == tiff.UNCOMPRESSED:
        # Many programs write all of a picture as one strip; its rows stand alone, so it is read as if it were several.
        row_bytes = width * samples // planes * dtype.itemsize
        block_height = max(1, _PART_BYTES // row_bytes)
        tops = range(0, height, block_height)
        blocks = [(offset + top * row_bytes, 0) for offset, _ in blocks[:planes] for top in tops]
    count = planes * -(-height // block_height) * -(-width // block_width)
    if not count == min(count, len(blocks), _MOST_BLOCKS):
        raise RefusalError(DAMAGED)
    places = iter(blocks)
    result = np.zeros((height, width, samples), dtype.newbyteorder("="))
    for plane in range(planes):
        for top in range(0, height, block_height):
            # The last strip ends with the picture; tiles are always whole.
            rows = block_height if tiled else min(block_height, height - top)
            for left in range(0, width, block_width):
                check(cancel)
                shape = (rows, block_width, samples // planes)
                block = _block(file, next(places), shape, dtype, directory)
                target = result[top : top + rows, left : left + block_width]
                part = block[: target.shape[0], : target.shape[1]]
                if planes > 1:
                    target[:, :, plane] = part[:, :, 0]
                else:
                    target[:] = part
    return result


def _dtype(directory: tiff.Directory) -> np.dtype[Any] | None:
    formats = set(directory.tags.get(tiff.SAMPLE_FORMAT, (1,)))
    if len(formats) != 1 or len(directory.bits) != 1:
        return None
    code = _TYPES.get((formats.pop(), directory.bits[0]))
    return None if code is None else np.dtype(directory.order + code)


def _blocks(directory: tiff.Directory, tiled: bool) -> list[tuple[int, int]]:
    """Return where each strip or tile lies, and its length in bytes."""
    offsets = directory.tags.get(tiff.TILE_OFFSETS if tiled else tiff.STRIP_OFFSETS, ())
    counts = directory.tags.get(tiff.TILE_COUNTS if tiled else tiff.STRIP_COUNTS, ())
    return list(zip(offsets, counts, strict=False))


def _block(
    file: BinaryIO,
    place: tuple[int, int],
    shape: tuple[int, int, int],
    dtype: np.dtype[Any],
    directory: tiff.Directory,
) -> NDArray[Any]:
    """Read one strip or tile."""
    offset, count = place
    needed = shape[0] * shape[1] * shape[2] * dtype.itemsize
    file.seek(offset)
    if directory.first(tiff.COMPRESSION, tiff.UNCOMPRESSED) == tiff.UNCOMPRESSED:
        data = file.read(needed)
    else:
        # Even what cannot be compressed takes little more room than it needs itself; a broken count may be any number.
        data = zlib.decompressobj().decompress(file.read(min(count, 2 * needed + _LITTLE_BYTES)), needed)
    if len(data) < needed:
        raise RefusalError(DAMAGED)
    predictor = directory.first(tiff.PREDICTOR, 1)
    if predictor == _FLOAT_DIFFERENCES:
        return _float_differences(data, shape, dtype)
    block = np.frombuffer(data, dtype, needed // dtype.itemsize).reshape(shape)
    if predictor == _DIFFERENCES:
        whole = np.dtype(f"u{dtype.itemsize}")
        sums = np.cumsum(block.astype(dtype.newbyteorder("=")).view(whole), axis=1, dtype=whole)
        return sums.view(dtype.newbyteorder("="))
    return block


def _float_differences(data: bytes, shape: tuple[int, int, int], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Undo Adobe's floating-point predictor: bytes of like weight together, then differences along the row."""
    rows, width, samples = shape
    lanes = np.frombuffer(data, np.uint8).reshape(rows, dtype.itemsize * width, samples)
    lanes = np.cumsum(lanes, axis=1, dtype=np.uint8).reshape(rows, dtype.itemsize, width * samples)
    whole = np.ascontiguousarray(lanes.transpose(0, 2, 1))
    return whole.view(dtype.newbyteorder(">"))[..., 0].reshape(shape)
