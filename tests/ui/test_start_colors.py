"""The start colors in the recipe panel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QColorDialog, QWidget

from kmeans_studio.recipe import Recipe
from kmeans_studio.ui.recipe_panel.panel import RecipePanel
from kmeans_studio.ui.recipe_panel.start_colors import note

RED, GREEN, BLUE = "#aa0000", "#00aa00", "#0000aa"
GIVEN = Recipe(initializer="given", start_colors=(RED, GREEN, BLUE), k=3)


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


def swatches(panel) -> tuple[str, ...]:
    model = find(panel, "recipe.start_colors").model()
    return tuple(model.index(row).data() for row in range(model.rowCount()))


def take_color(color: str) -> None:
    """Choose a color in the dialog that is open."""
    (dialog,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, QColorDialog) and w.isVisible()]
    dialog.setCurrentColor(QColor(color))
    dialog.accept()


def spot(panel, row: int):
    view = find(panel, "recipe.start_colors")
    return view.viewport(), view.visualRect(view.model().index(row)).center()


def test_start_colors_are_there_where_they_are_started_from(panel):
    panel.show_recipe(GIVEN)
    assert swatches(panel) == (RED, GREEN, BLUE)
    assert find(panel, "recipe.start_colors").isVisible()
    panel.show_recipe(Recipe(start_colors=(RED,)))
    assert not find(panel, "recipe.start_colors").isVisible()


def test_a_click_on_a_swatch_asks_for_another_color(panel, changes):
    panel.show_recipe(GIVEN)
    viewport, at = spot(panel, 1)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    take_color("#123456")
    assert changes == [("start_colors", (RED, "#123456", BLUE))]


def test_plus_adds_and_minus_removes_the_current_one(panel, changes):
    panel.changed.connect(lambda field, value: panel.show_recipe(Recipe(initializer="given", **{field: value})))
    panel.show_recipe(GIVEN)
    QTest.mouseClick(find(panel, "recipe.start_colors.add"), Qt.MouseButton.LeftButton)
    take_color("#ffffff")
    remove = find(panel, "recipe.start_colors.remove")
    QTest.mouseClick(remove, Qt.MouseButton.LeftButton)
    view = find(panel, "recipe.start_colors")
    view.setCurrentIndex(view.model().index(0))
    QTest.mouseClick(remove, Qt.MouseButton.LeftButton)
    QTest.mouseClick(remove, Qt.MouseButton.LeftButton)
    three = (RED, GREEN, BLUE)
    assert [colors for _, colors in changes] == [(*three, "#ffffff"), three, (GREEN, BLUE), (BLUE,)]
    assert not remove.isEnabled(), "without a color there is nothing to start from"


def test_swatches_by_the_keyboard(panel, changes):
    panel.show_recipe(GIVEN)
    view = find(panel, "recipe.start_colors")
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right)
    view.setCurrentIndex(view.model().index(2))
    QTest.keyClick(view, Qt.Key.Key_Return)
    take_color("#123456")
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert [value for _, value in changes] == [(RED, GREEN, "#123456"), (RED, GREEN)]


def test_a_swatch_says_its_place_and_color_and_whether_it_is_used(panel):
    panel.show_recipe(Recipe(initializer="given", start_colors=(RED, GREEN, BLUE), k=2))
    model = find(panel, "recipe.start_colors").model()
    said = [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in (1, 2)]
    assert said == [f"Start color 2 of 3, {GREEN}", f"Start color 3 of 3, {BLUE}, not used"]


@pytest.mark.parametrize(
    ("colors", "k", "said"),
    [
        (3, 3, ""),
        (2, 3, "k-means++ places the other one"),
        (2, 5, "k-means++ places the other 3"),
        (5, 2, "Only the first 2 are used, as k is 2"),
        (5, 1, "Only the first one is used, as k is 1"),
    ],
)
def test_more_or_fewer_colors_than_k_are_explained(colors, k, said):
    assert note(colors, k) == said


def test_many_colors_take_a_few_rows_and_scroll(panel, qtbot):
    panel.show_recipe(Recipe(initializer="given", start_colors=(RED,) * 256, k=256))
    view = find(panel, "recipe.start_colors")
    qtbot.waitUntil(lambda: view.height() < 110 and view.verticalScrollBar().maximum() > 0)
    assert not find(panel, "recipe.start_colors.add").isEnabled()


def test_the_colors_of_the_segments_are_offered_where_there_are_some(panel, qtbot):
    panel.show_recipe(GIVEN)
    button = find(panel, "recipe.start_colors.from_segments")
    assert not button.isEnabled()
    panel.show_there_are_segments(True)
    with qtbot.waitSignal(panel.colors_wanted):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
