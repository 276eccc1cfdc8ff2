"""The guides: pages of help whose pictures are there."""

import re

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QDialog, QTextBrowser

from kmeans_studio.choosing.criteria import CRITERIA
from kmeans_studio.resources import resource

PAGES = {
    "show_guide": ("texture", "Remove Blurred"),
    "show_understanding": ("understanding", "Variation of information"),
}


def pictures_of(page):
    return re.findall(r"!\[[^\]]+\]\(([^)]+)\)", resource("help", f"{page}.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("action", PAGES)
def test_a_guide_shows_its_text_and_all_its_pictures(desk, action):
    page, words = PAGES[action]
    desk.window.actions_[action].trigger()
    dialog = desk.window.findChild(QDialog, "guide.dialog")
    text = dialog.findChild(QTextBrowser, "guide.text")
    assert words in text.toPlainText()
    assert len(pictures_of(page)) >= 3
    for name in pictures_of(page):
        image = text.document().resource(QTextDocument.ResourceType.ImageResource, QUrl(name))
        assert image.width() > 300
    dialog.close()


def test_each_picture_is_on_a_page():
    shown = sorted(name for page, _ in PAGES.values() for name in pictures_of(page))
    assert shown == sorted(path.name for path in resource("help").glob("*.png"))


def test_the_guide_names_every_measure():
    text = resource("help", "understanding.md").read_text(encoding="utf-8")
    for measure in CRITERIA:
        assert f"| {measure.title} |" in text
