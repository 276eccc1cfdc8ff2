"""Remove Blurred Background: one click, one undo entry, and what may come in between."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kmeans_studio import edits
from kmeans_studio.photo import Photo
from kmeans_studio.pipeline import segment
from kmeans_studio.ui.jobs import Run, SegmentJob
from kmeans_studio.ui.walk import Walk

HEIGHT, WIDTH = 120, 160


def portrait() -> np.ndarray:
    """A sharp noisy disk before a background of slow waves."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    blurred = 128 + 50 * np.sin(x / 25) * np.cos(y / 20)
    noise = np.random.default_rng(1).normal(0, 45, (HEIGHT, WIDTH))
    picture = np.where(subject(), blurred + noise, blurred).clip(0, 255)
    return np.repeat(picture.astype(np.uint8)[..., None], 3, axis=2)


def subject() -> np.ndarray:
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return (x - 80) ** 2 + (y - 60) ** 2 < 35**2


def hidden(desk) -> list[int]:
    return [segment.label for segment in desk.session.edited.segments if segment.hidden]


def words(desk) -> str:
    return desk.text("status.words")


@pytest.fixture
def removed(desk):
    """A desk on which the background was removed from mode Color."""
    desk.open_array(portrait())
    desk.session.undo_stack.clear()
    desk.trigger("remove_background")
    desk.rest()
    return desk


def test_one_click_leaves_the_subject(removed):
    assert removed.session.recipe.mode == "focus"
    assert hidden(removed) == [0]
    assert removed.studio.looking.view == "outline"
    assert words(removed) == "The background is hidden; Save Cut-out (Ctrl+Shift+S) saves the subject"
    assert removed.message() == ""
    left = removed.session.shown.segmentation.labels == 1
    both = left & subject()
    assert both.sum() / (left | subject()).sum() > 0.7
    assert removed.window.actions_["save_cutout"].isEnabled()
    assert removed.window.recipe.findChild(object, "recipe.mode").current() == "focus"


def test_undo_takes_it_back_in_one_step_and_redo_does_it_again(removed):
    assert removed.session.undo_stack.count() == 1
    assert removed.window.actions_["undo"].text() == "&Undo Remove Blurred Background"
    removed.trigger("undo")
    removed.rest()
    assert (removed.session.recipe.mode, hidden(removed)) == ("color", [])
    assert removed.session.edited.segments[-1].label == removed.session.recipe.k - 1
    removed.trigger("redo")
    removed.rest()
    assert (removed.session.recipe.mode, hidden(removed)) == ("focus", [0])


@pytest.mark.parametrize("mode", ["position", "texture", "color+texture"])
def test_from_every_mode(desk, mode):
    desk.session.change(mode=mode)
    desk.open_array(portrait())
    desk.trigger("remove_background")
    desk.rest()
    assert (desk.session.recipe.mode, hidden(desk)) == ("focus", [0])


def test_the_button_of_the_mode_does_it(desk):
    desk.session.change(mode="focus")
    button = desk.find("recipe.remove_background")
    assert not button.isEnabled(), "there is no photo"
    desk.open_array(portrait())
    assert button.isEnabled()
    assert hidden(desk) == []
    count = desk.session.undo_stack.count()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert hidden(desk) == [0], "the result was there already"
    assert desk.session.undo_stack.count() == count + 1
    desk.trigger("undo")
    assert (desk.session.recipe.mode, hidden(desk)) == ("focus", [])


def test_once_more_changes_nothing_and_says_the_same(removed):
    count = removed.session.undo_stack.count()
    removed.window.status.say("")
    removed.studio.looking.set_view("original")
    removed.trigger("remove_background")
    removed.rest()
    assert (removed.session.undo_stack.count(), hidden(removed)) == (count, [0])
    assert words(removed).startswith("The background is hidden")
    assert removed.studio.looking.view == "outline"


def test_without_live_it_runs_all_the_same(desk):
    desk.trigger("live")
    desk.open_array(portrait())
    assert desk.session.shown is None
    desk.trigger("remove_background")
    desk.rest()
    assert hidden(desk) == [0]
    assert desk.session.undo_stack.count() == 1


def test_what_was_merged_or_hidden_gives_way_and_names_stay(desk):
    desk.session.change(mode="focus")
    desk.open_array(portrait())
    desk.session.edit(edits.Rename(1, "ball"), "Rename")
    desk.session.edit(edits.Hide(frozenset({1})), "Hide")
    desk.session.edit(edits.Merge(frozenset({0, 1})), "Merge")
    desk.trigger("remove_background")
    assert hidden(desk) == [0]
    assert desk.session.edited.segments[1].name == "ball"
    desk.trigger("undo")
    assert len(desk.session.edited.segments) == 1


def test_edits_of_the_result_before_come_back_with_undo(desk):
    desk.open_array(portrait())
    desk.session.edit(edits.Rename(0, "dark"), "Rename")
    desk.trigger("remove_background")
    desk.rest()
    desk.trigger("undo")
    desk.rest()
    assert desk.session.edited.segments[0].name == "dark"


# --- what comes in between -------------------------------------------------------------------------------------------


def test_another_change_in_between_ends_it(desk):
    desk.open_array(portrait())
    desk.trigger("remove_background")
    desk.session.change(mode="texture")
    desk.rest()
    assert hidden(desk) == []
    desk.session.change(mode="focus")
    desk.rest()
    assert hidden(desk) == [], "nobody waits for it any more"


def test_undo_before_the_result_is_there_ends_it(desk):
    desk.open_array(portrait())
    desk.session.undo_stack.clear()
    desk.trigger("remove_background")
    desk.trigger("undo")
    desk.rest()
    assert (desk.session.recipe.mode, hidden(desk)) == ("color", [])
    assert not desk.session.undo_stack.canUndo()


def test_another_photo_in_between_ends_it(desk):
    desk.open_array(portrait())
    desk.trigger("remove_background")
    desk.open_array(portrait()[:, ::-1])
    assert (desk.session.recipe.mode, hidden(desk)) == ("focus", [])


def test_a_run_that_is_stopped_ends_it(desk):
    desk.open_array(portrait())
    stops = desk.studio.runner.posted.connect(lambda job: desk.studio.stop() if isinstance(job, SegmentJob) else None)
    desk.trigger("remove_background")
    desk.rest()
    assert desk.session.shown.recipe.mode == "color" or desk.session.shown.stopped
    assert hidden(desk) == []
    desk.studio.runner.posted.disconnect(stops)
    desk.trigger("remove_background")
    desk.rest()
    assert hidden(desk) == [0], "asked again, it is run again"


def test_the_best_so_far_of_a_stopped_run_is_for_looking_at(desk):
    desk.open_array(portrait())
    desk.trigger("remove_background")
    focus = desk.session.recipe
    photo = desk.session.opened.photo
    best = Run(focus, segment(photo, focus), ((1.0, 1.0),), 0.1, stopped=True)
    desk.studio.runner.forget(SegmentJob.channel)
    desk.studio.runner.done.emit(SegmentJob(Walk(photo, focus)), best)
    desk.rest()
    assert hidden(desk) == []
    desk.session.show(best, running=False)
    desk.trigger("remove_background")
    assert hidden(desk) == [], "not of what was stopped either"
    desk.rest()
    assert hidden(desk) == [0]


# --- nothing to remove -----------------------------------------------------------------------------------------------


def test_a_photo_of_one_brightness_is_told(desk):
    desk.open_array(np.full((60, 80, 3), 77, np.uint8))
    desk.trigger("remove_background")
    desk.rest()
    assert "one brightness" in desk.message()
    desk.trigger("undo")
    desk.rest()
    assert desk.session.recipe.mode == "color"
    assert desk.session.editable


@pytest.mark.parametrize(
    ("side", "why"), [(1, "No part of the photo is blurred"), (0, "No part of the photo is sharp")]
)
def test_a_side_without_pixels_is_told(desk, side, why):
    """The refined edge may leave one side without pixels although the sharpness fell into two."""
    desk.session.change(mode="focus")
    desk.open_array(portrait())
    whole = desk.session.shown
    one_sided = np.full((HEIGHT, WIDTH), side, np.uint8)
    segmentation = replace(whole.segmentation, painter=lambda _cancel: one_sided)
    desk.session.show(replace(whole, segmentation=segmentation), running=False)
    desk.trigger("remove_background")
    assert desk.message().startswith(f"Nothing was removed\n{why}")
    assert hidden(desk) == []


def test_a_photo_that_is_equally_sharp_everywhere_is_told(desk):
    desk.session.change(mode="focus")
    desk.open_array(portrait())
    whole = desk.session.shown
    one = whole.segmentation.clusters
    one = replace(one, centers=one.centers[:1], labels=np.zeros_like(one.labels))
    everywhere = np.zeros((HEIGHT, WIDTH), np.uint8)
    segmentation = replace(whole.segmentation, clusters=one, painter=lambda _cancel: everywhere)
    desk.session.show(replace(whole, segmentation=segmentation), running=False)
    desk.trigger("remove_background")
    assert desk.message().startswith("Nothing was removed\nThe photo is equally sharp everywhere")
    assert "Undo" not in desk.message(), "the mode was this before"
    assert hidden(desk) == []
    desk.studio.background._remove(desk.session.shown, joins=True)
    assert desk.message().endswith("Undo returns to the mode before.")


# --- what one gets ---------------------------------------------------------------------------------------------------


def test_it_is_what_the_library_gives(removed):
    alone = segment(Photo.from_array(portrait()), removed.session.recipe)
    assert removed.session.shown.segmentation.labels.tobytes() == alone.labels.tobytes()


def test_the_cut_out_has_the_subject_and_nothing_else(removed, tmp_path):
    path = tmp_path / "ball.png"
    result = removed.studio.saving._result()
    removed.studio.saving.save(result, "cutout", path)
    removed.rest()
    alpha = Photo.open(path).alpha
    labels = removed.session.shown.segmentation.labels
    assert alpha is not None
    assert (alpha[labels == 1] > 0).mean() > 0.95
    assert (alpha[labels == 0] == 0).mean() > 0.9
