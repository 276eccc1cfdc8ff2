"""One group of the grid: its heading, its captions, and where its kernels lie."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from .. import icons, theme
from ..kit import paint
from ..kit.labels import ElidedLabel
from ..kit.tool_button import ToolButton
from .arrangement import Group
from .cell import Caption

HEADING, COLUMN_CAPTION = 26, 18


class Section(QWidget):
    """Lies under the cells, which belong to the grid, so that Tab and arrow keys see them as one."""

    turned = Signal(tuple)
    """Filters that a person wants left out, or in use again."""

    def __init__(self, group: Group, *, alone: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.group = group
        self.cells: dict[int, QRect] = {}
        """Where the kernels lie in the grid."""
        name = f"bank.grid.{group.name}"
        self._title = ElidedLabel(group.title, self, weight=theme.BOLD)
        self._note = ElidedLabel(group.note, self, delta=-2, dim=True)
        self._all = ToolButton("", "eye", self, name=f"{name}.all", icon_only=True, small=True, quiet=True)
        self._all.setVisible(not alone)
        self._all.clicked.connect(lambda: self.turned.emit(group.filters))
        self._rows = [
            self._caption(row.caption, f"{group.title}, {row.title}", row.filters, f"{name}.row.{place}", right=True)
            for place, row in enumerate(group.rows)
        ]
        self._columns = [
            self._caption(
                caption,
                f"{group.title}, {caption}",
                tuple(cell for row in group.rows if (cell := row.cells[place]) is not None),
                f"{name}.column.{place}",
            )
            for place, caption in enumerate(group.columns)
        ]

    def caption_width(self) -> int:
        """How wide the captions of the rows are."""
        return max((row.sizeHint().width() for row in self._rows), default=0)

    def columns(self) -> int:
        """How many kernels stand in a row."""
        return max(len(row.cells) for row in self.group.rows)

    def lay_out(self, top: int, width: int, left: int, pitch: int, across: int, *, captions: bool) -> int:
        """Place everything below `top`, `across` kernels beside each other from `left` on; return where it ends."""
        heading, caption_height = theme.px(HEADING), theme.px(COLUMN_CAPTION)
        title_width = min(width, paint.text_width(self.group.title, self._title.font()) + 2)
        button = self._all.sizeHint().width() if not self._all.isHidden() else 0
        self._title.setGeometry(0, 0, title_width, heading - 2)
        note_left = title_width + theme.px(8)
        self._note.setGeometry(note_left, 0, max(0, width - note_left - button - 4), heading - 2)
        self._all.setGeometry(width - button, 0, button, self._all.sizeHint().height())
        columns, y = self.columns(), heading
        self.cells = {}
        for start in range(0, columns, across):
            here = range(start, min(columns, start + across))
            for place in here if self._columns else ():
                self._columns[place].setVisible(captions)
                self._columns[place].setGeometry(left + (place - start) * pitch, y, pitch, caption_height)
            y += caption_height if captions and self._columns else 0
            for caption, row in zip(self._rows, self.group.rows, strict=True):
                if start == 0:
                    caption.setGeometry(0, y, left, pitch)
                for place in here:
                    if place < len(row.cells) and (cell := row.cells[place]) is not None:
                        self.cells[cell] = QRect(left + (place - start) * pitch, top + y, pitch, pitch)
                y += pitch
            y += theme.px(6) if start + across < columns else 0
        self.setGeometry(0, top, width, y)
        return top + y

    def show_off(self, off: frozenset[int]) -> None:
        """Show which filters are left out."""
        in_use = not frozenset(self.group.filters) <= off
        words = f"{'Leave out' if in_use else 'Use'} all {self.group.title.lower()}"
        self._all.setText(words)
        self._all.setAccessibleName(words)
        self._all.setToolTip(words)
        self._all.setIcon(icons.icon("eye" if in_use else "eyeoff", "dim"))
        for caption, filters in self._captions():
            caption.show_in_use(not frozenset(filters) <= off)

    def show_reductions(self, reduction: Callable[[int], float], *, alike: bool) -> None:
        """Say beside each row how much smaller its kernels are shown; nothing where that is `alike` for all."""
        for caption, row in zip(self._rows, self.group.rows, strict=True):
            most = max(reduction(index) for index in row.filters)
            note = f"1 : {most:.2g}" if most > 1.05 and not alike else ""
            if note != caption.note:
                caption.note = note
                caption.update()

    def _captions(self) -> list[tuple[Caption, tuple[int, ...]]]:
        rows = [(caption, row.filters) for caption, row in zip(self._rows, self.group.rows, strict=True)]
        columns = [
            (caption, tuple(cell for row in self.group.rows if (cell := row.cells[place]) is not None))
            for place, caption in enumerate(self._columns)
        ]
        return rows + columns

    def _caption(self, text: str, title: str, filters: tuple[int, ...], name: str, *, right: bool = False) -> Caption:
        caption = Caption(text, title, self, name=name, right=right)
        caption.clicked.connect(lambda: self.turned.emit(filters))
        return caption
