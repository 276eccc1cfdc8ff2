"""The session: what is open, what was chosen, what came out, what is selected. No widgets; the window listens.

A change of the recipe goes:  change(k=7) -> one undo entry (old, new) -> recipe_changed -> a debounced run ->
frames -> shown_changed. An edit goes the same way, but needs no run: the edits are replayed over the segmentation.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoStack

from .choices import Choices, ChoicesCommand, name_of_change
from .consequences import edits_gone, told
from .starts import missing_starts, without_seeds

if TYPE_CHECKING:
    from ..edits import Edit, EditedSegments
    from ..label_order import Numbering
    from ..recipe import Recipe
    from ..segmentation import Segmentation
    from .jobs import OpenedPhoto, Run

DEBOUNCE_MS = 30
"""How long a change waits for the next one, while a slider is dragged, before it runs."""

MERGE_MS = 700
"""Changes of one field that follow each other more quickly are one undo entry: a drag, a turn of the wheel."""


class Session(QObject):
    """The state of the window. Everything is read through properties and changed through methods."""

    photo_changed = Signal()
    recipe_changed = Signal()
    run_wanted = Signal()
    shown_changed = Signal()
    segments_changed = Signal()
    selection_changed = Signal()
    live_changed = Signal(bool)
    undo_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.indexChanged.connect(self.undo_changed)
        self._choices = Choices()
        self._opened: OpenedPhoto | None = None
        self._shown: Run | None = None
        self._latest: Run | None = None
        self._latest_is_frame = False
        self._finished: Segmentation | None = None
        self._note = ""
        self._edited: EditedSegments | None = None
        self._selection: frozenset[int] = frozenset()
        self._running = False
        self._live = True
        self._step_by_step = False
        self._merging = QTimer(self, singleShot=True, interval=MERGE_MS)
        self._wait = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._wait.timeout.connect(self.run_wanted)

    # --- what there is -------------------------------------------------------------------------------------------

    @property
    def choices(self) -> Choices:
        """The recipe and edits as they are chosen now."""
        return self._choices

    @property
    def recipe(self) -> Recipe:
        """The recipe as it is chosen now; the shown result may still be of an older one."""
        return self._choices.recipe

    @property
    def opened(self) -> OpenedPhoto | None:
        """The photo that is open."""
        return self._opened

    @property
    def shown(self) -> Run | None:
        """What is on the canvas: the latest frame or result, or an earlier generation of that run."""
        return self._shown

    @property
    def latest(self) -> Run | None:
        """The latest frame or result that came."""
        return self._latest

    @property
    def looks_back(self) -> bool:
        """Whether an earlier generation than the latest one is shown."""
        return self._shown is not self._latest

    @property
    def previous(self) -> Segmentation | Numbering | None:
        """What a run of the recipe is numbered by, if its label order asks for that."""
        if self.recipe.label_order != "previous":
            return None
        return self._choices.numbered_by if self._choices.edits else self._finished

    @property
    def note(self) -> str:
        """Which other choices gave way to the last change of the recipe, in a sentence; mostly nothing."""
        return self._note

    @property
    def edited(self) -> EditedSegments | None:
        """The segments of `shown`, as edited."""
        return self._edited

    @property
    def selection(self) -> frozenset[int]:
        """The labels of the selected segments."""
        return self._selection

    @property
    def selection_hidden(self) -> bool:
        """Whether there is a selection, all of it hidden."""
        chosen = [s for s in self._edited.segments if s.label in self._selection] if self._edited else []
        return bool(chosen) and all(segment.hidden for segment in chosen)

    @property
    def live(self) -> bool:
        """Whether every change of the recipe runs at once."""
        return self._live

    @property
    def running(self) -> bool:
        """Whether a run is under way, so that what is shown is not the end."""
        return self._running

    @property
    def paused(self) -> bool:
        """Whether the latest run waits to be gone on with; the recipe may have changed since."""
        return not self._running and self._latest is not None and self._latest.paused

    @property
    def step_by_step(self) -> bool:
        """Whether runs pause after each generation."""
        return self._step_by_step

    @property
    def stale(self) -> bool:
        """Whether the recipe has changed since what is shown was made."""
        return self._shown is not None and self._shown.recipe != self.recipe

    @property
    def editable(self) -> bool:
        """Whether segments can be edited: what is shown is the result of the recipe as it stands, not on the way."""
        on_the_way = self._running or self.paused
        return self._shown is not None and not on_the_way and not self.stale and not self.looks_back

    # --- choosing ------------------------------------------------------------------------------------------------

    def change(self, **fields: Any) -> None:
        """Change the recipe as one undo entry; edits belong to the old result and go. Raises RecipeError.

        Choices that do not go with the change give way, and `note` says which.
        """
        name = next(iter(fields))
        fields |= missing_starts(self, fields)
        recipe = self.recipe.change(**fields)
        if recipe == self.recipe:
            return
        note = ". ".join(filter(None, (told(self.recipe, recipe, name), edits_gone(len(self._choices.edits)))))
        text, number = name_of_change(name)
        continues = self._merging.isActive()
        self._merging.start()
        self.undo_stack.push(ChoicesCommand(self, Choices(recipe), text, number, continues, note))

    def end_merging(self) -> None:
        """Let the next change be an undo entry of its own, however soon it comes."""
        self._merging.stop()

    def edit(self, edit: Edit, text: str) -> None:
        """Make an edit as one undo entry. Raises EditError, and then nothing has changed."""
        from ..edits import apply_edits

        if not self.editable or self._shown is None:
            return
        self._merging.stop()
        edits = (*self._choices.edits, edit)
        apply_edits(self._shown.segmentation, edits)
        choices = Choices(self.recipe, edits, self._shown.segmentation.previous)
        self.undo_stack.push(ChoicesCommand(self, choices, text))

    def adopt(self, choices: Choices, note: str = "") -> None:
        """Take over choices, and note what gave way to them; for the undo entries."""
        recipe_changed = choices.recipe != self.recipe
        self._choices = choices
        if recipe_changed:
            self._note = note
            self._select(frozenset())
            self.recipe_changed.emit()
            if self._live and self._opened is not None:
                self._wait.start()
        # While a run is about to take its place, what is shown stays as it is.
        if not (recipe_changed and self._live):
            self._replay()

    def set_live(self, live: bool) -> None:
        """Turn running at every change on or off; turning it on catches up."""
        if live == self._live:
            return
        self._live = live
        self.live_changed.emit(live)
        if live and self._opened is not None and (self.stale or self._shown is None):
            self._wait.start()

    def set_step_by_step(self, on: bool) -> None:
        """Let runs pause after each generation, from now on, or go to their end."""
        self._step_by_step = on

    def select(self, labels: frozenset[int]) -> None:
        """Select segments by the labels that stand for them; unknown ones are left out."""
        known = {segment.label for segment in self._edited.segments} if self._edited else set()
        self._select(frozenset(labels & known))

    def _select(self, labels: frozenset[int]) -> None:
        if labels != self._selection:
            self._selection = labels
            self.selection_changed.emit()

    # --- what comes from the worker ------------------------------------------------------------------------------

    def open(self, opened: OpenedPhoto) -> None:
        """Take over a photo that was opened; results and undo entries of the old one go, the recipe stays.

        But for seeds: they are places in the old photo.
        """
        self._wait.stop()
        self._opened = opened
        self._reset()
        recipe, note = without_seeds(self.recipe)
        if recipe != self.recipe:
            self._choices, self._note = Choices(recipe), note
            self.recipe_changed.emit()
        if self._live:
            self.run_wanted.emit()

    def close_photo(self) -> None:
        """Put the photo away; the recipe stays."""
        self._wait.stop()
        self._opened = None
        self._reset()

    def _reset(self) -> None:
        self._shown = self._latest = self._edited = self._finished = None
        self._note = ""
        self._running = False
        self.undo_stack.clear()
        self._choices = Choices(self.recipe)
        self._select(frozenset())
        self.photo_changed.emit()
        self.shown_changed.emit()
        self.segments_changed.emit()

    def show(self, run: Run, *, running: bool) -> None:
        """Show a frame, or, when no longer running, the result, or what a run is at that is paused."""
        self._running = self._latest_is_frame = running
        # Who looks back at a run goes on doing so while it lasts.
        another = self._latest is None or run.course is not self._latest.course
        follows = not self.looks_back or not running or another
        self._latest = run
        if follows:
            self._shown = run
        if not running and not run.paused:
            self._finished = run.segmentation
        self._replay()
        self.shown_changed.emit()

    def look_back(self, segmentation: Segmentation) -> None:
        """Show an earlier generation of the latest run; it stays while that goes on, until it ends."""
        if self._latest is not None:
            self._shown = replace(self._latest, segmentation=segmentation)
            self._replay()
            self.shown_changed.emit()

    def look_at_latest(self) -> None:
        """Show the latest frame or result again."""
        if self.looks_back:
            self._shown = self._latest
            self._replay()
            self.shown_changed.emit()

    def set_running(self, running: bool) -> None:
        """Note that a run has begun, or has ended without a result."""
        if running == self._running:
            return
        self._running = running
        if not running and self._latest is not None and (self._latest_is_frame or self._latest.paused):
            self._end_here()
            return
        self.segments_changed.emit()  # whether they can be edited has changed
        self.shown_changed.emit()

    def end_pause(self) -> Run | None:
        """Take what a paused run has come to for its result, and return that; None where no run is paused."""
        if not self.paused or self._latest is None:
            return None
        self._finished = self._latest.segmentation
        self._end_here()
        return self._latest

    def _end_here(self) -> None:
        if self._latest is not None:
            self._latest = self._shown = replace(self._latest, stopped=True, paused=False)
            self._latest_is_frame = False
            self._replay()
            self.shown_changed.emit()

    def _replay(self) -> None:
        """Apply the edits to what is shown; edits are for results of the recipe as it stands."""
        from ..edits import apply_edits

        if self._shown is None:
            return
        edits = self._choices.edits if self.editable else ()
        self._edited = apply_edits(self._shown.segmentation, edits)
        self.select(self._selection)
        self.segments_changed.emit()
