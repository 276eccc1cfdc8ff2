"""The right column of the filter bank tab: which filters separate the segments, or what the segments stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from .. import theme
from ..kit.info import InfoButton
from ..kit.labels import ElidedLabel
from ..kit.segmented import Segmented
from .ranking import RankingPane
from .save import save_button
from .textons import TextonPane

if TYPE_CHECKING:
    from .model import BankModel

RANKING, TEXTONS = "ranking", "textons"

_TITLES = {
    RANKING: ("Which filters separate", "how much of it lies between segments"),
    TEXTONS: ("What segments stand for", "left: its texton, right: the photo"),
}
_ABOUT = {
    RANKING: (
        "How much of what a filter's feature varies lies between the segments, not within them: at 100 % it is the "
        "same all over each segment, at 0 % it tells none from another. Each filter is judged by itself (eta squared)."
    ),
    TEXTONS: (
        "The patch of photo that the bank's answers stand for: they are turned back into pixels, as far as the filters "
        "saw them. Strengths have lost their signs, so the answers at the place nearest to the segment's center are "
        "taken. The segment's mean gray is added, which no filter sees, and contrasts are raised alike."
    ),
}
_CENTERS = (
    "The patch of photo that the segment's center stands for: its responses are turned back into pixels, as far as "
    "the filters saw them. The segment's mean gray is added, which no filter sees, and contrasts are raised alike."
)


class InsightPane(QWidget):
    """Switches between the ranking and the textons."""

    view_changed = Signal(str)
    """The ranking or the textons are shown now."""
    save_wanted = Signal(str)
    """What of what is shown shall be saved: "picture" or "table"."""

    def __init__(self, model: BankModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bank.insight")
        self.ranking = RankingPane(model)
        self.textons = TextonPane()
        self.textons.pixel_picked.connect(lambda x, y: model.set_pixel((x, y)))
        self._switch = Segmented(
            ((RANKING, "Ranking"), (TEXTONS, "Textons")), name="bank.insight.view", title="Right column", word_of={}
        )
        self._switch.picked.connect(self._show)
        self._title = ElidedLabel(name="bank.insight.title", weight=theme.BOLD)
        self._note = ElidedLabel(name="bank.insight.note", delta=-1, dim=True)
        self._info = InfoButton("", "", name="bank.insight.info")
        entries = (
            ("Picture…", lambda: self.save_wanted.emit("picture")),
            ("Table…", lambda: self.save_wanted.emit("table")),
        )
        self._save = save_button("bank.insight.save", "Save this", entries, self)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.ranking)
        self._pages.addWidget(self.textons)
        self._from_centers = False
        self._arrange()
        self._show(RANKING)

    def _arrange(self) -> None:
        heading = QHBoxLayout()
        heading.setContentsMargins(theme.px(16), 0, theme.px(8), 0)
        heading.setSpacing(theme.px(4))
        heading.addWidget(self._title, 1)
        heading.addWidget(self._info)
        switch = QHBoxLayout()
        switch.setContentsMargins(theme.px(16), 0, theme.px(8), theme.px(4))
        switch.setSpacing(theme.px(4))
        switch.addWidget(self._switch, 1)
        switch.addWidget(self._save)
        note = QHBoxLayout()
        note.setContentsMargins(theme.px(16), 0, theme.px(12), 0)
        note.addWidget(self._note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(10), 0, 0)
        column.setSpacing(theme.px(2))
        column.addLayout(switch)
        column.addLayout(heading)
        column.addLayout(note)
        column.addSpacing(theme.px(4))
        column.addWidget(self._pages, 1)

    @property
    def view(self) -> str:
        """What is shown: the ranking or the textons."""
        return self._switch.current()

    def set_view(self, view: str) -> None:
        """Show the ranking or the textons."""
        self._switch.set_current(view)
        self._show(view)

    def set_from_centers(self, from_centers: bool) -> None:
        """Note whether textons are made of the centers themselves."""
        self._from_centers = from_centers
        self._explain()

    def set_there_is_something(self, there_is: bool) -> None:
        """Note whether what is shown can be saved."""
        self._save.setEnabled(there_is)

    def _show(self, view: str) -> None:
        self._pages.setCurrentWidget(self.ranking if view == RANKING else self.textons)
        title, note = _TITLES[view]
        self._title.setText(title)
        self._note.setText(note)
        # Patches are pictures: there is no table of them.
        self._save.menu().actions()[1].setVisible(view == RANKING)
        self._explain()
        self.view_changed.emit(view)

    def _explain(self) -> None:
        view = self.view
        self._info.explain(_TITLES[view][0], _CENTERS if view == TEXTONS and self._from_centers else _ABOUT[view])
