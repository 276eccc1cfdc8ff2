"""The window as a whole: frames stream in, the end is exact, Live, Run, Stop, and closing at any moment."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kmeans_studio.pipeline import generations, segment
from kmeans_studio.recipe import Recipe
from kmeans_studio.ui import theme
from kmeans_studio.ui.jobs import SegmentJob
from kmeans_studio.ui.settings import load_settings, window_settings
from kmeans_studio.ui.start_page import sample_path
from kmeans_studio.ui.window import Window

CHINA = sample_path("china.jpg")


def noise(side: int = 700):
    """A photo whose run lasts: hardly two pixels are alike."""
    return np.random.default_rng(0).integers(0, 256, (side, side, 3), np.uint8)


@pytest.fixture
def running(desk, qtbot):
    """A studio in the middle of a long run, its first frame shown."""
    desk.session.change(k=64)
    desk.open_array(noise(), wait=False)
    qtbot.waitUntil(lambda: desk.session.running and desk.session.shown is not None, timeout=20_000)
    return desk


# --- frames and results ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "recipe",
    [Recipe(), Recipe(k=12, color_space="hsv", seed=4), Recipe(k=2, color_space="rgb", initializer="random")],
)
def test_the_result_is_what_the_library_gives(desk, recipe):
    for field in ("color_space", "initializer", "k", "seed"):
        desk.session.change(**{field: getattr(recipe, field)})
    desk.open(CHINA)
    expected = segment(desk.session.opened.photo, recipe)
    shown = desk.session.shown
    assert shown.segmentation.labels.tobytes() == expected.labels.tobytes()
    assert shown.segmentation.cost == expected.cost
    assert len(shown.history) == expected.generation


def test_every_frame_is_a_generation_and_the_last_one_is_the_result(desk):
    seen = []
    desk.session.shown_changed.connect(lambda: seen.append((desk.session.shown, desk.session.running)))
    desk.open(CHINA)
    frames = [run.segmentation for run, running in seen if run is not None and running]
    every = list(generations(desk.session.opened.photo, Recipe()))
    numbers = [frame.generation for frame in frames]
    assert numbers
    assert numbers == sorted(set(numbers))
    for frame in frames:
        assert (frame.labels == every[frame.generation - 1].labels).all()
    assert seen[-1][1] is False
    assert seen[-1][0].segmentation.generation == len(every)


def test_the_canvas_shows_the_result(desk):
    """Grabbed at 1:1, the canvas holds exactly the segments' colors at their places."""
    desk.open_array(np.repeat(np.array([[[0, 0, 0], [250, 10, 10], [10, 10, 250]]], np.uint8), 60, 1).repeat(90, 0))
    desk.window.canvas.zoom_actual()
    picture = desk.window.canvas.viewport().grab().toImage()
    for x in (30, 90, 150):
        place = desk.place_of(x, 45)
        assert picture.pixelColor(place).getRgb()[:3] == tuple(desk.session.opened.photo.pixels[45, x])


def test_the_old_picture_stays_until_the_first_frame_of_the_new(desk):
    desk.open_array(noise(80))
    before, seen = desk.session.shown, []
    desk.studio.runner.started.connect(lambda: seen.append(desk.session.shown))
    desk.session.change(k=9)
    desk.rest()
    assert seen == [before]
    assert desk.session.shown.recipe.k == 9


# --- Live, Run, Stop -------------------------------------------------------------------------------------------------


def test_without_live_only_run_runs(desk, qtbot):
    desk.open_array(noise(80))
    desk.trigger("live")
    with qtbot.assertNotEmitted(desk.studio.runner.started, wait=80):
        desk.session.change(k=3)
    assert desk.session.shown.recipe.k == 5
    QTest.mouseClick(desk.find("toolbar.run"), Qt.MouseButton.LeftButton)
    desk.rest()
    assert desk.session.shown.recipe.k == 3


def test_without_live_the_status_bar_says_what_run_is_for(desk):
    desk.open_array(noise(80))
    desk.trigger("live")
    desk.session.change(k=3)
    assert "Run shows what it gives" in desk.text("status.words")
    desk.trigger("undo")
    assert desk.text("status.words") == ""


def test_without_live_a_photo_is_opened_and_waits(desk):
    desk.trigger("live")
    desk.open_array(noise(80))
    assert desk.session.opened is not None
    assert desk.session.shown is None
    assert desk.window.actions_["run"].isEnabled()
    assert not desk.window.actions_["save_picture"].isEnabled()
    desk.trigger("live")
    desk.rest()
    assert desk.session.shown is not None


def test_stop_keeps_the_best_so_far_and_says_so(running):
    QTest.mouseClick(running.find("toolbar.stop"), Qt.MouseButton.LeftButton)
    running.rest()
    shown = running.session.shown
    assert shown.stopped
    assert not shown.segmentation.converged
    assert shown.segmentation.labels.shape == (700, 700)
    assert running.text("status.words").endswith("this is the best so far")
    assert running.window.actions_["save_picture"].isEnabled()
    assert running.session.editable


def test_the_x_in_the_status_bar_stops_too(running, qtbot):
    qtbot.waitUntil(lambda: running.find("status.stop").isVisible())
    QTest.mouseClick(running.find("status.stop"), Qt.MouseButton.LeftButton)
    running.rest()
    assert running.session.shown.stopped
    assert not running.find("status.progress").isVisible()


def test_a_wild_drag_ends_in_the_result_of_the_last_recipe(running, qtbot):
    answers = []
    running.studio.runner.done.connect(lambda job, outcome: answers.append(outcome))
    for step, k in enumerate([*range(40, 60), 3]):
        running.session.change(k=k)
        if step % 4 == 0:  # now and then a run has time to begin
            qtbot.waitUntil(lambda: not running.session._wait.isActive())
    running.rest()
    assert [run.recipe.k for run in answers] == [3]
    shown = running.session.shown
    assert shown.segmentation.labels.tobytes() == segment(running.session.opened.photo, Recipe(k=3)).labels.tobytes()
    assert len(running.window.segments._model.segments) == 3


def test_undo_during_a_run(running):
    running.session.undo_stack.clear()
    running.session.change(k=4)
    running.trigger("undo")
    running.session.undo_stack.redo()
    running.rest()
    assert running.session.shown.recipe.k == running.session.recipe.k == 4


def test_editing_and_selecting_during_a_run_does_no_harm(running):
    QTest.mouseClick(running.window.canvas.viewport(), Qt.MouseButton.LeftButton, pos=running.place_of(300, 300))
    assert len(running.session.selection) == 1
    assert not running.window.actions_["hide"].isEnabled()
    running.studio.editing.hide()
    running.studio.editing.merge()
    running.session.change(k=2)
    running.rest()
    assert running.session.selection == frozenset()
    assert running.session.choices.edits == ()


def test_an_error_in_the_worker_ends_in_a_message_and_busy_ends(desk, monkeypatch):
    desk.open(CHINA)
    before = desk.session.shown

    def fail(self, cancel, outlet):
        raise MemoryError

    monkeypatch.setattr(SegmentJob, "run", fail)
    desk.session.change(k=9)
    desk.rest()
    assert desk.message().startswith("Could not segment the photo\nThere is not enough memory for this.\n“china.jpg”")
    assert desk.session.shown is before
    there_is = desk.studio.showing.there_is()
    assert not there_is["busy"]
    assert there_is["runnable"]
    assert not desk.find("status.progress").isVisible()


def test_an_error_nobody_expected_is_shown_and_can_be_copied(desk, capsys):
    try:
        raise ZeroDivisionError("oops")
    except ZeroDivisionError as error:
        desk.studio.answers.report_crash(type(error), error, error.__traceback__)
    assert desk.message().startswith("Something went wrong\nThis is a fault of the program")
    assert "ZeroDivisionError: oops" in capsys.readouterr().err


def test_256_segments(desk):
    desk.session.change(k=256)
    desk.open_array(noise(100))
    assert len(desk.session.edited.segments) == 256
    desk.studio.editing.select_all()
    desk.trigger("merge")
    assert [segment.pixels for segment in desk.session.edited.segments] == [10_000]
    desk.window.grab()


def test_the_appearance_changes_during_a_run(running):
    for appearance in ("dark", "light"):
        running.trigger(f"appearance_{appearance}")
        running.window.grab()
        assert theme.scheme().dark == (appearance == "dark")
        assert running.window.canvas.backgroundBrush().color() == theme.scheme().canvas
    assert running.session.running
    running.studio.stop()
    running.rest()


# --- closing ---------------------------------------------------------------------------------------------------------


def test_closing_during_a_run_ends_the_thread(running):
    running.window.close()
    assert running.studio.runner._thread.isFinished()


def test_closing_just_after_a_change_starts_nothing_more(desk, qtbot):
    desk.open_array(noise(80))
    desk.session.change(k=9)
    desk.window.close()
    qtbot.waitUntil(lambda: not desk.session._wait.isActive())
    assert desk.session.shown.recipe.k == 5


def test_closing_while_opening_ends_the_thread(desk, qtbot):
    desk.studio.opening.open_path(sample_path("coffee.png"))
    with qtbot.waitSignal(desk.studio.runner.started):
        pass
    desk.window.close()
    assert desk.studio.runner._thread.isFinished()
    assert desk.session.opened is None


def test_closing_while_saving_ends_the_thread_and_leaves_no_part_of_a_file(desk, qtbot, tmp_path):
    desk.open(CHINA)
    desk.studio.saving.save(desk.studio.saving._result(), "picture", tmp_path / "out.png")
    with qtbot.waitSignal(desk.studio.runner.started):
        pass
    desk.window.close()
    assert desk.studio.runner._thread.isFinished()
    assert [path.name for path in tmp_path.iterdir()] in ([], ["out.png"])


def test_closing_the_window_of_a_fresh_studio(desk):
    desk.studio.begin()
    desk.trigger("quit")
    assert not desk.window.isVisible()
    assert desk.studio.runner._thread.isFinished()


def test_place_and_size_are_kept(make_desk):
    make_desk(700, 600).window.close()
    again = Window()
    assert (again.width(), again.height()) == (700, 600)
    again.deleteLater()


def test_the_gui_thread_goes_on_while_the_worker_is_busy(desk, qtbot):
    """Something long on the worker does not keep a click from being seen."""
    release = Event()

    class Long:
        channel, words, finishes = "photo", "Long", False

        def run(self, cancel, outlet):
            release.wait(20)

    desk.studio.runner.start(Long())
    with qtbot.waitSignal(desk.studio.runner.started):
        pass
    QTest.mouseClick(desk.find("toolbar.live"), Qt.MouseButton.LeftButton)
    assert not desk.session.live
    assert desk.studio.showing.there_is()["busy"]
    release.set()
    desk.rest()
    assert load_settings().live is False


def test_a_window_file_that_was_tampered_with_is_no_obstacle(qtbot):
    file = window_settings()
    file.setValue("window/geometry", "hello")
    file.sync()
    window = Window()
    qtbot.addWidget(window)
    assert window.width() > 400
