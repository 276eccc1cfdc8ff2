"""The color cloud: joins the session with a dock that is built when it is first opened and computes while it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .cloud_jobs import CloudPicture, SeedsJob
    from .cloud_view.brush import Brush
    from .cloud_view.decor import Disc
    from .cloud_view.dock import CloudDock
    from .cloud_view.drawing import Drawing
    from .editing import Editing
    from .jobs import Job
    from .piece_saver import PieceSaver
    from .runner import Failure, Runner
    from .session import Session
    from .window import Window


class ColorCloud(QObject):
    """Keeps the dock up to date with what is shown, and brings what is done there to session and canvas."""

    def __init__(self, session: Session, glances: Runner, runner: Runner, window: Window, editing: Editing) -> None:
        super().__init__(session)
        self._session, self._glances, self._runner, self._window = session, glances, runner, window
        self._editing = editing
        self.dock: CloudDock | None = None
        self.saver: PieceSaver | None = None
        self._picture: CloudPicture | None = None
        self._coloring = "photo"
        self._busy = self._again = False
        self._brush: Brush | None = None
        self._drawing: Drawing | None = None

    # --- the dock ------------------------------------------------------------------------------------------------

    def show(self, on: bool = True) -> None:
        """Open or close the dock."""
        if on and self.dock is None:
            self._build()
        if self.dock is not None:
            self._window.docks.open(self.dock, on)
        self._window.actions_["color_cloud"].setChecked(on)
        if on:
            self._follow()
        elif self._brush is not None:
            self._brush.end_glow()

    @property
    def is_open(self) -> bool:
        """Whether the dock is open and can be seen."""
        return self.dock is not None and not self.dock.isHidden() and self._window.tab == "canvas"

    def _build(self) -> None:
        from .cloud_view.brush import Brush
        from .cloud_view.dock import CloudDock
        from .cloud_view.drawing import Drawing
        from .cloud_view.motion import motion_allowed
        from .piece_saver import PieceSaver

        session, window, glances = self._session, self._window, self._glances
        self.dock = dock = CloudDock(may_move=motion_allowed())
        self.saver = PieceSaver(session, self._runner, window)
        window.docks.add(dock, stretch=2, place=1)
        dock.closed.connect(lambda: self.show(False))
        dock.coloring_picked.connect(self._color_by)
        self._drawing = Drawing(self._glances, window, dock)
        self._drawing.changed.connect(self._tell_note)
        dock.save_wanted.connect(self._save)
        view = dock.view
        view.center_dropped.connect(self._center_dropped)
        self._brush = Brush(session, glances, window, self._editing, view)
        window.tab_changed.connect(self._follow)
        session.shown_changed.connect(self._follow)
        session.segments_changed.connect(self._recolor)
        session.selection_changed.connect(self._recolor)
        session.recipe_changed.connect(self._tell_draggable)
        session.photo_changed.connect(self._forget)
        for signal, slot in (
            (glances.done, self._on_done),
            (glances.failed, self._on_failed),
            (glances.cancelled, self._on_ended),
        ):
            signal.connect(slot)

    def _forget(self) -> None:
        """Another photo: nothing of the old one is of use."""
        for channel in ("cloud", "cloud-seeds"):
            self._glances.forget(channel)
        self._busy = self._again = False
        self._picture = None
        if self.dock is not None and self._brush is not None:
            self._brush.picture = None
            self._brush.forget()
            self.dock.view.set_scene(None)
            self.dock.pages.show_view(False)
            self.dock.say("")

    # --- what is shown -------------------------------------------------------------------------------------------

    def _follow(self, _tab: str = "") -> None:
        """Have what is shown laid out; one at a time, so that quick generations do not starve the picture."""
        from .cloud_jobs import CloudJob

        run = self._session.shown
        if not self.is_open or run is None or run.segmentation.preview:
            return
        if self._picture is not None and self._picture.segmentation is run.segmentation:
            # While it was closed, segments may have been edited.
            self._recolor()
            return
        if self._busy:
            self._again = True
            return
        self._busy, self._again = True, False
        known = None if self._picture is None else self._picture.scene
        self._glances.start(CloudJob(run.segmentation, run.course, known))

    def _on_done(self, job: Job, outcome: Any) -> None:
        from .cloud_jobs import CloudJob, SeedsJob

        match job:
            case CloudJob():
                self._show_picture(outcome)
                self._on_ended(job)
            case SeedsJob():
                self._start_from(job, outcome)

    def _on_failed(self, job: Job, failure: Failure) -> None:
        if self.dock is not None and job.channel == "cloud":
            self.dock.say(failure.reason)
        self._on_ended(job)

    def _on_ended(self, job: Job) -> None:
        if job.channel == "cloud":
            self._busy = False
            if self._again:
                self._follow()

    def _show_picture(self, picture: CloudPicture) -> None:
        if self.dock is None or self._brush is None:
            return
        view = self.dock.view
        if self._picture is None or self._picture.scene is not picture.scene:
            view.set_scene(picture.scene)
            self._brush.end_glow()
        self._picture = self._brush.picture = picture
        self.dock.pages.show_view(True)
        if self._drawing is not None:
            self._drawing.look_for_opengl()
        self._tell_note()
        self._recolor()
        self._tell_draggable()

    def _tell_note(self) -> None:
        from .cloud_view.words import note

        if self.dock is not None and self._picture is not None and self._drawing is not None:
            self.dock.say(note(self._picture.scene.cloud, self._drawing.note))

    def _recolor(self) -> None:
        """Show colors, numbers and selection as they are now; the points stay where they are."""
        from .cloud_view.colors import of_photo, of_segments

        picture = self._picture
        if self.dock is None or picture is None or not self.is_open:
            return
        cloud = picture.scene.cloud
        if self._coloring == "segment":
            colors = of_segments(picture.segments, self._table(picture))
        else:
            colors = of_photo(cloud.colors)
        self.dock.view.set_colors(colors)
        self.dock.view.set_centers(self._discs(picture), picture.centers, picture.trails)

    def _edited(self, picture: CloudPicture) -> Any:
        """Return the segments as edited, if they are those of the picture; while a run goes on it may be ahead."""
        session = self._session
        same = session.shown is not None and session.shown.segmentation is picture.segmentation
        return session.edited if same else None

    def _table(self, picture: CloudPicture) -> np.ndarray:
        """Return the color of each label, (256, 4) uint8."""
        edited = self._edited(picture)
        if edited is not None:
            return edited.colors
        table = np.zeros((256, 4), np.uint8)
        table[: len(picture.palette), :3], table[: len(picture.palette), 3] = picture.palette, 255
        return table

    def _discs(self, picture: CloudPicture) -> Sequence[Disc]:
        from .cloud_view.decor import Disc

        edited, discs = self._edited(picture), []
        for label, color in enumerate(picture.palette.tolist()):
            segment = None if edited is None else edited.segment_of(label)
            if segment is None:
                discs.append(Disc(label, label + 1, QColor(*color)))
            else:
                selected = segment.label in self._session.selection
                discs.append(Disc(segment.label, segment.number, QColor(*segment.color), selected))
        return discs

    def _color_by(self, coloring: str) -> None:
        self._coloring = coloring
        self._recolor()

    def _save(self) -> None:
        from .cloud_view.save import cloud_piece

        if self.dock is not None and self.saver is not None and self._picture is not None:
            self.saver.save(cloud_piece(self.dock.view))

    # --- moving a center -----------------------------------------------------------------------------------------

    def _tell_draggable(self) -> None:
        from ..features.modes import MODES

        may = self._picture is not None and not MODES[self._session.recipe.mode].focus
        if self.dock is not None:
            self.dock.view.may_drag = may
        if not may:
            self._glances.forget("cloud-seeds")

    def _center_dropped(self, place: int, point: int) -> None:
        """Go on from these centers, with one of them moved."""
        from .cloud_jobs import SeedsJob

        if self._picture is not None:
            job = SeedsJob(self._picture.segmentation, self._picture.scene.cloud, (place, point))
            self._glances.start(job)

    def _start_from(self, job: SeedsJob, pixels: tuple[tuple[int, int], ...]) -> None:
        from .cloud_view.starts import starts

        recipe, made = self._session.recipe, self._session.shown
        own = made is not None and made.recipe == recipe
        seeds, locked = starts(pixels, job.dragged[0], recipe, job.segmentation.segment_of_start if own else ())
        self._session.change(initializer="seeds", seeds=seeds, k=len(seeds), locked=locked)
