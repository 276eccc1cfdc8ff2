"""Walk: a run that can be paused and gone on with; while it is paused it blocks nobody. Plain Python, no Qt."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from threading import Event
from time import perf_counter
from typing import TYPE_CHECKING

from ..parallel import CancelledError
from .jobs import Outlet, Preparing, Run

if TYPE_CHECKING:
    from ..label_order import Numbering
    from ..photo import Photo
    from ..pipeline import Course
    from ..recipe import Recipe
    from ..segmentation import Segmentation

EACH = 24
"""So many generations are shown each, so that people can watch; after that, what moves is hard to see ..."""
FRAME_SECONDS = 1 / 30
"""... and showing takes longer than computing: frames then come at this pace at most ..."""
FRAME_SHARE, UNNOTICED = 0.25, 0.4
"""... and painting them takes no more than this share of the time, or so many seconds in all."""

PROGRESS_SECONDS = 0.1
"""Progress is told at this pace at most."""


class _CancelOfNow(Event):
    """Is set while that of the job is which the walk goes on in: each has an event of its own, the generator one."""

    def __init__(self) -> None:
        super().__init__()
        self.now: Event | None = None

    def is_set(self) -> bool:
        return self.now is not None and self.now.is_set()


class Walk:
    """One run of a recipe on a photo, generation by generation, in one job or in several, one after the other.

    previous  what the label order "previous" goes by
    course    all generations so far; None before the first step
    """

    def __init__(self, photo: Photo, recipe: Recipe, previous: Segmentation | Numbering | None = None) -> None:
        self.photo, self.recipe, self.previous = photo, recipe, previous
        self.course: Course | None = None
        self._cancel, self._pausing = _CancelOfNow(), Event()
        self._generations: Iterator[Segmentation] | None = None
        self._ahead: Segmentation | None = None
        """The next generation, where it had to be seen whether there is one."""
        self._history: list[tuple[float, float]] = []
        self._stages: list[int] = []
        self._stage = ""
        self._colors: int | None = None
        self._seconds = self._began = 0.0
        self._painted: Run | None = None
        self._outlet: Outlet | None = None
        self._told = 0.0

    def pause(self) -> None:
        """Let the job that it goes on in end after the generation that is under way."""
        self._pausing.set()

    def go(self, steps: int | None, cancel: Event, outlet: Outlet) -> Run:
        """Go on to the end, or for so many generations, or until it is paused; return how far it has come.

        Publishes a Run for each generation that can be seen, and before the first one what is going on, as Preparing.
        Label maps are painted only for frames that will be seen. Raises CancelledError if nothing was shown by then;
        once `cancel` is set, what was shown last is returned, and there is no going on from it.
        """
        from ..compiled import LOOPS_VARIABLE, loops

        self._cancel.now, self._outlet, self._began = cancel, outlet, perf_counter()
        try:
            latest = self._go(steps, outlet)
        except CancelledError:
            # What painting a stopped run takes may have been called off, too.
            if self._painted is None:
                raise
            latest = replace(self._painted, paused=False, stopped=True)
            if self.course is not None:
                # What is shown is the end now, and the end is always kept.
                self.course.cut(len(latest.history) - 1)
                self.course.add(latest.segmentation)
        finally:
            self._seconds += perf_counter() - self._began
            self._pausing.clear()
        return replace(latest, loops="" if os.environ.get(LOOPS_VARIABLE) else loops())

    def _go(self, steps: int | None, outlet: Outlet) -> Run:
        published, painting, taken = 0.0, 0.0, 0
        latest: Run | None = None
        for segmentation in self._following():
            if not segmentation.preview:
                self._note(segmentation)
                taken += 1
            seconds = perf_counter() - self._began
            latest = self._run(segmentation)
            unhurried = len(self._history) <= EACH or seconds - published >= FRAME_SECONDS
            if unhurried and painting <= max(FRAME_SHARE * seconds, UNNOTICED) and outlet.wanted():
                published = seconds
                _ = segmentation.cost, segmentation.labels
                painting += perf_counter() - self._began - seconds
                self._painted = latest
                outlet.publish(latest)
            if taken and (taken == steps or self._pausing.is_set()) and self._goes_on_after(segmentation):
                latest = replace(latest, paused=True)
                break
        if latest is None:
            raise CancelledError
        _ = latest.segmentation.labels
        self._painted = latest
        return latest

    def _following(self) -> Iterator[Segmentation]:
        """Return the generations that are left."""
        from ..features.modes import MODES
        from ..pipeline import Course, color_count, generations

        if self._generations is None:
            if MODES[self.recipe.mode].rows is not None and self.photo.pixels.dtype.kind != "f":
                self._colors = len(color_count(self.photo, self._cancel).colors)
            self.course = Course()
            self._generations = generations(
                self.photo,
                self.recipe,
                previous=self.previous,
                cancel=self._cancel,
                progress=self._tell,
                preview=True,
            )
        ahead = () if self._ahead is None else (self._ahead,)
        self._ahead = None
        return chain(ahead, self._generations)

    def _goes_on_after(self, segmentation: Segmentation) -> bool:
        """Whether there are more generations; only one that may be the last makes it necessary to look."""
        if segmentation.ending and self._generations is not None:
            self._ahead = next(self._generations, None)
            return self._ahead is not None
        return True

    def _note(self, segmentation: Segmentation) -> None:
        """Keep a generation and its figures."""
        if self.course is not None:
            self.course.add(segmentation, self._cancel)
        if self._history and segmentation.stage != self._stage:
            self._stages.append(len(self._history))
        self._stage = segmentation.stage
        self._history.append((segmentation.cost, segmentation.moved))

    def _run(self, segmentation: Segmentation) -> Run:
        seconds = self._seconds + perf_counter() - self._began
        return Run(
            self.recipe,
            segmentation,
            tuple(self._history),
            seconds,
            self._colors,
            stages=tuple(self._stages),
            course=self.course,
        )

    def _tell(self, words: str, share: float) -> None:
        now = perf_counter()
        if self._outlet is not None and now - self._told >= PROGRESS_SECONDS and self._outlet.wanted():
            self._told = now
            self._outlet.publish(Preparing(words, share))
