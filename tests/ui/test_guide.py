"""The guide: a page of help whose pictures are there."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QDialog, QTextBrowser

from kmeans_studio.resources import resource


def test_the_guide_shows_its_text_and_all_its_pictures(desk):
    desk.window.actions_["show_guide"].trigger()
    dialog = desk.window.findChild(QDialog, "guide.dialog")
    text = dialog.findChild(QTextBrowser, "guide.text")
    assert "Remove Blurred" in text.toPlainText()
    pictures = [path.name for path in resource("help").glob("*.png")]
    assert len(pictures) >= 4
    markdown = resource("help", "texture.md").read_text(encoding="utf-8")
    for name in pictures:
        assert f"({name})" in markdown
        image = text.document().resource(QTextDocument.ResourceType.ImageResource, QUrl(name))
        assert image.width() > 300
    assert markdown.count("](") == len(pictures)
    dialog.close()
