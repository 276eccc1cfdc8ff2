"""Answers: what comes from the worker, and what people are told when it fails."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThread
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from .jobs import FindMissingJob, Job, OpenJob, Preparing, Run, SaveJob, SegmentJob
from .kit.button import Button
from .outcome import ending
from .runner import Failure, Runner
from .save_piece import SavePieceJob
from .words import printable, sentence

if TYPE_CHECKING:
    from .opening import Opening
    from .saving import Saving
    from .session import Session
    from .settings import SettingsFile
    from .window import Window

SLOW_LOOPS = (
    "The slower loops are running",
    (
        "This installation came without its compiled part, so that runs take several times as long. "
        "The results are the same to the last pixel.",
        "Installing again where a C compiler is at hand brings it.",
    ),
)


class Answers(QObject):
    """Listens to the worker and hands its answers on."""

    def __init__(
        self,
        session: Session,
        runner: Runner,
        window: Window,
        opening: Opening,
        saving: Saving,
        settings: SettingsFile,
    ) -> None:
        super().__init__(session)
        self._session, self._window, self._settings = session, window, settings
        self._opening, self._saving = opening, saving
        self._failed_channel = ""
        """What the message that may still be shown is about."""
        runner.started.connect(self._on_started)
        runner.frame.connect(self._on_frame)
        runner.done.connect(self._on_done)
        runner.failed.connect(self._on_failed)
        runner.cancelled.connect(self._on_cancelled)

    def _on_started(self, job: Job) -> None:
        if job.words:
            self._window.status.begin(f"{job.words} …")

    def _on_frame(self, job: Job, frame: object) -> None:
        match frame:
            case Preparing(words=doing, share=share):
                self._window.status.advance(doing, share)
            case Run(segmentation=segmentation):
                self._session.show(frame, running=True)
                if not segmentation.preview:
                    stage = f", {segmentation.stage}" if segmentation.stage else ""
                    self._window.status.advance(f"Generation {segmentation.generation}{stage}", frame.progress)

    def _on_done(self, job: Job, outcome: Any) -> None:
        match job:
            case OpenJob():
                self._opening.opened(outcome)
            case SegmentJob():
                if self._failed_channel == job.channel:
                    self._window.messages.dismiss()
                self._session.show(outcome, running=False)
                said = (self._session.note, ending(outcome))
                self._window.status.say(". ".join(filter(None, said)))
                self._tell_slow_loops(outcome)
            case SaveJob() | SavePieceJob():
                self._window.messages.dismiss()
                self._window.status.say(f"Saved {outcome.name}")
            case FindMissingJob():
                self._window.start.mark_missing(outcome)

    def _on_failed(self, job: Job, failure: Failure) -> None:
        self._failed_channel = job.channel
        self._window.status.say("")
        stayed = []
        if self._session.opened is not None:
            stayed = [f"“{printable(self._session.opened.name)}” is still open; nothing was changed."]
        match job:
            case OpenJob(name=name):
                another = self._message_button("Open another…", self._opening.open_photo)
                self._tell_failure(f"Could not open “{printable(name)}”", failure, stayed, another)
                if self._session.running or (self._session.live and self._session.stale):
                    self._session.run_wanted.emit()
            case SaveJob(path=path):
                again = self._message_button("Save again…", lambda: self._saving.save_again(job))
                self._tell_failure(f"Could not save “{printable(path.name)}”", failure, [], again)
            case SavePieceJob(path=path, again=ask):
                again = self._message_button("Save again…", ask)
                self._tell_failure(f"Could not save “{printable(path.name)}”", failure, [], again)
            case SegmentJob():
                self._session.set_running(False)
                self._tell_failure("Could not segment the photo", failure, stayed)
            case _:
                self._tell_failure("Something went wrong", failure, stayed)

    def _on_cancelled(self, job: Job) -> None:
        if job.channel == SegmentJob.channel:
            self._session.set_running(False)
        if isinstance(job, OpenJob):
            self._window.status.say("Opening stopped")
        elif job.words:
            self._window.status.say("Stopped before there was anything to show")

    def _tell_slow_loops(self, run: Run) -> None:
        """Say that the slower loops run, once on a machine."""
        if run.loops == "numpy" and not self._settings.now.slow_loops_told:
            self._settings.change(slow_loops_told=True)
            self._window.messages.tell(*SLOW_LOOPS, failure=False)

    def report_crash(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Show an error that nobody expected, instead of losing it; for sys.excepthook."""
        sys.__excepthook__(kind, error, trace)
        if QThread.currentThread() is not self.thread():
            return  # widgets are for their own thread alone
        details = "".join(traceback.format_exception(kind, error, trace))
        failure = Failure(RuntimeError(), "This is a fault of the program, not of your photo", details)
        self._tell_failure("Something went wrong", failure, ["You can go on working; please report it."])

    def _tell_failure(self, what: str, failure: Failure, stayed: list[str], useful: QPushButton | None = None) -> None:
        copy = self._message_button(
            "Copy details", lambda: QGuiApplication.clipboard().setText(f"{what}\n{failure.details}")
        )
        self._window.messages.tell(
            what, [sentence(failure.reason), *stayed], buttons=[copy, useful] if useful else [copy]
        )

    def _message_button(self, text: str, clicked: Callable[[], object]) -> QPushButton:
        button = Button(text, name="message." + text.lower().rstrip("…").replace(" ", "_"))
        button.clicked.connect(lambda: clicked())
        return button
