"""Opening photos: every way in, and what happens when it fails."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from kmeans_studio.photo import Photo
from kmeans_studio.ui.jobs import OpenJob
from kmeans_studio.ui.start_page import SAMPLES, sample_path

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


def test_a_fully_transparent_photo_is_explained_and_busy_ends(desk):
    desk.open_array(np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4), np.uint8))
    assert "Could not segment" in desk.message()
    assert "transparent" in desk.message()
    assert not desk.studio.showing.there_is()["busy"]
    assert desk.window.actions_["run"].isEnabled()


# --- failures --------------------------------------------------------------------------------------------------------


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "broken.png"
    path.write_bytes(b"this is no picture")
    return path


def test_a_failure_keeps_the_old_photo_and_says_which_file_and_why(desk, photo, broken):
    desk.open(photo)
    before = desk.session.shown
    desk.open(broken)
    what, why, stayed = desk.message().splitlines()
    assert what == "Could not open “broken.png”"
    assert why
    assert not why.lower().startswith("broken.png"), "the file is named above, and its name is not a sentence"
    assert stayed == "“small.png” is still open; nothing was changed."
    assert desk.session.shown is before
    assert opened_name(desk) == "small.png"
    assert [Path(entry.path).name for entry in desk.studio.settings.now.recent] == ["small.png"]


def test_the_focus_is_on_the_next_useful_button_and_escape_closes(desk, broken):
    desk.open(broken)
    assert desk.window.focusWidget() is desk.find("message.open_another")
    QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Escape)
    assert desk.message() == ""


def test_open_another_opens_the_dialog(desk, broken):
    desk.open(broken)
    QTest.mouseClick(desk.find("message.open_another"), LEFT)
    desk.find("open.dialog").close()


def test_details_can_be_copied(desk, broken):
    desk.open(broken)
    QTest.mouseClick(desk.find("message.copy_details"), LEFT)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Could not open “broken.png”")
    assert "Traceback" in copied


@pytest.mark.parametrize("kind", ["missing", "folder", "empty"])
def test_what_is_no_photo_is_refused(desk, tmp_path, kind):
    path = tmp_path / "thing.jpg"
    if kind == "folder":
        path.mkdir()
    elif kind == "empty":
        path.touch()
    desk.open(path)
    assert "Could not open “thing.jpg”" in desk.message()
    assert desk.window.pages.currentWidget() is desk.window.start


def test_a_photo_deleted_after_opening_is_worked_on(desk, photo):
    desk.open(photo)
    photo.unlink()
    desk.session.change(k=3)
    desk.rest()
    assert desk.session.shown.recipe.k == 3


def test_the_next_photo_takes_the_message_away(desk, photo, broken):
    desk.open(broken)
    desk.open(photo)
    assert desk.message() == ""


def test_warnings_are_told(desk, photo):
    def with_warning():
        return replace(Photo.open(photo), warnings=("only the first of 3 frames was opened",), notes=("upright",))

    desk.studio.runner.start(OpenJob(with_warning, "film.gif"))
    desk.rest()
    assert desk.message() == "About “film.gif”\nOnly the first of 3 frames was opened."
    assert desk.find("status.notes").isVisible()
    assert "Upright." in desk.find("status.notes").accessibleDescription()


# --- at a bad moment -------------------------------------------------------------------------------------------------


def noise(desk) -> None:
    """Open a photo whose run lasts, and let it run."""
    desk.session.change(k=64)
    desk.open_array(np.random.default_rng(0).integers(0, 256, (700, 700, 3), np.uint8), wait=False)
    desk._qtbot.waitUntil(lambda: desk.session.running and desk.session.shown is not None, timeout=20_000)


def test_opening_during_a_run(desk, photo):
    noise(desk)
    desk.open(photo)
    assert opened_name(desk) == "small.png"
    assert desk.session.shown.segmentation.labels.shape == (16, 24)


def test_a_failure_during_a_run_lets_the_run_go_on(desk, qtbot, broken):
    noise(desk)
    desk.studio.opening.open_path(broken)
    qtbot.waitUntil(lambda: desk.message() != "")
    assert desk.session.running
    assert desk.studio.runner.jobs
    desk.studio.stop()
    desk.rest()
    assert desk.studio.showing.there_is()["result"]


def test_stopping_an_opening_during_a_run_leaves_nothing_running(desk, photo):
    noise(desk)
    desk.studio.opening.open_path(photo)
    desk.studio.stop()
    desk.rest()
    assert desk.window.actions_["run"].isEnabled()
    assert opened_name(desk) == "made"


def begin_slow_opening(desk, path) -> Event:
    """Open a photo from a drive that answers when the returned event is set."""
    answer = Event()
    desk.studio.runner.start(OpenJob(lambda: answer.wait(20) and Photo.open(path), path.name))
    return answer


def test_a_change_of_the_recipe_does_not_stop_an_opening(desk, qtbot, photo):
    desk.open(photo)
    answer = begin_slow_opening(desk, sample_path("coffee.png"))
    desk.session.change(k=7)
    qtbot.waitUntil(lambda: not desk.session._wait.isActive())
    assert not desk.window.actions_["run"].isEnabled()
    answer.set()
    desk.rest()
    assert opened_name(desk) == "coffee.png"
    assert desk.session.shown.recipe.k == 7


def test_a_change_of_the_recipe_is_run_when_the_opening_fails(desk, qtbot, photo, broken):
    desk.open(photo)
    answer = begin_slow_opening(desk, broken)
    desk.session.change(k=7)
    qtbot.waitUntil(lambda: not desk.session._wait.isActive())
    answer.set()
    desk.rest()
    assert desk.session.shown.recipe.k == 7


def test_closing_the_photo_during_a_run_leaves_the_start_page(desk):
    noise(desk)
    desk.trigger("close_photo")
    desk.rest()
    assert desk.session.shown is None
    assert desk.window.pages.currentWidget() is desk.window.start
    assert desk.text("status.facts") == "No photo open"


def test_closing_the_photo_stops_an_opening(desk, photo):
    desk.open(photo)
    answer = begin_slow_opening(desk, sample_path("coffee.png"))
    desk.trigger("close_photo")
    answer.set()
    desk.rest()
    assert opened_name(desk) is None


def test_the_pointer_rests_while_a_smaller_photo_is_opened(desk):
    desk.open_array(np.random.default_rng(0).integers(0, 256, (90, 160, 3), np.uint8))
    QTest.mouseMove(desk.window.canvas.viewport(), desk.place_of(150, 80))
    assert "(150, 80)" in desk.text("status.pointer")
    desk.open_array(np.zeros((1, 1, 3), np.uint8))
    assert desk.text("status.pointer") == ""
