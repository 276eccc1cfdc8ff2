"""The path of opening, in order: gate, sniff, header, decode, color profile, upright, done.

1. gate      only a regular file that may be read
2. sniff     which format, by its first bytes
3. header    how many pixels it declares; refused here if too many, or if the file is too short for them
4. decode    the first picture in the file, straight alpha apart from color; 16 bits and floating point stay that
5. profile   the embedded color profile turned into sRGB
6. upright   as the camera recorded it

Whatever a decoder raises on the way becomes a PhotoError here, and nowhere else. Only CancelledError passes: the file
itself raises it at the next read once the opening is called off, and so does each step between its bands.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..parallel import CancelledError, check
from .errors import PhotoError, RefusalError
from .model import PIXEL_LIMIT, Photo

if TYPE_CHECKING:
    from threading import Event

    from .decoded import Decoded
    from .watched import WatchedFile


def open_photo(path: str | os.PathLike[str], pixel_limit: int = PIXEL_LIMIT, cancel: Event | None = None) -> Photo:
    """Open a photo; raises PhotoError only, or CancelledError once `cancel` is set."""
    from .gate import open_regular
    from .limits import DAMAGED
    from .quiet import hush

    plain = os.fsdecode(path)
    hush()
    try:
        file, size = open_regular(plain, cancel)
        with file:
            return _read(file, size, plain, pixel_limit)
    except CancelledError:
        raise
    except RefusalError as refusal:
        raise PhotoError(plain, str(refusal)) from refusal
    except MemoryError as error:
        raise PhotoError(plain, "there is not enough memory to open it") from error
    except PermissionError as error:
        raise PhotoError(plain, "there is no permission to read it") from error
    # Decoders raise nearly every exception there is when a file is broken.
    except Exception as error:
        raise PhotoError(plain, _why(error) or DAMAGED) from error


def _read(file: WatchedFile, size: int, path: str, pixel_limit: int) -> Photo:
    from .profile import to_srgb
    from .sniff import HEAD_LENGTH, identify
    from .upright import turn_upright

    head = file.read(HEAD_LENGTH)
    kind = identify(head)
    decoded = _decode(kind, head, file, size, pixel_limit)
    # Where a decoder reads what is optional, it takes any failure for a broken file; so this asks again.
    check(file.cancel)
    to_srgb(decoded)
    check(file.cancel)
    decoded.to_arrays()
    turn_upright(decoded)
    return _finish(decoded, kind, path)


def _decode(kind: str, head: bytes, file: WatchedFile, size: int, pixel_limit: int) -> Decoded:
    from .decoded import Decoded
    from .limits import check_declared

    if kind == "PPM":
        from .pnm import read_pnm

        return Decoded(array=read_pnm(file, size, pixel_limit), cancel=file.cancel)
    if kind == "TIFF":
        from .tiff import read_directory
        from .tiff_decode import decode_tiff

        return decode_tiff(file, size, read_directory(file, size, pixel_limit), pixel_limit)
    check_declared(kind, head, file, size, pixel_limit)
    if kind == "PNG" and head[24] == 16:
        from .png16 import decode_png16

        return decode_png16(file, head[25], pixel_limit)
    from .decode import decode_8bit

    return decode_8bit(kind, head, file, size, pixel_limit)


def _finish(decoded: Decoded, kind: str, path: str) -> Photo:
    from .decoded import contiguous

    pixels, alpha = decoded.array, decoded.alpha_array
    if pixels is None:
        raise ValueError("there is no picture")
    if kind == "BMP" and alpha is not None and not alpha.any():
        # Many programs write 32-bit BMPs without ever setting the fourth byte.
        alpha = None
    if alpha is not None and int(alpha.min()) == 255:
        alpha = None
    if pixels.ndim == 2:
        pixels = np.broadcast_to(pixels[:, :, np.newaxis], (*pixels.shape, 3))
    pixels = contiguous(pixels, decoded.cancel)
    if alpha is not None:
        alpha = contiguous(alpha, decoded.cancel)
    return Photo(pixels, alpha, Path(path), kind, tuple(decoded.notes), tuple(decoded.warnings))


def _why(error: Exception) -> str | None:
    """Say in plain words what some decoder errors mean; None for damaged data."""
    text = str(error)
    if "MAX_TEXT" in text:
        return "a text or color profile inside it unpacks to more than is safe"
    if type(error).__name__ == "DecompressionBombError":
        return "declares more pixels than can be opened"
    if isinstance(error, OSError) and error.errno is not None:
        return f"cannot be read: {error.strerror or 'the system gives no reason'}"
    return None
