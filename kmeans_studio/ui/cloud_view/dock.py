"""The dock of the color cloud: its title, its menu, and the view."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QLabel, QMenu, QStackedLayout, QWidget

from .. import theme
from ..docks import Dock
from ..kit.tool_button import ToolButton
from .hand import CloudView
from .renderer import Software

PHOTO, SEGMENT = COLORINGS = ("photo", "segment")
"""What points are colored by."""

SOON = "The photo's colors will appear here as a cloud, with the centers of the segments in it."


class CloudContent(QWidget):
    """The view, or, while there is nothing to see, what will be there."""

    def __init__(self, view: CloudView) -> None:
        super().__init__()
        self.view = view
        self._words = QLabel(SOON)
        self._words.setObjectName("cloud.soon")
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setForegroundRole(self._words.palette().ColorRole.PlaceholderText)
        self._words.setMargin(theme.px(24))
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(self._words)
        self._pages.addWidget(view)

    def show_view(self, there_is: bool) -> None:
        """Show the view, or the words in its place."""
        self._pages.setCurrentIndex(1 if there_is else 0)

    def minimumSizeHint(self) -> QSize:
        """The words give way."""
        return self.view.minimumSize()


class CloudDock(Dock):
    """What stands around the view.

    coloring_picked(name)  points are to be colored by "photo" or "segment"
    opengl_picked(on)      points are to be drawn by OpenGL, or not
    save_wanted()          the picture is to be saved
    """

    coloring_picked = Signal(str)
    opengl_picked = Signal(bool)
    save_wanted = Signal()

    def __init__(self, *, may_move: bool) -> None:
        self.view = CloudView(Software())
        self.pages = CloudContent(self.view)
        super().__init__("Color cloud", self.pages, name="cloud")
        self.menu = QMenu(self)
        self.menu.setObjectName("cloud.menu")
        coloring = QActionGroup(self)
        for name, text in ((PHOTO, "Color by &Photo"), (SEGMENT, "Color by &Segment")):
            action = self._add(f"color_{name}", text, checked=name == PHOTO)
            coloring.addAction(action)
            action.triggered.connect(lambda _checked, name=name: self.coloring_picked.emit(name))
        self.menu.addSeparator()
        self._add("trails", "&Trails of the Centers", checked=True).toggled.connect(self._show_trails)
        slowly = self._add("slowly", "Turn S&lowly", checked=False)
        slowly.setEnabled(may_move)
        slowly.toggled.connect(self.view.turn_slowly)
        self.view.turning_ended.connect(self._end_turning)
        self._slowly = slowly
        self._add("reset", "&Reset View").triggered.connect(self.view.reset)
        self.menu.addSeparator()
        self.opengl = self._add("opengl", "Draw with &OpenGL", checked=False)
        self.opengl.triggered.connect(self.opengl_picked)
        self.menu.addSeparator()
        self._add("save", "Sa&ve Picture…").triggered.connect(self.save_wanted)
        more = ToolButton("More about the color cloud", "more", name="cloud.more", icon_only=True, quiet=True)
        more.clicked.connect(lambda: self.menu.popup(more.mapToGlobal(QPoint(0, more.height()))))
        self.tools.addWidget(more)

    def _add(self, name: str, text: str, *, checked: bool | None = None) -> QAction:
        action = self.menu.addAction(text)
        action.setObjectName(f"cloud.{name}")
        if checked is not None:
            action.setCheckable(True)
            action.setChecked(checked)
        return action

    def _end_turning(self) -> None:
        self._slowly.setChecked(False)

    def _show_trails(self, on: bool) -> None:
        self.view.trails_shown = on
        self.view.update()
