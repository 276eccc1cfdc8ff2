"""The size that a header declares, and whether the file can hold that much: all before memory is spent."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

from .errors import RefusalError

if TYPE_CHECKING:
    from typing import BinaryIO

DAMAGED = "the picture data is damaged or incomplete"
DAMAGED_HEADER = "its header is damaged, or of a kind that cannot be read"

# Deflate and Huffman codes cannot do better than this.
_DEFLATE_RATIO = 1032
_JPEG_PIXELS_PER_BYTE = 8 * 1024  # one bit for each block of 8 x 8, subsampled up to 4 x 4
_PNG_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_WEBP_SIDE = 16_383
_STANDALONE_MARKERS = (0x01, *range(0xD0, 0xD9))
_MARKER = re.compile(rb"\xff[\x01-\xfe]")
# Far more than any camera or editor writes; a hostile file could have millions.
_JPEG_MARKERS = 10_000
_JPEG_STRAY_BYTES = 65_536


def check_size(width: int, height: int, pixel_limit: int, *, bits: int = 8) -> None:
    """Refuse a picture without pixels or with more than the limit, which is one of memory.

    bits  of a channel: with up to 16 the limit is half as many pixels, with more a quarter
    """
    deep = "" if bits <= 8 else f" with {16 if bits <= 16 else 32} bits a channel"
    pixel_limit //= 1 if bits <= 8 else 2 if bits <= 16 else 4
    if width <= 0 or height <= 0:
        raise RefusalError(f"declares an impossible size of {width} x {height} pixels")
    if width * height > pixel_limit:
        size = f"{width:,} x {height:,} pixels"
        raise RefusalError(f"declares {size}, more than the {pixel_limit:,} that can be opened{deep}")


def check_declared(kind: str, head: bytes, file: BinaryIO, size: int, pixel_limit: int) -> None:
    """Refuse by the header alone: too many pixels, or more than a file of `size` bytes can possibly hold.

    For JPEG, PNG, WebP, BMP and GIF; `tiff.py` and `pnm.py` read their own headers. Leaves `file` anywhere.
    """
    try:
        if kind == "JPEG":
            width, height, needed = _jpeg(file, size)
        else:
            width, height, needed = {"PNG": _png, "WebP": _webp, "BMP": _bmp, "GIF": _gif}[kind](head)
    except struct.error as error:
        raise RefusalError(DAMAGED_HEADER) from error
    check_size(width, height, pixel_limit, bits=head[24] if kind == "PNG" else 8)
    if needed > size:
        raise RefusalError(DAMAGED)


def _png(head: bytes) -> tuple[int, int, int]:
    if head[12:16] != b"IHDR":
        raise RefusalError(DAMAGED_HEADER)
    width, height, bits, color = struct.unpack_from(">IIBB", head, 16)
    raw = height * ((width * _PNG_CHANNELS.get(color, 1) * bits + 7) // 8)
    return width, height, raw // _DEFLATE_RATIO


def _gif(head: bytes) -> tuple[int, int, int]:
    width, height = struct.unpack_from("<HH", head, 6)
    return width, height, 0


def _webp(head: bytes) -> tuple[int, int, int]:
    needed = int.from_bytes(head[4:8], "little") + 7  # some writers leave out the last padding byte
    chunk = head[12:16]
    if chunk == b"VP8X":
        width = int.from_bytes(head[24:27], "little") + 1
        height = int.from_bytes(head[27:30], "little") + 1
        # Only the canvas of an animation can be larger, and then no frame can fill it.
        if max(width, height) > _WEBP_SIDE:
            raise RefusalError(f"declares {width:,} x {height:,} pixels, more than a WebP can have")
        return width, height, needed
    if chunk == b"VP8L":
        (packed,) = struct.unpack_from("<I", head, 21)
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1, needed
    width, height = struct.unpack_from("<HH", head, 26)
    return width & 0x3FFF, height & 0x3FFF, needed


def _bmp(head: bytes) -> tuple[int, int, int]:
    (header_size,) = struct.unpack_from("<I", head, 14)
    if header_size == 12:
        width, height, _, bits = struct.unpack_from("<HHHH", head, 18)
        compression = 0
    else:
        width, height, _, bits, compression = struct.unpack_from("<iiHHI", head, 18)
    height = abs(height)  # a negative height means that the top row comes first
    run_lengths = compression in (1, 2)
    return width, height, 0 if run_lengths else height * ((width * bits + 31) // 32) * 4


def _jpeg(file: BinaryIO, size: int) -> tuple[int, int, int]:
    """Walk the markers to where the picture data begins, no further than an honest file has them."""
    frame: tuple[int, int, int] | None = None
    file.seek(2)
    for _ in range(_JPEG_MARKERS):
        marker = _next_marker(file)
        if marker == 0xD9:
            break
        if marker in _STANDALONE_MARKERS:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        body = file.tell()
        if marker == 0xDA and frame is not None:
            return frame
        # Frame headers are C0 to CF but for the three tables among them.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            bits, height, width = struct.unpack(">BHH", file.read(5))
            if bits != 8:
                raise RefusalError(f"is a JPEG with {bits} bits per channel; save it as PNG first")
            arithmetic = marker > 0xC7
            frame = width, height, 0 if arithmetic else width * height // _JPEG_PIXELS_PER_BYTE
        file.seek(body + max(length - 2, 0))
    raise RefusalError(DAMAGED_HEADER)


def _next_marker(file: BinaryIO) -> int:
    """Return the next marker; decoders skip stray bytes before it, and so does this, up to a point."""
    stray = file.read(_JPEG_STRAY_BYTES)
    found = _MARKER.search(stray)
    if found is None:
        raise RefusalError(DAMAGED_HEADER)
    file.seek(found.end() - len(stray), 1)
    return found.group()[-1]
