"""What the strip shows at one moment: a run, and which of its generations is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from .. import words

if TYPE_CHECKING:
    from ..jobs import Run

LEAST_PLACES = 12


class Told(NamedTuple):
    """The figures of one generation, in words."""

    number: str
    cost: str
    change: str
    moved: str
    stage: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A run and the generation of it that is looked at, counted from 0.

    running  it goes on
    stale    the recipe has changed since
    playing  its generations are being played again
    kept     which generations can be looked at again; None for all of them
    """

    run: Run
    index: int
    running: bool = False
    stale: bool = False
    playing: bool = False
    kept: tuple[int, ...] | None = None

    @property
    def count(self) -> int:
        """How many generations there are."""
        return len(self.run.history)

    @property
    def last(self) -> int:
        """The latest generation."""
        return max(0, self.count - 1)

    @property
    def looks_back(self) -> bool:
        """Whether it is not the latest one that is looked at."""
        return self.index < self.last

    @property
    def places(self) -> int:
        """How many generations there is a place for: those not yet run keep theirs while there may be more."""
        # Until a new run has something to show, the one before is what is shown.
        goes_on = self.running or self.run.paused
        if not goes_on or self.run.segmentation.ending:
            return max(1, self.count)
        limit = self.run.recipe.max_generations
        places = LEAST_PLACES
        while places < self.count:
            places *= 2
        return max(self.count, min(places, limit))

    @property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """The stages, as (first generation, the one after the last)."""
        return tuple(pairwise((0, *self.run.stages, self.count)))

    def stage_at(self, index: int) -> str:
        """Return the name of the stage that a generation belongs to; empty where there is only one."""
        course = self.run.course
        return course.figures[index].stage if course is not None and index < len(course) else ""

    def tell(self, index: int) -> Told:
        """Say a generation's figures; its cost is compared with the one before in the same stage."""
        cost, moved = self.run.history[index]
        before = self.run.history[index - 1][0] if index and index not in self.run.stages else 0.0
        per_pixel = cost / max(1, int(self.run.segmentation.counts.sum()))
        return Told(
            f"{index + 1:,}",
            words.cost(per_pixel),
            words.change(cost / before - 1) if before > 0 else "",
            words.percent(moved),
            self.stage_at(index),
        )

    @property
    def state(self) -> str:
        """What there is to say of the generation that is looked at, in a word or two."""
        segmentation = self.run.segmentation
        if self.stale and not self.running:
            return "older recipe"
        if self.playing:
            return "playing"
        if self.looks_back:
            return self.stage_at(self.index) or "looking back"
        if self.running:
            return "running"
        if self.run.paused:
            return "paused"
        if segmentation.stage == "clean-up":
            return "cleaned up"
        if segmentation.converged:
            return "ended" if segmentation.clusters.reason else "converged"
        return "stopped" if self.run.stopped else "limit reached"
