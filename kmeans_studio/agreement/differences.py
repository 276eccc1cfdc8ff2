"""Where several answers differ: how many different ones there are at each pixel."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands, each_band
from ..segmentation import NO_SEGMENT

if TYPE_CHECKING:
    from numpy.typing import NDArray

BAND = 1 << 18


def differences(
    maps: Sequence[NDArray[np.uint8]],
    numbers: Sequence[NDArray[np.uint8]],
    transparent: bool = False,
    cancel: Event | None = None,
) -> NDArray[np.uint8]:
    """Return how many different answers there are at each pixel, (h, w) uint8, from 1 to the number of maps.

    maps         label maps (h, w) uint8 of one photo, at least one
    numbers      for each map the common number of each label, (256,) uint8, see `common_numbers`
    transparent  whether NO_SEGMENT marks transparent pixels: these have 0 answers

    Raises CancelledError.
    """
    flat = [labels.reshape(-1) for labels in maps]
    found = np.empty(flat[0].size, np.uint8)

    def count(band: slice) -> None:
        said = [numbering[labels[band]] for labels, numbering in zip(flat, numbers, strict=True)]
        answers = np.ones(len(said[0]), np.uint8)
        for place, answer in enumerate(said[1:], 1):
            new = answer != said[0]
            for before in said[1:place]:
                new &= answer != before
            answers += new
        if transparent:
            answers[flat[0][band] == NO_SEGMENT] = 0
        found[band] = answers

    each_band(count, bands(found.size, BAND), cancel)
    found.flags.writeable = False
    return found.reshape(maps[0].shape)


def answer_shares(differ: NDArray[np.uint8], most: int, cancel: Event | None = None) -> tuple[float, ...]:
    """Return the shares of the visible pixels that have 1, 2, ... `most` different answers. Raises CancelledError."""
    flat = differ.reshape(-1)

    def count(band: slice) -> NDArray[Any]:
        return np.bincount(flat[band], minlength=most + 1)

    counts = np.sum(each_band(count, bands(flat.size, BAND), cancel), axis=0)[1:].tolist()
    visible = max(1, sum(counts))
    return tuple(number / visible for number in counts)
