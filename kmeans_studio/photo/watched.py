"""A file whose reader can be called off: decoders read in small pieces, which makes every piece a place to stop."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from ..parallel import check

if TYPE_CHECKING:
    from threading import Event


class WatchedFile(io.BufferedReader):
    """A file open for reading, whose read() raises CancelledError once `cancel` is set.

    cancel  the event, for whatever else is done with what was read; None: nobody will call this off
    """

    def __init__(self, raw: io.RawIOBase | io.BytesIO, cancel: Event | None = None) -> None:
        super().__init__(raw)
        self.cancel = cancel

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as any file does, unless called off."""
        check(self.cancel)
        return super().read(size)
