"""Numbers that are no color values yet (floating point, 32-bit, signed) stretched to 16 bits, and said so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .decoded import Decoded

_ROWS = 256


def stretch(values: NDArray[Any], decoded: Decoded) -> None:
    """Fill in the array of `decoded`, uint16, from values (h, w) or (h, w, 3) of any real type.

    Floating-point values within 0..1 keep that scale; all others are stretched from their smallest to their
    largest. Pixels with a value that is not a number or infinite become transparent.
    """
    smallest, largest, missing = _range(values)
    if np.issubdtype(values.dtype, np.floating) and smallest >= 0 and largest <= 1:
        decoded.notes.append("its floating-point values were taken as 0 = black, 1 = white")
        low, high = 0.0, 1.0
    else:
        decoded.notes.append(f"its values were stretched: {smallest:.6g} = black, {largest:.6g} = white")
        low, high = smallest, largest
    result = np.empty(values.shape, np.uint16)
    # Halves keep the difference of two enormous numbers finite.
    span = high / 2 - low / 2
    for start in range(0, values.shape[0], _ROWS):
        rows = values[start : start + _ROWS].astype(np.float64)
        rows[~np.isfinite(rows)] = low
        part = (rows / 2 - low / 2) / span if span > 0 else np.zeros_like(rows)
        result[start : start + _ROWS] = np.rint(part * 65535)
    decoded.array = result
    if missing is not None:
        decoded.alpha_array = np.where(missing, 0, 255).astype(np.uint8)
        count = int(missing.sum())
        decoded.warnings.append(
            f"{count:,} {'pixel' if count == 1 else 'pixels'} without a number (NaN or infinite) became transparent"
        )


def _range(values: NDArray[Any]) -> tuple[float, float, NDArray[np.bool_] | None]:
    """Return the smallest and the largest finite value, and where pixels have others (None: nowhere)."""
    if not np.issubdtype(values.dtype, np.floating):
        return float(values.min()), float(values.max()), None
    finite = np.isfinite(values)
    if finite.all():
        return float(values.min()), float(values.max()), None
    missing = ~finite if values.ndim == 2 else ~finite.all(axis=2)
    if not finite.any():
        return 0.0, 0.0, missing
    return float(values.min(where=finite, initial=np.inf)), float(values.max(where=finite, initial=-np.inf)), missing
