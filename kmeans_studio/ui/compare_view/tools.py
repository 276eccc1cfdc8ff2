"""The row over the panes: which view, more panes, what they have in common, how they are arranged."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from .. import theme
from ..kit.progress import ProgressLine
from ..kit.segmented import Segmented
from ..kit.tool_button import ToolButton
from .board import DIFFERENCES, MOST, PANES, SWIPE
from .grid import LAYOUTS

NARROW = 860
"""Below this width, at the usual font size, the words beside the icons go."""


class Tools(QWidget):
    """What people do here goes out as signals."""

    stop_wanted = Signal()
    run_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare.tools")
        views = ((PANES, "Panes"), (SWIPE, "Swipe"), (DIFFERENCES, "Differences"))
        self.views = Segmented(views, name="compare.view", title="View of the panes")
        self.add = ToolButton("Add pane", "plus", name="compare.add")
        self.add.setToolTip("Add a pane with the main recipe")
        self.link = ToolButton("Link panes", "link", name="compare.link", checkable=True)
        self.link.setToolTip("Zoom and move all panes together")
        self.match = ToolButton("Match colors", "check", name="compare.match", checkable=True)
        self.match.setToolTip("Give the same thing the same color and number in all panes")
        self.link.setChecked(True)
        self.match.setChecked(True)
        layouts = [(name, f"{rows} × {columns}") for name, (rows, columns) in LAYOUTS.items()]
        self.layouts = Segmented(layouts, name="compare.layout", title="Rows and columns of panes")
        self.progress = ProgressLine(name="compare.progress", title="Progress of the panes")
        self.progress.setFixedWidth(theme.px(72))
        self.stop = ToolButton("Stop comparing", "close", name="compare.stop", icon_only=True, small=True)
        self.run = ToolButton("Run what is missing", "run", name="compare.run", icon_only=True, small=True)
        self.stop.clicked.connect(self.stop_wanted)
        self.run.clicked.connect(self.run_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(8), theme.px(7), theme.px(8), 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.views)
        row.addStretch(1)
        row.addWidget(self.progress)
        row.addWidget(self.stop)
        row.addWidget(self.run)
        for widget in (self.add, self.link, self.match, self.layouts):
            row.addWidget(widget)
        self.show_idle(missing=False)

    def show_busy(self, share: float) -> None:
        """Say how much of all is done, 0..1."""
        self.progress.set_share(share)
        self.progress.show()
        self.stop.show()
        self.run.hide()

    def show_idle(self, *, missing: bool) -> None:
        """Nothing is going on; `missing`: something was stopped and can be run."""
        self.progress.hide()
        self.stop.hide()
        self.run.setVisible(missing)

    def show_board(self, view: str, arrangement: str, panes: int) -> None:
        """Show what there is."""
        self.views.set_current(view)
        self.layouts.set_current(arrangement)
        self.layouts.setEnabled(view == PANES)
        self.add.setEnabled(0 < panes < MOST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the words where there is no room for them."""
        super().resizeEvent(event)
        for button in (self.add, self.link, self.match):
            button.set_narrow(self.width() < theme.px(NARROW))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the icons alone allow."""
        hint = super().minimumSizeHint()
        hint.setWidth(theme.px(420))
        return hint
