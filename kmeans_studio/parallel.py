"""Work over bands: fixed slices that a few threads go through, with one place to poll for cancelling.

The bands depend on the size of the work alone, never on the number of threads, and results come back in the
order of the bands: whatever is computed this way is the same with one thread and with many.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cache
from threading import Event, Lock, local
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

R = TypeVar("R")

THREADS_VARIABLE = "KMEANS_STUDIO_THREADS"


class CancelledError(Exception):
    """The user asked to stop; what was under way has no result."""


_own = local()


def stand_back() -> None:
    """Let the work of this thread from now on be done by it alone, so that processors are left for what is urgent."""
    _own.stands_back = True


def thread_count() -> int:
    """Return how many threads to use: KMEANS_STUDIO_THREADS, or as many as this process has processors.

    Work of a thread that has been told to stand back is done by that thread alone.
    """
    if getattr(_own, "stands_back", False):
        return 1
    wanted = os.environ.get(THREADS_VARIABLE, "")
    if wanted.isdecimal() and int(wanted) > 0:
        return int(wanted)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def bands(length: int, size: int) -> list[slice]:
    """Cut range(length) into slices of the given size; the last may be shorter."""
    return [slice(start, min(start + size, length)) for start in range(0, length, size)]


def row_bands(shape: tuple[int, ...], pixels: int) -> list[slice]:
    """Cut the rows of a picture (h, w, ...) into bands of about so many pixels."""
    height, width = shape[:2]
    return bands(height, max(1, pixels // width))


def check(cancel: Event | None) -> None:
    """Raise CancelledError if the event is set."""
    if cancel is not None and cancel.is_set():
        raise CancelledError


def each_band(work: Callable[[slice], R], over: Sequence[slice], cancel: Event | None = None) -> list[R]:
    """Run `work` on every band and return the results in the order of the bands.

    The caller's thread works too, so that bands may be cut again within one. Raises CancelledError before the next band
    once `cancel` is set, and whatever `work` raises; no band is under way any more then.
    """
    if len(over) == 1:
        check(cancel)
        return [work(over[0])]
    results: list[R | None] = [None] * len(over)
    left, taking = iter(enumerate(over)), Lock()

    def work_on() -> None:
        while True:
            with taking:
                index, band = next(left, (-1, slice(0)))
            if index < 0:
                return
            try:
                check(cancel)
                results[index] = work(band)
            except BaseException:
                with taking:
                    list(left)  # nobody begins another one
                raise

    threads = min(thread_count(), len(over))
    others = [_helpers(threads).submit(work_on) for _ in range(threads - 1)] if threads > 1 else []
    try:
        work_on()
    finally:
        # One that has not begun by now has nothing to do: it is called off, so that waiting never waits for its turn.
        failures = [other.exception() for other in others if not other.cancel()]
    for failure in failures:
        if failure is not None:
            raise failure
    return cast("list[R]", results)


@cache
def _helpers(threads: int) -> ThreadPoolExecutor:
    """Return threads that wait for work; starting them anew for each small task would take longer than the task."""
    # Imported here, as that takes 10 ms and the window needs none of it to appear.
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(threads, thread_name_prefix="bands")
