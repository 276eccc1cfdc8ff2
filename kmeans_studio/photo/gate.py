"""The gate: only a regular, readable file is opened, and nothing that is not one can make the studio wait."""

from __future__ import annotations

import io
import os
import stat
from typing import TYPE_CHECKING

from .errors import RefusalError
from .watched import WatchedFile

if TYPE_CHECKING:
    from threading import Event

_KINDS = (
    (stat.S_ISDIR, "is a folder, not a picture"),
    (stat.S_ISFIFO, "is a named pipe, not a picture file"),
    (stat.S_ISSOCK, "is a socket, not a picture file"),
    (stat.S_ISCHR, "is a device, not a picture file"),
    (stat.S_ISBLK, "is a device, not a picture file"),
)


def open_regular(path: str, cancel: Event | None = None) -> tuple[WatchedFile, int]:
    """Open a regular file for reading and return it with its size in bytes; raises RefusalError."""
    try:
        # Looked at before it is opened: opening a pipe waits for a writer, opening a device may do anything.
        _require_regular(os.stat(path))  # noqa: PTH116 - the path may hold what Path() would tidy away
        # Not blocking, in case a pipe took the file's place in between.
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
        file = WatchedFile(io.FileIO(os.open(path, flags)), cancel)
    except (OSError, ValueError) as error:
        raise RefusalError(_reason(path, error)) from error
    try:
        status = os.fstat(file.fileno())
        _require_regular(status)
        if status.st_size == 0:
            raise RefusalError("the file is empty")
    except BaseException:
        file.close()
        raise
    return file, status.st_size


def _require_regular(status: os.stat_result) -> None:
    for is_kind, words in _KINDS:
        if is_kind(status.st_mode):
            raise RefusalError(words)
    if not stat.S_ISREG(status.st_mode):
        raise RefusalError("is not a regular file")


def _reason(path: str, error: OSError | ValueError) -> str:
    """Say why the system would not open a path."""
    if isinstance(error, ValueError):  # a NUL in the name, or a character the file system cannot spell
        return "no file can have this name"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        dangling = os.path.islink(path)  # noqa: PTH114
        return "is a link to a file that is not there" if dangling else "there is no such file"
    if isinstance(error, PermissionError):
        return "there is no permission to read it"
    return f"cannot be read: {error.strerror or 'the system gives no reason'}"
