"""Photo: the opened picture, as everything else in the studio reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import os
    from threading import Event

    from numpy.typing import ArrayLike, NDArray

PIXEL_LIMIT = 200_000_000
"""The most pixels a photo may have; half as many with 16 bits a channel, a quarter in floating point.

Decoding takes about four bytes a pixel (16 bits: eight; floating point: 24, of 64 bits 48). Segmenting takes five
more, and some 60 for each different color: 16.8 million of them at the most in 8 bits, so 2 GB, but up to one a pixel
in 16 bits, so 7 GB. In floating point each pixel counts as a color of its own.
"""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Photo:
    """An opened photo: upright, in sRGB, and never written to.

    pixels    (h, w, 3) uint8, uint16 or float32, sRGB-encoded red, green, blue; C-contiguous, read-only.
              uint8 counts 0..255, uint16 counts 0..65535, float32 is within 0..1 and finite:
              value / 255, value / 65535 and value mean the same color.
    alpha     (h, w) uint8, read-only, or None where every pixel is opaque. Straight, not premultiplied:
              0 is transparent and takes no part in clustering, 255 is opaque.
    path      the file it was read from, or None
    format    "JPEG", "PNG", "TIFF", "WebP", "BMP", "GIF", "PPM", or "array"
    notes     what was done on opening, as plain phrases
    warnings  what was left out or lost on opening, as plain phrases
    has_transparency  whether any pixel has alpha 0
    """

    pixels: NDArray[Any]
    alpha: NDArray[np.uint8] | None = None
    path: Path | None = None
    format: str = "array"
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    has_transparency: bool = field(init=False)

    def __post_init__(self) -> None:
        """Freeze the arrays; raises ValueError if they are not what the class promises."""
        pixels, alpha = self.pixels, self.alpha
        if pixels.ndim != 3 or pixels.shape[2] != 3 or 0 in pixels.shape:
            raise ValueError(f"pixels must be (h, w, 3) and not empty, not {pixels.shape}")
        if pixels.dtype not in (np.uint8, np.uint16, np.float32):
            raise ValueError(f"pixels must be uint8, uint16 or floating point, not {pixels.dtype}")
        if not pixels.flags.c_contiguous:
            raise ValueError("pixels must be C-contiguous")
        if pixels.dtype == np.float32:
            _check_scale(pixels, "pixels")
        if alpha is not None and (alpha.shape != pixels.shape[:2] or alpha.dtype != np.uint8):
            raise ValueError(f"alpha must be {pixels.shape[:2]} uint8, not {alpha.shape} {alpha.dtype}")
        for array in (pixels, alpha):
            if array is not None:
                array.flags.writeable = False
        object.__setattr__(self, "has_transparency", alpha is not None and not bool(alpha.all()))

    @property
    def height(self) -> int:
        """Rows of pixels."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Pixels in a row."""
        return int(self.pixels.shape[1])

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width)."""
        return self.height, self.width

    @classmethod
    def open(
        cls, path: str | os.PathLike[str], *, pixel_limit: int = PIXEL_LIMIT, cancel: Event | None = None
    ) -> Photo:
        """Read a photo from disk: by its content, upright, in sRGB.

        cancel  raises CancelledError soon after it is set, from whatever thread. Pictures are decoded piece by piece,
                but for WebP, compressed TIFF and PPM in plain text: their decoders run to their end first.

        Raises PhotoError, and nothing else, if the file cannot be opened or has more than `pixel_limit` pixels.
        """
        from .opening import open_photo

        return open_photo(path, pixel_limit, cancel)

    @classmethod
    def from_array(
        cls,
        pixels: ArrayLike,
        alpha: ArrayLike | None = None,
        *,
        path: str | os.PathLike[str] | None = None,
        format: str = "array",  # noqa: A002 - named as the field is
        notes: tuple[str, ...] = (),
        warnings: tuple[str, ...] = (),
    ) -> Photo:
        """Make a photo of pixels in memory, which are copied unless they are read-only already.

        pixels  (h, w) gray, (h, w, 3) RGB or (h, w, 4) RGB with straight alpha; sRGB-encoded; uint8, uint16, or
                floating point within 0..1 (float64 is rounded to float32)
        alpha   (h, w) uint8, or the type of the pixels; not together with a fourth channel

        Raises ValueError for any other shape or type, and for floating-point values that are infinite, not a number
        or outside of 0..1.
        """
        array = np.asarray(pixels)
        if array.ndim == 3 and array.shape[2] == 4:
            if alpha is not None:
                raise ValueError("alpha was given twice: as an array and as the fourth channel of the pixels")
            array, alpha = array[:, :, :3], array[:, :, 3]
        elif array.ndim == 2:
            array = np.repeat(array[:, :, np.newaxis], 3, axis=2)
        floating = _is_floating(array)
        opacity = None
        if alpha is not None:
            alpha = np.asarray(alpha)
            if floating and _is_floating(alpha):
                _check_scale(alpha, "alpha")
                alpha = float_alpha_in_bytes(alpha)
            opacity = _own(alpha_in_bytes(alpha))
        if floating and array.dtype != np.float32:
            _check_scale(array, "pixels")  # before rounding: what is outside by a hair is outside
            array = array.astype(np.float32)
        if opacity is not None and opacity.size and opacity.min() == 255:
            opacity = None
        return cls(_own(array), opacity, None if path is None else Path(path), format, tuple(notes), tuple(warnings))


def alpha_in_bytes(alpha: NDArray[Any]) -> NDArray[Any]:
    """Return 16-bit alpha as uint8, where only 0 becomes 0 and only full opacity 255; others are returned as is."""
    if alpha.dtype != np.uint16:
        return alpha
    high = (alpha >> 8).astype(np.uint8)
    # A faint pixel is not a transparent one: it takes part.
    high[(high == 0) & (alpha > 0)] = 1
    high[(high == 255) & (alpha < 65535)] = 254
    return high


def float_alpha_in_bytes(alpha: NDArray[Any]) -> NDArray[np.uint8]:
    """Return alpha within 0..1 as uint8, where only 0 becomes 0 and only 1 becomes 255."""
    result: NDArray[np.uint8] = np.rint(alpha * 255).astype(np.uint8)
    result[(result == 0) & (alpha > 0)] = 1
    result[(result == 255) & (alpha < 1)] = 254
    return result


def _is_floating(array: NDArray[Any]) -> bool:
    return array.dtype.kind == "f" and array.dtype.itemsize <= 8


def _check_scale(values: NDArray[Any], what: str) -> None:
    """Raise ValueError unless floating-point values are numbers within 0..1."""
    if not values.size:
        return
    low, high = float(values.min()), float(values.max())
    if low >= 0 and high <= 1:
        return
    if not np.isfinite(low) or not np.isfinite(high):
        place = np.unravel_index(int(np.argmin(np.isfinite(values))), values.shape)
        raise ValueError(f"{what} must be finite: there is {values[place]} at row {place[0]}, column {place[1]}")
    raise ValueError(f"floating-point {what} must be within 0..1 (black to white), not {low}..{high}")


def _own(array: NDArray[Any]) -> NDArray[Any]:
    """Return a contiguous array that nobody else can write to."""
    contiguous = np.ascontiguousarray(array)
    return contiguous.copy() if contiguous.flags.writeable and np.may_share_memory(contiguous, array) else contiguous
