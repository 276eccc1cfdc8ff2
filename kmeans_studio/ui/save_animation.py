"""Saving the generations of a run as an animation: how, then where to; written on the worker, and it can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from ..export.animation import animation
from .animation_dialog import AnimationDialog, Choice
from .jobs import Preparing
from .piece_saver import PieceSaver
from .save_piece import Piece, SavePieceJob
from .words import printable

if TYPE_CHECKING:
    from ..pipeline import Course
    from .jobs import Job, Outlet, Run
    from .runner import Runner
    from .session import Session
    from .window import Window


@dataclass(frozen=True, slots=True, eq=False)
class Animation(Piece):
    """An animation of the generations of a run, as it was chosen."""

    make: Callable[..., bytes]

    @classmethod
    def of(cls, course: Course, choice: Choice) -> Animation:
        """Return what can be saved."""
        make = partial(animation, course, size=choice.size, milliseconds=choice.milliseconds)
        return cls("generations", "the animation", choice.suffixes, make)


@dataclass(frozen=True, slots=True, eq=False)
class AnimationJob(SavePieceJob):
    """Paint and write an animation. -> the path. Tells how far it has come; stopped, it leaves no file."""

    piece: Animation
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> Path:
        """Paint each generation, and write the file at the end."""

        def tell(done: int, count: int) -> None:
            if outlet.wanted():
                outlet.publish(Preparing(self.words, done / count))

        make = partial(self.piece.make, cancel=cancel, progress=tell)
        return SavePieceJob(replace(self.piece, make=make), self.path, self.photo, self.again).run(cancel, outlet)


class AnimationSaver(PieceSaver):
    """Asks how the animation shall be and where to, and has it written."""

    def __init__(self, session: Session, runner: Runner, window: Window) -> None:
        super().__init__(session, runner, window)
        self._choice = Choice()
        runner.cancelled.connect(self._on_cancelled)

    def ask(self, run: Run) -> None:
        """Ask how; what is saved is the run as it was then."""
        if run.course is None:
            return
        dialog = AnimationDialog(run, self._choice, self._window)
        dialog.accepted.connect(lambda: self._take(run.course, dialog.choice()))
        dialog.open()

    def _take(self, course: Course, choice: Choice) -> None:
        self._choice = choice
        self.save(Animation.of(course, choice))

    def write(self, piece: Piece, path: Path) -> None:
        """Write a file on the worker."""
        if not isinstance(piece, Animation):
            super().write(piece, path)
            return
        self._folder = str(path.parent)
        opened = self._session.opened
        photo = None if opened is None else opened.photo.path
        self._runner.start(AnimationJob(piece, path, photo, lambda: self.save(piece)))

    def _on_cancelled(self, job: Job) -> None:
        if isinstance(job, AnimationJob):
            self._window.status.say(f"Saving stopped; {printable(job.path.name)} was not written")
