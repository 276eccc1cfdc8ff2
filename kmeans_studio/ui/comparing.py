"""The Compare tab: filled when it is first opened with a photo, and computed only while it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from ..pipeline.compare import Comparison
    from .compare_view.board import Board
    from .compare_view.view import CompareView
    from .jobs import Job
    from .runner import Failure, Runner
    from .session import Session
    from .window import Window

TAB = "compare"


class Comparing(QObject):
    """Joins session, worker and the page of the Compare tab."""

    board_changed = Signal()
    """Whether there is a board to save may have changed."""

    def __init__(self, session: Session, runner: Runner, studies: Runner, window: Window) -> None:
        super().__init__(session)
        self._session, self._runner, self._studies, self._window = session, runner, studies, window
        self.board: Board | None = None
        self.view: CompareView | None = None
        self._photo: object = None
        """The photo that the board is about."""
        self._put_off: set[int] | None = None
        """The panes that a person stopped, which wait to be asked for; None while nothing was stopped."""
        window.tab_changed.connect(self._show_tab)
        session.photo_changed.connect(self._follow)
        if window.tab == TAB:
            window.show_tab(TAB)

    # --- the page ------------------------------------------------------------------------------------------------

    @property
    def there_is(self) -> bool:
        """Whether there is a board to save, and it is shown."""
        return self._window.tab == TAB and self._comparison() is not None

    def _show_tab(self, name: str) -> None:
        if name == TAB and self.view is None:
            self._build()
            # The page is seen before it is filled: both at once would hold the window up.
            QTimer.singleShot(0, self, self._follow)
        elif name == TAB:
            self._follow()
            self._compute()
        self._tell_saveable()

    def _tell_saveable(self) -> None:
        self._window.has_board = self.there_is
        self.board_changed.emit()

    def _build(self) -> None:
        from .compare_view.board import Board
        from .compare_view.pane_menu import PaneMenus
        from .compare_view.view import CompareView
        from .piece_saver import PieceSaver

        session, window = self._session, self._window
        self.board = board = Board(self)
        self.view = view = CompareView(board)
        self.saver = PieceSaver(session, self._runner, window)
        window.add_page(TAB, view)
        self._menus = PaneMenus(board, session, self.adopt)
        view.made.connect(self._menus.join)
        view.remove_wanted.connect(lambda: board.remove(board.current))
        view.pointed.connect(window.status.show_pointer)
        view.tools.add.clicked.connect(lambda: board.add(session.recipe))
        view.tools.stop_wanted.connect(self.stop_comparing)
        view.tools.run_wanted.connect(self._run_again)
        view.side.picture_wanted.connect(self.save_board)
        view.side.table_wanted.connect(self.save_board_csv)
        window.original_held.connect(view.hold_original)
        board.panes_changed.connect(self._compute)
        for changed in (board.panes_changed, board.figures_changed):
            changed.connect(self._tell_saveable)
        for signal, slot in (
            (self._studies.started, self._on_started),
            (self._studies.frame, self._on_frame),
            (self._studies.done, self._on_done),
            (self._studies.failed, self._on_failed),
            (self._studies.cancelled, self._on_cancelled),
        ):
            signal.connect(slot)

    def _follow(self) -> None:
        """Take the photo that is open; while the tab is not shown nothing is computed for it."""
        board, view, opened = self.board, self.view, self._session.opened
        if board is None or view is None:
            return
        if self._photo is not None and opened is not self._photo:
            from .compare_jobs import CompareJob

            self._photo, self._put_off = None, None
            self._studies.forget(CompareJob.channel)
            board.forget_results()
            view.set_photo(None)
            view.tools.show_idle(missing=False)
        if self._window.tab != TAB:
            return
        if opened is None:
            view.set_photo(None)
        elif self._photo is None:
            self._photo = opened
            view.set_photo(opened)
            if board.panes:
                self._compute()
            else:
                from ..pipeline.pane import start_panes

                board.begin(start_panes(self._session.recipe))
        self._tell_saveable()

    # --- computing -----------------------------------------------------------------------------------------------

    def _job(self) -> Any:
        """Return the job that is running or waiting."""
        from .compare_jobs import CompareJob, ReferenceJob

        return next((job for job in self._studies.jobs if isinstance(job, CompareJob | ReferenceJob)), None)

    def _compute(self) -> None:
        """Have worked out what is not known yet. What is under way goes on as long as it is of use."""
        from .compare_jobs import CompareJob, ReferenceJob

        board, opened = self.board, self._session.opened
        if board is None or opened is None or opened is not self._photo or not board.panes or self._window.tab != TAB:
            return
        missing = self._missing()
        keys, recipes = zip(*((pane.key, pane.recipe) for pane in board.panes), strict=True)
        places, figures = list(keys), board.figures
        reference = places.index(board.reference)
        if figures is not None and figures.keys == keys and not missing:
            self._studies.forget(CompareJob.channel)
            if figures.reference != board.reference and board.panes[reference].result is not None:
                self._studies.start(ReferenceJob(figures, reference))
            self._tell_idle()
            return
        if self._put_off is not None and missing <= self._put_off:
            self._tell_idle()
            return
        self._put_off = None
        job = self._job()
        # What is being computed is of use as long as all of it is still on the board; the rest comes after it.
        if isinstance(job, CompareJob) and set(job.keys) <= set(keys) and set(job.keys) & missing:
            self._tell_waiting()
            return
        before = None if figures is None else figures.comparison
        self._studies.start(CompareJob(opened.photo, keys, recipes, reference, before))
        self._tell_waiting()

    def _missing(self) -> set[int]:
        assert self.board is not None
        return {pane.key for pane in self.board.panes if pane.missing}

    def stop_comparing(self) -> None:
        """Stop; panes that are done stay."""
        from .compare_jobs import CompareJob

        self._put_off = self._missing()
        self._studies.forget(CompareJob.channel)
        self._clear_doing()
        self._tell_idle()

    def _run_again(self) -> None:
        self._put_off = None
        self._compute()

    # --- what comes back -----------------------------------------------------------------------------------------

    def _mine(self, job: Job) -> bool:
        from .compare_jobs import CompareJob

        return job.channel == CompareJob.channel

    def _on_started(self, job: Job) -> None:
        if self._mine(job) and self.view is not None and job.words:
            self.view.tools.show_busy(0.0)

    def _on_frame(self, job: Any, frame: Any) -> None:
        from ..pipeline.pane import LETTERS
        from .compare_jobs import Figures
        from .jobs import Preparing

        board, view = self.board, self.view
        if not self._mine(job) or board is None or view is None:
            return
        if isinstance(frame, Figures):
            board.take(frame)
            view.tools.show_busy(frame.comparison.done)
        elif isinstance(frame, Preparing):
            # The words begin with the letter that the pane had when the job began.
            letter, _, doing = frame.words.partition(": ")
            key = job.keys[LETTERS.index(letter)]
            board.say(key, f"{doing[:1].lower()}{doing[1:]} …")
            view.tools.show_busy(frame.share)

    def _on_done(self, job: Any, outcome: Any) -> None:
        if not self._mine(job) or self.board is None:
            return
        self.board.take(outcome)
        self._clear_doing()
        self._tell_idle()
        self._tell_done()
        # Panes may have come meanwhile.
        self._compute()

    def _on_failed(self, job: Any, failure: Failure) -> None:
        if self._mine(job):
            self.stop_comparing()
            self._window.messages.tell("The panes could not be compared", [failure.reason])

    def _on_cancelled(self, job: Any) -> None:
        if self._mine(job):
            self.stop_comparing()

    def _tell_waiting(self) -> None:
        board = self.board
        assert board is not None
        for pane in board.panes:
            if pane.missing and not pane.doing:
                board.say(pane.key, "waiting")

    def _clear_doing(self) -> None:
        if self.board is not None:
            for pane in self.board.panes:
                self.board.say(pane.key, "")

    def _tell_idle(self) -> None:
        if self.view is not None:
            self.view.tools.show_idle(missing=bool(self._put_off) and bool(self._missing()))

    def _tell_done(self) -> None:
        """Say in the status bar what all of it took."""
        from .words import seconds

        assert self.board is not None
        results = [pane.result for pane in self.board.done if pane.result is not None]
        if results and not self._missing() and self._window.tab == TAB:
            count = "1 recipe" if len(results) == 1 else f"{len(results)} recipes"
            self._window.status.say(f"{count}, {seconds(sum(result.seconds for result in results))}")

    # --- what people do ------------------------------------------------------------------------------------------

    def adopt(self, key: int) -> None:
        """Make the recipe of a pane the main one, as one undo entry."""
        from .choices import Choices, ChoicesCommand
        from .consequences import edits_gone

        pane = None if self.board is None else self.board.pane(key)
        session = self._session
        if self.board is None or pane is None or pane.recipe == session.recipe:
            return
        note = edits_gone(len(session.choices.edits))
        text = f"Adopting the Recipe of {self.board.letter(key)}"
        session.undo_stack.push(ChoicesCommand(session, Choices(pane.recipe), text, note=note))

    def save_board(self) -> None:
        """Save the panes as one picture."""
        from .compare_view.save import board_picture

        comparison, opened = self._comparison(), self._session.opened
        if comparison is not None and opened is not None:
            self.saver.save(board_picture(opened.photo, comparison))

    def save_board_csv(self) -> None:
        """Save the figures as a table."""
        from .compare_view.save import board_table

        comparison = self._comparison()
        if comparison is not None:
            self.saver.save(board_table(comparison))

    def _comparison(self) -> Comparison | None:
        """Return what is known of the panes as they stand now, with at least one result; None while that is to come."""
        figures = None if self.board is None else self.board.figures
        if self.board is None or figures is None or figures.keys != tuple(pane.key for pane in self.board.panes):
            return None
        return figures.comparison if figures.comparison.worked else None
