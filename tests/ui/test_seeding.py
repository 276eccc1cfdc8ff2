"""The seed tool in the window: seeds, k, locks, the panel and undo, as a person meets them."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

LEFT = Qt.MouseButton.LeftButton
COLORS = np.array([[20, 20, 30], [200, 40, 30], [40, 160, 60], [230, 220, 200]], np.uint8)


def four_fields() -> np.ndarray:
    """A photo of four fields side by side, each with a little noise, so that centers have somewhere to go."""
    pixels = COLORS[np.arange(40)[None, :] // 10].repeat(24, 0).astype(np.int16)
    return np.clip(pixels + np.random.default_rng(0).integers(-8, 9, pixels.shape), 0, 255).astype(np.uint8)


@pytest.fixture
def desk(make_desk):
    desk = make_desk()
    desk.session.change(k=3)
    desk.open_array(four_fields())
    return desk


def place(desk, *pixels: tuple[int, int]) -> None:
    desk.trigger("tool_seed")
    for x, y in pixels:
        QTest.mouseClick(desk.window.canvas.viewport(), LEFT, pos=desk.place_of(x, y))
    desk.rest()


def quiet(desk) -> None:
    desk._qtbot.waitUntil(lambda: desk.at_rest() and not desk.studio.glances._tickets, timeout=10_000)


def test_clicks_place_seeds_and_k_follows(desk):
    place(desk, (5, 5), (15, 12), (25, 3), (35, 20))
    recipe = desk.session.recipe
    assert (recipe.initializer, recipe.seeds, recipe.k) == ("seeds", ((5, 5), (15, 12), (25, 3), (35, 20)), 4)
    assert desk.session.shown.segmentation.k == 4
    marks = desk.window.canvas._marks
    assert [mark.number for mark in marks] == [1, 2, 3, 4]
    # Each mark has the color of the segment that its seed became.
    for mark, color in zip(marks, COLORS, strict=True):
        assert np.abs(np.array(mark.color.getRgb()[:3]) - color).max() < 12


def test_the_list_of_seeds_says_which_segment_each_became(desk):
    place(desk, (25, 3), (35, 20), (5, 5))
    rows = desk.find("recipe.seeds").model()
    segmentation, edited = desk.session.shown.segmentation, desk.session.edited
    for row in range(3):
        number = edited.segment_of(segmentation.segment_of_start[row]).number
        assert rows.data(rows.index(row)).endswith(f"segment {number}")
    assert rows.data(rows.index(2)).endswith("segment 1")  # the darkest, though it was placed last


def test_k_stays_where_it_is_not_to_follow(desk):
    place(desk, (5, 5))
    assert desk.session.recipe.k == 2
    desk.find("recipe.seeds.follow").click()
    desk.session.change(k=4)
    place(desk, (25, 3))
    assert (desk.session.recipe.k, len(desk.session.recipe.seeds)) == (4, 2)
    assert desk.text("recipe.seeds.note") == "k-means++ places the other 2"
    assert desk.session.shown.segmentation.k == 4


def test_each_click_is_one_undo_entry_and_a_drag_is_one(desk, qtbot):
    place(desk, (5, 5), (25, 3))
    qtbot.waitUntil(lambda: not desk.session._merging.isActive())
    for x in range(6, 16):
        desk.window.canvas.seed_moved.emit(0, x, 5)
    desk.rest()
    assert desk.session.recipe.seeds == ((15, 5), (25, 3))
    desk.trigger("undo")
    assert desk.session.recipe.seeds == ((5, 5), (25, 3))
    desk.trigger("undo")
    assert desk.session.recipe.seeds == ((5, 5),)
    desk.trigger("undo")
    assert (desk.session.recipe.initializer, desk.session.recipe.k) == ("kmeans++", 3)


def test_each_click_in_a_quick_row_is_an_undo_entry(desk):
    place(desk, (5, 5), (15, 12), (25, 3))
    for left in (2, 1):
        desk.trigger("undo")
        assert len(desk.session.recipe.seeds) == left


def test_k_does_not_follow_where_another_one_was_taken_since(desk):
    place(desk, (5, 5), (25, 3))
    assert desk.find("recipe.seeds.follow").isChecked()
    desk.studio.choosing.take(4)
    desk.rest()
    assert not desk.find("recipe.seeds.follow").isChecked()
    place(desk, (35, 20))
    assert (desk.session.recipe.k, len(desk.session.recipe.seeds)) == (4, 3)
    desk.find("recipe.seeds.follow").click()
    assert desk.session.recipe.k == 3
    assert desk.find("recipe.seeds.follow").isChecked()


def test_a_seed_on_a_transparent_pixel_is_not_taken_and_it_is_said(make_desk):
    desk = make_desk()
    alpha = np.full((24, 40), 255, np.uint8)
    alpha[:, :10] = 0
    desk.open_array(four_fields(), alpha)
    place(desk, (5, 5))
    assert desk.session.recipe.seeds == ()
    assert "transparent" in desk.text("status.words")


def test_a_click_in_focus_changes_nothing_and_says_why(desk):
    desk.session.change(mode="focus")
    desk.rest()
    place(desk, (5, 5))
    assert (desk.session.recipe.mode, desk.session.recipe.seeds) == ("focus", ())
    assert "Focus" in desk.text("status.words")


def test_locking_in_the_panel_keeps_the_center_where_the_seed_is(desk):
    place(desk, (5, 5), (15, 12), (25, 3))
    free = desk.session.shown.segmentation
    desk.find("recipe.seeds").setFocus()
    desk.find("recipe.seeds").setCurrentIndex(desk.find("recipe.seeds").model().index(1))
    desk.find("recipe.seeds.lock").click()
    desk.rest()
    assert desk.session.recipe.locked == (1,)
    held = desk.session.shown.segmentation
    segment = held.segment_of_start[1]
    row = held.space.row_of_pixel[12, 15]
    np.testing.assert_allclose(held.clusters.centers[held.cluster_of_segment[segment]], held.space.rows[row], atol=1e-5)
    assert not np.allclose(free.clusters.centers, held.clusters.centers)
    assert desk.window.segments._delegate.locked == {segment}


def test_removing_a_seed_keeps_the_locks_of_the_others(desk):
    place(desk, (5, 5), (15, 12), (25, 3))
    desk.session.change(locked=(0, 2))
    desk.studio.seeding.remove(1)
    assert (desk.session.recipe.seeds, desk.session.recipe.locked) == (((5, 5), (25, 3)), (0, 1))
    desk.studio.seeding.remove(0)
    assert (desk.session.recipe.seeds, desk.session.recipe.locked) == (((25, 3),), (0,))
    desk.studio.seeding.remove(0)
    assert (desk.session.recipe.initializer, desk.session.recipe.seeds) == ("kmeans++", ())


def test_locking_the_center_of_a_segment_makes_its_center_a_seed(desk):
    desk.session.select(frozenset({1}))
    desk.trigger("lock_center")
    quiet(desk)
    recipe = desk.session.recipe
    assert (recipe.initializer, recipe.k, recipe.locked, len(recipe.seeds)) == ("seeds", 3, (1,), 3)
    desk.session.select(desk.window.segments._delegate.locked)
    desk.trigger("lock_center")
    quiet(desk)
    assert desk.session.recipe.locked == ()


def test_another_photo_leaves_the_seeds_behind_and_says_so(desk):
    place(desk, (5, 5), (15, 12))
    desk.open_array(four_fields()[:, ::-1].copy())
    assert (desk.session.recipe.initializer, desk.session.recipe.seeds) == ("kmeans++", ())
    assert "other photo" in desk.text("status.words")
    assert desk.window.canvas._marks == ()


def test_the_list_of_seeds_answers_to_keys(desk):
    place(desk, (5, 5), (15, 12), (25, 3))
    listed = desk.find("recipe.seeds")
    listed.setCurrentIndex(listed.model().index(2))
    QTest.keyClick(listed, Qt.Key.Key_L)
    assert desk.session.recipe.locked == (2,)
    QTest.keyClick(listed, Qt.Key.Key_Delete)
    assert desk.session.recipe.seeds == ((5, 5), (15, 12))
    desk.find("recipe.seeds.clear").click()
    assert desk.session.recipe.initializer == "kmeans++"
