"""Asking for a color."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QWidget


def ask_color(parent: QWidget, title: str, color: QColor, taken: Callable[[QColor], object]) -> None:
    """Open the color dialog over a window and tell which color was taken; the program goes on meanwhile."""
    dialog = QColorDialog(color, parent.window())
    dialog.setObjectName("color.dialog")
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.colorSelected.connect(taken)
    dialog.open()
