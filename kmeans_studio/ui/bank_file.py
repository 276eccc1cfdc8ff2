"""Own filters: which file, and whether there are filters in it, before the recipe takes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt

from .jobs import Job, Outlet
from .words import printable, sentence

if TYPE_CHECKING:
    from .runner import Runner
    from .session import Session
    from .window import Window

FILTER = "Filters (*.npy);;All files (*)"


@dataclass(frozen=True, slots=True, eq=False)
class CheckBankJob:
    """Find out whether a file holds filters. -> why not, in one line; empty where it does."""

    path: Path
    channel = "bank file"
    finishes = False

    @property
    def words(self) -> str:
        """What is going on."""
        return f"Reading {self.path.name}"

    def run(self, cancel: Event, outlet: Outlet) -> str:
        """Read it."""
        from ..features.banks import BankError, make_bank

        try:
            make_bank("file", file=self.path)
        except BankError as error:
            return str(error)
        return ""


class BankFile(QObject):
    """From a person's wish for filters of their own to the recipe."""

    def __init__(self, session: Session, runner: Runner, window: Window) -> None:
        super().__init__(session)
        self._session, self._runner, self._window = session, runner, window
        window.recipe.file_wanted.connect(self.choose_bank_file)
        runner.done.connect(self._on_done)

    def choose_bank_file(self) -> None:
        """Ask for a file."""
        from PySide6.QtWidgets import QFileDialog

        from .settings import pictures_folder

        now = self._session.recipe.bank_file
        folder = str(Path(now).parent) if now else pictures_folder()
        dialog = QFileDialog(self._window, "Choose a file with filters", folder, FILTER)
        dialog.setObjectName("bank_file.dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.check(Path(file)))
        dialog.open()

    def check(self, path: Path) -> None:
        """Take the filters in a file if there are any; else say why not, and all stays as it is."""
        # The recipe must still hold when the program is started from elsewhere.
        self._runner.start(CheckBankJob(Path.cwd() / path))

    def _on_done(self, job: Job, outcome: Any) -> None:
        if not isinstance(job, CheckBankJob):
            return
        if outcome:
            what = f"Could not take filters from “{printable(job.path.name)}”"
            # The reason begins with the file's name, which is said already.
            reason = sentence(outcome.removeprefix(f"{job.path.name}: "))
            self._window.messages.tell(what, [reason, "The filter bank is the one before."])
            self._window.status.say("")
        else:
            self._window.messages.dismiss()
            self._session.change(bank="file", bank_file=str(job.path))
