"""The main window: where everything stands. What happens is in studio.py.

It is built in two steps: what the first picture shows, and, once that has been painted, what needs a photo. So the
window is up before the canvas, the list of segments, numpy and the rest have been loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ..recipe import Recipe
from . import theme
from .actions import Actions
from .docks import Docks
from .kit.labels import Rule
from .kit.message_bar import MessageBar
from .kit.scroll import ScrollBar
from .recipe_panel.panel import RecipePanel
from .segments.empty import NoSegments
from .settings import window_settings
from .start_page import StartPage
from .status_bar import StatusBar
from .tabs import Tabs
from .timeline_strip.strip import TimelineStrip
from .toolbar import Toolbar

if TYPE_CHECKING:
    from ..edits import Segment
    from .bank_view.view import BankView
    from .canvas import Canvas
    from .segments.dock import SegmentsDock

TITLE = "K-Means Studio"

TABS = (("canvas", "Canvas"), ("compare", "Compare"), ("bank", "Filter bank"))
"""What can stand in the place of the photo."""


class Window(QMainWindow):
    """Toolbar, canvas or start page, side panel, generations, status."""

    painted = Signal()
    """The window has been painted for the first time."""
    closing = Signal()
    dropped = Signal(object)
    """The QMimeData of something dropped."""
    original_held = Signal(bool)
    """The key that shows the original is held down, or was let go."""
    tab_changed = Signal(str)
    """Another tab is shown now: its name in TABS."""

    canvas: Canvas
    segments: SegmentsDock
    bank_view: BankView | None = None
    """The page of the filter bank; there from the first time that its tab is opened."""
    has_board = False
    """Whether the Compare tab shows something that can be saved."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle(TITLE)
        self.setAcceptDrops(True)
        self._was_painted = False
        self.actions_ = Actions(self)
        self.actions_.fill(self.menuBar())
        self.open_menu = QMenu(self)
        self.open_menu.setToolTipsVisible(True)
        export_menu = QMenu(self)
        for name in ("save_picture", "save_cutout", "save_labels", "save_report"):
            export_menu.addAction(self.actions_[name])
        self.toolbar = Toolbar(self.actions_, self.open_menu, export_menu, self)
        self.messages = MessageBar(name="message")
        self.start = StartPage()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start)
        self.tabs = Tabs(TABS, name="tabs")
        self.tabs.picked.connect(self.show_tab)
        self.views = QStackedWidget()
        self.views.addWidget(self.pages)
        self._tab_pages: dict[str, QWidget] = {"canvas": self.pages}
        self.docks = Docks(self.views)
        self.recipe = RecipePanel(Recipe())
        self.segment_pages = QStackedWidget()
        self.segment_pages.addWidget(NoSegments())
        self.strip = TimelineStrip()
        self.status = StatusBar()
        self._arrange()
        self._restore_geometry()

    def furnish(self) -> None:
        """Add what needs a photo: the canvas and the list of segments."""
        from .canvas import Canvas
        from .segments.dock import SegmentsDock

        self.canvas = Canvas()
        self.canvas.set_ground(theme.scheme().canvas)
        self.pages.addWidget(self.canvas)
        quick = [self.actions_[name] for name in ("hide", "merge", "rename", "recolor")]
        self.segments = SegmentsDock(quick, self.actions_.menu("Segments"))
        self.segment_pages.addWidget(self.segments)
        theme.application().installEventFilter(self)
        theme.application().focusChanged.connect(self._bring_into_sight)

    def show_start(self) -> None:
        """Show the page without a photo."""
        self.pages.setCurrentWidget(self.start)

    def show_segments(self, segments: tuple[Segment, ...], *, editable: bool) -> None:
        """Show the list of segments, or, without any, what the place is for."""
        self.segments.show_segments(segments, editable=editable)
        page = 1 if segments else 0
        if page != self.segment_pages.currentIndex():
            self.segment_pages.setCurrentIndex(page)
            self._fit_side()

    def show_canvas(self) -> None:
        """Show the canvas."""
        self.pages.setCurrentWidget(self.canvas)

    @property
    def tab(self) -> str:
        """The name of the tab that is shown."""
        return self.tabs.current()

    def show_tab(self, name: str) -> None:
        """Change to a tab; whoever fills it hears of it first."""
        self.tabs.set_current(name)
        self.tab_changed.emit(name)
        # The others need the height.
        self.strip.set_folded(name != "canvas")
        self.docks.set_allowed(name == "canvas")
        if name in self._tab_pages:
            self.views.setCurrentWidget(self._tab_pages[name])

    def add_page(self, name: str, page: QWidget) -> None:
        """Take over the page of a tab."""
        self._tab_pages[name] = page
        self.views.addWidget(page)

    def add_bank_view(self, view: BankView) -> None:
        """Take over the page of the filter bank."""
        self.bank_view = view
        self.add_page("bank", view)

    def _arrange(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(0)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        tabs.addWidget(self.tabs)
        tabs.addStretch(1)
        left.addLayout(tabs)
        left.addWidget(Rule())
        left.addWidget(self.messages)
        left.addWidget(self.docks, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addLayout(left, 1)
        middle.addWidget(Rule(vertical=True))
        middle.addWidget(self._make_side())
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        column.addWidget(Rule())
        column.addLayout(middle, 1)
        column.addWidget(Rule())
        column.addWidget(self.strip)
        column.addWidget(Rule())
        column.addWidget(self.status)
        self.setCentralWidget(central)

    def _make_side(self) -> QWidget:
        """The panel: the recipe keeps its height as long as there is room, the segments take the rest."""
        scroll = QScrollArea()
        scroll.setObjectName("side.scroll")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setVerticalScrollBar(ScrollBar(scroll))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.recipe)
        column.addWidget(Rule())
        self.segment_pages.setMinimumHeight(theme.px(190))
        column.addWidget(self.segment_pages, 1)
        scroll.setWidget(inner)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side, self._side_content = scroll, inner
        return scroll

    def _bring_into_sight(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Scroll the side panel to what the keyboard has reached."""
        if now is not None and self._side.isAncestorOf(now):
            self._side.ensureWidgetVisible(now, 0, theme.px(8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the proportions."""
        super().resizeEvent(event)
        self._fit_side()

    def _fit_side(self) -> None:
        """Leave most of a narrow window, or of one with big letters, to the photo."""
        least = self._side_content.minimumSizeHint().width() + self._side.verticalScrollBar().sizeHint().width()
        self._side.setFixedWidth(max(least, theme.px(276), min(theme.px(320), round(self.width() * 0.3))))

    def _restore_geometry(self) -> None:
        geometry = window_settings().value("window/geometry")
        if not isinstance(geometry, QByteArray) or not self.restoreGeometry(geometry):
            self.resize(1440, 900)
            room = self.screen().availableGeometry()
            if room.width() < 1440 or room.height() < 900:
                self.resize(room.size() * 0.92)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell, after the first painting has reached the screen, that it has."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the place and size; let the studio stop its work."""
        window_settings().setValue("window/geometry", self.saveGeometry())
        # What cannot be cut short, such as a save, may take a moment; nobody needs to watch that.
        self.hide()
        self.closing.emit()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files and pictures."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand over what was dropped."""
        self.dropped.emit(event.mimeData())
        event.acceptProposedAction()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Holding O shows the original, wherever the focus is, but where it is a letter to be typed."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_O and self._may_hold(event):
            if not event.isAutoRepeat():
                self.original_held.emit(event.type() == QEvent.Type.KeyPress)
            return True
        return super().eventFilter(watched, event)

    def _may_hold(self, event: QKeyEvent) -> bool:
        """Whether a key event is the window's own: not a shortcut's, a dialog's, a popup's or a text field's."""
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) or event.modifiers():
            return False
        if not self.isActiveWindow() or QApplication.activePopupWidget() is not None:
            return False
        return not isinstance(QApplication.focusWidget(), QLineEdit)

    def changeEvent(self, event: QEvent) -> None:
        """A key released in another window is never heard of here; a new scheme changes the ground."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.original_held.emit(False)
        elif event.type() == QEvent.Type.PaletteChange and hasattr(self, "canvas"):
            self.canvas.set_ground(theme.scheme().canvas)
