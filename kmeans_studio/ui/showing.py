"""Showing: what the session holds, on the window; and which actions there is enough for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ..features.grid_space import GridSpace
from . import outcome, words
from .jobs import OpenJob, SegmentJob
from .window import TITLE

if TYPE_CHECKING:
    from .looking import Looking
    from .runner import Runner
    from .session import Session
    from .window import Window


class Showing(QObject):
    """Listens to the session and keeps the window up to date with it."""

    def __init__(self, session: Session, runner: Runner, window: Window, looking: Looking) -> None:
        super().__init__(session)
        self._session, self._runner, self._window, self._looking = session, runner, window, looking
        session.photo_changed.connect(self._show_photo)
        session.recipe_changed.connect(self._show_recipe)
        session.shown_changed.connect(self._show_frame)
        session.segments_changed.connect(self._show_segments)
        session.selection_changed.connect(self._show_selection)
        session.live_changed.connect(self._show_live)
        session.undo_changed.connect(self.update_actions)
        window.tab_changed.connect(self._show_tab)
        for signal in (runner.posted, runner.started, runner.done, runner.failed, runner.cancelled):
            signal.connect(self.update_actions)
        self._show_live(session.live)
        self._show_photo()

    def _show_recipe(self) -> None:
        self._window.recipe.show_recipe(self._session.recipe)
        said = [self._session.note]
        if not self._session.live and self._session.stale:
            said.append("The recipe has changed; Run shows what it gives")
        if any(said) or not self._session.live:
            self._window.status.say(". ".join(filter(None, said)))
        self.update_actions()

    def _show_live(self, live: bool) -> None:
        self._window.actions_["live"].setChecked(live)
        self.update_actions()

    def _show_photo(self) -> None:
        opened, window = self._session.opened, self._window
        self._show_tab()
        if opened is None:
            window.canvas.clear()
            window.show_start()
            window.setWindowTitle(TITLE)
            window.status.show_notes(())
            window.status.show_result(())
            window.status.say("")
        else:
            window.canvas.set_photo(opened.levels, opened.alpha_levels)
            window.show_canvas()
            window.canvas.setFocus()
            window.setWindowTitle(f"{opened.name} – {TITLE}")
            window.status.show_notes(opened.photo.notes + opened.photo.warnings)
        self._show_facts()
        self.update_actions()

    def _show_tab(self) -> None:
        """Enable what is of use on the tab that is shown."""
        there_is = self.there_is()
        self._window.toolbar.set_there_is(photo=there_is["photo"], canvas=there_is["canvas"])
        self.update_actions()

    def _show_facts(self) -> None:
        opened, run = self._session.opened, self._session.shown
        if opened is None:
            self._window.status.show_facts("No photo open")
            return
        kind = opened.photo.pixels.dtype
        depths = {"u1": "sRGB", "f4": "sRGB, floating point"}
        facts = [
            f"{opened.photo.width} × {opened.photo.height}",
            depths.get(kind.str[1:], f"sRGB, {kind.itemsize * 8} bit"),
        ]
        if run is not None:
            if run.colors is not None:
                facts.append("1 color" if run.colors == 1 else f"{run.colors:,} colors")
            elif isinstance(space := run.segmentation.space, GridSpace):
                cells, features = space.rows.shape
                facts.append(f"{features} features × {cells:,} cells" if features > 1 else f"{cells:,} cells")
            facts.append(words.seconds(run.seconds))
        self._window.status.show_facts("   ".join(facts))

    def _show_frame(self) -> None:
        run, window, running = self._session.shown, self._window, self._session.running
        window.canvas.set_labels(None if run is None else run.segmentation.labels, final=not running)
        self._show_facts()
        # How a run ended is said of its end, also while an earlier generation is looked at.
        latest = self._session.latest
        window.status.show_result(outcome.facts(latest) if latest is not None and not running else ())
        self.update_actions()

    def _show_segments(self) -> None:
        edited, window = self._session.edited, self._window
        if edited is None:
            window.show_segments((), editable=False)
        else:
            window.canvas.set_colors(edited.colors)
            window.canvas.set_groups(edited.group_of_label)
            window.show_segments(edited.segments, editable=self._session.editable)
            self._looking.tell_again()
        window.recipe.show_there_are_segments(edited is not None)
        self._show_selection()

    def _show_selection(self) -> None:
        edited = self._session.edited
        hidden = {segment.label for segment in edited.segments if segment.hidden} if edited else set()
        # Lines around what is hidden would spoil the look at what is left.
        self._window.canvas.set_selected(self._session.selection - hidden)
        self._window.segments.show_selection(self._session.selection)
        self.update_actions()

    def update_actions(self) -> None:
        """Enable the actions for which there is all that they need."""
        self._window.actions_.update(self.there_is())
        stack, actions = self._session.undo_stack, self._window.actions_
        actions["undo"].setText(f"&Undo {stack.undoText()}".rstrip())
        actions["hide"].setText("S&how" if self._session.selection_hidden else "&Hide")
        actions["redo"].setText(f"&Redo {stack.redoText()}".rstrip())

    def there_is(self) -> dict[str, bool]:
        """Return what actions may need, and whether it is there now."""
        session = self._session
        segments = session.edited.segments if session.edited else ()
        return {
            "photo": session.opened is not None,
            "canvas": session.opened is not None and self._window.tab == "canvas",
            "result": session.shown is not None and not session.running,
            "runnable": session.opened is not None and not session.running and not self._runner.has(OpenJob),
            "running": session.running and self._runner.has(SegmentJob),
            "busy": session.paused or any(job.words and not job.finishes for job in self._runner.jobs),
            "segments": bool(segments),
            "hidden": any(segment.hidden for segment in segments),
            "editable": session.editable,
            "selection": bool(session.selection),
            "one": len(session.selection) == 1,
            "several": len(session.selection) > 1,
            "undo": session.undo_stack.canUndo(),
            "redo": session.undo_stack.canRedo(),
            "board": self._window.has_board,
        }
