"""The timeline: looking back, playing, stepping, and what the window shows meanwhile."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from kmeans_studio.pipeline import Course, generations

LEFT = Qt.MouseButton.LeftButton


def noise(rows: int = 60, columns: int = 80) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (rows, columns, 3), np.uint8)


@pytest.fixture
def run(desk):
    """A studio that has run; the labels of each generation, worked out again from the recipe."""
    desk.session.change(k=5)
    desk.open_array(noise())
    photo = desk.session.opened.photo
    desk.labels = [one.labels for one in generations(photo, desk.session.recipe) if not one.preview]
    assert len(desk.labels) > 4
    return desk


def timeline(desk):
    return desk.studio.timeline


def there(desk, qtbot, index: int) -> None:
    """Wait until that generation is shown, and see that it is."""
    line = timeline(desk)
    qtbot.waitUntil(lambda: line.index == index and line._revisits.asked is None)
    assert np.array_equal(desk.session.shown.segmentation.labels, desk.labels[index])
    assert desk.text("generations.number") == f"{index + 1} / {len(desk.labels)}"


def click(desk, name: str) -> None:
    button = desk.find(f"timeline.{name}")
    assert button.isEnabled(), f"{name} is disabled"
    QTest.mouseClick(button, LEFT)


def can(desk) -> set[str]:
    names = ("first", "back", "play", "forward", "last")
    return {name for name in names if desk.find(f"timeline.{name}").isEnabled()}


# --- looking back ----------------------------------------------------------------------------------------------------


def test_every_generation_can_be_looked_at_again(run, qtbot):
    for index in [*range(len(run.labels)), 0]:
        timeline(run).look_at(index)
        there(run, qtbot, index)
        assert run.session.looks_back == (index < len(run.labels) - 1)
        assert run.session.editable != run.session.looks_back


def test_the_buttons_go_through_the_generations(run, qtbot):
    last = len(run.labels) - 1
    assert can(run) == {"first", "back", "play"}
    click(run, "first")
    there(run, qtbot, 0)
    assert can(run) == {"play", "forward", "last"}
    click(run, "forward")
    there(run, qtbot, 1)
    click(run, "last")
    there(run, qtbot, last)
    click(run, "back")
    there(run, qtbot, last - 1)


def test_all_that_shows_the_session_follows(run, qtbot):
    with qtbot.waitSignal(timeline(run).moved) as moved:
        timeline(run).look_at(0)
    assert moved.args == [0]
    there(run, qtbot, 0)
    shown = run.session.shown.segmentation
    shares = [segment.share for segment in run.session.edited.segments]
    assert np.allclose(shares, shown.shares)
    assert run.window.canvas._layers._labels is shown.labels
    cost, moved_share = run.session.latest.history[0]
    assert run.text("generations.moved") == f"{moved_share * 100:.1f} %"
    assert run.text("generations.cost") == f"{cost / shown.counts.sum():,.0f}"


def test_of_a_quick_drag_the_last_generation_wins(run, qtbot):
    seen = []
    timeline(run).moved.connect(seen.append)
    for index in (3, 0, 2, 1):
        timeline(run).look_at(index)
        assert timeline(run)._at() == index, "the mark is where the pointer is"
    there(run, qtbot, 1)
    assert seen == [3, 1], "those in between are not made at all"


def test_a_click_on_the_curve_looks_there(run, qtbot):
    curve = run.find("generations.curve")
    QTest.mouseClick(curve, LEFT, pos=QPoint(round(curve.handle_x(2)), 20))
    there(run, qtbot, 2)
    QTest.keyClick(curve, Qt.Key.Key_Right)
    there(run, qtbot, 3)
    QTest.keyClick(curve, Qt.Key.Key_Home)
    there(run, qtbot, 0)
    QTest.keyClick(curve, Qt.Key.Key_End)
    there(run, qtbot, len(run.labels) - 1)


def test_the_folded_slider_does_the_same(run, qtbot):
    slider, curve = run.find("generations.slider"), run.find("generations.curve")
    assert curve.isVisible()
    assert not slider.isVisible()
    run.window.show_tab("bank")
    assert slider.isVisible()
    assert not curve.isVisible()
    QTest.mouseClick(slider, LEFT, pos=QPoint(round(slider.handle_x(1)), slider.height() // 2))
    there(run, qtbot, 1)


def test_pointing_at_the_curve_tells_the_figures_there(run):
    curve = run.find("generations.curve")
    QTest.mouseMove(curve, QPoint(round(curve.handle_x(1)), 20))
    note = run.find("generations.note")
    assert note.isVisible()
    _, moved = run.session.latest.history[1]
    assert note.text().startswith("2  cost ")
    assert f"moved {moved * 100:.1f} %" in note.text()
    assert note.geometry().bottom() < curve.mapTo(run.window, QPoint(0, 1)).y() + 4, "it covers no curve"
    QApplication.sendEvent(curve, QEvent(QEvent.Type.Leave))
    assert not note.isVisible()


def test_a_generation_that_cannot_be_made_is_told_of(run, qtbot, monkeypatch):
    monkeypatch.setattr(timeline(run).course, "_kept", {})
    monkeypatch.setattr(timeline(run).course, "nearest", lambda index: index)
    timeline(run).look_at(1)
    qtbot.waitUntil(lambda: run.text("status.words").startswith("Generation 2 could not be shown"))
    assert timeline(run)._at() == len(run.labels) - 1
    assert not run.session.looks_back


def test_a_new_run_is_followed(run, qtbot):
    timeline(run).look_at(0)
    there(run, qtbot, 0)
    run.session.change(k=3)
    run.rest()
    assert not run.session.looks_back
    assert timeline(run).index == len(run.session.latest.history) - 1
    assert run.session.shown.segmentation.k == 3


def test_the_first_frame_of_a_new_run_is_followed(run, qtbot):
    timeline(run).look_at(0)
    there(run, qtbot, 0)
    run.session.show(replace(run.session.latest, course=Course(), history=((5.0, 1.0),)), running=True)
    assert not run.session.looks_back
    assert timeline(run).index == 0
    assert can(run) == {"play", "forward"}
    run.session.set_running(False)


def test_closing_the_photo_empties_the_strip(run, qtbot):
    timeline(run).look_at(0)
    run.trigger("close_photo")
    run.rest()
    assert timeline(run).index == -1
    assert timeline(run).course is None
    assert can(run) == set()
    assert not run.find("generations.curve").isVisible()


# --- running ---------------------------------------------------------------------------------------------------------


def test_stepping_through_a_run(desk, qtbot):
    desk.session.set_live(False)
    desk.open_array(noise())
    desk.studio.step()
    desk.rest()
    assert desk.text("generations.number") == "1 / 1"
    assert can(desk) == {"play", "forward"}
    click(desk, "forward")
    desk.rest()
    click(desk, "forward")
    desk.rest()
    assert timeline(desk).index == 2
    assert desk.find("generations.curve")._places == 12, "those not yet run keep their place"
    # Looking back does not run; going on follows again.
    click(desk, "first")
    qtbot.waitUntil(lambda: timeline(desk).index == 0)
    assert len(desk.session.latest.history) == 3
    click(desk, "forward")
    qtbot.waitUntil(lambda: timeline(desk).index == 1)
    assert len(desk.session.latest.history) == 3
    click(desk, "play")
    desk.rest()
    assert not desk.session.looks_back
    assert desk.session.latest.segmentation.converged
    assert desk.find("generations.curve")._places == len(desk.session.latest.history)


def test_looking_back_lasts_while_the_run_goes_on(desk, qtbot):
    desk.session.set_live(False)
    desk.open_array(noise())
    desk.studio.step_by_step(True)
    for _ in range(3):
        desk.studio.run()
        desk.rest()
    timeline(desk).look_at(0)
    qtbot.waitUntil(lambda: timeline(desk).index == 0)
    run = desk.session.latest
    desk.session.set_running(True)
    shown = desk.session.shown
    desk.session.show(run, running=True)
    assert desk.session.shown is shown
    assert timeline(desk).index == 0
    assert desk.find("timeline.play").text().startswith("Pause")
    desk.session.show(run, running=False)
    assert timeline(desk).index == 2


# --- playing ---------------------------------------------------------------------------------------------------------


def test_playing_goes_through_all_and_stops(run, qtbot):
    seen = []
    timeline(run).moved.connect(seen.append)
    timeline(run).set_speed(10)
    timeline(run)._playing.setInterval(1)
    click(run, "play")
    assert timeline(run).playing
    qtbot.waitUntil(lambda: not timeline(run).playing)
    assert seen == list(range(len(run.labels)))
    assert not run.session.looks_back


def test_playing_can_be_paused_with_the_space_bar(run, qtbot):
    curve = run.find("generations.curve")
    timeline(run).look_at(1)
    there(run, qtbot, 1)
    QTest.keyClick(curve, Qt.Key.Key_Space)
    assert timeline(run).playing
    QTest.keyClick(curve, Qt.Key.Key_Space)
    assert not timeline(run).playing
    assert timeline(run)._at() == 1


def test_the_speed_is_chosen_in_the_menu(run):
    actions = {action.text(): action for action in run.window.strip.menu.actions()}
    actions["Play 2 a Second"].trigger()
    assert timeline(run)._playing.interval() == 500
    assert actions["Play 2 a Second"].isChecked()
    assert not actions["Play 5 a Second"].isChecked()


# --- bounded memory --------------------------------------------------------------------------------------------------


def test_what_was_not_kept_is_said_and_skipped(run, qtbot):
    course = timeline(run).course
    course._thin_out()
    kept = course.kept
    assert course.thinned
    timeline(run)._show()
    assert run.text("generations.kept") == f"{len(kept)} of {len(run.labels)} kept"
    assert "256 MB" in run.window.strip.toolTip()
    timeline(run).look_at(3)
    there(run, qtbot, 2)
    click(run, "forward")
    there(run, qtbot, kept[kept.index(2) + 1])
    click(run, "back")
    there(run, qtbot, 2)


# --- saving ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "suffix"), [("gif", ".gif"), ("webp", ".webp"), ("apng", ".png")])
def test_saving_an_animation(run, tmp_path, kind, suffix):
    run.trigger("save_animation")
    dialog = run.find("animation.dialog")
    assert isinstance(dialog, QDialog)
    run.find("animation.kind").set_current(kind)
    run.find("animation.size").setValue(40)
    run.find("animation.speed").setValue(120)
    assert f"{len(run.labels)} generations · 40 × 30 pixels" in run.text("animation.says")
    QTest.mouseClick(run.find("animation.save"), LEFT)
    files = run.find("save.dialog")
    assert isinstance(files, QFileDialog)
    assert files.selectedFiles()[0].endswith(f"generations{suffix}")
    path = tmp_path / f"out{suffix}"
    files.fileSelected.emit(str(path))
    files.reject()
    run.rest()
    picture = Image.open(io.BytesIO(path.read_bytes()))
    assert picture.size == (40, 30)
    # Pillow makes one frame of two that are the same.
    assert 2 <= picture.n_frames <= len(run.labels)
    assert run.text("status.words") == f"Saved {path.name}"


def test_a_stopped_animation_leaves_no_file(run, tmp_path, qtbot):
    from kmeans_studio.ui.animation_dialog import Choice
    from kmeans_studio.ui.save_animation import AnimationJob

    timeline(run).save_animation()
    run.find("animation.dialog").reject()
    saver = timeline(run)._saver
    saver._take(timeline(run).course, Choice())
    files = run.find("save.dialog")
    path = tmp_path / "out.gif"
    files.fileSelected.emit(str(path))
    files.reject()
    assert run.studio.runner.has(AnimationJob)
    run.studio.stop()
    run.rest()
    assert not path.exists()
    assert run.text("status.words") == "Saving stopped; out.gif was not written"


# --- what explains ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["color_cloud", "choose_k"])
def test_the_buttons_at_the_right_end_are_the_actions(run, name):
    button = run.find(f"timeline.{name}")
    assert button.isVisible()
    assert button.isEnabled()
    assert button.text() == {"color_cloud": "Color Cloud", "choose_k": "Choose k"}[name]
    told = []
    {"color_cloud": timeline(run).cloud_toggled, "choose_k": timeline(run).choose_k_toggled}[name].connect(told.append)
    QTest.mouseClick(button, LEFT)
    assert told == [True]
    assert run.window.actions_[name].isChecked()
    assert run.find("generations.slider").isVisible(), "in a low window the curves give way"
    run.window.resize(1280, 1000)
    assert run.find("generations.curve").isVisible()
    QTest.mouseClick(button, LEFT)
    assert told == [True, False]
