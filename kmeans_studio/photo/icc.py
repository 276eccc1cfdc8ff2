"""ICC profiles of curves and a matrix, applied to 16-bit and floating-point pixels in numpy.

ICC.1:2022, 8.3.3 (three-component matrix-based), 8.3.4 (monochrome), 10.6 (curveType) and 10.18
(parametricCurveType): device values go through a curve each to linear light, by a matrix to XYZ under D50, from
there by sRGB's own matrix (adapted to D50 by Bradford) to linear sRGB, and by sRGB's curve to sRGB.

Curves are tables of 65,536 steps. Floating-point values lie between two of them and are interpolated, in float64: the
curves bend so little within a step that this is exact to about 1e-8, less than float32 can tell apart near white.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import each_band, row_bands

if TYPE_CHECKING:
    from threading import Event

    from numpy.typing import NDArray

_TOP = 65535
_BAND_PIXELS = 1 << 18
_MOST_TAGS = 256
# The sRGB primaries under D50, as the columns of a matrix: linear sRGB -> XYZ.
_SRGB_TO_XYZ = (
    (0.4360747, 0.3850649, 0.1430804),
    (0.2225045, 0.7168786, 0.0606169),
    (0.0139322, 0.0971045, 0.7141733),
)
# How many numbers each kind of parametric curve has.
_PARAMETERS = {0: 1, 1: 3, 2: 4, 3: 5, 4: 7}


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """A profile of curves.

    curves  (c, 65536) float32, linear light 0..1 of each 16-bit device value; c = 3 for RGB, 1 for gray
    matrix  (3, 3) float32, linear device RGB -> linear sRGB; None for gray
    """

    curves: NDArray[np.float32]
    matrix: NDArray[np.float32] | None


def read_curves(profile: bytes) -> Curves | None:
    """Read a profile; None if it is one of tables. Raises ValueError if it is damaged."""
    try:
        tags = _tags(profile)
        # Where a profile has both, tables come first (ICC.1, 8.3.2).
        if b"A2B0" in tags or profile[20:24] != b"XYZ ":
            return None
        if b"kTRC" in tags:
            return Curves(_curve(tags[b"kTRC"])[np.newaxis], None)
        names = (b"r", b"g", b"b")
        curves = np.stack([_curve(tags[name + b"TRC"]) for name in names])
        columns = [np.array(struct.unpack_from(">3i", tags[name + b"XYZ"], 8)) / 65536 for name in names]
    except (KeyError, struct.error) as error:
        raise ValueError("the color profile is damaged") from error
    matrix = np.linalg.inv(np.array(_SRGB_TO_XYZ)) @ np.stack(columns, axis=1)
    return Curves(curves, matrix.astype(np.float32))


def curves_to_srgb(pixels: NDArray[Any], curves: Curves, cancel: Event | None = None) -> NDArray[Any]:
    """Return pixels, (h, w) or (h, w, 3), in sRGB; of the same shape, or (h, w, 3) for gray in an RGB space.

    uint16, or float32 within 0..1; clipped to what sRGB can show. Raises CancelledError once `cancel` is set.
    """
    table, matrix = _srgb_table(pixels.dtype), curves.matrix
    result = np.empty(pixels.shape if matrix is None else (*pixels.shape[:2], 3), pixels.dtype)

    def convert(rows: slice) -> None:
        part = pixels[rows]
        if matrix is None:
            result[rows] = _encoded(_looked_up(curves.curves[0], part), table)
            return
        channels = [part] * 3 if part.ndim == 2 else [part[:, :, c] for c in range(3)]
        linear = np.stack([_looked_up(*pair) for pair in zip(curves.curves, channels, strict=True)], axis=-1)
        # Not a matrix product, whose rounding depends on the machine and its threads.
        result[rows] = _encoded(np.einsum("hwc,cd->hwd", linear, matrix.T), table)

    each_band(convert, row_bands(pixels.shape, _BAND_PIXELS), cancel)
    return result


def _looked_up(table: NDArray[Any], at: NDArray[Any]) -> NDArray[Any]:
    """Return entries of a table of 65,536: by number (uint16), or by place 0..1, between two entries in float64."""
    if at.dtype == np.uint16:
        entries: NDArray[Any] = table[at]
        return entries
    place = at.astype(np.float64) * _TOP
    below = np.minimum(place.astype(np.int32), _TOP - 1)
    share = place - below
    between: NDArray[np.float64] = table[below] * (1 - share) + table[below + 1] * share
    return between


def _encoded(linear: NDArray[Any], table: NDArray[Any]) -> NDArray[Any]:
    """Return linear light 0..1 as sRGB by its table, clipped to what sRGB can show."""
    # Steps of the square root are fine enough in the shadows, where the curve is steep: within one step of 65,535.
    roots = np.sqrt(np.clip(linear, 0, 1))
    if table.dtype == np.uint16:
        roots = (roots * np.float32(_TOP) + np.float32(0.5)).astype(np.uint16)
    return _looked_up(table, roots)


def _srgb_table(depth: np.dtype[Any]) -> NDArray[Any]:
    """Return sRGB by the square root of linear light in steps of 1 / 65535 (IEC 61966-2-1).

    In 16 bits for uint16, otherwise float64 0..1.
    """
    linear = (np.arange(_TOP + 1) / _TOP) ** 2
    curve = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055)
    return np.rint(curve * _TOP).astype(np.uint16) if depth == np.uint16 else curve


def _tags(profile: bytes) -> dict[bytes, bytes]:
    (count,) = struct.unpack_from(">I", profile, 128)
    if count > _MOST_TAGS:
        raise ValueError("the color profile is damaged")
    entries = [struct.unpack_from(">4sII", profile, 132 + 12 * i) for i in range(count)]
    return {name: profile[offset : offset + length] for name, offset, length in entries}


def _curve(tag: bytes) -> NDArray[np.float32]:
    """Return a curve by all 65536 device values."""
    x = np.arange(_TOP + 1) / _TOP
    if tag[:4] == b"curv":
        (count,) = struct.unpack_from(">I", tag, 8)
        if count == 0:
            curve = x
        elif count == 1:
            curve = x ** (struct.unpack_from(">H", tag, 12)[0] / 256)
        else:
            table = np.frombuffer(tag, ">u2", count, 12) / _TOP
            curve = np.interp(x, np.linspace(0, 1, count), table)
    elif tag[:4] == b"para":
        curve = _parametric(tag, x)
    else:
        raise ValueError("the color profile has a curve of an unknown kind")
    return np.clip(np.nan_to_num(curve), 0, 1).astype(np.float32)


def _parametric(tag: bytes, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return y = (a x + b)^g + e where x >= d, else c x + f (ICC.1, table 68; b, c, d, e, f as the kind has them)."""
    (kind,) = struct.unpack_from(">H", tag, 8)
    if kind not in _PARAMETERS:
        raise ValueError("the color profile has a curve of an unknown kind")
    g, *rest = (value / 65536 for value in struct.unpack_from(f">{_PARAMETERS[kind]}i", tag, 12))
    a, b, c, d, e, f = 1.0, 0.0, 0.0, 0.0, 0.0, 0.0
    if kind in (1, 2):
        a, b = rest[:2]
        d = -b / a if a else 0.0
        e = f = rest[2] if kind == 2 else 0.0
    elif kind >= 3:
        a, b, c, d = rest[:4]
        e, f = rest[4:] if kind == 4 else (0.0, 0.0)
    with np.errstate(all="ignore"):  # a silly curve is clipped afterwards
        upper: NDArray[np.float64] = np.maximum(a * x + b, 0) ** g + e
    return np.where(x >= d, upper, c * x + f)
