"""Read a label map that `segment --labels` wrote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..photo import Photo, PhotoError
from .talk import Refused

if TYPE_CHECKING:
    from numpy.typing import NDArray


def read_label_map(path: Path, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Return a label map (h, w) uint8 of the given shape; raises Refused with one line for anything else."""
    labels = _numbers(path) if path.suffix.lower() == ".npy" else _gray_levels(path)
    if labels.shape != shape:
        sizes = [f"{width} x {height}" for height, width in (labels.shape, shape)]
        raise Refused(f"{path.name}: the label map is {sizes[0]} pixels, but the photo is {sizes[1]}", 1)
    return np.ascontiguousarray(labels)


def _numbers(path: Path) -> NDArray[np.uint8]:
    try:
        # Mapped, not read: the header alone says whether it can be a label map.
        labels = np.lib.format.open_memmap(path, mode="r")
    except OSError as error:
        raise Refused(f"{path.name}: cannot be read: {error.strerror or error}", 1) from None
    except ValueError:
        raise Refused(f"{path.name}: is not a label map: not an array of numbers", 1) from None
    if labels.ndim != 2 or labels.dtype != np.uint8:
        raise Refused(f"{path.name}: is not a label map: not (height, width) numbers of 8 bits", 1)
    return labels


def _gray_levels(path: Path) -> NDArray[np.uint8]:
    try:
        pixels = Photo.open(path).pixels
    except PhotoError as error:
        raise Refused(error, 1) from None
    gray = pixels[..., 0]
    if pixels.dtype != np.uint8 or not all(np.array_equal(gray, pixels[..., channel]) for channel in (1, 2)):
        raise Refused(f"{path.name}: is not a label map: not gray with 8 bits", 1)
    return gray
