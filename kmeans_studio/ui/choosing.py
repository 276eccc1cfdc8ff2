"""Choosing k: measures a range of k when somebody wants to know, and joins session, panel and dock over it.

What was measured is kept as long as the photo, for each recipe without its k: another k needs no measuring. While a run
is under way nothing is begun, as it would take its processor.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from ..features.modes import MODES
from .choices import Choices, ChoicesCommand
from .choose_jobs import Study, StudyJob
from .consequences import edits_gone
from .jobs import Job, OpenJob, Preparing, SegmentJob
from .recipe_panel.k_curve import Explained
from .recipe_panel.k_rows import MEASURE
from .words import seconds, sentence

if TYPE_CHECKING:
    from ..recipe import Recipe
    from .choose_view.dock import ChooseDock
    from .runner import Failure, Runner
    from .session import Session
    from .window import Window

    Key = tuple[Recipe, tuple[int, int]]

DEBOUNCE_MS = 400
"""How long a change of the recipe waits for the next one before all of k is measured."""

KEPT = 8
"""So many studies are kept: a way back to another color space finds its own."""

RANGE = (2, 12)
"""What is measured at first."""

STOPPED = "Measuring was stopped before there was anything to show. Suggest, or Measure Again, begins anew."


class Choosing(QObject):
    """Starts studies and shows what they find."""

    def __init__(self, session: Session, runner: Runner, studies: Runner, glances: Runner, window: Window) -> None:
        super().__init__(session)
        self._session, self._runner, self._window = session, runner, window
        self._studies, self._glances = studies, glances
        self._dock: ChooseDock | None = None
        self._ends = RANGE
        self._found: OrderedDict[Key, Study] = OrderedDict()
        self._refused: dict[Key, str] = {}
        """What was tried in vain, and why; it is not tried again by itself."""
        self._last: Study | None = None
        self._asked: tuple[Key, StudyJob] | None = None
        self._wants_suggestion = False
        self._wait = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._wait.timeout.connect(self._start)
        session.photo_changed.connect(self._take_photo)
        session.recipe_changed.connect(self._take_recipe)
        session.shown_changed.connect(self._ask)
        studies.frame.connect(self._on_frame)
        studies.done.connect(self._on_done)
        studies.failed.connect(self._on_refused)
        studies.cancelled.connect(self._on_refused)
        window.recipe.k_rows.suggestion_wanted.connect(self.suggest)
        window.status.cancelled.connect(self._stop_by_status)
        # A photo that could not be opened, or a run that was stopped: nothing else stands in the way any more.
        for signal in (window.tab_changed, runner.failed, runner.cancelled):
            signal.connect(self._ask)
        window.closing.connect(self._wait.stop)

    # --- what there is -------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether the dock is open."""
        return self._dock is not None and not self._dock.isHidden()

    @property
    def study(self) -> Study | None:
        """What is known for photo and recipe as they are, so far."""
        return self._found.get(self._key())

    @property
    def ends(self) -> tuple[int, int]:
        """The first and the last k of the range."""
        return self._ends

    @property
    def measuring(self) -> bool:
        """Whether a study is under way."""
        return self._asked is not None

    def _key(self) -> Key:
        return replace(self._session.recipe, k=2, label_order="dark"), self._ends

    def _complete(self) -> Study | None:
        study = self.study
        return study if study is not None and study.ended and not study.stopped else None

    def _possible(self) -> bool:
        return self._session.opened is not None and not MODES[self._session.recipe.mode].focus

    # --- what people want ----------------------------------------------------------------------------------------

    def show(self, is_open: bool) -> None:
        """Open or close the dock; it is built when it is first opened."""
        if self._dock is None:
            if not is_open:
                return
            from .choose_view.dock import ChooseDock

            self._dock = ChooseDock(self, self._session, self._runner, self._glances, self._window)
        self._dock.open(is_open)
        self._window.actions_["choose_k"].setChecked(is_open)
        if self._is_wanted():  # at once: the wait is for changes that come in a row
            self._start()
        self._follow()

    def suggest(self) -> None:
        """Take the k that most measures take; measure first where nobody has yet."""
        if not self._possible():
            return
        self._wants_suggestion = True
        if self._complete() is not None:
            self._take_suggestion()
        elif self._asked is None:
            self.again()
        if self._asked is not None and not self._session.running:
            self._window.status.begin("Measuring k …")

    def again(self) -> None:
        """Measure what was stopped, refused, or already measured."""
        self._found.pop(self._key(), None)
        self._refused.pop(self._key(), None)
        self._start()
        self._show()

    def stop(self) -> None:
        """Stop measuring; what is known stays."""
        self._wait.stop()
        self._studies.cancel()

    def take(self, k: int) -> None:
        """Take a k, as one undo entry."""
        self._session.change(k=k)

    def set_range(self, ends: tuple[int, int]) -> None:
        """Measure another range."""
        if ends != self._ends:
            self._ends = ends
            self._give_up()
            if self._is_wanted():
                self._start()
            self._show()

    def _stop_by_status(self) -> None:
        if self._wants_suggestion and not self._session.running:
            self.stop()

    def _take_suggestion(self) -> None:
        study, session = self._complete(), self._session
        self._wants_suggestion = False
        if study is None:
            return
        why, k = study.verdict.sentence.rstrip("."), study.verdict.suggestion
        recipe = session.recipe if k is None else session.recipe.change(k=k)
        if recipe == session.recipe:
            self._window.status.say(why if k is None else f"{why}. It is taken already")
            return
        note = ". ".join(filter(None, (why, edits_gone(len(session.choices.edits)))))
        session.undo_stack.push(ChoicesCommand(session, Choices(recipe), "Suggested k", note=note))

    # --- what is asked for ---------------------------------------------------------------------------------------

    def _take_photo(self) -> None:
        self._give_up()
        self._found.clear()
        self._refused.clear()
        self._last = None
        self._follow()

    def _take_recipe(self) -> None:
        self._wants_suggestion = False
        if self._asked is not None and self._asked[0] != self._key():
            self._give_up()
        self._follow()

    def _give_up(self) -> None:
        """What is measured is of no use any more."""
        self._wait.stop()
        self._wants_suggestion = False
        self._asked = None
        self._studies.forget(StudyJob.channel)

    def _follow(self) -> None:
        """Ask for what is not there yet, and show what is."""
        self._ask()
        self._show()

    def _ask(self) -> None:
        """Begin once nothing has changed for a while; each frame of a run puts it off."""
        if self._is_wanted():
            self._wait.start()

    def _is_wanted(self) -> bool:
        key = self._key()
        known = key in self._found or key in self._refused or self._asked is not None
        seen = self.is_open and self._window.tab == "canvas"
        return self._possible() and not known and (seen or self._wants_suggestion)

    def _start(self) -> None:
        opened, key = self._session.opened, self._key()
        if opened is None or not self._possible() or self._asked is not None or key in self._found:
            return
        if self._runner.has(SegmentJob) or self._runner.has(OpenJob):
            return  # its end brings us here again
        first, last = self._ends
        job = StudyJob(opened.photo, self._session.recipe, tuple(range(first, last + 1)))
        self._asked = key, job
        self._studies.start(job)
        self._show()

    # --- what comes back -----------------------------------------------------------------------------------------

    def _keep(self, study: Study) -> None:
        assert self._asked is not None
        self._last = self._found[self._asked[0]] = study
        self._found.move_to_end(self._asked[0])
        while len(self._found) > KEPT:
            self._found.popitem(last=False)

    def _is_mine(self, job: Job) -> bool:
        return self._asked is not None and self._asked[1] is job

    def _on_frame(self, job: Job, frame: Any) -> None:
        if not self._is_mine(job):
            return
        match frame:
            case Preparing(words=doing, share=share):
                self._tell(doing, share)
                if self._dock is not None:
                    self._dock.view.show_preparing(doing, share)
            case Study(evidence=evidence, doing=doing):
                self._tell(doing, evidence.done)
                self._keep(frame)
                self._show()

    def _tell(self, doing: str, share: float) -> None:
        if self._wants_suggestion and not self._session.running:
            self._window.status.advance(doing, share)

    def _on_done(self, job: Job, study: Any) -> None:
        if not self._is_mine(job):
            return
        self._keep(study)
        self._asked = None
        self._show()
        if self._wants_suggestion and not study.stopped:
            self._take_suggestion()
        elif not self._session.running:
            self._wants_suggestion = False
            first, last = self._ends
            how = "stopped" if study.stopped else "ready"
            self._window.status.say(f"Measures of k = {first} to {last} {how}, {seconds(study.seconds)}")

    def _on_refused(self, job: Job, failure: Failure | None = None) -> None:
        """It failed, or it was stopped before there was anything to show."""
        if self._asked is None or not self._is_mine(job):
            return
        words = STOPPED if failure is None else sentence(failure.reason)
        self._refused[self._asked[0]] = words
        self._asked = None
        if self._wants_suggestion and not self._session.running:
            self._window.status.say(words.rstrip("."))
        self._wants_suggestion = False
        self._show()

    # --- what is shown -------------------------------------------------------------------------------------------

    def _show(self) -> None:
        self._show_panel()
        if self._dock is not None and self.is_open:
            self._dock.show_study(self.study, self._last, self._refused.get(self._key(), ""))

    def _show_panel(self) -> None:
        rows, study, complete = self._window.recipe.k_rows, self.study, self._complete()
        if complete is None:
            rows.show_suggestion(None, self._refused.get(self._key(), MEASURE), available=self._possible())
        else:
            rows.show_suggestion(complete.verdict.suggestion, complete.verdict.sentence, available=True)
        known, explained = study or self._last, None
        if known is not None and known.explained:
            whole = len(known.explained) >= len(known.evidence.ks)
            explained = Explained(known.explained, known.verdict.knee if whole else None, study is None, whole)
        rows.curve.show_explained(explained)
