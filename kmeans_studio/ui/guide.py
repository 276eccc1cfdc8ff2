"""The guide: a page of help with pictures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from ..resources import resource
from . import theme


def show_guide(parent: QWidget, page: str = "texture", title: str = "Texture and Focus") -> None:
    """Open a page of resources/help; the program goes on."""
    dialog = QDialog(parent)
    dialog.setObjectName("guide.dialog")
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    text = QTextBrowser()
    text.setObjectName("guide.text")
    text.setAccessibleName(title)
    text.setFrameShape(QTextBrowser.Shape.NoFrame)
    text.document().setDocumentMargin(theme.px(20))
    path = resource("help", f"{page}.md")
    text.setSearchPaths([str(path.parent)])
    text.setMarkdown(path.read_text(encoding="utf-8"))
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    column = QVBoxLayout(dialog)
    column.addWidget(text)
    column.addWidget(buttons)
    room = parent.screen().availableGeometry().size() * 0.85
    dialog.resize(min(theme.px(760), room.width()), min(theme.px(760), room.height()))
    dialog.open()
