"""The tiles that a photo is filtered in: how large, and where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil

from .fourier import good_size, good_sizes

LARGEST = 560
"""The longest side of a tile in pixels, unless the kernels are large."""

WORKERS = 2
"""Tiles are cut so that so many threads have as much to do; it is fixed, so that borders are the same everywhere."""


@dataclass(frozen=True, slots=True)
class Place:
    """A tile's own part of the photo, without what is around it: rows top..bottom - 1, columns left..right - 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Tiling:
    """Tiles over a photo of that shape: each is transformed at `size` and good for `step` pixels of its own.

    before is how far a tile reaches beyond its own pixels at the top and at the left.
    """

    shape: tuple[int, int]
    before: int
    size: tuple[int, int]
    step: tuple[int, int]

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The tiles, row by row."""
        (height, width), (down, across) = self.shape, self.step
        return tuple(
            Place(top, left, min(top + down, height), min(left + across, width))
            for top in range(0, height, down)
            for left in range(0, width, across)
        )


@lru_cache(64)
def tiling(shape: tuple[int, int], kernel: int, stride: int, transforms: int) -> Tiling:
    """Return the tiles for kernels of `kernel` x `kernel` pixels that take the least time for so many transforms each.

    Tiles begin at multiples of `stride`. They grow with the kernel: at least half of a tile is its own.
    """
    around = kernel - 1
    largest = max(LARGEST, good_size(3 * around))
    columns = _sides(shape[1], around, largest, stride)
    best: tuple[float, tuple[int, int], tuple[int, int]] | None = None
    for height, down in _sides(shape[0], around, largest, stride):
        for width, across in columns:
            tiles = ceil(shape[0] / down) * ceil(shape[1] / across)
            # Tiles wait for one another in pairs; making the bank's spectra takes about as long as one pair.
            rounds = ceil(tiles / WORKERS) + 1
            # What a call costs beside its pixels.
            cost = rounds * (height * width + 4000)
            if best is None or cost < best[0]:
                best = cost, (height, width), (down, across)
    assert best is not None
    return Tiling(shape, kernel // 2, best[1], best[2])


def _sides(length: int, around: int, largest: int, stride: int) -> list[tuple[int, int]]:
    """Return (side of a tile, own pixels in it) that cover a length in some number of equal steps."""
    found: dict[int, tuple[int, int]] = {}
    for size in good_sizes():
        own = (size - around) // stride * stride
        if own <= 0:
            continue
        if size > largest:
            break
        count = ceil(length / own)
        found[count] = min(found.get(count, (size, own)), (size, own))
        if count == 1:
            break
    return sorted(found.values())
