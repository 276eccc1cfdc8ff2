"""Saving one thing that is shown: a file dialog, then the worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from .save_piece import Piece, SavePieceJob
from .settings import pictures_folder
from .start_page import is_sample
from .words import printable

if TYPE_CHECKING:
    from .runner import Runner
    from .session import Session
    from .window import Window


class PieceSaver(QObject):
    """Asks where to, and has it written; files are named after the photo."""

    def __init__(self, session: Session, runner: Runner, window: Window) -> None:
        super().__init__(session)
        self._session, self._runner, self._window = session, runner, window
        self._folder = ""

    def save(self, piece: Piece) -> None:
        """Ask for a file; the dialog itself asks before a file is written over."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, f"Save {piece.title}")
        dialog.setObjectName("save.dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{suffix[1:].upper()} (*{suffix})" for suffix in piece.suffixes])
        dialog.setDefaultSuffix(piece.suffixes[0][1:])
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix(piece.suffixes[dialog.nameFilters().index(chosen)][1:])
        )
        suggested = self._suggest(piece)
        dialog.setDirectory(str(suggested.parent))
        dialog.selectFile(suggested.name)
        dialog.fileSelected.connect(lambda file: self.write(piece, Path(file)))
        dialog.open()

    def write(self, piece: Piece, path: Path) -> None:
        """Write a file on the worker."""
        self._folder = str(path.parent)
        opened = self._session.opened
        photo = None if opened is None else opened.photo.path
        self._runner.start(SavePieceJob(piece, path, photo, lambda: self.save(piece)))

    def _suggest(self, piece: Piece) -> Path:
        """Suggest a file beside the photo."""
        opened = self._session.opened
        path = None if opened is None else opened.photo.path
        folder = self._folder or (str(path.parent) if path is not None and not is_sample(path) else pictures_folder())
        return Path(folder) / f"{self._stem()}-{piece.name}{piece.suffixes[0]}"

    def _stem(self) -> str:
        """Return what names begin with."""
        opened = self._session.opened
        return ("" if opened is None else Path(printable(opened.name)).stem) or "photo"
