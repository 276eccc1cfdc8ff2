"""The key numbers of a generation: which one it is, what it costs, how much moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from .. import theme
from ..kit import paint
from ..kit.labels import ElidedLabel

if TYPE_CHECKING:
    from .shown import Shown

NOTHING = "\u2013"
WIDEST_PLACE, WIDEST = "188 / 188", "00,000"


class Figures(QWidget):
    """Three key numbers, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.number = Figure("Generation", "generations.number", folded_title="")
        self.cost = Figure("Cost per pixel", "generations.cost", folded_title="Cost")
        self.moved = Figure("Moved", "generations.moved")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for figure in self.all:
            self._row.addWidget(figure)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
        self.set_folded(False)

    @property
    def all(self) -> tuple[Figure, Figure, Figure]:
        """The three."""
        return self.number, self.cost, self.moved

    def set_folded(self, folded: bool) -> None:
        """Put names and numbers in one line, without the notes."""
        self._row.setSpacing(theme.px(12))
        for figure in self.all:
            figure.set_folded(folded)

    def set_few(self, few: bool) -> None:
        """Show only which generation it is."""
        self.cost.setVisible(not few)
        self.moved.setVisible(not few)

    def least_width(self) -> int:
        """How wide those are that are shown."""
        shown = [figure for figure in self.all if not figure.isHidden()]
        return sum(figure.minimumWidth() for figure in shown) + self._row.spacing() * (len(shown) - 1)

    def show_nothing(self) -> None:
        """Show that there are no numbers yet."""
        for figure in self.all:
            figure.show_figure(NOTHING, "")

    def show_generation(self, shown: Shown) -> None:
        """Show the numbers of the generation that is looked at."""
        if not shown.count:
            # A first look at a reduced copy: it has no figures of its own.
            self.show_nothing()
            self.number.show_figure(NOTHING, "first look")
            return
        told = shown.tell(shown.index)
        self.number.show_figure(f"{told.number} / {shown.count:,}", shown.state)
        self.cost.show_figure(told.cost, told.change)
        self.moved.show_figure(told.moved, "of the pixels")


class Figure(QWidget):
    """A key number with its name above and a note below, or, folded, with its name before it."""

    def __init__(self, title: str, name: str, *, folded_title: str | None = None) -> None:
        super().__init__()
        self._names = (title, title if folded_title is None else folded_title)
        self.number = ElidedLabel(name=name, delta=2, weight=theme.BOLD, tabular=True)
        self.note = ElidedLabel(delta=-2, dim=True, tabular=True)
        self._title = ElidedLabel(title, delta=-2, dim=True)
        self._title.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for label in (self._title, self.number, self.note):
            self._column.addWidget(label)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)

    def set_folded(self, folded: bool) -> None:
        """Put name and number side by side, without the note."""
        ways = QVBoxLayout.Direction
        self._column.setDirection(ways.LeftToRight if folded else ways.TopToBottom)
        self._column.setSpacing(theme.px(6 if folded else 2))
        self.note.setVisible(not folded)
        title = self._names[folded]
        self._title.setText(title)
        self._title.setVisible(bool(title))
        # Wide enough for every number, so that nothing moves while they change.
        widest = paint.text_width(WIDEST_PLACE if title == "" else WIDEST, self.number.font())
        name = paint.text_width(title, self._title.font()) + theme.px(6) if folded and title else 0
        self.setFixedWidth(name + widest if folded else theme.px(96))

    def show_figure(self, number: str, note: str) -> None:
        """Show a number and what there is to say of it."""
        self.number.setText(number)
        self.note.setText(note)
