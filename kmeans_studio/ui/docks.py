"""The places under the canvas: what helps to understand a result stands there, side by side, and can be closed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from . import theme
from .kit.labels import ElidedLabel, Rule
from .kit.tool_button import ToolButton

HEIGHT = 340
"""How high the docks are at first."""


class Dock(QWidget):
    """A titled place with a close button."""

    closed = Signal()
    """A person closed it."""

    def __init__(self, title: str, content: QWidget, parent: QWidget | None = None, *, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.content = content
        self._note = ElidedLabel(name=f"{name}.note", delta=-1, dim=True)
        heading = ElidedLabel(title, weight=theme.BOLD)
        heading.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        close = ToolButton(f"Close {title}", "close", name=f"{name}.close", icon_only=True)
        close.clicked.connect(self.closed)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(theme.px(4))
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(16), theme.px(6), theme.px(8), theme.px(2))
        row.setSpacing(theme.px(10))
        row.addWidget(heading)
        row.addWidget(self._note, 1)
        row.addLayout(self.tools)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(content, 1)

    def say(self, note: str) -> None:
        """Say something beside the title."""
        self._note.setText(note)


class Docks(QSplitter):
    """The canvas above, the docks that are open below it, side by side; the borders can be dragged."""

    def __init__(self, above: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setObjectName("docks")
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self._row = QSplitter(Qt.Orientation.Horizontal)
        self._row.setChildrenCollapsible(False)
        self._row.setHandleWidth(1)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Rule())
        column.addWidget(self._row, 1)
        above.setMinimumHeight(theme.px(120))
        self.addWidget(above)
        self.addWidget(below)
        self.setStretchFactor(0, 1)
        self._below, self._allowed, self._was_open = below, True, False
        self._wanted: dict[Dock, tuple[int, int]] = {}
        """Stretch and place of each dock."""
        below.hide()

    def add(self, dock: Dock, *, stretch: int = 1, place: int = 0) -> None:
        """Add a dock, closed.

        stretch  how wide it is at first, as against the others
        place    docks stand from left to right by it, whichever was opened first
        """
        dock.hide()
        at = sum(other <= place for _, other in self._wanted.values())
        self._wanted[dock] = stretch, place
        self._row.insertWidget(at, dock)

    def open(self, dock: Dock, is_open: bool) -> None:
        """Open or close a dock."""
        is_new = is_open and dock.isHidden()
        dock.setVisible(is_open)
        self._show()
        if is_new:
            # Of the width that there is each takes its part; what a person drags afterwards stays.
            widths = [0 if there.isHidden() else self._wanted[there][0] for there in self._in_order()]
            self._row.setSizes([self.width() * width // sum(widths) for width in widths])

    def _in_order(self) -> list[Dock]:
        return sorted(self._wanted, key=self._row.indexOf)

    def set_allowed(self, allowed: bool) -> None:
        """Put all docks away while something else needs the height, or bring them back."""
        self._allowed = allowed
        self._show()

    def _show(self) -> None:
        is_open = self._allowed and any(not dock.isHidden() for dock in self._wanted)
        self._below.setVisible(is_open)
        if is_open and not self._was_open:
            self._was_open = True
            below = min(theme.px(HEIGHT), self.height() * 55 // 100)
            self.setSizes([max(self.height() - below, 1), below])

    def minimumSizeHint(self) -> QSize:
        """As wide as what stands above needs; the docks take the height that there is."""
        hint = super().minimumSizeHint()
        return QSize(hint.width(), min(hint.height(), theme.px(260)))
