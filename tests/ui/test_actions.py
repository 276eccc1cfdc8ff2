"""The table of actions: each can be done, found, told apart, and is enabled when it should be."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel

from kmeans_studio.ui.actions import APPEARANCE_SPECS, MENUS, TOOL_SPECS, Spec

SPECS = [
    *(entry for _, entries in MENUS for entry in entries if isinstance(entry, Spec)),
    *TOOL_SPECS,
    *APPEARANCE_SPECS,
]
ALWAYS = {spec.name for spec in SPECS if not spec.needs}
PHOTO = {"close_photo", "remove_background", "view_original", "view_segments", "view_outline", "view_split"} | {
    "zoom_in",
    "zoom_out",
    "zoom_fit",
    "zoom_actual",
    "color_cloud",
    "choose_k",
}
RESULT = {"save_animation", "save_picture", "save_cutout", "save_labels", "save_report", "select_all"}
ONE = {"rename", "recolor", "recolor_mean", "hide", "hide_others", "lock_center", "select_none"}
SEVERAL = ONE - {"rename"} | {"merge"}


def open_noise(desk, **kwargs) -> None:
    desk.open_array(np.random.default_rng(0).integers(0, 256, (60, 60, 3), np.uint8), **kwargs)


def enabled(desk) -> set[str]:
    return {spec.name for spec in SPECS if desk.window.actions_[spec.name].isEnabled()}


# --- when they are enabled -------------------------------------------------------------------------------------------


def test_without_a_photo(desk):
    assert enabled(desk) == ALWAYS


def test_with_a_result_and_selections(desk):
    open_noise(desk)
    done = ALWAYS | PHOTO | RESULT | {"run", "step"}
    assert enabled(desk) == done
    desk.session.select(frozenset({1}))
    assert enabled(desk) == done | ONE
    desk.session.select(frozenset({1, 2}))
    assert enabled(desk) == done | SEVERAL
    desk.trigger("hide")
    assert enabled(desk) == done | SEVERAL | {"show_all", "undo"}
    desk.trigger("undo")
    assert enabled(desk) == done | SEVERAL | {"redo"}
    desk.trigger("close_photo")
    assert enabled(desk) == ALWAYS


def test_with_a_photo_that_has_not_run(desk):
    desk.trigger("live")
    open_noise(desk)
    assert enabled(desk) == ALWAYS | PHOTO | {"run", "step"}


def test_with_a_recipe_that_has_changed_since(desk):
    open_noise(desk)
    desk.trigger("live")
    desk.session.change(k=3)
    assert enabled(desk) == ALWAYS | PHOTO | RESULT | {"run", "step", "undo"}
    desk.session.select(frozenset({1}))
    assert enabled(desk) == ALWAYS | PHOTO | RESULT | {"run", "step", "undo", "select_none", "lock_center"}


def test_during_a_run(desk, qtbot):
    desk.session.change(k=64)
    desk.session.undo_stack.clear()
    pixels = np.random.default_rng(0).integers(0, 256, (700, 700, 3), np.uint8)
    desk.open_array(pixels, wait=False)
    assert enabled(desk) == ALWAYS | {"stop"}, "a photo is being opened"
    qtbot.waitUntil(lambda: desk.session.running)
    assert enabled(desk) - {"select_all"} == ALWAYS | PHOTO | {"stop", "pause"}
    qtbot.waitUntil(lambda: desk.session.shown is not None, timeout=20_000)
    assert enabled(desk) == ALWAYS | PHOTO | {"stop", "pause", "select_all"}
    desk.trigger("stop")
    desk.rest()
    assert enabled(desk) == ALWAYS | PHOTO | RESULT | {"run", "step"}


def test_warming_up_is_nothing_to_stop(desk, qtbot):
    desk.studio.begin()
    with qtbot.waitSignal(desk.studio.runner.started):
        pass
    assert enabled(desk) == ALWAYS
    desk.rest()


def test_buttons_follow_their_actions(desk):
    buttons = ("toolbar.run", "toolbar.stop", "toolbar.export", "toolbar.zoom", "toolbar.view", "toolbar.fit")
    assert [desk.find(name).isEnabled() for name in buttons] == [False] * 6
    open_noise(desk)
    assert [desk.find(name).isEnabled() for name in buttons] == [True, False, True, True, True, True]
    assert not desk.find("segments.hide").isEnabled()
    desk.session.select(frozenset({1}))
    assert desk.find("segments.hide").isEnabled()


# --- the table -------------------------------------------------------------------------------------------------------


def test_every_action_has_one_who_does_it(desk):
    studio = desk.studio
    handlers = (
        studio,
        studio.opening,
        studio.saving,
        studio.editing,
        studio.looking,
        studio.background,
        studio.bank_tab,
        studio.comparing,
        studio.timeline,
        studio.seeding,
    )
    for spec in SPECS:
        wanted = f"set_{spec.group}" if spec.group else spec.name
        assert sum(hasattr(handler, wanted) for handler in handlers) == 1, spec.name
        assert desk.window.actions_[spec.name].objectName() == f"action.{spec.name}"


def test_no_two_actions_share_a_name_or_a_shortcut():
    assert [name for name, count in Counter(spec.name for spec in SPECS).items() if count > 1] == []
    keys = Counter(QKeySequence(key).toString() for spec in SPECS for key in spec.keys)
    assert "" not in keys
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_shortcut_takes_a_key_of_the_canvas_or_the_window():
    keys = {QKeySequence(key).toString() for spec in SPECS for key in spec.keys}
    assert keys.isdisjoint({"O", "+", "-", "0", "1", "=", "Space", "Left", "Right", "Up", "Down", "Esc", "Tab"})


@pytest.mark.parametrize("title", [title for title, _ in MENUS])
def test_letters_of_a_menu_are_unique(title):
    entries = dict(MENUS)[title]
    texts = [entry.text if isinstance(entry, Spec) else entry for entry in entries if entry is not None]
    letters = [text[text.index("&") + 1].lower() for text in texts]
    assert sorted(letters) == sorted(set(letters))


def test_tips_name_the_shortcut(desk):
    assert desk.window.actions_["run"].toolTip() == "Run the recipe on the photo (F5)"
    assert desk.find("toolbar.run").toolTip() == "Run the recipe on the photo (F5)"


def test_groups_have_one_choice_taken(desk):
    for group in ("view", "tool", "appearance"):
        taken = [s.name for s in SPECS if s.group == group and desk.window.actions_[s.name].isChecked()]
        assert len(taken) == 1, group


@pytest.mark.parametrize(
    ("key", "view"), [(Qt.Key.Key_1, "original"), (Qt.Key.Key_3, "outline"), (Qt.Key.Key_4, "split")]
)
def test_shortcuts_work_in_the_window(desk, key, view):
    open_noise(desk)
    desk.window.activateWindow()
    QTest.keyClick(desk.window.windowHandle(), key, Qt.KeyboardModifier.ControlModifier)
    assert desk.studio.looking.view == view


# --- help ------------------------------------------------------------------------------------------------------------


def test_the_page_of_keys_lists_every_shortcut(desk):
    desk.trigger("show_keys")
    dialog = desk.find("keys.dialog")
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    for spec in SPECS:
        for key in spec.keys:
            assert QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) in said, spec.name
    dialog.grab()
    dialog.close()


def test_about(desk):
    desk.trigger("about")
    dialog = desk.find("about.dialog")
    assert isinstance(dialog, QDialog)
    assert "K-Means Studio" in dialog.text()
    dialog.close()
