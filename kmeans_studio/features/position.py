"""Color and position as features: a row for each visible pixel, in the order of tiles.

Neighbors have colors alike, so a tile of 8 x 8 pixels is a compact run of rows: a cell. A block is 4 x 4 tiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands, each_band
from .cells import run_offsets
from .channel_weights import MOST, column_weights
from .color import color_features
from .color_space import COLOR_SPACES
from .space import FeatureSpace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .count import ColorCount

TILE = 8
BLOCK = 32
PIECE = 1 << 11
"""Columns of one piece of work, a multiple of BLOCK; it has BLOCK rows, so 65,536 pixels."""

MEMORY_LIMIT = 6 << 30
"""The most bytes that the feature space and clustering it may take."""

CLUSTERING = 48
"""Bytes that clustering takes for each row: labels, keys, sums, and histograms where medians are looked for."""


class TooLargeError(ValueError):
    """The photo has too many pixels for a row each; the message says how many it may have."""


def position_features(
    count: ColorCount,
    space: str,
    channel_weights: Sequence[float] = (),
    compactness: float = 0.5,
    cancel: Event | None = None,
) -> FeatureSpace:
    """Return rows of color and position: the columns of the color space, then x and y.

    With compactness 1 the longer side of the photo is as long as the way from black to white, with 2 twice that. At 0
    places make no difference, so that is `color_features`. x and y count pixels from the upper left one; like the
    weights of the channels, the factor that brings them to scale is in `FeatureSpace.scale`.

    Raises UnknownNameError, ValueError for unfit weights, TooLargeError before any memory is spent, CancelledError.
    """
    chosen = COLOR_SPACES[space]
    columns = len(column_weights(chosen, channel_weights))
    if not 0 <= compactness <= MOST:
        raise ValueError(f"compactness must be a number from 0 to {MOST:,}, not {compactness}")
    if not compactness:
        return color_features(count, space, channel_weights, cancel)
    total = int(count.counts.sum())
    _check_memory(count, total, columns)
    colored = color_features(count, space, channel_weights, cancel)
    pieces = _pieces(count.row_of_pixel.shape)
    begins = _begins(count, pieces, total, cancel)
    factor = chosen.span * compactness / max(count.row_of_pixel.shape)

    rows = np.empty((total, columns + 2), np.float32, order="F")
    weights = np.empty(total)
    colors = np.empty((total, 3), count.colors.dtype)
    row_of_pixel = np.empty(count.row_of_pixel.shape, np.int32)

    def fill(one: slice) -> NDArray[np.intp]:
        """Write all that belongs to one piece; return how many visible pixels each of its tiles has."""
        piece, begin = pieces[one.start], begins[one.start]
        color_of = _tiled(_padded(count.row_of_pixel[piece], len(count.colors)))
        visible = color_of < len(count.colors)
        color_of = color_of[visible]
        here = slice(begin, begin + len(color_of))
        for column in range(columns):
            # Every index is in range; mode="clip" spares a copy.
            np.take(colored.rows[:, column], color_of, out=rows[here, column], mode="clip")
        down, across = (np.arange(side.start, side.stop) * factor for side in piece)
        shape = len(down), len(across)
        for column, places in ((columns, across[None, :]), (columns + 1, down[:, None])):
            rows[here, column] = _tiled(_padded(np.broadcast_to(places.astype(np.float32), shape), 0))[visible]
        weights[here] = 1.0
        colors[here] = np.take(count.colors, color_of, axis=0)
        numbers = np.full(visible.shape, total, np.int32)
        numbers[visible] = np.arange(here.start, here.stop, dtype=np.int32)
        row_of_pixel[piece] = _untiled(numbers)[: shape[0], : shape[1]]
        in_tiles: NDArray[np.intp] = np.count_nonzero(visible.reshape(-1, TILE * TILE), axis=1)
        return in_tiles

    sizes = np.concatenate(each_band(fill, bands(len(pieces), 1), cancel))
    offsets = np.concatenate(([0], np.cumsum(sizes, dtype=np.intp)))
    cells, blocks = run_offsets(offsets), run_offsets(offsets[:: (BLOCK // TILE) ** 2])
    scale = np.append(colored.scale, (factor, factor))
    for array in (rows, weights, row_of_pixel, colors, cells, blocks, scale):
        array.flags.writeable = False
    unit = f"{chosen.unit}; x and y in pixels"
    return FeatureSpace(rows, weights, row_of_pixel, colors, (*colored.names, "x", "y"), unit, cells, blocks, scale)


def _check_memory(count: ColorCount, total: int, columns: int) -> None:
    """Raise TooLargeError where `total` visible pixels would take more than MEMORY_LIMIT."""
    pixels = count.row_of_pixel.size
    each_row = 4 * (columns + 2) + 8 + count.colors[:1].nbytes + CLUSTERING
    each_color = 4 * columns + 8
    needed = 4 * pixels + each_row * total + each_color * len(count.colors)
    if needed > MEMORY_LIMIT:
        possible = int(pixels / 1e6 * MEMORY_LIMIT / needed)
        raise TooLargeError(
            f"this photo of {pixels / 1e6:.0f} million pixels is too large for color and position together: it may "
            f"have about {possible} million; segment it by color alone, or make it smaller"
        )


def _pieces(shape: tuple[int, ...]) -> list[tuple[slice, slice]]:
    """Cut a picture (h, w) into pieces of work, block row by block row from left to right."""
    height, width = shape
    return [(down, across) for down in bands(height, BLOCK) for across in bands(width, PIECE)]


def _begins(count: ColorCount, pieces: list[tuple[slice, slice]], total: int, cancel: Event | None) -> list[int]:
    """Return the first row of each piece."""
    none = len(count.colors)

    def visible(some: slice) -> list[int]:
        return [int(np.count_nonzero(count.row_of_pixel[piece] < none)) for piece in pieces[some]]

    if total == count.row_of_pixel.size:
        sizes = [(down.stop - down.start) * (across.stop - across.start) for down, across in pieces]
    else:
        sizes = [size for some in each_band(visible, bands(len(pieces), 16), cancel) for size in some]
    return list(accumulate(sizes, initial=0))


def _padded(part: NDArray[Any], value: int) -> NDArray[Any]:
    """Return a part of a picture filled up at the right and below to whole blocks."""
    height, width = part.shape
    if not height % BLOCK and not width % BLOCK:
        return part
    padded = np.full((-(-height // BLOCK) * BLOCK, -(-width // BLOCK) * BLOCK), value, part.dtype)
    padded[:height, :width] = part
    return padded


def _tiled(part: NDArray[Any]) -> NDArray[Any]:
    """Return one row of blocks (BLOCK, w) in the order of the rows: block by block, in it tile by tile; (BLOCK w,)."""
    tiles = BLOCK // TILE
    return part.reshape(tiles, TILE, -1, tiles, TILE).transpose(2, 0, 3, 1, 4).reshape(-1)


def _untiled(values: NDArray[Any]) -> NDArray[Any]:
    """Undo `_tiled`: (BLOCK w,) -> (BLOCK, w)."""
    tiles = BLOCK // TILE
    return values.reshape(-1, tiles, tiles, TILE, TILE).transpose(1, 3, 0, 2, 4).reshape(BLOCK, -1)
