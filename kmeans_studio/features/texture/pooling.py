"""Pooling: amplitudes averaged over a neighborhood, as texture is a matter of neighborhoods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import ceil, inf, pi
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ...parallel import bands, each_band
from ...registry import Registry
from .borders import reflected
from .maps import TextureMaps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..banks.bank import Bank, Filter

    Plane = NDArray[np.float32]

PoolUnit = Callable[["Filter"], float]

POOL_UNITS: Registry[PoolUnit] = Registry("unit of pooling")

BAND = 1 << 19
"""Cells that are blurred at once."""

REACH = 4
"""Where the Gaussian is cut, in sigmas."""

WIDEST = 12.0
"""The largest sigma in cells that is blurred on the grid itself; larger ones on a coarser one."""


def pool_unit(name: str, title: str, help: str) -> Callable[[PoolUnit], PoolUnit]:
    """Return a decorator that registers a function: filter -> pixels in one unit."""
    return POOL_UNITS.register(name, title, help)


@pool_unit(
    "pixels",
    "pixels",
    "Every filter's answers are averaged over neighborhoods of the same size. The number is the sigma of the Gaussian.",
)
def one_pixel(one: Filter) -> float:
    """Return 1."""
    return 1.0


@pool_unit(
    "wavelength",
    "× wavelength",
    "Answers of coarse filters are averaged over wider neighborhoods than those of fine ones. 1.5 is what MATLAB's "
    "texture example takes.",
)
def own_wavelength(one: Filter) -> float:
    """Return the wavelength of the filter; a low-pass one has 2 pi sigma."""
    return one.wavelength if one.wavelength < inf else 2 * pi * one.scale


def sigma_of(bank: Bank, filters: tuple[int, ...], pooling: float, unit: str) -> float:
    """Return the sigma in pixels for a map of these filters."""
    widest: float = max(POOL_UNITS[unit](bank.filters[index]) for index in filters)
    return pooling * widest


def sigma_on_grid(sigma: float, stride: float) -> float:
    """Return the sigma in cells: the mean over a cell has smoothed already, by a variance of (stride^2 - 1) / 12."""
    variance = sigma * sigma - (stride * stride - 1) / 12
    return float(max(variance, 0.0) ** 0.5) / stride


def pooled(
    maps: TextureMaps,
    bank: Bank,
    pooling: float,
    unit: str,
    cancel: Event | None = None,
    out: NDArray[np.float32] | None = None,
) -> TextureMaps:
    """Return the maps smoothed by Gaussians of sigma pooling x unit, written to `out`; 0 leaves them as they are.

    Beyond its borders the photo goes on as its mirror image. Raises ValueError for a pooling below 0 or not finite,
    UnknownNameError, CancelledError.
    """
    if not 0 <= pooling < inf:
        raise ValueError(f"pooling must be a number from 0 up, not {pooling}")
    sigmas = [sigma_on_grid(sigma_of(bank, some, pooling, unit), maps.stride) for some in maps.filters_of]
    if not any(sigmas):
        return maps
    result = np.empty_like(maps.maps) if out is None else out[...]
    grid = maps.maps.shape[1:]
    cut = bands(grid[0], max(1, BAND // grid[1]))
    # On cells the border lies between them; on pixels it is a pixel, as everywhere in filtering.
    on_pixels = maps.stride == 1

    def smooth(one: slice) -> None:
        number, band = divmod(one.start, len(cut))
        source, sigma = maps.maps[number], sigmas[number]
        if sigma <= WIDEST:
            result[number, cut[band]] = _blurred(source, cut[band], (sigma, sigma), on_pixels)
        elif band == 0:
            result[number] = _widely_blurred(source, sigma)

    each_band(smooth, bands(len(sigmas) * len(cut), 1), cancel)
    result.flags.writeable = False
    return replace(maps, maps=result)


def _blurred(source: Plane, rows: slice, sigmas: tuple[float, float], on_pixels: bool) -> Plane:
    """Return some rows of a map (gh, gw), smoothed down and across."""
    import cv2

    if not any(sigmas):
        return source[rows]
    down, across = (_taps(sigma) for sigma in sigmas)
    reach = len(down) // 2
    around = _mirrored(rows.start - reach, rows.stop + reach, len(source), on_pixels)
    border = cv2.BORDER_REFLECT_101 if on_pixels else cv2.BORDER_REFLECT
    smooth = cv2.sepFilter2D(source[around], -1, across, down, borderType=border)
    return np.asarray(smooth[reach : len(smooth) - reach], np.float32)


def _taps(sigma: float) -> Plane:
    """Return the weights of a Gaussian, (2 n + 1,) float32."""
    if not sigma:
        return np.ones(1, np.float32)
    reach = ceil(REACH * sigma)
    taps = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    weights: Plane = (taps / taps.sum()).astype(np.float32)
    return weights


def _widely_blurred(source: Plane, sigma: float) -> Plane:
    """Return a map smoothed on a coarser grid, and brought back."""
    import cv2

    factor = 2
    while sigma / factor > WIDEST:
        factor *= 2
    height, width = (ceil(length / factor) for length in source.shape)
    coarse = np.asarray(cv2.resize(source, (width, height), interpolation=cv2.INTER_AREA), np.float32)
    # The coarse cells fill the grid exactly, so they may be a little smaller than `factor`.
    ratios = source.shape[0] / height, source.shape[1] / width
    # Interpolating between them will smooth once more, by a variance of 1/6.
    left_y, left_x = (max(sigma_on_grid(sigma, ratio) ** 2 - 1 / 6, 0.0) ** 0.5 for ratio in ratios)
    coarse = _blurred(coarse, slice(0, height), (left_y, left_x), False)
    return np.asarray(cv2.resize(coarse, source.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _mirrored(start: int, stop: int, length: int, on_pixels: bool) -> NDArray[np.intp]:
    if on_pixels:
        return reflected(start, stop, length)
    places = np.arange(start, stop) % (2 * length)
    return np.where(places < length, places, 2 * length - 1 - places)
