"""Remove Blurred Background: from any mode, in one step and one undo entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from .. import edits
from .choices import WORDS, Choices, ChoicesCommand
from .consequences import edits_gone, told
from .jobs import Job, Run, SegmentJob

if TYPE_CHECKING:
    from ..recipe import Recipe
    from .looking import Looking
    from .runner import Runner
    from .session import Session
    from .window import Window

NAME = "Remove Blurred Background"
NUMBER = len(WORDS)
"""The id of the undo entries, beside those of the recipe's fields: changing the mode and hiding become one."""

BACKGROUND, SUBJECT = 0, 1
"""The labels that mode Focus gives."""

DONE = "The background is hidden; Save Cut-out (Ctrl+Shift+S) saves the subject"
NOTHING_REMOVED = "Nothing was removed"
ALL_ALIKE = "The photo is equally sharp everywhere, so subject and background cannot be told apart."
NO_BACKGROUND = "No part of the photo is blurred, so there is no background to remove."
NO_SUBJECT = "No part of the photo is sharp, so nothing would be left."
UNDO = "Undo returns to the mode before."


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is waited for: the result of a recipe. `joins`: its undo entry is the last one, to be joined."""

    recipe: Recipe
    joins: bool


class Background(QObject):
    """Asks for what is sharp where nobody has yet, and hides the rest when the answer is there."""

    def __init__(self, session: Session, runner: Runner, window: Window, looking: Looking) -> None:
        super().__init__(session)
        self._session, self._runner, self._window, self._looking = session, runner, window, looking
        self._wish: _Wish | None = None
        session.recipe_changed.connect(self._forget_if_changed)
        session.photo_changed.connect(self._forget)
        runner.done.connect(self._on_done)
        runner.failed.connect(self._on_ended)
        runner.cancelled.connect(self._on_ended)
        action = window.actions_["remove_background"]
        action.changed.connect(lambda: window.recipe.show_removable(action.isEnabled()))
        window.recipe.removal_wanted.connect(self.remove_background)

    def remove_background(self) -> None:
        """Hide what is blurred; what there is to be run first is run, also where nothing runs by itself."""
        session = self._session
        if session.opened is None:
            return
        before, focus = session.recipe, session.recipe.change(mode="focus")
        if before == focus and session.editable and session.shown is not None and not session.shown.stopped:
            self._remove(session.shown, joins=False)
            return
        self._wish = _Wish(focus, joins=before != focus)
        will_run = any(isinstance(job, SegmentJob) and job.recipe == focus for job in self._runner.jobs)
        if before != focus:
            note = ". ".join(filter(None, (told(before, focus, "mode"), edits_gone(len(session.choices.edits)))))
            session.undo_stack.push(ChoicesCommand(session, Choices(focus), NAME, NUMBER, note=note))
            will_run = session.live
        if not will_run:
            session.run_wanted.emit()

    def _remove(self, run: Run, *, joins: bool) -> None:
        counts = run.segmentation.counts
        if len(counts) < 2:
            self._tell_nothing(ALL_ALIKE, joins=joins)
        elif not counts[SUBJECT]:
            self._tell_nothing(NO_SUBJECT, joins=joins)
        elif not counts[BACKGROUND]:
            self._tell_nothing(NO_BACKGROUND, joins=joins)
        else:
            self._hide(run, joins=joins)
            self._looking.set_view("outline")
            self._window.messages.dismiss()
            self._window.status.say(DONE)

    def _hide(self, run: Run, *, joins: bool) -> None:
        """Leave the subject and nothing else, whatever was hidden or merged before; names and colors stay."""
        session = self._session
        kept = [edit for edit in session.choices.edits if isinstance(edit, edits.Rename | edits.Recolor)]
        made = (*kept, edits.Hide(frozenset({BACKGROUND})))
        choices = Choices(session.recipe, made, run.segmentation.previous)
        if choices != session.choices:
            session.undo_stack.push(ChoicesCommand(session, choices, NAME, NUMBER, continues=joins))

    def _tell_nothing(self, why: str, *, joins: bool) -> None:
        self._window.messages.tell(NOTHING_REMOVED, [why, UNDO] if joins else [why], failure=False)

    # --- what comes of it -----------------------------------------------------------------------------------------

    def _on_done(self, job: Job, outcome: Any) -> None:
        wish = self._wish
        if wish is None or not isinstance(job, SegmentJob) or job.recipe != wish.recipe:
            return
        if outcome.paused:
            return  # the rest is still to come
        self._forget()
        # What was stopped is for looking at: nobody knows yet which side is which.
        if not outcome.stopped:
            self._remove(outcome, joins=wish.joins)

    def _on_ended(self, job: Job) -> None:
        if self._wish is not None and isinstance(job, SegmentJob) and job.recipe == self._wish.recipe:
            self._forget()

    def _forget_if_changed(self) -> None:
        if self._wish is not None and self._session.recipe != self._wish.recipe:
            self._forget()

    def _forget(self) -> None:
        self._wish = None
