"""What the worker is asked to do: plain Python, no Qt. A job runs to its end, or until its cancel event is set."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Protocol

from ..parallel import check

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ..export import Result
    from ..photo import Photo
    from ..pipeline import Course
    from ..recipe import Recipe
    from ..segmentation import Segmentation
    from .walk import Walk


class Outlet(Protocol):
    """Where a running job leaves its frames: a box that holds one."""

    def wanted(self) -> bool:
        """Whether the last frame has been taken, so that another one would be seen."""

    def publish(self, frame: object) -> None:
        """Leave a frame, in place of one that nobody took."""


class Job(Protocol):
    """Something for the worker to do.

    channel  a new job takes the place of older ones in its channel, which are cancelled
    words    what is going on, for the status bar
    finishes whether it is carried out whatever happens: not stopped, not even by closing the window
    """

    @property
    def channel(self) -> str:
        """The name of the channel."""

    @property
    def words(self) -> str:
        """What is going on; empty for what nobody needs to know."""

    @property
    def finishes(self) -> bool:
        """Whether it is always carried out."""

    def run(self, cancel: Event, outlet: Outlet) -> object:
        """Do it and return the outcome; raises CancelledError, or an error whose text people can read."""


@dataclass(frozen=True, slots=True, eq=False)
class OpenedPhoto:
    """A photo that is ready to be shown: levels are the photo and smaller copies of it, 8-bit RGB; so is its alpha."""

    photo: Photo
    levels: tuple[NDArray[np.uint8], ...]
    name: str
    thumbnail: Path | None
    alpha_levels: tuple[NDArray[np.uint8], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class OpenJob:
    """Open a photo: from a path, or from a function that makes one of something pasted. -> OpenedPhoto.

    thumbnail  where to leave a small picture of it, for the list of recent photos
    """

    source: Path | Callable[[], Photo]
    name: str
    thumbnail: Path | None = None
    channel = "photo"
    finishes = False

    @property
    def words(self) -> str:
        """What is going on."""
        return f"Opening {self.name}"

    def run(self, cancel: Event, outlet: Outlet) -> OpenedPhoto:
        """Decode, and make the smaller copies that zooming out shows."""
        from ..features.count import NOTHING_VISIBLE, NothingToSegmentError
        from ..photo import Photo
        from .canvas.levels import halvings
        from .thumbnails import write_thumbnail

        photo = Photo.open(self.source, cancel=cancel) if isinstance(self.source, Path) else self.source()
        if photo.alpha is not None and not photo.alpha.any():
            raise NothingToSegmentError(NOTHING_VISIBLE)
        check(cancel)
        levels = halvings(photo.pixels, cancel)
        if self.thumbnail is not None:
            write_thumbnail(self.thumbnail, levels[-1])
        alpha_levels = () if photo.alpha is None else halvings(photo.alpha, cancel)
        return OpenedPhoto(photo, levels, self.name, self.thumbnail, alpha_levels)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What a segmentation run has come to.

    history  (cost, share of pixels that moved) of every generation so far
    seconds  since the run began
    colors   how many different colors the photo has; None where nobody counted them, as with floating point
    stages   the generations, as places in the history, at which another stage begins, with costs of its own
    stopped  the user stopped it: this is the best so far
    loops    which inner loops ran, "compiled" or "numpy"; known at the end, and empty where a person chose them
    paused   there is more to come: the run waits to be gone on with
    course   all generations so far, to look at again; while the run goes on, it may be ahead of the history
    """

    recipe: Recipe
    segmentation: Segmentation
    history: tuple[tuple[float, float], ...]
    seconds: float
    colors: int | None = None
    stopped: bool = False
    loops: str = ""
    stages: tuple[int, ...] = ()
    paused: bool = False
    course: Course | None = None

    @property
    def progress(self) -> float:
        """How far the run has come, 0..1: by powers of ten in the share of pixels that still move."""
        least = 1 / max(1, int(self.segmentation.counts.sum()))
        share = min((moved for _, moved in self.history), default=1.0)
        return min(1.0, math.log(max(share, least)) / math.log(least)) if least < 1 else 1.0


@dataclass(frozen=True, slots=True)
class Preparing:
    """What is going on before there is anything to show, and the share of it that is done, 0..1."""

    words: str
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class SegmentJob:
    """Go on with a run: to its end, or for so many `steps`. Publishes Runs and Preparing, returns the last Run.

    Two jobs of one walk must not wait at once: the later one would call off what the walk stands on.
    """

    walk: Walk
    steps: int | None = None
    channel = "photo"
    words = "Segmenting"
    finishes = False

    @property
    def recipe(self) -> Recipe:
        """What is run."""
        return self.walk.recipe

    def run(self, cancel: Event, outlet: Outlet) -> Run:
        """Run generations until there are no more, or it is paused or stopped."""
        return self.walk.go(self.steps, cancel, outlet)


class WriteJob:
    """What jobs have in common that write one file, at `path`: nothing stops them halfway."""

    __slots__ = ()
    path: Path
    finishes = True

    @property
    def channel(self) -> str:
        """One for each file: saving another one takes the place of none."""
        return f"save {self.path}"

    @property
    def words(self) -> str:
        """What is going on."""
        return f"Saving {self.path.name}"


@dataclass(frozen=True, slots=True, eq=False)
class SaveJob(WriteJob):
    """Write one file of a result. -> the path."""

    result: Result
    exporter: str
    path: Path
    overwrite: bool

    def run(self, cancel: Event, outlet: Outlet) -> Path:
        """Check, encode, write."""
        from ..export import EXPORTERS, check_targets, write_files

        exporter = EXPORTERS[self.exporter]
        exporter.check(self.path)
        check_targets([self.path], overwrite=self.overwrite, photo=self.result.photo.path)
        content = exporter.encode(self.result, self.path)
        write_files({self.path: content}, overwrite=self.overwrite)
        return self.path


@dataclass(frozen=True, slots=True, eq=False)
class FindMissingJob:
    """Find out which files are no longer there. -> frozenset of paths."""

    paths: tuple[str, ...]
    channel = "recent"
    words = ""
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> frozenset[str]:
        """Look for each file."""
        missing = set()
        for path in self.paths:
            check(cancel)
            if not os.path.exists(path):  # noqa: PTH110 - False, not an error, for a path that cannot be
                missing.add(path)
        return frozenset(missing)


@dataclass(frozen=True, slots=True, eq=False)
class WarmUpJob:
    """Load what the first photo will need, while the user is still looking at the window."""

    channel = "warm-up"
    words = ""
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> Any:
        """Import the heavy modules."""
        import cv2
        import numpy.random
        import PIL.Image

        from .. import export, pipeline

        return cv2, numpy.random, PIL.Image, export, pipeline
