"""Opening photos that cannot be opened, and opening at a bad moment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from kmeans_studio.photo import Photo
from kmeans_studio.ui.jobs import OpenJob
from kmeans_studio.ui.start_page import sample_path

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "small.png"
    Image.effect_noise((24, 16), 90).save(path)
    return path


def opened_name(desk) -> str | None:
    return desk.session.opened.name if desk.session.opened else None


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
    answer = begin_slow_opening(desk, photo)
    desk.studio.stop()
    answer.set()
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
