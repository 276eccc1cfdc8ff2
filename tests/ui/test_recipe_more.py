"""What the recipe panel builds late: More with its channel weights, the compactness, the start colors."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kmeans_studio.features.color_space import COLOR_SPACES
from kmeans_studio.presets import PRESETS
from kmeans_studio.recipe import FLOAT_RANGES, RANGES, Recipe
from kmeans_studio.ui.recipe_panel.channels import reweighted
from kmeans_studio.ui.recipe_panel.panel import RecipePanel
from kmeans_studio.ui.recipe_panel.place import STEPS
from kmeans_studio.ui.recipe_panel.summary import summary


@pytest.fixture
def panel(qtbot):
    panel = RecipePanel(Recipe())
    qtbot.addWidget(panel)
    panel.resize(320, 900)
    with qtbot.waitActive(panel):
        panel.show()
    return panel


@pytest.fixture
def changes(panel):
    changes = []
    panel.changed.connect(lambda field, value: changes.append((field, value)))
    return changes


def find(panel, name):
    found = panel.findChild(QWidget, name)
    assert found is not None, f"there is no {name}"
    return found


def sliders(panel, recipe) -> list:
    return [find(panel, f"recipe.channel_weights.{i}") for i in range(len(COLOR_SPACES[recipe.color_space].channels))]


# --- More ------------------------------------------------------------------------------------------------------------


def test_nothing_that_is_not_seen_is_built(panel):
    built = ("empty", "compactness", "start_colors", "bank", "preset", "mix", "place", "focus_quality", "weber")
    assert [name for name in built if panel.findChild(QWidget, f"recipe.{name}") is not None] == []


def test_more_opens_closes_and_tells(panel, qtbot):
    button = find(panel, "recipe.more")
    assert button.accessibleName() == "More, closed"
    for is_open, name in ((True, "More, open"), (False, "More, closed")):
        with qtbot.waitSignal(panel.more_toggled) as told:
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert told.args == [is_open]
        assert find(panel, "recipe.restarts").isVisible() == is_open
        assert find(panel, "recipe.summary").isVisible() != is_open
        assert button.accessibleName() == name


def test_more_opens_by_the_keyboard(panel, qtbot):
    button = find(panel, "recipe.more")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(panel.more_toggled):
            QTest.keyClick(button, key)


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        (Recipe(), "best of 10 starts"),
        (Recipe(restarts=1), "1 start"),
        (Recipe(k=9, seed=4, metric="manhattan"), "best of 10 starts"),
        (Recipe(empty="drop", label_order="size"), "best of 10 starts, 2 changed"),
        (Recipe(channel_weights=(0, 1, 1), tolerance=0.01, max_generations=7), "best of 10 starts, 3 changed"),
        (Recipe(weber=True, label_order="size"), "best of 10 starts, 1 changed"),
        (Recipe(mode="texture"), "best of 10 starts"),
        (Recipe(mode="texture", channel_weights=(0, 1, 1)), "best of 10 starts"),
        (Recipe(mode="texture", weber=True, empty="drop"), "best of 10 starts, 2 changed"),
        (Recipe(mode="texture", **PRESETS["lm-corrected"]), "best of 10 starts"),
        (Recipe(mode="color+texture", **PRESETS["vgg"] | {"log": True}), "best of 10 starts, 1 changed"),
        (Recipe(mode="focus", empty="drop", tolerance=0.01), "best of 10 starts, 1 changed"),
    ],
)
def test_what_is_out_of_sight_is_summed_up(panel, recipe, said):
    panel.show_recipe(recipe)
    assert summary(recipe) == find(panel, "recipe.summary").text() == said


@pytest.mark.parametrize(("field", "typed", "value"), [("restarts", "25", 25), ("max_generations", "99999", 10_000)])
def test_numbers_under_more(panel, changes, field, typed, value):
    panel.open_more(True)
    number = find(panel, f"recipe.{field}")
    assert (number.minimum(), number.maximum()) == RANGES[field]
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, typed)
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert changes == [(field, value)]


def test_the_tolerance_in_plain_words(panel, changes):
    panel.open_more(True)
    combo = find(panel, "recipe.tolerance")
    assert combo.currentText() == "Nothing moves"
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert changes == [("tolerance", 0.0001), ("tolerance", 0.001)]
    panel.show_recipe(Recipe(tolerance=0.001))
    assert combo.currentText() == "0.1 % still move"
    panel.show_recipe(Recipe(tolerance=0.025))
    assert (combo.current(), combo.placeholderText()) == (None, "2.5 % still move")
    assert len(changes) == 2


def test_a_recipe_shown_while_more_is_closed_is_there_when_it_opens(panel):
    panel.open_more(True)
    panel.open_more(False)
    panel.show_recipe(Recipe(empty="keep", restarts=3, color_space="hsv", channel_weights=(1, 0)))
    panel.open_more(True)
    assert find(panel, "recipe.empty").current() == "keep"
    assert find(panel, "recipe.restarts").value() == 3
    assert [slider.value() for slider in sliders(panel, Recipe(color_space="hsv"))] == [10, 0]


# --- channel weights -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("space", COLOR_SPACES.names)
def test_each_space_has_a_slider_for_each_channel(panel, space):
    panel.open_more(True)
    panel.show_recipe(Recipe(color_space=space))
    shown = [slider for slider in sliders(panel, Recipe(color_space=space)) if slider.isVisible()]
    titles = [channel.title for channel in COLOR_SPACES[space].channels]
    assert [slider.accessibleName() for slider in shown] == [f"Weight of {title}" for title in titles]
    assert [slider.isEnabled() for slider in shown] == [len(titles) > 1] * len(titles)
    assert panel.findChild(QWidget, f"recipe.channel_weights.{len(titles)}") is None, "one of the space before"


def test_a_slider_changes_the_weight_of_its_channel(panel, changes):
    panel.open_more(True)
    slider = sliders(panel, Recipe())[1]
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    QTest.keyClick(slider, Qt.Key.Key_Home)
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert changes == [("channel_weights", (1.0, weight, 1.0)) for weight in (1.1, 0.0, 2.0)]


def test_the_weights_of_a_recipe_are_shown_and_said(panel, changes):
    panel.open_more(True)
    panel.show_recipe(Recipe(channel_weights=(0, 0.5, 7)))
    shown = sliders(panel, Recipe())
    assert [slider.value() for slider in shown] == [0, 5, 20]
    assert [slider.accessibleDescription() for slider in shown] == ["0, left out", "0.5", "7"]
    assert changes == []


def test_reset_is_offered_where_there_is_something_to_reset(panel, changes):
    panel.open_more(True)
    reset = find(panel, "recipe.channel_weights.reset")
    assert not reset.isVisible()
    panel.show_recipe(Recipe(channel_weights=(0, 1, 1)))
    QTest.mouseClick(reset, Qt.MouseButton.LeftButton)
    assert changes == [("channel_weights", ())]
    panel.show_recipe(Recipe())
    assert not reset.isVisible()


def test_the_last_channel_that_counts_keeps_counting(panel, changes):
    assert reweighted((0, 1, 0), 1, 0) == (0, 0.1, 0)
    assert reweighted((0, 1, 0.5), 1, 0) == (0, 0, 0.5)
    panel.open_more(True)
    panel.show_recipe(Recipe(channel_weights=(0, 1, 0)))
    slider = sliders(panel, Recipe())[1]
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert changes == [("channel_weights", (0, 0.1, 0))]
    assert slider.value() == 1


def test_ciede2000_weighs_the_channels_itself(panel):
    panel.open_more(True)
    panel.show_recipe(Recipe(metric="ciede2000"))
    for slider in sliders(panel, Recipe()):
        assert not slider.isEnabled()
        assert slider.toolTip() == slider.accessibleDescription() == "CIEDE2000 weighs the channels itself."


# --- compactness -----------------------------------------------------------------------------------------------------


def test_compactness_is_there_where_position_counts(panel, changes):
    panel.show_recipe(Recipe(mode="position"))
    slider = find(panel, "recipe.compactness")
    assert slider.isVisible()
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Home)
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert changes == [("compactness", FLOAT_RANGES["compactness"][0]), ("compactness", FLOAT_RANGES["compactness"][1])]
    panel.show_recipe(Recipe())
    assert not slider.isVisible()


def test_the_steps_of_the_compactness_rise_and_hold_the_usual_one():
    assert list(STEPS) == sorted(set(STEPS))
    assert Recipe().compactness in STEPS
    assert (STEPS[0], STEPS[-1]) == FLOAT_RANGES["compactness"]


# --- keyboard -----------------------------------------------------------------------------------------------------


def test_tab_goes_through_the_late_parts_as_they_stand(panel):
    panel.show_there_are_segments(True)
    panel.show_recipe(Recipe(mode="position", initializer="given", start_colors=("#aa0000",)))
    panel.open_more(True)
    panel.show_recipe(Recipe(mode="position", initializer="given", start_colors=("#aa0000",), color_space="rgb"))
    find(panel, "recipe.mode.info").setFocus()
    order = []
    while "recipe.label_order.info" not in order:
        QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
        order.append(panel.focusWidget().objectName())
        assert len(order) < 50
    places = [
        "recipe.color_space",
        "recipe.initializer",
        "recipe.start_colors",
        "recipe.start_colors.from_segments",
        "recipe.compactness",
        "recipe.seed",
        "recipe.more",
        "recipe.channel_weights.0",
        "recipe.channel_weights.2",
        "recipe.restarts",
        "recipe.label_order",
    ]
    assert [name for name in order if name in places] == places
