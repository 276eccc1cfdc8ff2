"""From pooled amplitudes to features: on a logarithmic scale, and each map brought to the same spread."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ...parallel import bands, each_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .maps import TextureMaps

    Plane = NDArray[np.float32]

BAND = 1 << 18
"""Cells that are summed at once."""

FLOOR = 0.02
"""What is added before the logarithm: amplitudes far below it are noise."""

ONE_VALUE = 2e-6
"""A map that varies by less than this share of its mean has one value: rounding alone makes it vary by 1e-7."""


def features(
    maps: TextureMaps,
    *,
    log: bool,
    standardize: bool,
    cell_weights: NDArray[np.float32] | None = None,
    out: NDArray[np.float32] | None = None,
    cancel: Event | None = None,
) -> NDArray[np.float32]:
    """Return what is clustered, (d, gh, gw) float32, C-contiguous; written to `out`, which may be the maps themselves.

    log          log(P + 0.02) of every pooled amplitude P; with signs sgn(P) log(1 + |P| / 0.02)
    standardize  every map is shifted and scaled to mean 0 and standard deviation 1 over the cells with a weight above
                 0, each counted once (all without `cell_weights`, (gh, gw)); a map of one value becomes 0
    """
    result = np.empty_like(maps.maps) if out is None else out
    seen = None if cell_weights is None or (cell_weights > 0).all() else cell_weights > 0
    cut = bands(result.shape[1], max(1, BAND // result.shape[2]))

    def map_of(one: slice) -> None:
        values, source = result[one.start], maps.maps[one.start]
        for band in cut:
            _to_log(source[band], values[band], maps.signed) if log else np.copyto(values[band], source[band])
        if standardize:
            _standardize(values, seen, cut)

    each_band(map_of, bands(len(result), 1), cancel)
    return result


def _to_log(source: Plane, out: Plane, signed: bool) -> None:
    if signed:
        np.log1p(np.abs(source) / np.float32(FLOOR), out=out)
        np.copysign(out, source, out=out)
    else:
        np.log(source + np.float32(FLOOR), out=out)


def _standardize(values: Plane, seen: NDArray[np.bool_] | None, cut: list[slice]) -> None:
    """Shift and scale one map in place. Sums in float64, band by band, so that they are the same everywhere."""
    parts = [values[band].reshape(-1) if seen is None else values[band][seen[band]] for band in cut]
    count = sum(part.size for part in parts)
    if not count:
        values[...] = 0
        return
    mean = sum(float(part.sum(dtype=np.float64)) for part in parts) / count
    variance = sum(float(np.square(part - mean, dtype=np.float64).sum()) for part in parts) / count
    if variance <= (ONE_VALUE * abs(mean)) ** 2:
        values[...] = 0
        return
    values -= np.float32(mean)
    values *= np.float32(variance**-0.5)
