"""What looking at texture takes, said before it is run: '30 filters · about 180 MB'."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from .jobs import Job, Outlet
from .words import sentence

if TYPE_CHECKING:
    from ..photo import Photo
    from ..recipe import Recipe
    from .runner import Runner
    from .session import Session
    from .window import Window


@dataclass(frozen=True, slots=True, eq=False)
class NeedsJob:
    """Work out what a recipe needs for a photo. -> words.

    On the worker, because a bank may have to be read from a file, and that from a drive that is slow.
    """

    photo: Photo
    recipe: Recipe
    channel = "needs"
    words = ""
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> str:
        """Plan it without doing it."""
        from ..features.banks import BankError
        from ..pipeline.texture_space import chosen_filters, texture_plan

        try:
            bank = chosen_filters(self.photo, self.recipe)
        except BankError as error:
            return sentence(str(error))
        filters, plan = len(bank), texture_plan(self.photo, self.recipe, bank)
        count = "1 filter" if filters == 1 else f"{filters} filters"
        words = f"{count} · about {memory(plan.bytes)}"
        return f"{words}\n{sentence(plan.note)}" if plan.note else words


class Needs(QObject):
    """Keeps the panel's line up to date with photo and recipe."""

    def __init__(self, session: Session, runner: Runner, window: Window) -> None:
        super().__init__(session)
        self._session, self._runner, self._window = session, runner, window
        session.recipe_changed.connect(self._ask)
        session.photo_changed.connect(self._ask)
        runner.done.connect(self._on_done)

    def _ask(self) -> None:
        from ..features.modes import MODES

        opened, recipe = self._session.opened, self._session.recipe
        if opened is not None and MODES[recipe.mode].texture:
            self._runner.start(NeedsJob(opened.photo, recipe))
        else:
            self._runner.forget(NeedsJob.channel)
            self._window.recipe.show_needs("")

    def _on_done(self, job: Job, outcome: Any) -> None:
        if isinstance(job, NeedsJob):
            self._window.recipe.show_needs(outcome)


def memory(count: int) -> str:
    """Return '180 MB' or '1.2 GB' for a number of bytes, with two digits: it is an estimate."""
    megabytes = max(1, float(f"{count / 1e6:.2g}"))
    return f"{megabytes:.0f} MB" if megabytes < 1000 else f"{megabytes / 1000:.1f} GB"
