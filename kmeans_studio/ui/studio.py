"""The studio: joins session, worker and window.

Data flow: session.py. Threads: runner.py, jobs.py. Places: window.py. Between them: opening, saving, editing, looking
(what people want), showing (session -> window), answers (worker -> session).
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QRandomGenerator

from . import theme
from .answers import Answers
from .background import Background
from .bank_file import BankFile
from .bank_tab import BankTab
from .choices import Choices, ChoicesCommand
from .choosing import Choosing
from .cloud import ColorCloud
from .comparing import Comparing
from .consequences import edits_gone
from .editing import Editing
from .jobs import OpenJob, SegmentJob, WarmUpJob
from .lazy import load_numpy_now
from .looking import Looking
from .needs import Needs
from .opening import Opening
from .outcome import ending
from .runner import Runner
from .saving import Saving
from .seeding import Seeding
from .session import Session
from .settings import Settings, SettingsFile
from .showing import Showing
from .starts import colors_of
from .timeline import Timeline
from .walk import Walk
from .window import Window


class Studio(QObject):
    """The running program with a window: brings the window to life."""

    def __init__(self, window: Window, settings: Settings) -> None:
        super().__init__(window)
        load_numpy_now()
        window.furnish()
        self.window = window
        self.settings = SettingsFile(settings)
        self.session = Session(self)
        self.runner = Runner(self)
        # Beside a run, on threads of their own: quick looks, and what takes its time.
        self.glances = Runner(self, "glances")
        self.studies = Runner(self, "studies", patient=True)
        self.editing = Editing(self.session, window)
        self.looking = Looking(self.session, window, self.editing)
        self.opening = Opening(self.session, self.runner, window, self.settings)
        self.saving = Saving(self.session, self.runner, window, self.looking)
        self.answers = Answers(self.session, self.runner, window, self.opening, self.saving, self.settings)
        self.showing = Showing(self.session, self.runner, window, self.looking)
        # After the answers, whose words about the run they add to.
        self.background = Background(self.session, self.runner, window, self.looking)
        self.bank_file = BankFile(self.session, self.runner, window)
        self.bank_tab = BankTab(self.session, self.runner, window)
        self.comparing = Comparing(self.session, self.runner, self.studies, window)
        self.comparing.board_changed.connect(self.showing.update_actions)
        self.needs = Needs(self.session, self.runner, window)
        self.seeding = Seeding(self.session, self.glances, window)
        self.choosing = Choosing(self.session, self.runner, self.studies, self.glances, window)
        self.timeline = Timeline(self.session, self.runner, self.glances, window, self)
        self.cloud = ColorCloud(self.session, self.glances, self.runner, window, self.editing)
        self.timeline.cloud_toggled.connect(self.cloud.show)
        self.timeline.choose_k_toggled.connect(self.choosing.show)
        window.actions_.connect(
            (
                *(self, self.opening, self.saving, self.editing, self.looking, self.background, self.bank_tab),
                self.comparing,
                self.timeline,
                self.seeding,
            )
        )
        self._walk: Walk | None = None
        """The run under way, or the last one that was."""
        self.session.run_wanted.connect(self._run_anew)
        self.session.photo_changed.connect(self._forget_walk)
        window.recipe.changed.connect(self._change)
        window.recipe.new_seed.connect(self.new_seed)
        window.recipe.colors_wanted.connect(self.start_from_segments)
        window.recipe.more_toggled.connect(lambda is_open: self.settings.change(more=is_open))
        window.status.cancelled.connect(self.stop)
        for runner in (self.runner, self.glances, self.studies):
            window.closing.connect(runner.close)
        window.recipe.open_more(settings.more)
        self.session.set_live(settings.live)
        self.set_appearance(settings.appearance)

    def begin(self, photo: Path | None = None) -> None:
        """Open the photo that was asked for, or load meanwhile what the first one will need."""
        if photo is not None:
            self.opening.open_path(photo)
        else:
            self.runner.start(WarmUpJob())
            self.opening.find_missing()

    def run(self) -> None:
        """Run the recipe on the photo, or go on with the run that is paused."""
        if self._can_go_on:
            self.go_on()
        else:
            self._run_anew()

    def go_on(self) -> None:
        """Go on with the run that is paused, to its end or as far as runs go."""
        if self._can_go_on:
            self._go(self._steps)

    def step(self) -> None:
        """Run one more generation, or the first one where no run of this recipe is paused."""
        if self.session.running:
            self.pause()
        elif self._can_go_on:
            self._go(1)
        else:
            self._run_anew(1)

    def pause(self) -> None:
        """Let the run that is under way wait after this generation."""
        if self._walk is not None and self.session.running:
            self._walk.pause()

    def step_by_step(self, on: bool) -> None:
        """Pause runs after each generation, or let them run to their end."""
        self.session.set_step_by_step(on)

    @property
    def _steps(self) -> int | None:
        return 1 if self.session.step_by_step else None

    @property
    def _can_go_on(self) -> bool:
        return self._walk is not None and self.session.paused and not self.session.stale

    def _run_anew(self, steps: int | None = None) -> None:
        """Begin a run; one under way is cancelled, one that is paused forgotten. A photo being opened comes first."""
        if self.session.opened is not None and not self.runner.has(OpenJob):
            self._walk = Walk(self.session.opened.photo, self.session.recipe, self.session.previous)
            self._go(steps or self._steps)

    def _go(self, steps: int | None) -> None:
        if self._walk is not None:
            self.session.set_running(True)
            self.runner.start(SegmentJob(self._walk, steps))

    def _forget_walk(self) -> None:
        self._walk = None

    def stop(self) -> None:
        """Stop what is going on, or what is paused; the best so far is kept."""
        latest = self.session.end_pause()
        if latest is not None:
            self.window.status.say(ending(latest))
        self.runner.cancel()

    def live(self, on: bool) -> None:
        """Run at every change, or only when asked."""
        self.session.set_live(on)
        self.settings.change(live=on)

    def new_seed(self) -> None:
        """Start from other colors."""
        self.session.change(seed=QRandomGenerator.global_().bounded(10_000))

    def start_from_segments(self) -> None:
        """Start from the mean colors of the segments shown."""
        colors = colors_of(self.session.edited)
        if colors:
            self.session.change(start_colors=colors)

    def set_appearance(self, appearance: theme.Appearance) -> None:
        """Follow the system, or stay light or dark."""
        theme.apply(theme.application(), appearance)
        self.window.canvas.set_ground(theme.scheme().canvas)
        self.window.actions_[f"appearance_{appearance}"].setChecked(True)
        self.settings.change(appearance=appearance)

    def show_guide(self) -> None:
        """Explain texture and focus with pictures."""
        from .help import show_guide

        show_guide(self.window)

    def show_understanding(self) -> None:
        """Explain the timeline, the color cloud, Choose k and Compare."""
        from .help import show_guide

        show_guide(self.window, "understanding", "Understanding a Result")

    def show_keys(self) -> None:
        """Show the keys and what the mouse does."""
        from .help import show_keys

        show_keys(self.window)

    def about(self) -> None:
        """Say what this is."""
        from .help import show_about

        show_about(self.window)

    def quit(self) -> None:
        """Close the window, and with it the program."""
        self.window.close()

    def take_preset(self, name: str) -> None:
        """Take all the choices that a preset makes, as one undo entry."""
        from ..presets import PRESETS

        session, recipe = self.session, self.session.recipe.change(**PRESETS[name])
        if recipe != session.recipe:
            note = edits_gone(len(session.choices.edits))
            session.undo_stack.push(ChoicesCommand(session, Choices(recipe), "Change of preset", note=note))

    def _change(self, field: str, value: object) -> None:
        if field == "preset":
            self.take_preset(str(value))
        else:
            self.session.change(**{field: value})
