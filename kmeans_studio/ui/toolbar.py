"""The toolbar: open, tools, run, view, zoom, export."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from . import theme
from .actions import Actions
from .kit.combo import Combo
from .kit.labels import Rule
from .kit.segmented import Segmented
from .kit.tool_button import ToolButton

ZOOMS = ("fit", "12.5", "25", "50", "100", "200", "400", "800")
NARROW = 1240
"""Below this width, at the usual font size, the words beside the icons go."""
NARROWEST = 830
"""Below this width the zoom goes too."""


class Toolbar(QWidget):
    """Buttons for the actions that are used all the time."""

    view_picked = Signal(str)
    tool_picked = Signal(str)
    zoom_picked = Signal(object)
    """A zoom (1.0 is one photo pixel on one screen pixel), or None to fit."""

    def __init__(self, actions: Actions, open_menu: QMenu, export_menu: QMenu, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toolbar")
        self.open = self._button(actions, "open_photo", "Open", open_menu)
        tools = (("select", "Select (V)"), ("pan", "Pan (G, or hold Space)"), ("seed", "Seed (S)"))
        icon_of = {name: name for name, _ in tools}
        self.tools = Segmented(tools, name="toolbar.tool", title="Tool", icon_of=icon_of)
        self.tools.picked.connect(self.tool_picked)
        self.run = self._button(actions, "run", "Run")
        self.stop = self._button(actions, "stop", "Stop")
        self.live = self._button(actions, "live", "Live")
        views = (
            ("original", "Original"),
            ("segments", "Segments"),
            ("outline", "Outline"),
            ("split", "Split"),
        )
        self.views = Segmented(views, name="toolbar.view", title="View")
        self.views.picked.connect(self.view_picked)
        titles = [(zoom, "Fit" if zoom == "fit" else f"{zoom} %") for zoom in ZOOMS]
        self.zoom = Combo(titles, name="toolbar.zoom", title="Zoom")
        self.zoom.picked.connect(self._pick_zoom)
        self.zoom.setMinimumWidth(self.zoom.sizeHint().width())
        self.fit = ToolButton("Fit", name="toolbar.fit", icon_only=True)
        self.fit.setDefaultAction(actions["zoom_fit"])
        self.export = ToolButton("Export", "export", name="toolbar.export", menu=export_menu)
        self._narrowing = (self.open, self.run, self.stop, self.live, self.export)

        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(9), theme.px(14), theme.px(10))
        row.setSpacing(theme.px(8))
        self._fill(row, self.open, None, self.tools, None, self.run, self.stop, self.live, None, self.views)
        row.addStretch(1)
        self._fill(row, self.zoom, self.fit, None, self.export)

    def show_zoom(self, zoom: float, *, fitted: bool) -> None:
        """Show how large the photo is."""
        percent = f"{zoom * 100:.3g}" if zoom < 10 else f"{zoom * 100:.0f}"
        if not fitted and percent in ZOOMS:
            self.zoom.set_current(percent)
        else:
            self.zoom.show_other(f"{percent} %")

    def set_there_is(self, *, photo: bool, canvas: bool) -> None:
        """Controls without an action of their own are of use only with a photo, most of them only where it is shown."""
        for widget in (self.tools, self.views, self.zoom, self.fit):
            widget.setEnabled(canvas)
        self.export.setEnabled(photo)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the words where there is no room for them."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(NARROW)
        for button in self._narrowing:
            button.set_narrow(narrow)
        # The menu and the wheel zoom too.
        narrowest = self.width() < theme.px(NARROWEST)
        for widget in (self.zoom, self.fit):
            widget.setVisible(not narrowest)
        self._row.setSpacing(theme.px(4 if narrowest else 8))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the icons alone allow, or the words would keep the window wide."""
        hint = super().minimumSizeHint()
        hint.setWidth(theme.px(652))
        return hint

    def _button(self, actions: Actions, name: str, text: str, menu: QMenu | None = None) -> ToolButton:
        button = ToolButton(text, name=f"toolbar.{name}", menu=menu, split=menu is not None)
        button.setDefaultAction(actions[name])
        button.setText(text)
        return button

    def _fill(self, row: QHBoxLayout, *widgets: QWidget | None) -> None:
        """Add widgets to a row; None stands for a rule between groups."""
        for widget in widgets:
            if widget is None:
                widget = Rule(vertical=True)
                widget.setFixedHeight(theme.px(20))
            row.addWidget(widget)

    def _pick_zoom(self, zoom: str) -> None:
        self.zoom_picked.emit(None if zoom == "fit" else float(zoom) / 100)
