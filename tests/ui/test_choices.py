"""The window with every choice of the recipe: real runs, what gives way, what is told."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kmeans_studio import compiled
from kmeans_studio.edits import Hide, Merge, Rename
from kmeans_studio.photo import Photo
from kmeans_studio.pipeline import segment
from kmeans_studio.recipe import REGISTRIES, Recipe
from kmeans_studio.ui.settings import load_settings
from kmeans_studio.ui.starts import START_COLORS

NOISE = np.random.default_rng(0).integers(0, 256, (30, 40, 3), np.uint8)
GREYS = (10, 60, 120, 180, 240)
ONE_FAR_OFF = {"initializer": "given", "start_colors": ("#0a0a0a", "#ff0000", "#f0f0f0"), "k": 3, "restarts": 1}
"""No grey is near red, so one of three starts never gets a pixel."""

SHOWN_IN = {"bank": "texture", "amplitude": "texture", "pool_unit": "texture", "focus_quality": "focus"}
"""The modes that show a field, where that is not the first one."""

CHOICES = [
    (field, entry.name)
    for field in REGISTRIES
    for entry in REGISTRIES[field]
    if entry.name != "file"  # asks for one first, see test_recipe_texture
]


def stripes(shuffled: tuple[int, ...] = GREYS) -> np.ndarray:
    """Five stripes of grey, 20 pixels wide."""
    return np.dstack([np.tile(np.repeat(np.array(shuffled, np.uint8), 20), (30, 1))] * 3)


def pick(desk, field: str, name: str) -> None:
    """Take a choice as a person does: its control tells the window."""
    desk.find(f"recipe.{field}").picked.emit(name)


def shown(desk):
    return desk.session.shown.segmentation


@pytest.mark.parametrize(("field", "name"), CHOICES)
def test_every_choice_runs_and_gives_what_the_library_gives(desk, field, name):
    desk.window.recipe.open_more(True)
    desk.session.change(mode=SHOWN_IN.get(field, "color"))
    desk.open_array(NOISE)
    pick(desk, field, name)
    desk.rest()
    assert getattr(desk.session.recipe, field) == name
    assert desk.message() == ""
    alone = segment(Photo.from_array(NOISE), desk.session.recipe)
    if name != "previous":
        assert shown(desk).labels.tobytes() == alone.labels.tobytes()
    assert desk.find(f"recipe.{field}").current() == name


def test_numbers_under_more_run(desk):
    desk.open_array(NOISE)
    desk.session.change(max_generations=1)
    desk.rest()
    assert shown(desk).generation == 1
    assert "limit" in desk.text("status.words")
    assert desk.text("status.words").startswith("Ended after 1 generation")
    assert "limit" in desk.find("status.result").accessibleDescription()
    desk.session.change(restarts=1)
    desk.rest()
    assert "Best of" not in desk.find("status.result").accessibleDescription()


def test_the_spread_of_the_starts_is_in_the_explanation_of_the_result(desk):
    desk.open_array(NOISE)
    assert "Best of 10 starts; the worst was" in desk.find("status.result").accessibleDescription()
    desk.trigger("close_photo")
    assert not desk.find("status.result").isVisible()


# --- what gives way --------------------------------------------------------------------------------------------------


def test_ciede2000_brings_lab_along_in_one_undo_entry_and_says_so(desk):
    desk.open_array(NOISE)
    desk.session.change(color_space="hsv")
    desk.rest()
    before = desk.session.undo_stack.count()
    pick(desk, "metric", "ciede2000")
    desk.rest()
    assert (desk.session.recipe.color_space, desk.find("recipe.color_space").current()) == ("lab", "lab")
    assert desk.session.undo_stack.count() == before + 1
    assert desk.text("status.words").startswith("CIEDE2000 brought along: color space CIE Lab. ")
    desk.trigger("undo")
    desk.rest()
    assert (desk.session.recipe.color_space, desk.session.recipe.metric) == ("hsv", "euclidean")
    assert "CIEDE2000" not in desk.text("status.words")
    desk.trigger("redo")
    desk.rest()
    assert desk.text("status.words").startswith("CIEDE2000 brought along")


def test_another_space_ends_ciede2000(desk):
    desk.open_array(NOISE)
    desk.session.change(metric="ciede2000")
    pick(desk, "color_space", "oklab")
    desk.rest()
    assert (desk.session.recipe.color_space, desk.find("recipe.metric").current()) == ("oklab", "euclidean")
    assert desk.text("status.words").startswith("Distance is Euclidean now")


def test_what_gave_way_is_said_without_live_too(desk):
    desk.open_array(NOISE)
    desk.trigger("live")
    desk.session.change(color_space="hsv")
    pick(desk, "metric", "ciede2000")
    assert desk.text("status.words").startswith("CIEDE2000 brought along: color space CIE Lab. The recipe has changed")


# --- start colors ----------------------------------------------------------------------------------------------------


def test_given_colors_begin_with_those_of_the_segments(desk):
    desk.open_array(stripes())
    pick(desk, "initializer", "given")
    desk.rest()
    assert desk.session.recipe.start_colors == tuple(f"#{grey:02x}{grey:02x}{grey:02x}" for grey in GREYS)
    assert desk.session.undo_stack.count() == 1
    desk.session.change(start_colors=("#123456",))
    desk.session.change(initializer="random")
    pick(desk, "initializer", "given")
    assert desk.session.recipe.start_colors == ("#123456",), "colors that were chosen stay"


def test_seeds_begin_with_a_pixel_of_each_segment(desk):
    desk.open_array(stripes())
    desk.rest()
    pick(desk, "initializer", "seeds")
    desk.rest()
    recipe, segmentation = desk.session.recipe, desk.session.shown.segmentation
    assert len(recipe.seeds) == segmentation.k == len(GREYS)
    assert segmentation.segment_of_start == tuple(range(len(GREYS)))
    assert [segmentation.labels[y, x] for x, y in recipe.seeds] == list(range(len(GREYS)))
    assert desk.session.undo_stack.count() == 1
    pick(desk, "initializer", "random")
    pick(desk, "initializer", "seeds")
    assert desk.session.recipe.seeds == recipe.seeds, "seeds that were chosen stay"


def test_seeds_without_a_photo_begin_somewhere(desk):
    pick(desk, "initializer", "seeds")
    assert len(desk.session.recipe.seeds) == desk.session.recipe.k


def test_given_colors_without_a_photo_begin_with_some(desk):
    pick(desk, "initializer", "given")
    assert desk.session.recipe.start_colors == START_COLORS
    assert not desk.find("recipe.start_colors.from_segments").isEnabled()


def test_from_segments_takes_what_is_shown_merged_too(desk):
    desk.open_array(stripes())
    desk.session.change(initializer="given", start_colors=("#ff0000",))
    desk.rest()
    desk.session.edit(Merge(frozenset({0, 1})), "Merge")
    QTest.mouseClick(desk.find("recipe.start_colors.from_segments"), Qt.MouseButton.LeftButton)
    assert desk.session.recipe.start_colors == ("#232323", "#787878", "#b4b4b4", "#f0f0f0")
    desk.rest()
    assert shown(desk).k == 5


# --- empty segments --------------------------------------------------------------------------------------------------


def test_dropped_segments_are_gone_from_list_canvas_and_edits(desk):
    desk.open_array(stripes())
    desk.session.select(frozenset({4}))
    desk.session.change(empty="drop", **ONE_FAR_OFF)
    desk.rest()
    assert shown(desk).k == desk.find("segments.list").model().rowCount() == 2
    assert "dropped" in desk.text("status.words")
    desk.studio.editing.select_all()
    desk.trigger("merge")
    assert [segment.label for segment in desk.session.edited.segments] == [0]
    desk.trigger("undo")
    desk.trigger("undo")
    desk.rest()
    assert desk.find("segments.list").model().rowCount() == 5


def test_kept_empty_segments_can_be_seen_and_edited(desk):
    desk.open_array(stripes())
    desk.session.change(empty="keep", **ONE_FAR_OFF)
    desk.rest()
    pixels = [segment.pixels for segment in desk.session.edited.segments]
    assert len(pixels) == 3
    assert 0 in pixels
    empty = pixels.index(0)
    desk.session.edit(Rename(empty, "nothing"), "Rename")
    desk.session.edit(Hide(frozenset({empty})), "Hide")
    assert desk.session.edited.segments[empty].hidden
    desk.session.edit(Merge(frozenset({0, 1, 2})), "Merge")
    assert len(desk.session.edited.segments) == 1
    desk.window.segments.grab()
    assert desk.message() == ""


# --- numbering as before ---------------------------------------------------------------------------------------------


def test_as_before_keeps_the_numbers_that_are_shown(desk):
    desk.open_array(stripes((240, 10, 180, 60, 120)))
    desk.session.change(label_order="position")
    desk.rest()
    by_position = shown(desk).labels
    assert by_position[0, ::20].tolist() == [0, 1, 2, 3, 4]
    desk.session.change(label_order="previous")
    desk.rest()
    assert shown(desk).labels.tobytes() == by_position.tobytes()
    desk.session.change(seed=7)
    desk.rest()
    assert shown(desk).labels.tobytes() == by_position.tobytes()
    assert segment(Photo.from_array(stripes()), desk.session.recipe).labels[0, 0] == 0, "alone: from dark to light"


def test_another_photo_is_numbered_afresh(desk):
    desk.open_array(stripes((240, 10, 180, 60, 120)))
    desk.session.change(label_order="position")
    desk.rest()
    desk.session.change(label_order="previous")
    desk.rest()
    desk.open_array(stripes((240, 10, 180, 60, 120)))
    assert shown(desk).labels[0, ::20].tolist() == [4, 0, 3, 1, 2]


def test_edits_find_their_segments_again_after_undo(desk):
    """Edits name segments by their numbers, so a run that brings them back is numbered as the one they were made on."""
    desk.open_array(stripes((240, 10, 180, 60, 120)))
    desk.session.change(label_order="position")
    desk.rest()
    desk.session.change(label_order="previous")
    desk.rest()
    desk.session.edit(Rename(0, "the lightest"), "Rename")
    desk.session.change(label_order="size")
    desk.rest()
    by_size = shown(desk).labels
    assert by_size[0, 0] != 0
    desk.trigger("undo")
    desk.rest()
    named = [segment for segment in desk.session.edited.segments if segment.named]
    assert [(segment.name, segment.color) for segment in named] == [("the lightest", (240, 240, 240))]


# --- photos of more than 8 bits --------------------------------------------------------------------------------------


def test_a_floating_point_photo_is_shown_and_segmented(desk):
    pixels = np.linspace(0, 1, 30 * 40 * 3, dtype=np.float32).reshape(30, 40, 3)
    desk.open_array(pixels)
    assert desk.message() == ""
    assert "floating point" in desk.text("status.facts")
    levels = desk.session.opened.levels[0]
    assert levels[0, 0].tolist() == [0, 0, 0]
    assert levels[-1, -1].tolist() == [255, 255, 255]
    assert len(desk.session.edited.segments) == Recipe().k


# --- once ------------------------------------------------------------------------------------------------------------


def test_the_slower_loops_are_told_once(make_desk, monkeypatch):
    monkeypatch.delenv(compiled.LOOPS_VARIABLE, raising=False)
    monkeypatch.setattr(compiled, "KERNELS", ("engine._not_built",))
    desk = make_desk(slow_loops_told=False)
    assert desk.message() == "", "not before a run"
    desk.open_array(NOISE)
    assert desk.message().startswith("The slower loops are running\n")
    desk.window.messages.dismiss()
    desk.session.change(k=3)
    desk.rest()
    assert desk.message() == ""
    assert load_settings().slow_loops_told


def test_who_asked_for_the_slower_loops_is_not_told(make_desk, monkeypatch):
    monkeypatch.setenv(compiled.LOOPS_VARIABLE, "numpy")
    desk = make_desk(slow_loops_told=False)
    desk.open_array(NOISE)
    assert desk.message() == ""
    assert not load_settings().slow_loops_told


def test_that_more_is_open_survives_a_restart(make_desk):
    first = make_desk()
    QTest.mouseClick(first.find("recipe.more"), Qt.MouseButton.LeftButton)
    first.window.close()
    second = make_desk()
    assert second.find("recipe.restarts").isVisible()
