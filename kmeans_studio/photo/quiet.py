"""Keep the decoders' own chatter off the terminal: what matters of it is in Photo.warnings or a PhotoError."""

from __future__ import annotations

import logging
import os
import warnings
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STDERR = 2
_PILLOW = r"PIL\."


def hush() -> None:
    """Silence Pillow's warnings and its logger.

    The filter stays: warnings.catch_warnings() swaps the filters of the whole process, which is not safe while
    other threads run. It touches Pillow's own modules alone.
    """
    first = warnings.filters[0] if warnings.filters else None
    if first is None or getattr(first[3], "pattern", None) != _PILLOW:
        warnings.filterwarnings("ignore", module=_PILLOW)
    logger = logging.getLogger("PIL")
    if not logger.handlers:
        # Without any handler, Python prints errors on standard error as a last resort.
        logger.addHandler(logging.NullHandler())


class _Silence:
    """Standard error turned away while anybody wants it so; several threads may."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._wanted = 0
        self._saved: int | None = None

    def begin(self) -> None:
        with self._lock:
            self._wanted += 1
            if self._wanted > 1:
                return
            try:
                self._saved = os.dup(_STDERR)
            except OSError:
                return  # a program without a console has no standard error
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, _STDERR)
            os.close(nowhere)

    def end(self) -> None:
        with self._lock:
            self._wanted -= 1
            if self._wanted == 0 and self._saved is not None:
                os.dup2(self._saved, _STDERR)
                os.close(self._saved)
                self._saved = None


_silence = _Silence()


@contextmanager
def silent_libtiff() -> Iterator[None]:
    """Turn standard error away: libtiff writes there itself, in C, and Pillow has no switch for it."""
    _silence.begin()
    try:
        yield
    finally:
        _silence.end()
