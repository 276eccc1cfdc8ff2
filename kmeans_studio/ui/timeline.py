"""The timeline: every generation of a run can be looked at again, while it runs and afterwards, and played.

The strip tells what a person wants; the course of the run (pipeline/course.py) has the generations, and makes one again
on the `glances` thread. The session then looks back at it, and all that shows the session follows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QActionGroup

from .revisit import Revisits
from .timeline_strip.folding import Folding
from .timeline_strip.shown import Shown

if TYPE_CHECKING:
    from ..pipeline import Course
    from ..segmentation import Segmentation
    from .runner import Runner
    from .save_animation import AnimationSaver
    from .session import Session
    from .window import Window

SPEEDS = (2, 5, 10)
"""Generations a second, for playing."""

EXPLAINING = ("color_cloud", "choose_k")
"""The actions that open something under the canvas."""


class Runs(Protocol):
    """What steers the run: the studio."""

    def pause(self) -> None:
        """Wait after the generation that is under way."""

    def step(self) -> None:
        """Run one more generation, or wait after the one under way."""

    def go_on(self) -> None:
        """Go on with a run that is paused."""


class Timeline(QObject):
    """Joins session and strip.

    index   the generation that is shown, counted from 0 within `course`; -1 while there is none
    """

    moved = Signal(int)
    """Another generation is shown now: `index`."""
    cloud_toggled = Signal(bool)
    """The color cloud shall be opened, or closed."""
    choose_k_toggled = Signal(bool)
    """What helps to choose k shall be opened, or closed."""

    def __init__(self, session: Session, runner: Runner, glances: Runner, window: Window, runs: Runs) -> None:
        super().__init__(session)
        self._session, self._runner, self._window = session, runner, window
        self._runs, self._strip = runs, window.strip
        self.index = -1
        self._course: Course | None = None
        self._revisits = Revisits(glances, self)
        self._playing = QTimer(self)
        self._playing.timeout.connect(self._play_next)
        self._saver: AnimationSaver | None = None
        session.shown_changed.connect(self._follow)
        session.recipe_changed.connect(self._show)
        self._revisits.made.connect(self._look)
        self._revisits.failed.connect(self._tell_failure)
        self._strip.wanted.connect(self._drag)
        self._strip.pressed.connect(self._press)
        self._fill_menu()
        actions = [window.actions_[name] for name in EXPLAINING]
        self._strip.add_buttons(actions)
        Folding(self._strip, window, actions)
        self.set_speed(5)
        self._follow()

    @property
    def course(self) -> Course | None:
        """The generations of the latest run."""
        latest = self._session.latest
        return None if latest is None else latest.course

    @property
    def last(self) -> int:
        """The latest generation that has been seen; -1 while there is none."""
        latest = self._session.latest
        return -1 if latest is None else len(latest.history) - 1

    @property
    def playing(self) -> bool:
        """Whether the generations are being played again."""
        return self._playing.isActive()

    def look_at(self, index: int) -> None:
        """Look at a generation, or, where it was not kept, at the nearest one before it; the latest is followed."""
        course = self.course
        index = max(0, min(index, self.last))
        if course is not None and index < self.last:
            index = course.nearest(index)
        if course is None or index >= self.last:
            self._revisits.forget()
            self._session.look_at_latest()
        elif index == self.index:
            self._revisits.forget()
        else:
            self._revisits.ask(course, index)
        self._show()

    def set_speed(self, speed: int) -> None:
        """Play so many generations a second."""
        self._playing.setInterval(1000 // speed)
        self._speeds[speed].setChecked(True)

    def play(self) -> None:
        """Play the generations, from the first if the latest is shown."""
        if self.last > 0 and self.course is not None:
            self._playing.start()
            if self._at() >= self.last:
                self.look_at(0)
            self._show()

    def stop_playing(self) -> None:
        """Stay at the generation that is shown."""
        if self.playing:
            self._playing.stop()
            self._show()

    # --- actions -------------------------------------------------------------------------------------------------

    def color_cloud(self, on: bool) -> None:
        """Open or close the color cloud."""
        self.cloud_toggled.emit(on)

    def choose_k(self, on: bool) -> None:
        """Open or close what helps to choose k."""
        self.choose_k_toggled.emit(on)

    def save_animation(self) -> None:
        """Ask how, and save the generations as an animation."""
        latest = self._session.latest
        if latest is None or latest.course is None or not latest.history:
            return
        if self._saver is None:
            from .save_animation import AnimationSaver

            self._saver = AnimationSaver(self._session, self._runner, self._window)
        self._saver.ask(latest)

    # --- what people do ------------------------------------------------------------------------------------------

    def _drag(self, index: int) -> None:
        self._playing.stop()
        self.look_at(index)

    def _press(self, name: str) -> None:
        if name == "play":
            self._press_play()
            return
        self._playing.stop()
        match name:
            case "first":
                self.look_at(0)
            case "back":
                self.look_at(self._next(-1))
            case "forward" if self._at() < self.last:
                self.look_at(self._next(1))
            case "forward" if self._goes_on():
                self._runs.step()
            case "last":
                self.look_at(self.last)
        self._show()

    def _press_play(self) -> None:
        if self.playing:
            self.stop_playing()
        elif self._session.running:
            self._runs.pause()
        elif self._goes_on():
            self.look_at(self.last)
            self._runs.go_on()
        else:
            self.play()

    def _play_next(self) -> None:
        """Go on to the next generation, once the last one asked for is there."""
        if self._revisits.asked is not None:
            return
        if self._at() < self.last:
            self.look_at(self._next(1))
        if self._at() >= self.last:
            self.stop_playing()

    def _goes_on(self) -> bool:
        """Whether there is more to come of the run."""
        session = self._session
        return session.running or (session.latest is not None and session.latest.paused and not session.stale)

    def _at(self) -> int:
        """The generation that is shown, or will be as soon as it is there."""
        return self.index if self._revisits.asked is None else self._revisits.asked

    def _next(self, way: int) -> int:
        """Return the generation after or before, among those that are kept."""
        course, at = self.course, self._at()
        if course is None:
            return at
        if way < 0:
            return max((index for index in course.kept if index < at), default=at)
        return min((index for index in course.kept if at < index <= self.last), default=self.last)

    # --- what there is to show -----------------------------------------------------------------------------------

    def _follow(self) -> None:
        """The session shows something else, or runs now, or no longer."""
        session, course, before = self._session, self.course, self.index
        new = course is not self._course
        if new:
            self._course = course
            self._revisits.forget()
            self._playing.stop()
        if not session.looks_back:
            self.index = self.last
        self._show()
        if new or self.index != before:
            self.moved.emit(self.index)

    def _show(self) -> None:
        session, strip = self._session, self._strip
        latest, course = session.latest, self.course
        if latest is None:
            strip.show_nothing(soon=session.opened is not None)
            self._show_transport(course)
            return
        kept = course.kept if course is not None and course.thinned else None
        strip.show_generation(
            Shown(
                latest,
                max(0, self._at()),
                running=session.running,
                stale=session.stale,
                playing=self.playing,
                kept=kept,
            )
        )
        self._show_transport(course)

    def _show_transport(self, course: Course | None) -> None:
        at, last, session = self._at(), self.last, self._session
        back = course is not None and at > 0
        transport = self._strip.transport
        transport.set_can(
            play=session.running or (course is not None and (last > 0 or self._goes_on())),
            first=back,
            back=back,
            forward=at < last or self._goes_on(),
            last=at < last,
        )
        if self.playing:
            transport.show_play("Stop Playing", pauses=True)
        elif session.running:
            transport.show_play("Pause after This Generation", pauses=True)
        else:
            transport.show_play("Go On" if self._goes_on() else "Play the Generations Again", pauses=False)
        tip = ""
        if course is not None:
            tip = f"Generations kept in at most {course.bound >> 20} MB"
            if course.thinned:
                tip += f": {len(course.kept):,} of {len(course):,}, so that some are left out in between"
        self._strip.setToolTip(tip)

    def _look(self, index: int, segmentation: Segmentation) -> None:
        """Show a generation that is there now; the session tells that something else is shown, but not which it is."""
        self.index = index
        self._session.look_back(segmentation)
        self.moved.emit(index)

    def _tell_failure(self, index: int, reason: str) -> None:
        self._playing.stop()
        self._window.status.say(f"Generation {index + 1} could not be shown: {reason}")
        self._show()

    # --- the strip -----------------------------------------------------------------------------------------------

    def _fill_menu(self) -> None:
        menu, group = self._strip.menu, QActionGroup(self)
        menu.addAction(self._window.actions_["save_animation"])
        menu.addSeparator()
        self._speeds = {}
        for speed in SPEEDS:
            action = menu.addAction(f"Play {speed} a Second")
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _checked, speed=speed: self.set_speed(speed))
            self._speeds[speed] = action
