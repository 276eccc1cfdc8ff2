"""Looking: the canvas's view, zoom and tool, and what is said about the spot under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor

from . import words

if TYPE_CHECKING:
    from ..edits import Segment
    from .editing import Editing
    from .session import Session
    from .window import Window


class Looking(QObject):
    """Joins canvas, toolbar, menus and session in all that changes nothing."""

    def __init__(self, session: Session, window: Window, editing: Editing) -> None:
        super().__init__(session)
        self._session, self._window, self._editing = session, window, editing
        self._pointer: tuple[int, int] | None = None
        canvas, toolbar = window.canvas, window.toolbar
        toolbar.view_picked.connect(self.set_view)
        toolbar.tool_picked.connect(self.set_tool)
        toolbar.zoom_picked.connect(self._zoom_to)
        canvas.zoomed.connect(self._show_zoom)
        canvas.hovered.connect(self._hover)
        canvas.left.connect(self._leave)
        canvas.clicked.connect(self._click)
        window.original_held.connect(canvas.hold_original)
        window.segments.hovered.connect(canvas.set_hovered)
        self.set_view("segments")
        self.set_tool("select")

    def set_view(self, view: str) -> None:
        """Show the original, the segments, their outlines, or original and segments split."""
        self.view = view
        self._window.canvas.set_view(view)
        self._window.toolbar.views.set_current(view)
        self._window.actions_[f"view_{view}"].setChecked(True)

    def set_tool(self, tool: str) -> None:
        """Take the tool for selecting, for panning or for placing seeds."""
        self._window.canvas.set_tool(tool)
        self._window.toolbar.tools.set_current(tool)
        self._window.actions_[f"tool_{tool}"].setChecked(True)

    def zoom_in(self) -> None:
        """Show the photo larger."""
        self._window.canvas.zoom_in()

    def zoom_out(self) -> None:
        """Show the photo smaller."""
        self._window.canvas.zoom_out()

    def zoom_fit(self) -> None:
        """Show the whole photo."""
        self._window.canvas.fit()

    def zoom_actual(self) -> None:
        """Show one photo pixel on one screen pixel."""
        self._window.canvas.zoom_actual()

    def full_screen(self, on: bool) -> None:
        """Fill the screen, or go back."""
        window = self._window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
        window.actions_["full_screen"].setChecked(on)

    def _zoom_to(self, zoom: float | None) -> None:
        if zoom is None:
            self.zoom_fit()
        else:
            self._window.canvas.set_zoom(zoom)

    def _show_zoom(self, zoom: float) -> None:
        self._window.toolbar.show_zoom(zoom, fitted=self._window.canvas.fitted)

    def _segment_at(self, x: int, y: int) -> Segment | None:
        """Return the segment that a photo pixel belongs to; None where it is transparent or nothing has run."""
        session = self._session
        if session.shown is None or session.edited is None:
            return None
        return session.edited.segment_of(int(session.shown.segmentation.labels[y, x]))

    def tell_again(self) -> None:
        """Segments changed under a resting pointer."""
        if self._pointer is not None:
            self._hover(*self._pointer)

    def _hover(self, x: int, y: int) -> None:
        self._pointer = (x, y)
        session, window = self._session, self._window
        if session.opened is None:
            return
        red, green, blue = (int(c) for c in session.opened.levels[0][y, x])
        told = f"({x}, {y})   #{red:02x}{green:02x}{blue:02x}"
        segment = self._segment_at(x, y)
        window.canvas.set_hovered(segment.label if segment else None)
        window.segments.light(segment.label if segment else None)
        if segment is None:
            window.canvas.clear_hover_chip()
        else:
            told += f"   segment {segment.number}"
            window.canvas.set_hover_chip(
                segment.number,
                QColor(*segment.color),
                segment.name,
                words.percent(segment.share),
                named=segment.named,
            )
        window.status.show_pointer(told, QColor(red, green, blue))

    def _leave(self) -> None:
        self._pointer = None
        window = self._window
        window.canvas.set_hovered(None)
        window.canvas.clear_hover_chip()
        window.segments.light(None)
        window.status.show_pointer("", None)

    def _click(self, x: int, y: int, modifiers: Qt.KeyboardModifier) -> None:
        segment = self._segment_at(x, y)
        self._editing.click_segment(segment.label if segment else None, modifiers)
