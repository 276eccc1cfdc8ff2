"""Decode 16-bit color with decoders that keep 8 bits: once for the high bytes, once for the low ones.

Pillow's 16-bit unpackers keep the first or the second byte of each sample, by the byte order they are told.
Telling them both in turn gives all 16 bits, with Pillow's own care for damaged files.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from .decoded import array_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from numpy.typing import NDArray
    from PIL.ImageFile import ImageFile


def decode_twice(begin: Callable[[], ImageFile], cancel: Event | None = None) -> tuple[NDArray[np.uint16], ImageFile]:
    """Return the samples, (h, w, c) uint16, and the loaded image for its other facts.

    begin  opens the image anew each time; its raw mode must be one of Pillow's ';16B', ';16L' or ';16N'
    """
    first, order = _decode(begin(), "L")
    height, width = first.size[::-1]
    halves = np.empty((height, width, len(first.getbands()), 2), np.uint8)
    # Reading little-endian keeps the second byte.
    second_byte = 1 if order == sys.byteorder else 0
    array_of(first, cancel, halves[..., second_byte])
    image, _ = _decode(begin(), "B")
    array_of(image, cancel, halves[..., 1 - second_byte])
    return halves.view(np.uint16)[..., 0], image


def _decode(image: ImageFile, suffix: str) -> tuple[ImageFile, str]:
    """Load the image as if its samples were in the given order, and return in which order they really are."""
    raw_mode = _raw_mode(image.tile[0].args)
    letters, _, depth = raw_mode.partition(";")
    order = {"16B": "big", "16L": "little", "16N": sys.byteorder}[depth]
    # Premultiplied alpha is undone later, in 16 bits.
    wanted = f"{letters.replace('RGBa', 'RGBA')};16{suffix}"
    image.tile = [tile._replace(args=_with_raw_mode(tile.args, wanted)) for tile in image.tile]
    image.load()
    return image, order


def _raw_mode(args: Any) -> str:
    return str(args[0] if isinstance(args, tuple) else args)


def _with_raw_mode(args: Any, raw_mode: str) -> Any:
    return (raw_mode, *args[1:]) if isinstance(args, tuple) else raw_mode
