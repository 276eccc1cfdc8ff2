"""The columns that cells are compared by, block by block: texture, color, brightness, place; written in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..features.banks import Bank
from ..features.color import ColorSpace
from ..features.grid_space import GridSpace
from ..features.texture.cell_colors import cell_colors
from ..features.texture.maps import TextureMaps
from ..features.texture.pooling import pooled
from ..parallel import bands, check, each_band
from ..photo import Photo

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[np.float32]

BAND = 1 << 16
"""Cells that are converted at a time."""

LUMA = (0.299, 0.587, 0.114)
"""Of red, green and blue, as ITU-R BT.601 has it."""


class Block(NamedTuple):
    """Columns of one kind.

    names    of the columns
    sources  for each column the numbers of the filters that it comes from
    factor   what they are multiplied by; with 0 the block is left out
    write    (out) writes the columns as maps (d, gh, gw) float32
    """

    names: tuple[str, ...]
    sources: tuple[tuple[int, ...], ...]
    factor: float
    write: Callable[[Plane], None]


def joined(blocks: Sequence[Block], weights: Plane, stride: int, photo: Photo, unit: str) -> GridSpace:
    """Return the columns of all blocks as rows; weights (gh, gw) are how many visible pixels each cell has."""
    blocks = [block for block in blocks if block.factor > 0]
    names = tuple(name for block in blocks for name in block.names)
    sources = tuple(source for block in blocks for source in block.sources)
    maps = np.empty((len(names), *weights.shape), np.float32)
    at = 0
    for block in blocks:
        part = maps[at : at + len(block.names)]
        block.write(part)
        if block.factor != 1:
            part *= np.float32(block.factor)
        at += len(block.names)
    scale = np.concatenate([np.full(len(block.names), block.factor) for block in blocks])
    return GridSpace.of_maps(maps, weights, stride, photo, names, unit, scale, sources)


def write_colors(
    photo: Photo,
    color: ColorSpace,
    weight_of: Mapping[int, float],
    stride: int,
    weights: Plane,
    cancel: Event | None,
    out: Plane,
) -> None:
    """Write the columns of a color space for the mean color of each cell; all together have variance 1."""
    colors, columns = cell_colors(photo, stride, cancel).reshape(-1, 3), out.reshape(len(out), -1)

    def convert(band: slice) -> None:
        converted = color.columns(colors[band])
        for place, (column, weight) in enumerate(weight_of.items()):
            columns[place, band] = converted[column] * weight

    each_band(convert, bands(len(colors), BAND), cancel)
    standardize(out, weights, cancel, together=True)


def cell_brightness(photo: Photo, stride: int, cancel: Event | None) -> TextureMaps:
    """Return the mean brightness of each cell as a map that can be pooled."""
    gray = cell_colors(photo, stride, cancel) @ np.array(LUMA, np.float32)
    return TextureMaps(gray[None], stride, photo.shape, ("brightness",), ((0,),), signed=True)


def write_brightness(
    maps: TextureMaps, bank: Bank, pooling: float, weights: Plane, cancel: Event | None, out: Plane
) -> None:
    """Write the mean brightness of the neighborhood of each cell, standardized."""
    out[...] = pooled(maps, bank, pooling, "pixels", cancel).maps
    standardize(out, weights, cancel, together=False)


def write_places(weights: Plane, cancel: Event | None, out: Plane) -> None:
    """Write x and y of each cell, standardized."""
    down, across = weights.shape
    out[0], out[1] = np.arange(across), np.arange(down)[:, None]
    standardize(out, weights, cancel, together=False)


def standardize(maps: Plane, weights: Plane, cancel: Event | None = None, *, together: bool) -> None:
    """Bring maps (d, gh, gw) to mean 0 and variance 1: each, or all together, so that they keep their ratios."""
    mass = float(weights.sum(dtype=np.float64))
    variances = []
    for layer in maps:
        check(cancel)
        layer -= np.float32(float((layer * weights).sum(dtype=np.float64)) / mass)
        check(cancel)
        variances.append(float((np.square(layer) * weights).sum(dtype=np.float64)) / mass)
    for layer, variance in zip(maps, [sum(variances)] * len(maps) if together else variances, strict=True):
        # What is the same everywhere has no spread, and stays 0.
        layer /= np.float32(variance**0.5 or 1.0)
