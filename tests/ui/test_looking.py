"""Views, zoom, tools, and what is said about the spot under the pointer."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(desk):
    """Left half dark red, right half pale blue."""
    pixels = np.zeros((60, 100, 3), np.uint8)
    pixels[:, :50], pixels[:, 50:] = (90, 10, 10), (200, 210, 250)
    desk.session.change(k=2)
    desk.open_array(pixels)
    desk.session.select(frozenset({0}))
    desk.studio.editing.hide()
    return desk


def shown(desk, x: int, y: int) -> tuple[int, int, int]:
    """The color on the canvas at a photo pixel."""
    place = desk.place_of(x, y)
    return desk.window.canvas.viewport().grab().toImage().pixelColor(place).getRgb()[:3]


@pytest.mark.parametrize(
    ("view", "left_half_is_the_photo"),
    [("original", True), ("segments", False), ("outline", False), ("split", True)],
)
def test_each_view_from_the_toolbar_and_the_menu(desk, view, left_half_is_the_photo):
    QTest.mouseClick(desk.find(f"toolbar.view.{view}"), LEFT)
    assert desk.window.actions_[f"view_{view}"].isChecked()
    assert (shown(desk, 20, 10) == (90, 10, 10)) == left_half_is_the_photo
    desk.trigger("view_segments")
    assert desk.window.toolbar.views.current() == "segments"
    desk.trigger(f"view_{view}")
    assert desk.window.toolbar.views.current() == view
    assert (shown(desk, 20, 10) == (90, 10, 10)) == left_half_is_the_photo


def test_holding_o_shows_the_original(desk):
    desk.window.activateWindow()
    desk.window.canvas.setFocus()
    QTest.keyPress(desk.window.windowHandle(), Qt.Key.Key_O)
    assert shown(desk, 20, 10) == (90, 10, 10)
    QTest.keyRelease(desk.window.windowHandle(), Qt.Key.Key_O)
    assert shown(desk, 20, 10) != (90, 10, 10)


def test_the_zoom_box_shows_and_sets_the_zoom(desk):
    box, canvas = desk.find("toolbar.zoom"), desk.window.canvas
    box.setCurrentIndex(box.findData("200"))
    box.activated.emit(box.currentIndex())
    assert canvas.zoom == 2.0
    desk.trigger("zoom_in")
    assert canvas.zoom == 3.0
    assert box.placeholderText() == "300 %"
    assert box.current() is None
    desk.trigger("zoom_out")
    desk.trigger("zoom_out")
    assert canvas.zoom < 2
    desk.trigger("zoom_actual")
    assert (canvas.zoom, box.current()) == (1.0, "100")
    QTest.mouseClick(desk.find("toolbar.fit"), LEFT)
    assert canvas.fitted
    box.setCurrentIndex(box.findData("fit"))
    box.activated.emit(box.currentIndex())
    assert canvas.fitted


def test_after_fit_the_zoom_box_fits_again(desk):
    """Fit can be picked any number of times, though the box shows the percentage."""
    box = desk.find("toolbar.zoom")
    for _ in range(2):
        desk.trigger("zoom_actual")
        box.setCurrentIndex(box.findData("fit"))
        box.activated.emit(box.currentIndex())
        assert desk.window.canvas.fitted


def test_the_pan_tool_drags_and_does_not_select(desk):
    desk.session.select(frozenset())
    canvas = desk.window.canvas
    canvas.set_zoom(30)
    QTest.mouseClick(desk.find("toolbar.tool.pan"), LEFT)
    assert desk.window.actions_["tool_pan"].isChecked()
    QTest.mouseClick(canvas.viewport(), LEFT, pos=QPoint(200, 200))
    assert desk.session.selection == frozenset()
    desk.trigger("tool_select")
    QTest.mouseClick(canvas.viewport(), LEFT, pos=QPoint(200, 200))
    assert len(desk.session.selection) == 1


def test_the_spot_under_the_pointer_is_described(desk):
    viewport = desk.window.canvas.viewport()
    QTest.mouseMove(viewport, desk.place_of(80, 20))
    assert desk.text("status.pointer") == "(80, 20)   #c8d2fa   segment 2"
    assert desk.window.canvas._chip.number == 2
    assert desk.window.canvas._layers.hovered == 1
    QTest.mouseMove(viewport, QPoint(1, 1))
    assert desk.text("status.pointer") == ""
    assert desk.window.canvas._chip is None
    assert desk.window.segments._delegate.lit is None


def test_the_description_follows_edits_under_a_resting_pointer(desk):
    QTest.mouseMove(desk.window.canvas.viewport(), desk.place_of(80, 20))
    desk.studio.editing.set_name(1, "sky")
    assert desk.window.canvas._chip.name == "sky"


def test_before_anything_has_run_only_the_pixel_is_described(desk):
    desk.trigger("live")
    desk.open_array(np.full((20, 20, 3), 255, np.uint8))
    QTest.mouseMove(desk.window.canvas.viewport(), desk.place_of(3, 4))
    assert desk.text("status.pointer") == "(3, 4)   #ffffff"
    QTest.mouseClick(desk.window.canvas.viewport(), LEFT, pos=desk.place_of(3, 4))
    assert desk.session.selection == frozenset()


def test_full_screen_and_back(desk):
    desk.trigger("full_screen")
    assert desk.window.isFullScreen()
    desk.trigger("full_screen")
    assert not desk.window.isFullScreen()


def test_the_outline_view_shows_what_the_cutout_will_hold(desk):
    desk.trigger("view_outline")
    assert shown(desk, 75, 10) == (200, 210, 250)
    assert shown(desk, 20, 10) != (90, 10, 10), "hidden, so cut out"
    desk.trigger("show_all")
    assert shown(desk, 20, 10) == (90, 10, 10)


@pytest.mark.parametrize("name", ["recipe.k", "recipe.color_space", "toolbar.zoom", "segments.list"])
def test_o_shows_the_original_wherever_the_focus_is(desk, name):
    desk.window.activateWindow()
    desk.find(name).setFocus()
    QTest.keyPress(desk.window.windowHandle(), Qt.Key.Key_O)
    assert shown(desk, 20, 10) == (90, 10, 10)
    QTest.keyRelease(desk.window.windowHandle(), Qt.Key.Key_O)
    assert shown(desk, 20, 10) != (90, 10, 10)


def test_a_large_zoom_is_a_plain_number(desk):
    desk.window.canvas.set_zoom(64)
    assert desk.find("toolbar.zoom").placeholderText() == "6400 %"
