"""Inspecting: what the filter bank tab has to say about the photo and its segments, worked out on the worker.

While the tab is not shown nothing is worked out; when it is shown again, what has changed since is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ..features.grid_space import GridSpace
from ..features.modes import MODES
from .bank_view.figure import Figure, figure_of, ranked_of, why
from .bank_view.insight import RANKING
from .bank_view.linked import Linked
from .bank_view.response import number
from .bank_view.save_pieces import SavePieces
from .bank_view.textons import textons_of
from .inspect_jobs import PixelJob, Refused, ResponseJob, SeparationJob, TextonJob
from .kit.labels import ElidedLabel
from .outcome import ending

if TYPE_CHECKING:
    from ..inspection import PixelEvidence, Separation, Textons
    from .bank_view.model import BankModel
    from .jobs import Job, Run
    from .runner import Runner
    from .session import Session
    from .window import Window

NO_RUN = "Run with Texture to see {}."
RUN = "Run to see {}."
"""Where the recipe has texture already, but its run was stopped, or is still to come."""
WHAT = {
    "pixel": "why a pixel belongs to its segment",
    "ranking": "which filters tell the segments apart",
    "textons": "the patch of photo that each segment stands for",
}
BANK_FIELDS = ("bank", "bank_file", "bank_scales", "bank_orientations", "bank_size")
JOBS = (ResponseJob, PixelJob, SeparationJob, TextonJob)


class Inspecting(QObject):
    """Starts the jobs of the filter bank tab and shows what they find."""

    def __init__(self, session: Session, runner: Runner, window: Window, model: BankModel) -> None:
        super().__init__(session)
        self._session, self._runner, self._window, self._model = session, runner, window, model
        assert window.bank_view is not None
        view = window.bank_view
        self.response, self.pixel, self.insight = view.response, view.pixel, view.insight
        self.evidence: PixelEvidence | None = None
        self._asked: dict[str, tuple[Any, ...]] = {}
        self._separation: Separation | None = None
        self._textons: Textons | None = None
        self.pieces = SavePieces(session, runner, window, model, self)
        self._linked = Linked(window, self.response.canvas)
        session.photo_changed.connect(self._take_photo)
        session.shown_changed.connect(self.follow)
        session.recipe_changed.connect(self.follow)
        session.segments_changed.connect(self._rename)
        for signal in (model.bank_changed, model.selected_changed, model.pixel_changed, model.off_changed):
            signal.connect(self.follow)
        self.response.kind_changed.connect(self.follow)
        self.insight.view_changed.connect(self.follow)
        self.response.canvas.hovered.connect(self._hover)
        self.response.canvas.left.connect(lambda: window.status.show_pointer("", None))
        window.canvas.clicked.connect(lambda x, y, _: model.set_pixel((x, y)))
        window.tab_changed.connect(self._change_tab)
        runner.done.connect(self._on_done)
        runner.cancelled.connect(self._on_cancelled)
        self._take_photo()

    # --- what is asked for ---------------------------------------------------------------------------------------

    def _shown(self) -> bool:
        return self._window.tab == "bank"

    @property
    def run(self) -> Run | None:
        """The result that there is something to say about: of texture, finished, and of the bank that is shown."""
        run, recipe = self._session.shown, self._session.recipe
        if run is None or self._session.running or run.segmentation.preview:
            return None
        space = run.segmentation.space
        if not isinstance(space, GridSpace) or not any(space.sources):
            return None
        same = all(getattr(run.recipe, field) == getattr(recipe, field) for field in BANK_FIELDS)
        return run if same else None

    def follow(self) -> None:
        """Ask for what is shown and not there yet."""
        if self._shown():
            self._follow_response()
            # While a run is under way, what was said of the last one stays until it has ended.
            if not self._session.running:
                self._follow_pixel()
                self._follow_insight()

    def _follow_response(self) -> None:
        opened, model = self._session.opened, self._model
        kind = self.response.kind
        if opened is None or model.bank is None:
            words = "Open a photo to see what this filter answers to in it."
            if opened is not None:
                words = "There are no filters to look through."
            self._forget(ResponseJob.channel)
            self.response.show_hint(words)
            return
        recipe = self._session.recipe
        feature = self.feature() if kind == "pooled" else None
        if kind == "pooled" and feature is None and self._session.running:
            return  # it will be at hand in a moment
        about = (recipe if feature is None else feature) if kind == "pooled" else None
        key = (opened.photo, model.bank.key, model.selected, kind, about)
        if self._is_new(ResponseJob.channel, key):
            self._runner.start(ResponseJob(opened.photo, recipe, model.selected, kind, feature))

    def feature(self) -> tuple[Any, int] | None:
        """Return where the feature of the selected filter is at hand as it was clustered."""
        run, selected = self.run, self._model.selected
        if run is None or self._session.stale or selected in run.recipe.filters_off:
            return None
        return run.segmentation, selected - sum(off < selected for off in run.recipe.filters_off)

    def _follow_pixel(self) -> None:
        run, pixel = self.run, self._model.pixel
        if run is None or pixel is None:
            self._forget(PixelJob.channel)
            self.evidence = None
            words = self._no_run("pixel")
            self.pixel.show_hint(words if run is None else "Click the photo to see the responses at that place.")
            return
        if self._is_new(PixelJob.channel, (run.segmentation, pixel)):
            self._runner.start(PixelJob(run.segmentation, pixel))

    def _follow_insight(self) -> None:
        run, opened = self.run, self._session.opened
        if run is None or opened is None:
            for channel in (SeparationJob.channel, TextonJob.channel):
                self._forget(channel)
            self._separation = self._textons = None
            self.insight.ranking.show_hint(self._no_run("ranking"))
            self.insight.textons.show_hint(self._no_run("textons"))
        elif self.insight.view == RANKING:
            if self._is_new(SeparationJob.channel, (run.segmentation,)):
                self._runner.start(SeparationJob(run.segmentation))
        elif self._is_new(TextonJob.channel, (run.segmentation,)):
            self._runner.start(TextonJob(opened.photo, run.recipe, run.segmentation))
        self._tell_there_is()

    def _no_run(self, what: str) -> str:
        return (RUN if MODES[self._session.recipe.mode].texture else NO_RUN).format(WHAT[what])

    def _is_new(self, channel: str, key: tuple[Any, ...]) -> bool:
        """Note what is asked for; return whether it is something else than last time."""
        if self._asked.get(channel) == key:
            return False
        self._asked[channel] = key
        return True

    def _forget(self, channel: str) -> None:
        self._asked.pop(channel, None)
        self._runner.forget(channel)

    # --- what comes back -----------------------------------------------------------------------------------------

    def _on_done(self, job: Job, outcome: Any) -> None:
        if not isinstance(job, JOBS):
            return
        self._end_progress(job)
        match job:
            case ResponseJob():
                if isinstance(outcome, Refused):
                    self.response.show_hint(outcome.words)
                else:
                    self.response.show_picture(outcome)
            case PixelJob():
                if isinstance(outcome, Refused):
                    self.evidence = None
                    self.pixel.show_hint(outcome.words)
                else:
                    self.evidence = outcome
                    self._show_pixel()
            case SeparationJob():
                self._separation = outcome
                self._show_ranking()
            case TextonJob():
                if isinstance(outcome, Refused):
                    self.insight.textons.show_hint(outcome.words)
                else:
                    self._textons = outcome
                    self._show_textons()
        self._tell_there_is()

    def _on_cancelled(self, job: Job) -> None:
        """Somebody stopped it; it is asked for again when something changes."""
        if isinstance(job, JOBS):
            self._asked.pop(job.channel, None)

    def _end_progress(self, job: Job) -> None:
        """Take the words about a job away, where it took so long that they were shown."""
        if job.words and not self._session.running:
            status, run = self._window.status, self._session.shown
            label = status.findChild(ElidedLabel, "status.words")
            words = "" if label is None else label.text()
            if words.startswith(job.words):
                words = "" if run is None else ending(run)
            status.say(words)

    def figure(self) -> Figure | None:
        """Return the bars of the pixel as the segments are edited now."""
        run, edited, bank = self.run, self._session.edited, self._model.bank
        if self.evidence is None or run is None or edited is None or bank is None:
            return None
        return figure_of(self.evidence, bank, run.recipe.filters_off, edited)

    def why(self, figure: Figure) -> str:
        """Say why the pixel belongs to its segment."""
        run = self.run
        return why(figure, cleaned_up=run is not None and run.segmentation.stage == "clean-up")

    def _show_pixel(self) -> None:
        figure = self.figure()
        run = self.run
        if figure is not None and run is not None and figure.near:
            sharpened = run.recipe.metric == "euclidean" and figure.stretched
            self.pixel.show_figure(figure, self.why(figure), sharpened=sharpened)

    def _show_ranking(self) -> None:
        run, found, bank = self.run, self._separation, self._model.bank
        if run is None or found is None or bank is None:
            return
        self.insight.ranking.show_entries(ranked_of(found, bank, run.recipe.filters_off))

    def _show_textons(self) -> None:
        edited = self._session.edited
        if self._textons is not None and edited is not None and self.run is not None:
            self.insight.set_from_centers(self._textons.from_centers)
            self.insight.textons.show_entries(textons_of(self._textons, edited))

    def _tell_there_is(self) -> None:
        shown = self.insight.ranking.entries if self.insight.view == RANKING else self.insight.textons.entries
        self.insight.set_there_is_something(bool(shown))

    def _rename(self) -> None:
        """Segments have other names, colors or numbers now, or were merged."""
        if self._shown() and not self._session.running:
            self._show_pixel()
            self._show_textons()

    # --- photo and canvas ----------------------------------------------------------------------------------------

    def _take_photo(self) -> None:
        opened, canvas = self._session.opened, self.response.canvas
        self._asked.clear()
        for kind in JOBS:
            self._runner.forget(kind.channel)
        self.evidence = self._separation = self._textons = None
        self._model.set_pixel(None)
        canvas.show_picture(None)
        if opened is None:
            canvas.clear()
        else:
            canvas.set_photo(opened.levels, opened.alpha_levels)
        self.follow()

    def _hover(self, x: int, y: int) -> None:
        picture = self.response.picture
        if picture is not None:
            words = f"({x}, {y})   {'feature' if picture.kind == 'pooled' else 'response'} {number(picture.at(x, y))}"
            self._window.status.show_pointer(words, None)

    def _change_tab(self, name: str) -> None:
        if name == "bank":
            self.follow()
