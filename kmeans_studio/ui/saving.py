"""Saving: which file, in what form, and what is said when it is done or fails."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from .jobs import SaveJob
from .settings import pictures_folder
from .start_page import is_sample

if TYPE_CHECKING:
    from ..export import Result
    from .looking import Looking
    from .runner import Runner
    from .session import Session
    from .window import Window


class Saving(QObject):
    """The save actions: one for each exporter."""

    def __init__(self, session: Session, runner: Runner, window: Window, looking: Looking) -> None:
        super().__init__(session)
        self._session, self._runner, self._window, self._looking = session, runner, window, looking
        self._folder = ""

    def save_picture(self) -> None:
        """Save what is on the canvas."""
        self._ask("picture")

    def save_cutout(self) -> None:
        """Save the photo with hidden segments transparent."""
        self._ask("cutout")

    def save_labels(self) -> None:
        """Save the label map."""
        self._ask("labels")

    def save_report(self) -> None:
        """Save the report."""
        self._ask("report")

    def _ask(self, name: str) -> None:
        """Ask for a file; the dialog itself asks before a file is written over."""
        from PySide6.QtWidgets import QFileDialog

        from ..export import EXPORTERS

        result = self._result()
        if result is None:
            return
        entry = EXPORTERS.entry(name)
        suffixes = entry.value.suffixes
        dialog = QFileDialog(self._window, f"Save {entry.title.lower()}")
        dialog.setObjectName("save.dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{suffix[1:].upper()} (*{suffix})" for suffix in suffixes])
        dialog.setDefaultSuffix(suffixes[0][1:])
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix(suffixes[dialog.nameFilters().index(chosen)][1:])
        )
        suggested = self._suggest(name, suffixes[0])
        dialog.setDirectory(str(suggested.parent))
        dialog.selectFile(suggested.name)
        # Taken now: what is saved is what was on screen when the dialog was opened.
        dialog.fileSelected.connect(lambda file: self.save(result, name, Path(file)))
        dialog.open()

    def save(self, result: Result, exporter: str, path: Path) -> None:
        """Write a file on the worker; one that exists has been agreed to in the dialog."""
        self._folder = str(path.parent)
        self._runner.start(SaveJob(result, exporter, path, overwrite=True))

    def save_again(self, job: SaveJob) -> None:
        """Ask again where to save what could not be saved."""
        self._ask(job.exporter)

    def _result(self) -> Result | None:
        from ..export import Result

        session, canvas = self._session, self._window.canvas
        if session.opened is None or session.shown is None or session.edited is None:
            return None
        run = session.shown
        return Result(
            session.opened.photo,
            run.recipe,
            run.segmentation,
            session.edited,
            self._looking.view,
            canvas.curtain,
            {"segment": run.seconds},
        )

    def _suggest(self, name: str, suffix: str) -> Path:
        """Suggest a file beside the photo, named after it."""
        opened = self._session.opened
        path = opened.photo.path if opened else None
        folder = self._folder or (str(path.parent) if path is not None and not is_sample(path) else pictures_folder())
        stem = path.stem if path is not None else "pasted"
        ending = self._looking.view if name == "picture" else name
        return Path(folder) / f"{stem}-{ending}{suffix}"
