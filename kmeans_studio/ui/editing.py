"""What a person does to segments: the handlers of the Segments menu and of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor

from .. import edits

if TYPE_CHECKING:
    from .session import Session
    from .window import Window


class Editing(QObject):
    """Edits go through the session, each one undo entry."""

    def __init__(self, session: Session, window: Window) -> None:
        super().__init__(session)
        self._session, self._window = session, window
        window.segments.selected.connect(session.select)
        window.segments.clicked.connect(self.click_segment)
        window.segments.hide_toggled.connect(self.toggle_hidden)
        window.segments.renamed.connect(self.set_name)
        window.segments.recolor_wanted.connect(self.recolor_one)

    def undo(self) -> None:
        """Take the last change back."""
        self._session.undo_stack.undo()

    def redo(self) -> None:
        """Make the change again."""
        self._session.undo_stack.redo()

    def select_all(self) -> None:
        """Select every segment."""
        self._session.select(self._labels())

    def select_none(self) -> None:
        """Select nothing."""
        self._session.select(frozenset())

    def click_segment(self, label: int | None, modifiers: Qt.KeyboardModifier) -> None:
        """Select the segment that was clicked; with Shift or Ctrl add it, or take it out again."""
        adding = modifiers & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
        if label is None:
            if not adding:
                self.select_none()
            return
        self._session.select(self._session.selection ^ {label} if adding else frozenset({label}))

    def hide(self) -> None:
        """Make the selection transparent, or show it again where all of it is hidden."""
        labels = self._session.selection
        if self._session.selection_hidden:
            self._session.edit(edits.Show(labels), "Show")
        else:
            self._session.edit(edits.Hide(labels), "Hide")

    def hide_others(self) -> None:
        """Make everything but the selection transparent."""
        others = self._labels() - self._session.selection
        if others:
            self._session.edit(edits.Hide(others), "Hide Others")

    def show_all(self) -> None:
        """Show everything again."""
        self._session.edit(edits.Show(self._labels()), "Show All")

    def toggle_hidden(self, label: int) -> None:
        """Hide or show one segment: its eye was clicked."""
        segment = self._session.edited.segment_of(label) if self._session.edited else None
        if segment is not None:
            one = frozenset({label})
            self._session.edit(*((edits.Show(one), "Show") if segment.hidden else (edits.Hide(one), "Hide")))

    def merge(self) -> None:
        """Make one segment of the selection; it stays selected, by the one label that still stands for it."""
        self._session.edit(edits.Merge(self._session.selection), "Merge")

    def rename(self) -> None:
        """Open the name of the selected segment for typing."""
        for label in self._session.selection:
            self._window.segments.rename(label)

    def set_name(self, label: int, name: str) -> None:
        """Take over a name that was typed."""
        self._session.edit(edits.Rename(label, name), "Rename")

    def recolor(self) -> None:
        """Ask for a color for the selection."""
        labels = self._session.selection
        if not self._session.editable or not labels or self._session.edited is None:
            return
        segment = self._session.edited.segment_of(min(labels))
        if segment is None:
            return
        from .ask_color import ask_color

        title = "Color of the segment" if len(labels) == 1 else "Color of the segments"
        ask_color(
            self._window,
            title,
            QColor(*segment.color),
            lambda c: self._session.edit(edits.Recolor(labels, (c.red(), c.green(), c.blue())), "Color"),
        )

    def recolor_one(self, label: int) -> None:
        """Ask for a color for a segment whose swatch was double-clicked."""
        self._session.select(frozenset({label}))
        self.recolor()

    def recolor_mean(self) -> None:
        """Show the selection in the mean color of its pixels again."""
        self._session.edit(edits.Recolor(self._session.selection, None), "Mean Color Again")

    def _labels(self) -> frozenset[int]:
        """Return the labels that stand for the segments there are."""
        edited = self._session.edited
        return frozenset(segment.label for segment in edited.segments) if edited else frozenset()
