"""Photos of a wanted size, made of crops so that no colors are invented."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kmeans_studio import Photo


def photo_of_size(path: Path, height: int, width: int) -> Photo:
    """Return a photo of that size: a cut where the file is large enough, else crops of it side by side.

    Resizing would invent colors; crops keep exactly those of the photo.
    """
    pixels = Photo.open(path).pixels
    rows, columns = -(-height // pixels.shape[0]), -(-width // pixels.shape[1])
    rng = np.random.default_rng(0)
    tiles = [
        np.concatenate([np.roll(pixels, tuple(rng.integers(0, 999, 2)), (0, 1)) for _ in range(columns)], axis=1)
        for _ in range(rows)
    ]
    return Photo.from_array(np.ascontiguousarray(np.concatenate(tiles)[:height, :width]))
