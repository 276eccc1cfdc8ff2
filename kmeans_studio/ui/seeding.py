"""Seeding: the seed tool, the marks of seeds on the photo, and locking the centers of segments."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QCursor

from ..features.modes import MODES

if TYPE_CHECKING:
    from ..segmentation import Segmentation
    from .jobs import Job, Outlet
    from .runner import Runner
    from .session import Session
    from .window import Window

PLAIN = QColor(0x80, 0x80, 0x80)
"""The mark of a seed whose segment is not known yet."""

Seeds = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class CenterSeedsJob:
    """Find for each segment the pixel nearest to its center. -> seeds, in the order of the segments.

    lock  the labels of the segments whose centers are to be locked then
    """

    segmentation: Segmentation
    lock: frozenset[int]
    channel = "center seeds"
    words = ""
    finishes = False

    def run(self, cancel: Event, outlet: Outlet) -> Seeds:
        """Look through all rows."""
        from ..pipeline import default_seeds

        return default_seeds(self.segmentation, self.segmentation.labels.shape, self.segmentation.k, cancel)


def k_with(seeds: Seeds) -> int:
    """Return the k that goes with so many seeds: two at least, or the first click would leave nothing told apart."""
    return max(2, len(seeds))


class Seeding(QObject):
    """Joins canvas, panel and session in what is about starts."""

    def __init__(self, session: Session, glances: Runner, window: Window) -> None:
        super().__init__(session)
        self._session, self._glances, self._window = session, glances, window
        self._follows = True
        """Whether people want k to be the number of seeds; where another k was taken since, it is not, see `_show`."""
        self._moved: int | None = None
        """The seed that is being dragged: all of a drag is one undo entry, and each click one of its own."""
        canvas, panel = window.canvas, window.recipe
        canvas.seed_placed.connect(self._place)
        canvas.seed_moved.connect(self._move)
        canvas.seed_menu_wanted.connect(self._open_menu)
        panel.seed_removed.connect(self.remove)
        panel.seed_lock_toggled.connect(self.toggle_lock)
        panel.seeds_cleared.connect(self.clear)
        panel.seeds_follow_toggled.connect(self._follow)
        session.recipe_changed.connect(self._show)
        session.segments_changed.connect(self._show)
        session.photo_changed.connect(self._show)
        glances.done.connect(self._on_done)

    # --- what people do ------------------------------------------------------------------------------------------

    def lock_center(self) -> None:
        """Keep the centers of the selected segments where they are, or let them move again."""
        session = self._session
        run = session.shown
        if run is None or not session.selection:
            return
        starts = run.segmentation.segment_of_start
        chosen = frozenset(n for n, segment in enumerate(starts) if segment in self._members())
        if len(chosen) and not session.stale and session.recipe.initializer in ("seeds", "given"):
            locked = frozenset(session.recipe.locked)
            session.change(locked=tuple(sorted(locked - chosen if chosen <= locked else locked | chosen)))
        else:
            self._glances.start(CenterSeedsJob(run.segmentation, self._members()))

    def remove(self, index: int) -> None:
        """Take a seed out; the last one goes with the start method."""
        seeds, locked = self._session.recipe.seeds, self._session.recipe.locked
        self._begin()
        if len(seeds) < 2:
            self.clear()
            return
        left = (*seeds[:index], *seeds[index + 1 :])
        kept = tuple(number - (number > index) for number in locked if number != index)
        self._change(seeds=left, locked=kept)

    def toggle_lock(self, index: int) -> None:
        """Lock the center of a seed, or unlock it."""
        self._begin()
        self._session.change(locked=tuple(sorted(frozenset(self._session.recipe.locked) ^ {index})))

    def clear(self) -> None:
        """Take all seeds away."""
        self._session.change(initializer="kmeans++", seeds=())

    def _place(self, x: int, y: int) -> None:
        recipe = self._session.recipe
        if self._session.opened is None:
            return
        if MODES[recipe.mode].focus:
            # A stray click shall not cost the mode.
            self._window.status.say("Focus finds sharp and blurred by itself; seeds are for the other modes")
            return
        alpha = self._session.opened.photo.alpha
        if alpha is not None and not alpha[y, x]:
            self._window.status.say("This pixel is transparent and takes no part, so nothing can start from it")
            return
        seeds = recipe.seeds if recipe.initializer == "seeds" else ()
        if (x, y) not in seeds:
            self._begin()
            self._change(seeds=(*seeds, (x, y)), locked=recipe.locked if seeds else ())

    def _move(self, index: int, x: int, y: int) -> None:
        seeds = self._session.recipe.seeds
        if index < len(seeds):
            if index != self._moved:
                self._begin(index)
            self._change(seeds=(*seeds[:index], (x, y), *seeds[index + 1 :]))

    def _begin(self, moved: int | None = None) -> None:
        self._moved = moved
        self._session.end_merging()

    def _follow(self, follows: bool) -> None:
        self._follows = follows
        if follows and self._session.recipe.initializer == "seeds":
            self._session.change(k=k_with(self._session.recipe.seeds))
        self._show()

    @property
    def _k_follows(self) -> bool:
        """Whether k goes with the next seed: not where somebody took another one meanwhile, as by Choose k."""
        recipe = self._session.recipe
        return self._follows and (recipe.initializer != "seeds" or recipe.k == k_with(recipe.seeds))

    def _change(self, *, seeds: Seeds, **others: Any) -> None:
        """Take other seeds, and the k that goes with them, as one undo entry. Raises RecipeError for too many."""
        from ..recipe import RecipeError

        k = k_with(seeds) if self._k_follows else max(self._session.recipe.k, len(seeds))
        try:
            self._session.change(seeds=seeds, initializer="seeds", k=k, **others)
        except RecipeError as error:
            self._window.status.say(str(error))

    def _open_menu(self, index: int) -> None:
        from PySide6.QtWidgets import QMenu

        if index >= len(self._session.recipe.seeds):
            return
        menu = QMenu(self._window)
        menu.setObjectName("seed.menu")
        menu.aboutToHide.connect(menu.deleteLater)
        locked = index in self._session.recipe.locked
        menu.addAction("Unlock Center" if locked else "Lock Center").triggered.connect(lambda: self.toggle_lock(index))
        menu.addAction("Remove Seed").triggered.connect(lambda: self.remove(index))
        menu.popup(QCursor.pos())

    # --- what comes back -----------------------------------------------------------------------------------------

    def _on_done(self, job: Job, outcome: Any) -> None:
        if isinstance(job, CenterSeedsJob):
            run = self._session.shown
            if run is not None and run.segmentation is job.segmentation and len(outcome) == run.segmentation.k:
                self._session.change(seeds=outcome, initializer="seeds", k=len(outcome), locked=tuple(sorted(job.lock)))

    def _members(self) -> frozenset[int]:
        """Return the labels of all segments that are selected, also of merged ones."""
        edited = self._session.edited
        chosen = [s for s in edited.segments if s.label in self._session.selection] if edited else []
        return frozenset(label for segment in chosen for label in segment.members)

    def _show(self) -> None:
        """Mark the seeds on the photo, and the locked ones in the list of segments."""
        from .canvas.seeds import SeedMark

        session, recipe, edited = self._session, self._session.recipe, self._session.edited
        starts: tuple[int | None, ...] = ()
        if session.shown is not None and not session.stale and edited is not None:
            starts = session.shown.segmentation.segment_of_start
        colors: dict[int, QColor] = {}
        numbers: dict[int, int] = {}
        if edited is not None:
            for number, label in enumerate(starts):
                segment = None if label is None else edited.segment_of(label)
                if segment is not None:
                    colors[number], numbers[number] = QColor(*segment.color), segment.number
        marks = []
        if session.opened is not None and recipe.initializer == "seeds":
            height, width = session.opened.photo.shape
            marks = [
                SeedMark(x, y, number + 1, colors.get(number, PLAIN), number in recipe.locked)
                for number, (x, y) in enumerate(recipe.seeds)
                if x < width and y < height
            ]
        self._window.canvas.set_seeds(marks)
        self._window.recipe.show_seeds_follow(self._k_follows)
        self._window.recipe.show_seed_segments(tuple(map(numbers.get, range(len(starts)))))
        held = [label for number, label in enumerate(starts) if label is not None and number in recipe.locked]
        self._window.segments.show_locked(frozenset(held))
