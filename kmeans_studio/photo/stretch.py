"""Numbers that are no 8- or 16-bit color values (floating point, 32-bit, signed) as black to white, and said so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import each_band, row_bands

if TYPE_CHECKING:
    from threading import Event

    from numpy.typing import NDArray

    from .decoded import Decoded

_BAND_PIXELS = 1 << 18
_TOP = 65535


def stretch(values: NDArray[Any], decoded: Decoded) -> None:
    """Fill in the array of `decoded` from values (h, w) or (h, w, 3) of any real type.

    Floating-point values within 0..1 keep that scale; all others are stretched from their smallest to their
    largest. Floating point becomes float32, and so do integers that spread over more than 65,535, which 16 bits
    could not tell apart; other integers become uint16. Pixels with a value that is not a number or infinite become
    transparent.
    """
    smallest, largest, missing = _range(values, decoded.cancel)
    floating = np.issubdtype(values.dtype, np.floating)
    in_scale = floating and smallest >= 0 and largest <= 1
    low, high = (0.0, 1.0) if in_scale else (smallest, largest)
    # Halves keep the difference of two enormous numbers finite.
    span = high / 2 - low / 2
    result = np.empty(values.shape, np.float32 if floating or span * 2 > _TOP else np.uint16)

    def convert(rows: slice) -> bool:
        part = values[rows].astype(np.float64)
        if missing is not None:
            part[~np.isfinite(part)] = low
        if not in_scale:
            part = (part / 2 - low / 2) / span if span > 0 else np.zeros_like(part)
        if result.dtype == np.uint16:
            result[rows] = np.rint(part * _TOP)
            return False
        # The sum makes 0.0 of -0.0: black is written in one way only.
        result[rows] = part + 0.0
        return bool((result[rows] != part).any())

    rounded = any(each_band(convert, row_bands(values.shape, _BAND_PIXELS), decoded.cancel))
    decoded.array = result
    if in_scale:
        decoded.notes.append("its floating-point values were taken as 0 = black, 1 = white")
    elif span > 0:
        decoded.notes.append(f"its values were stretched: {smallest:.6g} = black, {largest:.6g} = white")
    else:
        decoded.notes.append(f"its values are all {smallest:.6g}, which was taken as black")
    # Stretched float32 has been changed anyway; what has more bits than that has lost some.
    if rounded and (values.dtype == np.float64 or (not floating and span * 2 >= 1 << 24)):
        decoded.notes.append("its values were rounded to 32-bit floating point")
    if missing is not None:
        _hide(missing, decoded)


def _hide(missing: NDArray[np.bool_], decoded: Decoded) -> None:
    """Make pixels transparent, whatever alpha they had, and say so."""
    opacity = np.where(missing, np.uint8(0), np.uint8(255))
    decoded.alpha_array = opacity if decoded.alpha_array is None else np.minimum(opacity, decoded.alpha_array)
    count = int(missing.sum())
    decoded.warnings.append(
        f"{count:,} {'pixel' if count == 1 else 'pixels'} without a number (NaN or infinite) became transparent"
    )


def _range(values: NDArray[Any], cancel: Event | None) -> tuple[float, float, NDArray[np.bool_] | None]:
    """Return the smallest and the largest finite value, and where pixels have others (None: nowhere)."""
    floating = np.issubdtype(values.dtype, np.floating)
    missing = np.zeros(values.shape[:2], np.bool_)

    def look(rows: slice) -> tuple[float, float]:
        part = values[rows]
        finite = np.isfinite(part) if floating else None
        if finite is None or finite.all():
            return float(part.min()), float(part.max())
        missing[rows] = ~finite if part.ndim == 2 else ~finite.all(axis=2)
        return float(part.min(where=finite, initial=np.inf)), float(part.max(where=finite, initial=-np.inf))

    lows, highs = zip(*each_band(look, row_bands(values.shape, _BAND_PIXELS), cancel), strict=True)
    smallest, largest = (min(lows), max(highs)) if min(lows) <= max(highs) else (0.0, 0.0)
    return smallest, largest, missing if missing.any() else None
