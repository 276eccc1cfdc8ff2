"""Writing one thing that is shown to a file: what it is, and the job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from .jobs import WriteJob

if TYPE_CHECKING:
    from .jobs import Outlet


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """Something that can be saved.

    name      what the file's name ends in
    title     what it is, for the dialog: "the kernel as a picture"
    suffixes  kinds of file; the first is suggested
    make      path -> the bytes of the file; run on the worker, so it must hold what it needs
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    make: Callable[[Path], bytes | memoryview]


@dataclass(frozen=True, slots=True, eq=False)
class SavePieceJob(WriteJob):
    """Write one file. -> the path. `again`: asks for another place where this one cannot be written to."""

    piece: Piece
    path: Path
    photo: Path | None
    again: Callable[[], None]

    def run(self, cancel: Event, outlet: Outlet) -> Path:
        """Make it and write it; one that exists has been agreed to in the dialog."""
        from ..export.files import ExportError, check_targets, write_files

        if self.path.suffix.lower() not in self.piece.suffixes:
            kinds = " or ".join(self.piece.suffixes)
            raise ExportError(self.path, f"cannot be told what it shall be; let its name end in {kinds}")
        check_targets([self.path], overwrite=True, photo=self.photo)
        write_files({self.path: self.piece.make(self.path)}, overwrite=True)
        return self.path
