"""The help page with keys and mouse, made from the table of actions, the guide with pictures, and the about box."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QMessageBox,
    QScrollArea,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from .. import __version__
from ..resources import resource
from . import theme
from .actions import MENUS, TOOL_SPECS, Spec

MOUSE = (
    (
        "On the photo",
        (
            ("Click", "Select the segment"),
            ("Shift + click", "Add it to the selection, or take it out"),
            ("Wheel, pinch", "Zoom at the pointer"),
            ("Space or middle button + drag", "Pan"),
            ("Double click", "Fit the photo in the window"),
            ("+  −  0  1", "Zoom in, out, fit, actual pixels"),
            ("Hold O", "See the original"),
        ),
    ),
    (
        "With the Seed tool",
        (
            ("Click", "Place a seed, which a segment starts from"),
            ("Drag a seed", "Start from another pixel"),
            ("Right click on a seed", "Lock its center, or remove it"),
            ("L, Delete in the list of seeds", "The same"),
        ),
    ),
    (
        "In the timeline",
        (
            ("Drag, or click a generation", "Look at it again"),
            ("←  →", "The generation before, the next one"),
            ("Home, End", "The first, the last"),
            ("Space", "Play, or pause"),
        ),
    ),
    (
        "In the color cloud",
        (
            ("Drag, or arrow keys", "Turn"),
            ("Right or middle button + drag", "Move"),
            ("Wheel, or + and −", "Zoom"),
            ("0", "Back to the first view"),
            ("Point at a color", "See which pixels have it"),
            ("Click", "Select the segment"),
            ("Drag a center", "Start with the center there"),
            ("Tab, then Return", "Go through the centers, select a segment"),
        ),
    ),
    (
        "In Choose k",
        (
            ("Click, or ←  → and Return", "Take a k"),
            ("↑  ↓", "More measures"),
        ),
    ),
    (
        "In Compare",
        (
            ("Point at a pane", "Mark the same pixel in all"),
            ("Alt + arrow keys", "Move the mark by a pixel, with Shift by ten"),
            ("Delete", "Remove the pane"),
        ),
    ),
)
"""What the mouse does, and the keys of single places, by place."""


def show_keys(parent: QWidget) -> None:
    """Open the list of keys; the program goes on."""
    page = QWidget()
    grid = QGridLayout(page)
    grid.setHorizontalSpacing(theme.px(24))
    photo, *places = MOUSE
    _add_section(grid, *photo)
    _add_section(grid, "Tools", [_row(spec) for spec in TOOL_SPECS])
    for place in places:
        _add_section(grid, *place)
    for title, entries in MENUS:
        rows = [_row(spec) for spec in entries if isinstance(spec, Spec) and spec.keys]
        if rows:
            _add_section(grid, title.replace("&", ""), rows)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(page)
    _open(parent, "keys", "Keys and Mouse", scroll, 560, 640)


def show_guide(parent: QWidget, page: str = "texture", title: str = "Texture and Focus") -> None:
    """Open a page of resources/help, with pictures; the program goes on."""
    text = QTextBrowser()
    text.setObjectName("guide.text")
    text.setAccessibleName(title)
    text.setFrameShape(QTextBrowser.Shape.NoFrame)
    text.document().setDocumentMargin(theme.px(20))
    path = resource("help", f"{page}.md")
    text.setSearchPaths([str(path.parent)])
    text.setMarkdown(path.read_text(encoding="utf-8"))
    _open(parent, "guide", title, text, 760, 760)


def show_about(parent: QWidget) -> None:
    """Open the about box."""
    box = QMessageBox(parent)
    box.setObjectName("about.dialog")
    box.setWindowTitle("About K-Means Studio")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setText(f"K-Means Studio {__version__}")
    box.setInformativeText(
        "Segments photos by k-means, live. Photos stay on this computer.\n"
        "Licensed under the MIT license; the sample photos have their own, see CREDITS.md beside them."
    )
    box.open()


def _open(parent: QWidget, name: str, title: str, content: QWidget, width: int, height: int) -> None:
    """Open something to read, with a button that closes it."""
    dialog = QDialog(parent)
    dialog.setObjectName(f"{name}.dialog")
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
    buttons.rejected.connect(dialog.close)
    column = QVBoxLayout(dialog)
    column.addWidget(content)
    column.addWidget(buttons)
    room = parent.screen().availableGeometry().size() * 0.85
    dialog.resize(min(theme.px(width), room.width()), min(theme.px(height), room.height()))
    dialog.open()


def _row(spec: Spec) -> tuple[str, str]:
    keys = [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in spec.keys]
    return "  or  ".join(keys), spec.text.replace("&", "").rstrip("…")


def _add_section(grid: QGridLayout, title: str, rows: Iterable[tuple[str, str]]) -> None:
    heading = QLabel(title)
    heading.setFont(theme.font(0, theme.BOLD))
    heading.setContentsMargins(0, theme.px(8) if grid.rowCount() > 1 else 0, 0, 0)
    grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
    for keys, what in rows:
        at = grid.rowCount()
        grid.addWidget(QLabel(keys), at, 0)
        words = QLabel(what)
        words.setWordWrap(True)
        grid.addWidget(words, at, 1)
    grid.setColumnStretch(1, 1)
