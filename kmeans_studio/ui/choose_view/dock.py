"""The dock for choosing k, built when it is first opened: its parts, and what they want from the controller."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ...features.modes import MODES
from .. import theme
from ..docks import Dock
from ..words import seconds
from .menu import ChooseTools
from .saver import StudySaver
from .silhouettes import Silhouettes
from .view import ChooseView
from .wording import FOCUS, NO_PHOTO, WAITING

if TYPE_CHECKING:
    from ..choose_jobs import Study
    from ..choosing import Choosing
    from ..runner import Runner
    from ..session import Session
    from ..window import Window


class ChooseDock(Dock):
    """Shows what is known of k."""

    def __init__(self, choosing: Choosing, session: Session, runner: Runner, glances: Runner, window: Window) -> None:
        self.view = ChooseView()
        super().__init__("Choose k", self.view, name="choose")
        self._choosing, self._session, self._window = choosing, session, window
        self.tools.addWidget(self.view.why)
        self.tools.addSpacing(theme.px(8))
        self.menu = ChooseTools(self.tools, self)
        self.menu.show_range(choosing.ends)
        self.silhouettes = Silhouettes(session, glances, window, self.view.legend, self.menu.silhouette)
        self.view.picked.connect(choosing.take)
        self.view.stopped.connect(choosing.stop)
        self._saver = StudySaver(session, runner, window)
        self.menu.picture_wanted.connect(lambda: self._save(self._saver.save_picture))
        self.menu.json_wanted.connect(lambda: self._save(self._saver.save_json))
        self.menu.opening.connect(self._offer)
        self.menu.range_picked.connect(self._take_range)
        self.menu.again_wanted.connect(choosing.again)
        self.closed.connect(lambda: choosing.show(False))
        window.docks.add(self, stretch=5, place=0)

    def open(self, is_open: bool) -> None:
        """Open or close it; what it painted on the photo goes with it."""
        if not is_open:
            self.menu.silhouette.setChecked(False)
        self._window.docks.open(self, is_open)

    def show_study(self, study: Study | None, last: Study | None, refused: str) -> None:
        """Show what is known, or what was before it, or why there is nothing.

        refused  why nothing can be measured
        """
        choosing, session, view = self._choosing, self._session, self.view
        self.menu.show_range(choosing.ends)
        self.say("")
        if session.opened is None:
            view.show_hint(NO_PHOTO)
        elif MODES[session.recipe.mode].focus:
            view.show_hint(FOCUS)
        elif refused:
            view.show_hint(refused)
        elif study is not None:
            view.show_study(study, choosing.ends)
            self.say(f"measured in {seconds(study.seconds)}" if study.ended and not study.stopped else "")
        elif last is not None:
            view.show_study(last, choosing.ends, stale=True)
        elif choosing.measuring:
            view.show_range(choosing.ends)
        else:
            view.show_hint(WAITING)
        view.mark_k(session.recipe.k)

    def _offer(self) -> None:
        study = self._choosing.study
        self.menu.show_there_is(evidence=study is not None and study.ended, result=self._session.shown is not None)

    def _save(self, how: Callable[[Study], None]) -> None:
        study = self._choosing.study
        if study is not None and study.ended:
            how(study)

    def _take_range(self, ends: tuple[int, int]) -> None:
        self._choosing.set_range(ends)
        self.menu.show_range(ends)
