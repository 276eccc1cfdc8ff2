"""The recipe panel: it shows a recipe, and every control changes its field, once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

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


@pytest.mark.parametrize("field", REGISTRIES)
def test_every_choice_of_the_registries_is_offered_and_explained(panel, field):
    panel.open_more(True)
    control, info = (panel.findChild(object, f"recipe.{field}{part}") for part in ("", ".info"))
    for entry in REGISTRIES[field]:
        panel.show_recipe(Recipe(**{field: entry.name}, start_colors=("#102030",)))
        assert control.current() == entry.name
        assert info.accessibleDescription() == entry.help


@pytest.mark.parametrize("field", [field for field in REGISTRIES if field != "mode"])
def test_picking_a_choice_changes_its_field(panel, changes, field):
    panel.open_more(True)
    combo = panel.findChild(QComboBox, f"recipe.{field}")
    combo.setFocus()
    for entry in REGISTRIES[field]:
        if entry.name == combo.current():
            continue
        combo.setCurrentIndex(combo.findData(entry.name))
        combo.activated.emit(combo.currentIndex())
        assert changes.pop() == (field, entry.name)
    assert changes == []


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
