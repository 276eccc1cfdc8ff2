"""Looking at an earlier generation again: it is made from what the course of the run has kept, on a thread."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ..parallel import check

if TYPE_CHECKING:
    from ..pipeline import Course
    from ..segmentation import Segmentation
    from .jobs import Job, Outlet
    from .runner import Failure, Runner


@dataclass(frozen=True, slots=True, eq=False)
class RevisitJob:
    """Make one generation of a run again, counted from 0. -> Segmentation.

    All that the window will ask of it is worked out here.
    """

    course: Course
    index: int
    channel = "revisit"
    words = ""
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> Segmentation:
        """Unpack and paint it."""
        check(cancel)
        segmentation = self.course.segmentation(self.index, cancel)
        _ = segmentation.cost, segmentation.labels, segmentation.counts, segmentation.shares
        _ = segmentation.mean_colors, segmentation.palette, segmentation.warnings
        return segmentation


class Revisits(QObject):
    """Has generations made again, one at a time.

    Of those asked for while one is being made the last one wins. That one is not given up for it: during a quick drag
    there would be nothing to see at all.
    """

    made = Signal(int, object)
    """A generation is there: its index, and the Segmentation. It may not be the one that was asked for last."""
    failed = Signal(int, str)
    """A generation could not be made: its index, and why."""

    def __init__(self, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self.asked: int | None = None
        """The generation that was asked for last and is not there yet."""
        self._job: RevisitJob | None = None
        runner.done.connect(self._on_done)
        runner.failed.connect(self._on_failed)
        runner.cancelled.connect(self._on_cancelled)

    def ask(self, course: Course, index: int) -> None:
        """Ask for a generation of a course."""
        self.asked = index
        if self._job is None:
            self._job = RevisitJob(course, index)
            self._runner.start(self._job)

    def forget(self) -> None:
        """Ask for none any more."""
        self.asked = self._job = None
        self._runner.forget(RevisitJob.channel)

    def _on_done(self, job: Job, outcome: Any) -> None:
        if job is not self._job or self._job is None:
            return
        index, course, self._job = self._job.index, self._job.course, None
        if self.asked == index:
            self.asked = None
        elif self.asked is not None:
            self.ask(course, self.asked)
        self.made.emit(index, outcome)

    def _on_failed(self, job: Job, failure: Failure) -> None:
        self._give_up(job, failure.reason)

    def _on_cancelled(self, job: Job) -> None:
        self._give_up(job, "it was stopped")

    def _give_up(self, job: Job, reason: str) -> None:
        if job is self._job and self._job is not None:
            index, self.asked, self._job = self._job.index, None, None
            self.failed.emit(index, reason)
