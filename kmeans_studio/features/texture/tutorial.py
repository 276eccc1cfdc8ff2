"""The tutorial's responses as its code computes them: 8 bits in, 8 bits out, negative answers lost.

`cv2.filter2D(gray, -1, kernel)` on an 8-bit picture rounds and clips to 0..255; the abs() after it changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import islice
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ...parallel import check, thread_count
from .cells import CellMeans
from .gray import tutorial_gray

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...photo import Photo
    from ..banks.bank import Bank

    Plane = NDArray[np.float32]

POLL = 0.02
"""Seconds between looks at `cancel`."""


def tutorial_responses(
    gray: NDArray[np.uint8], bank: Bank, use: Callable[[int, NDArray[np.uint8]], None], cancel: Event | None = None
) -> None:
    """Call use(index, response (h, w) uint8) for each filter in its order.

    Each is one call of filter2D over the whole photo, as in the tutorial; tiles would round differently now and then. A
    call cannot be stopped: when cancelled, those under way are left to end by themselves. Raises CancelledError.
    """
    import cv2

    def respond(index: int) -> NDArray[np.uint8]:
        kernel = np.ascontiguousarray(bank.kernel(index).real)
        return np.abs(np.asarray(cv2.filter2D(gray, -1, kernel), np.uint8))

    threads = thread_count()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="tutorial")
    try:
        # Few at a time: each answer takes as much memory as the photo.
        left = iter(range(len(bank.filters)))
        running = [(index, pool.submit(respond, index)) for index in islice(left, threads + 1)]
        while running:
            index, first = running.pop(0)
            while not wait([first], POLL, FIRST_COMPLETED).done:
                check(cancel)
            check(cancel)
            following = next(left, None)
            if following is not None:
                running.append((following, pool.submit(respond, following)))
            use(index, first.result())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def write_clipped(
    photo: Photo,
    bank: Bank,
    groups: tuple[tuple[int, ...], ...],
    stride: int,
    weber: bool,
    maps: Plane,
    cancel: Event | None,
    progress: Callable[[float], None] | None,
) -> None:
    """Write the maps (d, gh, gw): means of 8-bit responses over cells, of the strongest one for groups of filters.

    Raises ValueError with `weber`, which the tutorial's arithmetic has no room for.
    """
    if weber:
        raise ValueError("Weber contrast goes with |r|, r² and signed responses, not with those in 8 bits")
    place_of = {index: number for number, group in enumerate(groups) for index in group}
    means = CellMeans(photo.shape, stride)
    kept: dict[int, NDArray[np.uint8]] = {}
    total = len(bank.filters)

    def use(index: int, response: NDArray[np.uint8]) -> None:
        number = place_of[index]
        best = kept.pop(number, None)
        best = response if best is None else np.maximum(best, response)
        if index != max(groups[number]):
            kept[number] = best
        else:
            means.pixels[...] = best
            means.write(maps[number])
        if progress is not None:
            progress((index + 1) / total)

    tutorial_responses(tutorial_gray(photo, cancel), bank, use, cancel)
