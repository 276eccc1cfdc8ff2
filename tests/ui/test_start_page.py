"""The start page: samples, recent photos, and how it fits narrow windows."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from kmeans_studio.resources import resource
from kmeans_studio.ui.settings import Settings, save_settings
from kmeans_studio.ui.start_page import SAMPLES, StartPage, is_sample, sample_path
from kmeans_studio.ui.thumbnails import thumbnail_path

LEFT = Qt.MouseButton.LeftButton


def remember(*paths: Path) -> None:
    """Have the next studio find these photos in its list, the last one at the top."""
    settings = Settings()
    for path in paths:
        settings = settings.with_recent(path, 600, 400, 5)
    save_settings(settings)


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "mine.png"
    Image.effect_noise((60, 40), 90).save(path)
    return path


def rows(desk) -> list[QAbstractButton]:
    buttons = desk.window.start.findChildren(QAbstractButton)
    return [button for button in buttons if button.objectName().startswith("start.recent.row")]


def test_every_sample_has_its_photo_and_preview():
    for file, _ in SAMPLES:
        assert sample_path(file).is_file()
        assert resource("samples", "previews", f"{Path(file).stem}.jpg").is_file()
        assert is_sample(sample_path(file))
    assert not is_sample(Path("china.jpg"))


def test_a_click_on_a_recent_photo_opens_it(make_desk, photo):
    remember(photo)
    desk = make_desk()
    QTest.mouseClick(rows(desk)[0], LEFT)
    desk.rest()
    assert desk.session.opened.photo.path == photo


def test_an_opened_photo_gets_to_the_top_with_a_thumbnail(make_desk, photo, tmp_path):
    remember(photo, tmp_path / "other.png")
    desk = make_desk()
    desk.open(photo)
    assert [row.text() for row in rows(desk)] == ["mine.png", "other.png"]
    assert thumbnail_path(str(photo)).exists()
    desk.trigger("close_photo")
    desk.window.grab()


def test_recent_photos_that_are_gone_are_dimmed_and_can_still_be_tried(make_desk, photo, tmp_path):
    remember(tmp_path / "gone.png", photo)
    desk = make_desk()
    desk.studio.begin()
    desk.rest()
    there, gone = rows(desk)
    assert (there._missing, gone._missing) == (False, True)
    before = gone.grab().toImage()
    gone.set_missing(False)
    assert gone.grab().toImage() != before
    QTest.mouseClick(gone, LEFT)
    desk.rest()
    assert "Could not open “gone.png”" in desk.message()


def test_what_is_gone_stays_dimmed_after_another_photo(make_desk, photo, tmp_path):
    remember(tmp_path / "gone.png", photo)
    desk = make_desk()
    desk.studio.begin()
    desk.rest()
    desk.open(photo)
    desk.trigger("close_photo")
    desk.rest()
    assert [row._missing for row in rows(desk)] == [False, True]


def test_the_list_can_be_cleared_and_the_thumbnails_with_it(make_desk, photo):
    desk = make_desk()
    desk.open(photo)
    desk.trigger("close_photo")
    QTest.mouseClick(desk.find("start.recent.clear"), LEFT)
    assert desk.studio.settings.now.recent == ()
    assert not thumbnail_path(str(photo)).exists()
    assert not desk.window.actions_.menu("Open Recent").isEnabled()


def test_return_opens_a_recent_photo(make_desk, photo):
    remember(photo)
    desk = make_desk()
    rows(desk)[0].setFocus()
    QTest.keyClick(rows(desk)[0], Qt.Key.Key_Return)
    desk.rest()
    assert desk.session.opened is not None


@pytest.mark.parametrize("width", [330, 480, 700, 1120, 1600])
def test_at_every_width_everything_can_be_reached(qtbot, width):
    page = StartPage()
    qtbot.addWidget(page)
    page.resize(width, 500)
    page.show()
    qtbot.waitExposed(page)
    qtbot.waitUntil(lambda: page.widget().width() <= page.viewport().width())
    inner = page.widget().rect()
    places = []
    for button in page.findChildren(QAbstractButton):
        place = button.rect().translated(button.mapTo(page.widget(), button.rect().topLeft()))
        assert inner.contains(place), button.objectName()
        assert not any(place.intersects(other) for other in places), button.objectName()
        places.append(place)
