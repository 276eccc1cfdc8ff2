"""The list of segments: rows, eye, swatch, names, palette strip, menu."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kmeans_studio.ui.segments.delegate import _eye, _swatch

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(desk):
    """Four segments with 10, 20, 30 and 40 % of the pixels."""
    stripes = np.repeat(np.array((10, 80, 150, 230), np.uint8), (10, 20, 30, 40))
    desk.session.change(k=4)
    desk.open_array(np.dstack([np.tile(stripes, (50, 1))] * 3))
    return desk


@pytest.fixture
def view(desk):
    return desk.find("segments.list")


def row(view, number: int):
    return view.visualRect(view.model().index(number))


def test_a_row_says_number_name_and_share(desk, view):
    index = view.model().index(3)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == f"Segment 4, {desk.session.edited.segments[3].name}, 40.0 %"
    assert "2,000 pixels · #e6e6e6" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_the_eye_hides_and_shows_without_selecting(desk, view):
    for hidden in (True, False):
        QTest.mouseClick(view.viewport(), LEFT, pos=_eye(row(view, 1)).center())
        assert desk.session.edited.segments[1].hidden is hidden
    assert desk.session.selection == frozenset()
    QTest.mouseClick(view.viewport(), LEFT, pos=_eye(row(view, 1)).center())
    assert view.model().index(1).data(Qt.ItemDataRole.AccessibleTextRole).endswith(", hidden")


def test_a_double_click_on_the_swatch_asks_for_a_color(desk, view):
    for click in (QTest.mouseClick, QTest.mouseDClick):
        click(view.viewport(), LEFT, pos=_swatch(row(view, 2)).center())
    assert desk.session.selection == {2}
    desk.find("color.dialog").close()


def test_a_double_click_on_the_name_opens_it(desk, qtbot, view):
    place = row(view, 2).center()
    QTest.mouseClick(view.viewport(), LEFT, pos=place)
    QTest.mouseDClick(view.viewport(), LEFT, pos=place)
    QTest.keyClicks(desk.find("segments.name"), "roof")
    QTest.keyClick(desk.find("segments.name"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.session.edited.segments[2].name == "roof")


def test_the_name_opens_in_sight_in_a_low_window(make_desk):
    desk = make_desk(700, 480)
    desk.open_array(np.random.default_rng(0).integers(0, 256, (60, 60, 3), np.uint8))
    desk.session.select(frozenset({4}))
    desk.trigger("rename")
    editor = desk.find("segments.name")
    assert editor.visibleRegion().boundingRect() == editor.rect()


def test_names_cannot_be_typed_during_a_run(desk, view):
    desk.session.set_running(True)
    assert not view.model().index(0).flags() & Qt.ItemFlag.ItemIsEditable
    desk.session.set_running(False)
    assert view.model().index(0).flags() & Qt.ItemFlag.ItemIsEditable


def test_a_click_in_the_palette_selects_and_shift_adds(desk):
    strip = desk.find("segments.palette")
    QTest.mouseClick(strip, LEFT, pos=QPoint(round(strip.width() * 0.05), 5))
    assert desk.session.selection == {0}
    QTest.mouseClick(strip, LEFT, Qt.KeyboardModifier.ShiftModifier, QPoint(round(strip.width() * 0.9), 5))
    assert desk.session.selection == {0, 3}


def test_the_palette_shows_each_color_as_wide_as_its_share(desk):
    picture = desk.find("segments.palette").grab().toImage()
    for place, grey in ((0.05, 10), (0.2, 80), (0.45, 150), (0.8, 230)):
        color = picture.pixelColor(round(picture.width() * place), picture.height() // 2)
        assert (color.red(), color.green(), color.blue()) == (grey, grey, grey)


def test_the_pointer_over_a_row_lights_the_segment_on_the_canvas(desk, view):
    QTest.mouseMove(view.viewport(), row(view, 1).center())
    assert desk.window.canvas._layers.hovered == 1
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    assert desk.window.canvas._layers.hovered is None


def test_the_pointer_over_the_canvas_lights_the_row(desk, view):
    before = view.viewport().grab().toImage()
    QTest.mouseMove(desk.window.canvas.viewport(), desk.place_of(90, 25))
    assert view.itemDelegate().lit == 3
    after = view.viewport().grab().toImage()
    beside = row(view, 3).topLeft() + QPoint(6, 6)
    assert after.pixelColor(beside) != before.pixelColor(beside)


def test_the_context_menu_is_the_menu_of_segments(desk, view):
    view.customContextMenuRequested.emit(QPoint(5, 5))
    menu = desk.window.actions_.menu("Segments")
    assert menu.isVisible()
    menu.close()


def test_the_selected_row_is_brought_into_sight(desk, view):
    desk.session.change(k=40)
    desk.open_array(np.random.default_rng(0).integers(0, 256, (60, 60, 3), np.uint8))
    desk.session.select(frozenset({39}))
    assert view.viewport().rect().contains(row(view, 39).center())


def test_the_list_can_be_scrolled_while_frames_and_edits_come(desk, view):
    desk.session.change(k=40)
    desk.open_array(np.random.default_rng(0).integers(0, 256, (60, 60, 3), np.uint8))
    desk.session.select(frozenset({39}))
    view.verticalScrollBar().setValue(0)
    desk.session.segments_changed.emit()
    assert view.verticalScrollBar().value() == 0
    desk.session.select(frozenset({39, 38}))
    assert view.verticalScrollBar().value() > 0


def test_selecting_more_leaves_the_list_where_part_of_it_is_in_sight(desk, view):
    desk.session.change(k=40)
    desk.open_array(np.random.default_rng(0).integers(0, 256, (60, 60, 3), np.uint8))
    desk.session.select(frozenset({39}))
    place = view.verticalScrollBar().value()
    desk.session.select(frozenset(range(40)))
    assert view.verticalScrollBar().value() == place > 0


def test_there_is_a_sentence_until_there_are_segments(make_desk):
    desk = make_desk()
    assert desk.find("segments.empty").isVisible()
    desk.open_array(np.zeros((3, 3, 3), np.uint8))
    assert not desk.find("segments.empty").isVisible()
    desk.trigger("close_photo")
    assert desk.find("segments.empty").isVisible()


def test_the_letter_o_shows_the_original_from_the_list_too(desk, view):
    desk.window.activateWindow()
    view.setFocus()
    QTest.keyPress(desk.window.windowHandle(), Qt.Key.Key_O)
    assert desk.window.canvas._layers.shown == "original"
    QTest.keyRelease(desk.window.windowHandle(), Qt.Key.Key_O)
    assert desk.window.canvas._layers.shown == "segments"
    assert desk.session.selection == frozenset()
