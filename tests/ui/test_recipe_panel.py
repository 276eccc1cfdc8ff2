"""The recipe panel: it shows a recipe, and every control changes its field, once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QRadioButton, QWidget

from kmeans_studio.features.modes import MODES
from kmeans_studio.recipe import RANGES, REGISTRIES, Recipe
from kmeans_studio.ui.kit.info import Popover
from kmeans_studio.ui.recipe_panel.panel import K_STEPS, RecipePanel


@pytest.fixture
def panel(qtbot):
    panel = RecipePanel(Recipe())
    qtbot.addWidget(panel)
    panel.resize(320, 400)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def changes(panel):
    changes = []
    panel.changed.connect(lambda field, value: changes.append((field, value)))
    return changes


SHOWN_IN = {"bank": "texture", "amplitude": "texture", "pool_unit": "texture", "focus_quality": "focus"}
"""The modes that show a field, where that is not the first one."""


def in_its_mode(field: str, **choices) -> Recipe:
    """A recipe whose mode shows the field."""
    starts = {"start_colors": ("#102030",), "seeds": ((1, 2),)}
    return Recipe(**{"mode": SHOWN_IN.get(field, "color"), "bank_file": "own.npy"} | starts | choices)


@pytest.mark.parametrize("field", REGISTRIES)
def test_every_choice_of_the_registries_is_offered_and_explained(panel, field):
    panel.open_more(True)
    panel.show_recipe(in_its_mode(field))
    control, info = (panel.findChild(object, f"recipe.{field}{part}") for part in ("", ".info"))
    for entry in REGISTRIES[field]:
        panel.show_recipe(in_its_mode(field, **{field: entry.name}))
        assert control.isVisible()
        assert control.current() == entry.name
        assert info.accessibleDescription() == entry.help


@pytest.mark.parametrize("field", [field for field in REGISTRIES if field != "mode"])
def test_picking_a_choice_changes_its_field(panel, changes, field):
    panel.open_more(True)
    panel.show_recipe(in_its_mode(field))
    combo = panel.findChild(QComboBox, f"recipe.{field}")
    combo.setFocus()
    for entry in REGISTRIES[field]:
        if entry.name in (combo.current(), "file"):
            continue
        combo.setCurrentIndex(combo.findData(entry.name))
        combo.activated.emit(combo.currentIndex())
        assert changes.pop() == (field, entry.name)
    assert changes == []


# --- modes -----------------------------------------------------------------------------------------------------------


EVERY_MODE = {"mode", "seed", "more", "restarts", "tolerance", "max_generations"}
BUT_FOCUS = {"metric", "k", "initializer", "empty", "label_order"}
COLORS = {"color_space", "channel_weights.0"}
TEXTURES = {"preset", "bank", "place", "bank_scales", "bank_orientations", "bank_size", "amplitude", "pooling"} | {
    "pool_unit",
    "weber",
    "strongest",
    "log",
    "standardize",
    "sharpen",
    "clean_up",
}
SHOWN = {
    "color": EVERY_MODE | BUT_FOCUS | COLORS,
    "position": EVERY_MODE | BUT_FOCUS | COLORS | {"compactness"},
    "texture": EVERY_MODE | BUT_FOCUS | TEXTURES,
    "color+texture": EVERY_MODE | BUT_FOCUS | COLORS | TEXTURES | {"mix"},
    "focus": EVERY_MODE | {"focus_quality", "focus.note", "remove_background"},
}


def names_shown(panel, names) -> set[str]:
    found = {name: panel.findChild(QWidget, f"recipe.{name}") for name in names}
    return {name for name, widget in found.items() if widget is not None and widget.isVisible()}


def test_each_mode_shows_what_it_takes_notice_of_and_nothing_else(panel):
    assert set(SHOWN) == set(MODES.names)
    every = set().union(*SHOWN.values())
    panel.open_more(True)
    for mode in (*SHOWN, *reversed(SHOWN)):
        panel.show_recipe(Recipe(mode=mode))
        assert names_shown(panel, every) == SHOWN[mode], mode


def test_the_buttons_of_the_modes_have_short_words_and_full_names(panel):
    words = {}
    for entry in MODES:
        piece = panel.findChild(QRadioButton, f"recipe.mode.{entry.name}")
        interface = QAccessible.queryAccessibleInterface(piece)
        assert interface.text(QAccessible.Text.Name) == entry.title
        assert piece.text() == entry.title or piece.toolTip() == entry.title
        words[entry.name] = piece.text()
    assert list(words.values()) == ["Color", "Place", "Texture", "Both", "Focus"]


@pytest.mark.parametrize("width", [276, 320])
def test_the_modes_fit_side_by_side(panel, width):
    panel.setFixedWidth(width)
    for entry in MODES:
        panel.show_recipe(Recipe(mode=entry.name))
        for other in MODES:
            piece = panel.findChild(QRadioButton, f"recipe.mode.{other.name}")
            assert piece.width() >= piece.minimumSizeHint().width()
            assert piece.geometry().right() < piece.parentWidget().width()
    assert panel.minimumSizeHint().width() <= width


def test_going_from_mode_to_mode_does_not_move_what_they_share(panel):
    """Heading, modes and the first row below them stay where they are."""
    places = set()
    for mode, first in (("color", "color_space"), ("texture", "bank"), ("color+texture", "color_space")):
        panel.show_recipe(Recipe(mode=mode))
        panel.resize(320, panel.sizeHint().height())
        QApplication.processEvents()
        combo = panel.findChild(QComboBox, f"recipe.{first}")
        modes = panel.findChild(QWidget, "recipe.mode")
        places.add((modes.mapTo(panel, QPoint()).y(), combo.mapTo(panel, QPoint()).toTuple()))
    assert len(places) == 1, places


@pytest.mark.parametrize(("typed", "k"), [("12", 12), ("999", RANGES["k"][1]), ("0", 1)])
def test_k_can_be_typed_and_is_kept_in_its_range(panel, changes, typed, k):
    panel.k.setFocus()
    panel.k.selectAll()
    QTest.keyClicks(panel.k, typed)
    QTest.keyClick(panel.k, Qt.Key.Key_Return)
    assert changes == [("k", k)]


def test_the_slider_steps_through_k(panel, changes):
    panel.k_slider.setFocus()
    QTest.keyClick(panel.k_slider, Qt.Key.Key_End)
    QTest.keyClick(panel.k_slider, Qt.Key.Key_Left)
    QTest.keyClick(panel.k_slider, Qt.Key.Key_Home)
    assert changes == [("k", 256), ("k", 224), ("k", 1)]


def test_a_drag_of_the_slider_tells_every_step_on_the_way(panel, changes):
    slider = panel.k_slider
    place = QPoint(round(slider.handle_x(slider.value())), 10)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseMove(slider, QPoint(slider.width(), 10))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width(), 10))
    assert changes[-1] == ("k", 256)


def test_the_steps_of_k_rise_and_span_the_range():
    assert list(K_STEPS) == sorted(set(K_STEPS))
    assert (K_STEPS[0], K_STEPS[-1]) == RANGES["k"]


@pytest.mark.parametrize("k", [1, 5, 33, 100, 256])
def test_showing_a_recipe_tells_nothing_and_moves_field_and_slider(panel, changes, k):
    panel.show_recipe(Recipe(k=k, seed=17))
    assert (panel.k.value(), panel.seed.value()) == (k, 17)
    step = K_STEPS[panel.k_slider.value()]
    assert abs(step - k) == min(abs(other - k) for other in K_STEPS)
    assert changes == []


def test_the_seed(panel, changes, qtbot):
    panel.seed.setFocus()
    panel.seed.selectAll()
    QTest.keyClicks(panel.seed, "42")
    QTest.keyClick(panel.seed, Qt.Key.Key_Return)
    assert changes == [("seed", 42)]
    with qtbot.waitSignal(panel.new_seed):
        QTest.mouseClick(panel.findChild(object, "recipe.seed.new"), Qt.MouseButton.LeftButton)


def test_the_explanations_open_and_close(panel, qtbot):
    QTest.mouseClick(panel.findChild(object, "recipe.k.info"), Qt.MouseButton.LeftButton)
    popover = panel.findChild(Popover)
    assert popover.isVisible()
    with qtbot.waitSignal(popover.destroyed):
        QTest.keyClick(popover, Qt.Key.Key_Escape)


def test_a_drag_in_the_window_is_one_undo_entry_and_undo_moves_the_controls(desk):
    slider = desk.window.recipe.k_slider
    slider.setFocus()
    for _ in range(6):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    assert desk.session.recipe.k == 11
    assert desk.session.undo_stack.count() == 1
    desk.trigger("undo")
    assert (desk.window.recipe.k.value(), K_STEPS[slider.value()]) == (5, 5)


def test_a_new_seed_is_another_one_and_can_be_undone(desk):
    desk.trigger("new_seed")
    desk.session._merging.stop()
    first = desk.window.recipe.seed.value()
    assert first == desk.session.recipe.seed
    desk.trigger("undo")
    assert desk.window.recipe.seed.value() == 0
