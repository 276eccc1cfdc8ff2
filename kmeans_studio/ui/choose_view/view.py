"""The place for choosing k: what the measures come to, the chart, and why they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from .. import theme
from ..bank_view.hint import Hint
from ..kit.button import Button
from ..kit.disclosure import Disclosure
from ..kit.labels import ElidedLabel, Paragraph
from ..kit.progress import ProgressLine
from ..kit.scroll import ScrollBar
from ..kit.tool_button import ToolButton
from .chart import Chart
from .legend import SilhouetteLegend
from .measures import compared, measures_of
from .wording import heading

if TYPE_CHECKING:
    from ..choose_jobs import Study


class ChooseView(QWidget):
    """Shows a study; tells what a person wants."""

    picked = Signal(int)
    """A person takes a k."""
    stopped = Signal()
    """A person wants the measuring to stop."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("choose.view")
        self._study: Study | None = None
        self._ends, self._k, self._stale = (2, 12), 0, False
        self.hint = Hint(name="choose.hint")
        self.chart = Chart()
        self.chart.picked.connect(self.picked)
        self.legend = SilhouetteLegend()
        self.legend.hide()
        self._reasons = _Reasons()
        self._middle = QStackedWidget()
        self._middle.addWidget(self.chart)
        self._middle.addWidget(self._reasons)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(theme.px(16), 0, theme.px(2), theme.px(4))
        column.setSpacing(theme.px(4))
        column.addLayout(self._make_top())
        column.addWidget(self.legend)
        column.addWidget(self._middle, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.hint)
        self._pages.addWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)

    def _make_top(self) -> QHBoxLayout:
        self._strong = ElidedLabel(name="choose.suggestion", weight=theme.BOLD)
        self._strong.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._sentence = ElidedLabel(name="choose.sentence")
        self._line = ElidedLabel(name="choose.compared", delta=-1, dim=True, tabular=True)
        said = QHBoxLayout()
        said.setSpacing(theme.px(5))
        said.addWidget(self._strong)
        said.addWidget(self._sentence, 1)
        words = QVBoxLayout()
        words.setSpacing(theme.px(1))
        words.addLayout(said)
        words.addWidget(self._line)
        self.why = Disclosure("Why do they differ?", self, name="choose.why")
        """Stands in the head of the dock: beside the sentence it would take its room."""
        self.why.opened.connect(self._show_reasons)
        self.use = Button("Use", name="choose.use")
        self.use.clicked.connect(self._take_suggestion)
        self._progress = ProgressLine(name="choose.progress", title="Measuring k")
        self._progress.setFixedWidth(theme.px(96))
        self._stop = ToolButton("Stop measuring", "close", name="choose.stop", icon_only=True, small=True)
        self._stop.clicked.connect(self.stopped)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, theme.px(12), 0)
        row.setSpacing(theme.px(10))
        row.addLayout(words, 1)
        for part in (self._progress, self._stop, self.use):
            row.addWidget(part)
        # As high as its button, so that nothing moves when that comes.
        row.addStrut(theme.px(36))
        return row

    # --- what is shown -------------------------------------------------------------------------------------------

    def show_hint(self, words: str) -> None:
        """Say in place of everything what will be here, or why nothing is."""
        self.hint.setText(words)
        self.why.hide()
        self._pages.setCurrentIndex(0)

    def show_range(self, ends: tuple[int, int]) -> None:
        """Make room for a range that is being measured; nothing is known of it yet."""
        self._study, self._ends, self._stale = None, ends, False
        self.chart.show_range(tuple(range(ends[0], ends[1] + 1)), measures_of(None))
        self._refresh(None)

    def show_preparing(self, words: str, share: float) -> None:
        """Say what is going on before anything is known."""
        if self._study is None:
            self._sentence.setText(f"{words} …")
            self._progress.set_share(share)

    def show_study(self, study: Study, ends: tuple[int, int], *, stale: bool = False) -> None:
        """Show what is known; stale: of an older recipe, until there is something of the one that was chosen."""
        self._study, self._ends, self._stale = study, ends, stale
        ks = study.evidence.ks or tuple(range(ends[0], ends[1] + 1))
        self.chart.show_study(ks, study, measures_of(study), stale=stale)
        self._reasons.show_reasons(study.verdict.disagreements)
        self._refresh(study.evidence.done)

    def mark_k(self, k: int) -> None:
        """Mark a person's own k."""
        self._k = k
        self.chart.show_k(k)
        if self._pages.currentIndex():
            self._refresh(None if self._study is None else self._study.evidence.done)

    def _refresh(self, share: float | None) -> None:
        self._pages.setCurrentIndex(1)
        study = self._study
        busy = self._stale or study is None or not study.ended
        strong, sentence = heading(None if self._stale else study, self._ends)
        self._strong.setText(strong)
        self._sentence.setText(sentence)
        self._progress.set_share(None if self._stale else share)
        for part in (self._progress, self._stop):
            part.setVisible(busy)
        suggestion = None if busy or study is None else study.verdict.suggestion
        self.use.setVisible(suggestion is not None)
        self.use.setText(f"Use {suggestion}")
        self.use.setEnabled(suggestion != self._k)
        self._show_why(None if busy else study)
        if busy:
            self.why.set_open(False)
            self._show_reasons(False)
        self._line.setText(self._compared())

    def _show_why(self, study: Study | None) -> None:
        """Offer the sentences of the measures."""
        reasons = study is not None and bool(study.verdict.disagreements)
        self.why.setVisible(reasons)
        if study is not None and reasons:
            differ = len(set(study.verdict.votes.values())) > 1
            self.why.setText("Why do they differ?" if differ else "What do they prefer?")
            self.why.set_open(bool(self._middle.currentIndex()))

    def _compared(self) -> str:
        study = self._study
        if study is None or self._stale:
            return "The curves below fill in from left to right."
        notes = [f"{note[:1].upper()}{note[1:]}." for note in study.evidence.notes]
        own = []
        if study.ended and study.verdict.suggestion is not None:
            own = [compared(study, self._k) or f"You have taken {self._k}."]
        return " ".join([*own, *notes])

    def _show_reasons(self, shown: bool) -> None:
        self._middle.setCurrentIndex(int(shown))
        said = (self._strong, self._sentence, self._line)
        cut = any(label.toolTip() for label in said)
        self._reasons.show_all_of(" ".join(label.text() for label in said) if cut else "")

    def _take_suggestion(self) -> None:
        if self._study is not None and self._study.verdict.suggestion is not None:
            self.picked.emit(self._study.verdict.suggestion)


class _Reasons(QScrollArea):
    """A sentence for each measure: what it prefers, and which k it takes."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("choose.reasons")
        self.setAccessibleName("Why the measures differ")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBar(ScrollBar(self))
        self._labels: list[tuple[ElidedLabel, Paragraph]] = []
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, theme.px(8), theme.px(24), theme.px(8))
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(8))
        self._grid.setColumnStretch(1, 1)
        self._all = Paragraph(name="choose.all")
        self._grid.addWidget(self._all, 0, 0, 1, 2)
        self.setWidget(inner)

    def show_all_of(self, words: str) -> None:
        """Show what is said at the top of the dock, whole, where there it had to be cut."""
        self._all.setVisible(bool(words))
        self._all.setText(words)

    def show_reasons(self, reasons: tuple[str, ...]) -> None:
        """Show the sentences; what is there already stays as it is."""
        for row in range(len(self._labels), len(reasons)):
            strong, rest = ElidedLabel(delta=-1, weight=theme.BOLD), Paragraph(name=f"choose.reason.{row}", delta=-1)
            strong.setFixedWidth(theme.px(210))
            self._labels.append((strong, rest))
            self._grid.addWidget(strong, row + 1, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(rest, row + 1, 1)
            self._grid.setRowStretch(row + 1, 0)
            self._grid.setRowStretch(row + 2, 1)
        for (strong, rest), reason in zip(self._labels, reasons, strict=False):
            takes, _, why = reason.partition(". ")
            strong.setText(takes)
            if rest.text() != why:
                rest.setText(why)
