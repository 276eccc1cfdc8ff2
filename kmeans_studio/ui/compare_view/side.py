"""The figures beside the panes: how much they agree, what is under the pointer, where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from .. import theme
from ..kit.button import Button
from ..kit.info import InfoButton
from ..kit.labels import ElidedLabel, Paragraph
from ..kit.scroll import ScrollBar
from ..kit.segmented import Segmented
from .answers import DifferencePicture, Legend, agreeing
from .pointer_list import PointerList
from .table import ARI, VI, AgreementTable

if TYPE_CHECKING:
    from ...edits import Segment
    from .board import Board

WIDTH = 240

ABOUT = (
    "Two panes agree where they put the same pixels together, whatever number or color a segment has. "
    "The adjusted Rand index is 1 for the same segments and about 0 for chance; the variation of information says how "
    "many bits one pane leaves open about the other, 0 for the same. "
    "Explained (GVF) is the share of the photo's variance in CIE Lab that lies between the segments: one scale for all "
    "panes."
)
MEASURED = {ARI: "1 is the same, 0 is chance", VI: "in bits: 0 is the same"}
POINT = "Point at a pane to see what the others say there."


class Side(QWidget):
    """The column at the right."""

    differences_wanted = Signal()
    picture_wanted = Signal()
    table_wanted = Signal()

    def __init__(self, board: Board, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self.setObjectName("compare.side")
        self.setFixedWidth(theme.px(WIDTH))
        self.table = AgreementTable(board)
        self.measure = Segmented(
            ((ARI, "Rand index"), (VI, "Information")), name="compare.measure", title="Measure of agreement"
        )
        self.measure.picked.connect(self._pick_measure)
        self._measured = ElidedLabel(MEASURED[ARI], delta=-2, dim=True)
        self.pointer = PointerList()
        self._place = ElidedLabel(name="compare.pointer.place", delta=-1, dim=True, tabular=True)
        self._agreeing = Paragraph(name="compare.agreeing", delta=-2, dim=True)
        self.picture, self.legend = DifferencePicture(board), Legend(board)
        self.picture.opened.connect(self.differences_wanted)
        self.save = Button("Save board…", name="compare.save")
        self.menu = QMenu(self)
        self.menu.addAction("As one picture…").triggered.connect(self.picture_wanted)
        self.menu.addAction("As a table of figures…").triggered.connect(self.table_wanted)
        self.save.clicked.connect(self._open_menu)
        self._differing = [
            ElidedLabel("Where they differ", weight=theme.BOLD),
            self._agreeing,
            self.picture,
            self.legend,
        ]
        self._arrange()
        for signal in (board.panes_changed, board.figures_changed):
            signal.connect(self.refresh)
        self.show_pointer(None, ())
        self.refresh()

    def _arrange(self) -> None:
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(theme.px(16), theme.px(10), theme.px(12), theme.px(8))
        rows.setSpacing(theme.px(4))
        heading = QHBoxLayout()
        heading.addWidget(ElidedLabel("Agreement", weight=theme.BOLD), 1)
        heading.addWidget(InfoButton("agreement", ABOUT, name="compare.table.info"))
        rows.addLayout(heading)
        rows.addWidget(self.measure)
        rows.addWidget(self._measured)
        rows.addSpacing(theme.px(2))
        rows.addWidget(self.table)
        rows.addSpacing(theme.px(10))
        under = QHBoxLayout()
        title = ElidedLabel("Under the pointer", weight=theme.BOLD)
        title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        under.addWidget(title)
        under.addWidget(self._place, 1)
        rows.addLayout(under)
        rows.addWidget(self.pointer)
        rows.addSpacing(theme.px(10))
        for widget in self._differing:
            rows.addWidget(widget)
        rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("compare.side.scroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setVerticalScrollBar(ScrollBar(scroll))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        self.area = scroll
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.px(16), theme.px(8), theme.px(12), theme.px(12))
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addLayout(foot)

    def minimumSizeHint(self) -> QSize:
        """It scrolls."""
        return QSize(theme.px(WIDTH), theme.px(120))

    def refresh(self) -> None:
        """Show the board as it is now."""
        words = agreeing(self._board)
        self._agreeing.setText(words)
        self.picture.refresh()
        self.legend.refresh()
        for widget in self._differing:
            widget.setVisible(bool(words))
        self.save.setEnabled(bool(self._board.done))

    def show_pointer(self, place: tuple[int, int] | None, entries: tuple[tuple[str, Segment | None], ...]) -> None:
        """Show what the panes say about a pixel (x, y), or about none."""
        self._place.setText("" if place is None else f"({place[0]}, {place[1]})")
        blank = tuple((self._board.letter(pane.key), None) for pane in self._board.panes)
        self.pointer.show_entries(entries or blank, POINT)

    def _open_menu(self) -> None:
        """Open the menu over the button, which stands at the window's lower end."""
        self.menu.popup(self.save.mapToGlobal(QPoint(0, -self.menu.sizeHint().height())))

    def _pick_measure(self, what: str) -> None:
        self._measured.setText(MEASURED[what])
        self.table.show_measure(what)
