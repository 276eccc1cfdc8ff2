"""Photos of a wanted size, made of crops of the photos in a folder, never by resizing: that would invent colors."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kmeans_studio import Photo, PhotoError

TILE = 1000
"""The longest side in pixels of one crop in a mosaic."""

SUFFIXES = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".bmp", ".ppm"}


class Picture(NamedTuple):
    """Pixels (h, w, 3) uint8 or uint16, and where they are from."""

    title: str
    pixels: NDArray[Any]

    @property
    def megapixels(self) -> float:
        """Its size."""
        return self.pixels.shape[0] * self.pixels.shape[1] / 1e6


def open_folder(folder: Path) -> list[Picture]:
    """Return the 8-bit photos of a folder, those with the most colors first.

    What cannot be opened is named and left out.
    """
    pictures = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in SUFFIXES:
            continue
        try:
            pixels = Photo.open(path).pixels
        except PhotoError as error:
            print(f"left out: {path.name}: {error}", file=sys.stderr)
            continue
        if pixels.dtype == np.uint8:
            pictures.append(Picture(path.stem, pixels))
    if not pictures:
        raise SystemExit(f"no photos in {folder}")
    return sorted(pictures, key=lambda picture: -different_colors(picture.pixels))


def of_size(pictures: list[Picture], megapixels: float, count: int) -> list[Picture]:
    """Return `count` photos of that size: crops of the first photos that are large enough, the last one a mosaic.

    Mosaics take the place of crops that are missing.
    """
    cut = _crops(pictures, megapixels)[: count - 1]
    return cut + [mosaic(pictures, megapixels, seed) for seed in range(count - len(cut))]


def crops(pictures: list[Picture], megapixels: float, count: int) -> list[Picture]:
    """Return crops of that size of the photos that are large enough, at most `count`; a mosaic where there is none."""
    return _crops(pictures, megapixels)[:count] or [mosaic(pictures, megapixels)]


def mosaic(pictures: list[Picture], megapixels: float, seed: int = 0) -> Picture:
    """Return different crops of the photos, side by side; places that do not overlap come first."""
    tile = min(TILE, max(min(picture.pixels.shape[:2]) for picture in pictures))
    sources = [picture for picture in pictures if min(picture.pixels.shape[:2]) >= tile]
    height, width = _rectangle(megapixels, None)
    canvas = np.empty((height, width, 3), np.uint8)
    places = _places(sources, tile, np.random.default_rng(seed))
    count = 0
    for top in range(0, height, tile):
        for left in range(0, width, tile):
            source, row, column = next(places)
            target = canvas[top : top + tile, left : left + tile]
            target[:] = source[row : row + target.shape[0], column : column + target.shape[1]]
            count += 1
    return Picture(f"mosaic of {count} crops of {len(sources)} photo{'s' * (len(sources) > 1)}", canvas)


def noise(megapixels: float) -> Picture:
    """Return a photo whose every pixel is a color of its own."""
    height, width = _rectangle(megapixels, None)
    codes = np.random.default_rng(0).permutation(1 << 24)[: height * width]
    pixels = np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=1).astype(np.uint8)
    return Picture("noise, every pixel a color of its own", pixels.reshape(height, width, 3))


def sixteen_bits(picture: Picture) -> Picture:
    """Return a 16-bit photo: the means of 4 x 4 neighbors, which have values between those of 8 bits."""
    pixels = picture.pixels
    height, width = pixels.shape[0] - 3, pixels.shape[1] - 3
    sums = np.zeros((height, width, 3), np.uint32)
    for row in range(4):
        for column in range(4):
            sums += pixels[row : row + height, column : column + width]
    return Picture(f"16 bits, means of 4 x 4 pixels of {picture.title}", (sums * 257 // 16).astype(np.uint16))


def different_colors(pixels: NDArray[Any]) -> int:
    """Return how many different colors there are."""
    channels = np.moveaxis(pixels, 2, 0).reshape(3, -1).astype(np.uint64)
    codes = channels[0] << np.uint64(32) | channels[1] << np.uint64(16) | channels[2]
    codes.sort()
    return int(np.count_nonzero(codes[1:] != codes[:-1])) + 1


def _crops(pictures: list[Picture], megapixels: float) -> list[Picture]:
    return [_crop(picture, megapixels) for picture in pictures if picture.megapixels >= megapixels]


def _crop(picture: Picture, megapixels: float) -> Picture:
    """Cut from the middle of a photo."""
    height, width = _rectangle(megapixels, picture.pixels.shape)
    top, left = (picture.pixels.shape[0] - height) // 2, (picture.pixels.shape[1] - width) // 2
    pixels = np.ascontiguousarray(picture.pixels[top : top + height, left : left + width])
    return Picture(f"crop of {picture.title}", pixels)


def _rectangle(megapixels: float, within: tuple[int, ...] | None) -> tuple[int, int]:
    """Return height and width of that many pixels: 3 to 4, or as near to it as a photo's shape lets."""
    height = round((megapixels * 1e6 * 3 / 4) ** 0.5)
    if within is not None:
        height = min(max(height, -(-round(megapixels * 1e6) // within[1])), within[0])
    return height, round(megapixels * 1e6 / height)


def _places(sources: list[Picture], tile: int, rng: np.random.Generator) -> Iterator[tuple[NDArray[Any], int, int]]:
    """Yield photo, row and column of crops: first the squares of a grid over every photo, shuffled, then any place."""
    grid = [
        (source.pixels, row, column)
        for source in sources
        for row in range(0, source.pixels.shape[0] - tile + 1, tile)
        for column in range(0, source.pixels.shape[1] - tile + 1, tile)
    ]
    for place in rng.permutation(len(grid)):
        yield grid[place]
    while True:
        pixels = grid[int(rng.integers(len(grid)))][0]
        yield pixels, *(int(rng.integers(pixels.shape[axis] - tile + 1)) for axis in (0, 1))
