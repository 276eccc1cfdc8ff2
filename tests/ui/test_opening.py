"""Opening photos: every way in, and what happens when it fails."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from kmeans_studio.ui.start_page import SAMPLES

LEFT = Qt.MouseButton.LeftButton


def write_photo(path: Path, width: int = 24, height: int = 16) -> Path:
    """A small photo of several colors."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    for y in range(height):
        for x in range(width):
            image.setPixelColor(x, y, QColor(x * 10 % 256, y * 15 % 256, 90))
    assert image.save(os.fspath(path), "PNG")
    return path


@pytest.fixture
def photo(tmp_path):
    return write_photo(tmp_path / "small.png")


def urls(*paths) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(os.fspath(path)) if isinstance(path, Path) else QUrl(path) for path in paths])
    return data


def drop(desk, data: QMimeData) -> None:
    about = (Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(desk.window, QDragEnterEvent(QPoint(300, 300), *about))
    QApplication.sendEvent(desk.window, QDropEvent(QPointF(300, 300), *about))
    desk.rest()


def opened_name(desk) -> str | None:
    return desk.session.opened.name if desk.session.opened else None


# --- ways in ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", [file for file, _ in SAMPLES])
def test_a_click_on_a_sample_shows_it_segmented(desk, file):
    QTest.mouseClick(desk.find(f"start.sample.{Path(file).stem}"), LEFT)
    desk.rest()
    assert opened_name(desk) == file
    assert desk.session.shown.segmentation.converged
    assert desk.window.pages.currentWidget() is desk.window.canvas
    assert desk.studio.settings.now.recent == (), "samples are not listed among the recent photos"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_the_keyboard_opens_the_first_sample(desk, key):
    desk.window.start.focus_first()
    QTest.keyClick(desk.window.focusWidget(), key)
    desk.rest()
    assert opened_name(desk) == SAMPLES[0][0]


def test_a_path(desk, photo):
    desk.open(photo)
    assert desk.window.windowTitle() == "small.png – K-Means Studio"
    assert desk.text("status.facts").startswith("24 × 16   sRGB   ")


def test_the_dialog(desk, photo):
    QTest.mouseClick(desk.find("start.open"), LEFT)
    dialog = desk.find("open.dialog")
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(os.fspath(photo))
    dialog.close()
    desk.rest()
    assert opened_name(desk) == "small.png"


def test_the_dialog_begins_where_the_last_photo_lay(desk, photo):
    desk.open(photo)
    desk.trigger("open_photo")
    dialog = desk.find("open.dialog")
    assert Path(dialog.directory().absolutePath()) == photo.parent
    dialog.close()


def test_a_dropped_file(desk, photo):
    drop(desk, urls(photo))
    assert opened_name(desk) == "small.png"


def test_of_two_dropped_files_the_first(desk, photo, tmp_path):
    drop(desk, urls(photo, write_photo(tmp_path / "other.png")))
    assert opened_name(desk) == "small.png"


def test_a_dropped_web_address_is_explained(desk):
    drop(desk, urls("https://example.org/picture.png"))
    assert "not a picture file" in desk.message()
    assert opened_name(desk) is None


def test_a_pasted_picture(desk):
    image = QImage(5, 4, QImage.Format.Format_ARGB32)
    image.fill(QColor(10, 200, 30))
    image.setPixelColor(0, 0, QColor(0, 0, 0, 0))
    QGuiApplication.clipboard().setImage(image)
    desk.trigger("paste")
    desk.rest()
    assert opened_name(desk) == "Pasted picture"
    pixels, alpha = desk.session.opened.photo.pixels, desk.session.opened.photo.alpha
    assert pixels[3, 4].tolist() == [10, 200, 30]
    assert (alpha[0, 0], alpha[3, 4]) == (0, 255)
    assert desk.studio.settings.now.recent == ()


def test_a_pasted_file(desk, photo):
    QGuiApplication.clipboard().setMimeData(urls(photo))
    QTest.mouseClick(desk.find("start.paste"), LEFT)
    desk.rest()
    assert opened_name(desk) == "small.png"


def test_nothing_to_paste_is_explained(desk):
    QGuiApplication.clipboard().setText("words")
    desk.trigger("paste")
    assert "no picture on the clipboard" in desk.message()


def test_samples_and_recent_photos_in_the_menus(desk, photo):
    actions = desk.window.actions_
    assert [a.text() for a in actions.menu("Open Sample").actions()] == [title for _, title in SAMPLES]
    assert not actions.menu("Open Recent").isEnabled()
    desk.open(photo)
    entry = actions.menu("Open Recent").actions()[0]
    assert entry.text() == "small.png"
    assert entry.text() in [a.text() for a in desk.window.open_menu.actions()]
    desk.trigger("close_photo")
    entry.trigger()
    desk.rest()
    assert opened_name(desk) == "small.png"


# --- odd photos ------------------------------------------------------------------------------------------------------

ODD_NAMES = ["ü 日本 & 100%.png", "<b>bold.png", "-k.png"]
if sys.platform != "win32":
    ODD_NAMES += ["two\nlines\t.png", os.fsdecode(b"bad \xff bytes.png")]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names(desk, photo, name):
    path = photo.parent / name
    path.write_bytes(photo.read_bytes())
    desk.open(path)
    assert desk.message() == ""
    assert desk.session.opened.photo.path == path
    desk.trigger("close_photo")
    desk.window.grab()
    path.unlink()
    desk.open(path)
    assert "Could not open" in desk.message()


def test_one_pixel(desk):
    desk.open_array(np.full((1, 1, 3), 77, np.uint8))
    assert [s.pixels for s in desk.session.edited.segments] == [1]
    assert "only 1 color" in desk.text("status.words")
    desk.window.grab()


def test_a_16_bit_photo(desk):
    pixels = np.random.default_rng(1).integers(0, 65536, (30, 40, 3), np.uint16)
    desk.open_array(pixels)
    assert "sRGB, 16 bit" in desk.text("status.facts")
    assert len(desk.session.edited.segments) == 5


def test_a_partly_transparent_photo(desk):
    alpha = np.full((20, 20), 255, np.uint8)
    alpha[:, :10] = 0
    pixels = np.random.default_rng(1).integers(0, 256, (20, 20, 3), np.uint8)
    desk.open_array(pixels, alpha)
    assert sum(s.pixels for s in desk.session.edited.segments) == 200
    QTest.mouseClick(desk.window.canvas.viewport(), LEFT, pos=desk.place_of(2, 5))
    assert desk.session.selection == frozenset()


def test_a_fully_transparent_photo_is_refused_and_the_old_one_stays(desk):
    desk.open_array(np.full((5, 5, 3), 7, np.uint8))
    desk.open_array(np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4), np.uint8))
    assert desk.session.opened.photo.shape == (5, 5)
    assert "Could not open" in desk.message()
    assert "transparent" in desk.message()
    assert not desk.studio.showing.there_is()["busy"]
    assert desk.window.actions_["run"].isEnabled()
