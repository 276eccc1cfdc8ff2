"""What a person does to segments: select, hide, merge, rename, recolor; each with undo."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QColorDialog

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier
GREYS = (10, 60, 120, 180, 240)


@pytest.fixture
def desk(desk):
    """Five stripes of grey: label n is stripe n."""
    stripes = np.repeat(np.array(GREYS, np.uint8), 20)
    desk.open_array(np.dstack([np.tile(stripes, (60, 1))] * 3))
    return desk


def segments(desk):
    return desk.session.edited.segments


def hidden(desk) -> set[int]:
    return {segment.label for segment in segments(desk) if segment.hidden}


def select(desk, *labels: int) -> None:
    desk.session.select(frozenset(labels))


def click(desk, label: int, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(desk.window.canvas.viewport(), LEFT, modifiers, desk.place_of(label * 20 + 10, 30))


def selected_rows(desk) -> set[int]:
    return {index.row() for index in desk.find("segments.list").selectionModel().selectedIndexes()}


# --- selecting -------------------------------------------------------------------------------------------------------


def test_a_click_on_the_canvas_selects_and_shift_adds_and_takes_out(desk):
    click(desk, 1)
    assert desk.session.selection == {1}
    click(desk, 3, SHIFT)
    assert desk.session.selection == selected_rows(desk) == {1, 3}
    click(desk, 1, SHIFT)
    assert desk.session.selection == selected_rows(desk) == {3}
    click(desk, 0)
    assert desk.session.selection == {0}


def test_a_click_beside_the_photo_selects_nothing_more(desk):
    click(desk, 1)
    desk.studio.editing.click_segment(None, SHIFT)
    assert desk.session.selection == {1}
    desk.studio.editing.click_segment(None, Qt.KeyboardModifier.NoModifier)
    assert desk.session.selection == frozenset()


def test_the_list_selects_and_the_canvas_shows_it(desk):
    view = desk.find("segments.list")
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(view.model().index(2)).center())
    assert desk.session.selection == {2}
    assert desk.window.canvas._layers.selected == {2}


def test_select_all_and_none(desk):
    desk.trigger("select_all")
    assert desk.session.selection == selected_rows(desk) == {0, 1, 2, 3, 4}
    desk.trigger("select_none")
    assert desk.session.selection == selected_rows(desk) == set()


# --- editing ---------------------------------------------------------------------------------------------------------


def test_hide_hide_others_and_show_all(desk):
    select(desk, 1, 2)
    desk.trigger("hide")
    assert hidden(desk) == {1, 2}
    assert desk.session.edited.colors[[0, 1, 2], 3].tolist() == [255, 0, 0]
    desk.trigger("show_all")
    assert hidden(desk) == set()
    desk.trigger("hide_others")
    assert hidden(desk) == {0, 3, 4}
    for expected in (set(), {1, 2}, set()):
        desk.trigger("undo")
        assert hidden(desk) == expected
    assert not desk.window.actions_["undo"].isEnabled()


def test_hide_others_with_everything_selected_does_nothing(desk):
    desk.trigger("select_all")
    desk.trigger("hide_others")
    assert not desk.session.undo_stack.canUndo()


def test_merge_and_undo(desk):
    select(desk, 1, 3)
    desk.trigger("merge")
    assert [(segment.label, segment.pixels) for segment in segments(desk)] == [
        (0, 1200),
        (1, 2400),
        (2, 1200),
        (4, 1200),
    ]
    assert desk.session.selection == {1}
    click(desk, 3)
    assert desk.session.selection == {1}, "a click on any part selects the whole"
    desk.trigger("undo")
    assert len(segments(desk)) == 5
    desk.trigger("redo")
    assert len(segments(desk)) == 4


def test_recolor_by_the_dialog_and_back_to_the_mean(desk):
    select(desk, 0, 1)
    desk.trigger("recolor")
    dialog = desk.find("color.dialog")
    assert isinstance(dialog, QColorDialog)
    assert dialog.currentColor() == QColor(10, 10, 10)
    dialog.colorSelected.emit(QColor(200, 0, 100))
    dialog.close()
    assert {segment.color for segment in segments(desk)[:2]} == {(200, 0, 100)}
    assert desk.session.edited.colors[0].tolist() == [200, 0, 100, 255]
    desk.trigger("recolor_mean")
    assert [segment.color[0] for segment in segments(desk)] == list(GREYS)
    desk.trigger("undo")
    assert segments(desk)[0].color == (200, 0, 100)


def test_rename_in_the_list(desk, qtbot):
    select(desk, 2)
    desk.trigger("rename")
    editor = desk.find("segments.name")
    assert editor.hasFocus()
    QTest.keyClicks(editor, "  hills (north) ")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: segments(desk)[2].named)
    assert segments(desk)[2].name == "hills (north)"
    desk.trigger("undo")
    assert not segments(desk)[2].named


def test_keys_that_are_shortcuts_can_be_typed_into_a_name(desk, qtbot):
    select(desk, 2)
    desk.trigger("rename")
    editor = desk.find("segments.name")
    for letter in "hcmvgo":
        QTest.keyClick(desk.window.windowHandle(), letter)
    assert editor.text() == "hcmvgo"
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: segments(desk)[2].name == "hcmvgo")
    assert hidden(desk) == set()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_an_unchanged_name_is_no_edit(desk, qtbot, key):
    select(desk, 2)
    desk.trigger("rename")
    editor = desk.find("segments.name")
    with qtbot.waitSignal(editor.destroyed):
        QTest.keyClick(editor, key)
    assert not desk.session.undo_stack.canUndo()


def test_the_keyboard_does_it_all(desk, qtbot):
    """Letters work as shortcuts from the canvas."""
    desk.window.activateWindow()
    desk.window.canvas.setFocus()
    select(desk, 1, 2)
    QTest.keyClick(desk.window.windowHandle(), Qt.Key.Key_M)
    assert len(segments(desk)) == 4
    QTest.keyClick(desk.window.windowHandle(), Qt.Key.Key_H)
    assert hidden(desk) == {1}
    QTest.keyClick(desk.window.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert hidden(desk) == set()


def test_edits_vanish_with_the_recipe_and_come_back_with_undo(desk):
    select(desk, 0)
    desk.trigger("hide")
    desk.session.change(k=3)
    desk.rest()
    assert hidden(desk) == set()
    desk.trigger("undo")
    desk.rest()
    assert hidden(desk) == {0}
    assert desk.window.recipe.k.value() == 5


def test_edits_stay_when_the_same_recipe_runs_again(desk):
    select(desk, 0)
    desk.trigger("hide")
    desk.trigger("run")
    desk.rest()
    assert hidden(desk) == {0}


def test_undo_says_what_it_undoes(desk):
    select(desk, 0, 1)
    desk.trigger("merge")
    assert desk.window.actions_["undo"].text() == "&Undo Merge"
    desk.trigger("undo")
    assert desk.window.actions_["redo"].text() == "&Redo Merge"


def test_hide_shows_again_what_is_hidden(desk):
    select(desk, 1)
    desk.trigger("hide")
    assert [segment.hidden for segment in segments(desk)].count(True) == 1
    assert desk.window.actions_["hide"].text() == "S&how"
    desk.trigger("hide")
    assert not any(segment.hidden for segment in segments(desk))
    assert desk.window.actions_["hide"].text() == "&Hide"
