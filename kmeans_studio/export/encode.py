"""Pixels -> the bytes of a picture file."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import each_band, row_bands
from .files import ExportError

if TYPE_CHECKING:
    from numpy.typing import NDArray

PICTURE_SUFFIXES = (".png", ".tif", ".tiff", ".webp", ".jpg", ".jpeg")
"""Kinds of picture that can be written; the lossless ones first."""

_JPEG = (".jpg", ".jpeg")
_TIFF = (".tif", ".tiff")


def encode_picture(pixels: NDArray[Any], path: Path) -> memoryview:
    """Encode (h, w), (h, w, 3) or (h, w, 4) pixels, uint8, uint16 or float32 (0..1), as the suffix of `path` says.

    TIFF keeps every depth, PNG up to 16 bits; WebP and JPEG get 8. JPEG (quality 95) cannot hold transparency.
    Raises ExportError.
    """
    import cv2

    # What goes wrong is said once, by the exception.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    suffix = path.suffix.lower()
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    if suffix in _JPEG and channels == 4:
        if pixels[..., 3].min() < full(pixels.dtype):
            raise ExportError(path, "JPEG cannot hold transparent parts; choose PNG, TIFF or WebP")
        pixels, channels = pixels[..., :3], 3
    if suffix not in (".png", *_TIFF):
        pixels = in_8_bits(pixels)
    elif pixels.dtype == np.float32 and suffix == ".png":
        pixels = _integers(pixels, np.uint16)
    if channels > 1:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR if channels == 3 else cv2.COLOR_RGBA2BGRA)
    options = {
        ".webp": [cv2.IMWRITE_WEBP_QUALITY, 101],  # over 100: lossless
        ".jpg": [cv2.IMWRITE_JPEG_QUALITY, 95],
        ".jpeg": [cv2.IMWRITE_JPEG_QUALITY, 95],
    }.get(suffix, [])
    if pixels.dtype == np.float32:
        options = [cv2.IMWRITE_TIFF_COMPRESSION, cv2.IMWRITE_TIFF_COMPRESSION_ADOBE_DEFLATE]
    try:
        done, data = cv2.imencode(suffix, pixels, options)
    except cv2.error:
        done = False
    if not done:
        height, width = pixels.shape[:2]
        raise ExportError(path, f"a picture of {width} x {height} cannot be written as {suffix[1:].upper()}")
    if channels == 4 and suffix in _TIFF:
        return memoryview(_declare_alpha(data.tobytes()))
    return data.data


def full(depth: np.dtype[Any]) -> float:
    """Return what counts as white, and as opaque, in pixels of a depth."""
    return 1 if depth == np.float32 else int(np.iinfo(depth).max)


def in_8_bits(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Return pixels of any depth as uint8; uint8 as it is."""
    if pixels.dtype == np.float32:
        return _integers(pixels, np.uint8)
    return pixels if pixels.dtype == np.uint8 else (pixels // 257).astype(np.uint8)


def _integers(pixels: NDArray[np.float32], depth: type[np.uint8 | np.uint16]) -> NDArray[Any]:
    """Return floating-point pixels as the nearest integers, band by band: the steps in between are as large as they."""
    result = np.empty(pixels.shape, depth)
    top = np.float32(np.iinfo(depth).max)

    def convert(rows: slice) -> None:
        result[rows] = np.rint(pixels[rows] * top)

    each_band(convert, row_bands(pixels.shape, 1 << 19))
    return result


def _declare_alpha(tiff: bytes) -> bytes:
    """Add the tag that says what the fourth channel is: unassociated alpha (TIFF 6.0, ExtraSamples = 2).

    OpenCV leaves it out, and programs that go by the letter then show a picture without transparency.
    """
    (start,) = struct.unpack_from("<I", tiff, 4)
    (count,) = struct.unpack_from("<H", tiff, start)
    entries = [tiff[at : at + 12] for at in range(start + 2, start + 2 + 12 * count, 12)]
    entries.append(struct.pack("<HHIHH", 338, 3, 1, 2, 0))
    entries.sort(key=lambda entry: struct.unpack_from("<H", entry))
    # Where it was, the directory cannot grow: it goes to the end, which must be even.
    padded = tiff + b"\0" * (len(tiff) % 2)
    directory = struct.pack("<H", len(entries)) + b"".join(entries) + bytes(4)
    return padded[:4] + struct.pack("<I", len(padded)) + padded[8:] + directory
