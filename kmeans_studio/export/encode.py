"""Pixels -> the bytes of a picture file."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .files import ExportError

if TYPE_CHECKING:
    from numpy.typing import NDArray

PICTURE_SUFFIXES = (".png", ".tif", ".tiff", ".webp", ".jpg", ".jpeg")
"""Kinds of picture that can be written; the lossless ones first."""

_JPEG = (".jpg", ".jpeg")
_TIFF = (".tif", ".tiff")


def encode_picture(pixels: NDArray[Any], path: Path) -> memoryview:
    """Encode (h, w), (h, w, 3) or (h, w, 4) uint8 or uint16 pixels as the suffix of `path` says.

    PNG and TIFF keep 16 bits; WebP and JPEG get 8. JPEG (quality 95) cannot hold transparency. Raises
    ExportError.
    """
    import cv2

    # What goes wrong is said once, by the exception.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    suffix = path.suffix.lower()
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    if suffix in _JPEG and channels == 4:
        if pixels[..., 3].min() < np.iinfo(pixels.dtype).max:
            raise ExportError(path, "JPEG cannot hold transparent parts; choose PNG, TIFF or WebP")
        pixels, channels = pixels[..., :3], 3
    if pixels.dtype != np.uint8 and suffix not in (".png", *_TIFF):
        pixels = (pixels // 257).astype(np.uint8)
    if channels > 1:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR if channels == 3 else cv2.COLOR_RGBA2BGRA)
    options = {
        ".webp": [cv2.IMWRITE_WEBP_QUALITY, 101],  # over 100: lossless
        ".jpg": [cv2.IMWRITE_JPEG_QUALITY, 95],
        ".jpeg": [cv2.IMWRITE_JPEG_QUALITY, 95],
    }.get(suffix, [])
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
