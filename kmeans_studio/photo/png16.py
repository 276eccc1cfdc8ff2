"""PNGs with 16 bits per channel, which Pillow's color modes would cut to 8."""

from __future__ import annotations

import io
import zlib
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from .decode import begin, read_facts, say_frames
from .decoded import Decoded, array_of
from .model import alpha_in_bytes
from .two_bytes import decode_twice
from .watched import WatchedFile

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.ImageFile import ImageFile

_GRAY, _GRAY_ALPHA = 0, 4
_HEADER_END = 33


def decode_png16(file: WatchedFile, color_type: int, pixel_limit: int) -> Decoded:
    """Decode a 16-bit PNG into uint16; raises what Pillow raises on damaged data."""
    if color_type == _GRAY_ALPHA:
        samples, image = _gray_alpha(file, pixel_limit)
    elif color_type == _GRAY:
        image = begin("PNG", file, pixel_limit)
        image.load()
        samples = array_of(image, file.cancel).astype(np.uint16, copy=False)
    else:
        samples, image = decode_twice(partial(begin, "PNG", file, pixel_limit), file.cancel)
    decoded = Decoded(cancel=file.cancel)
    say_frames(image, decoded)
    read_facts(image, decoded)
    transparent = image.info.get("transparency") if color_type != _GRAY_ALPHA else None
    if transparent is not None:
        # Compared in all 16 bits: a color that only looks like the transparent one stays.
        clear = samples == np.array(transparent, np.uint16)
        decoded.alpha_array = np.where(clear if clear.ndim == 2 else clear.all(axis=2), np.uint8(0), np.uint8(255))
        decoded.array = samples
    else:
        split_alpha(decoded, samples)
    return decoded


def split_alpha(decoded: Decoded, samples: NDArray[Any]) -> None:
    """Fill in color and alpha from straight samples of 1 to 4 channels."""
    if samples.ndim == 3 and samples.shape[2] in (2, 4):
        decoded.alpha_array = alpha_in_bytes(samples[:, :, -1])
        if samples.dtype == np.uint16 and int(decoded.alpha_array.min()) < 255:
            decoded.notes.append("its 16-bit transparency was kept in 8 bits")
        samples = samples[:, :, :-1]
    decoded.array = samples[:, :, 0] if samples.ndim == 3 and samples.shape[2] == 1 else samples


def _gray_alpha(file: WatchedFile, pixel_limit: int) -> tuple[NDArray[np.uint16], ImageFile]:
    """Decode 16-bit gray with alpha as 8-bit RGBA: both have four bytes a pixel, and PNG compresses bytes."""
    file.seek(0)
    data = bytearray(file.read())
    data[24:26] = b"\x08\x06"
    data[29:_HEADER_END] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    image = begin("PNG", WatchedFile(io.BytesIO(data), file.cancel), pixel_limit)
    image.load()
    return array_of(image, file.cancel).view(">u2").astype(np.uint16), image
