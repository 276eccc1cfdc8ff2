"""The little curve over the slider for k, and the button that suggests one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kmeans_studio.recipe import Recipe
from kmeans_studio.ui.recipe_panel.k_curve import Explained, percent, place_between
from kmeans_studio.ui.recipe_panel.k_rows import K_STEPS
from kmeans_studio.ui.recipe_panel.panel import RecipePanel

KNOWN = Explained(((2, 0.6), (3, 0.8), (4, 0.9), (6, 0.94)), knee=4)


@pytest.fixture
def panel(shown):
    panel = RecipePanel(Recipe(k=6))
    panel.setFixedWidth(320)
    shown(panel)
    return panel


def test_there_is_no_room_for_a_curve_until_something_is_known(panel):
    curve = panel.k_rows.curve
    assert not curve.isVisible()
    curve.show_explained(KNOWN)
    assert curve.isVisible()
    assert curve.words == ("knee at 4", "94 % explained by 6")
    curve.show_explained(None)
    assert not curve.isVisible()


@pytest.mark.parametrize("k", [2, 3, 4, 6])
def test_each_point_stands_over_where_the_handle_stands_for_it(panel, k):
    curve, slider = panel.k_rows.curve, panel.k_rows.slider
    curve.show_explained(KNOWN)
    QApplication.processEvents()
    assert (curve.x(), curve.width()) == (slider.x(), slider.width())
    assert curve.places()[k].x() == pytest.approx(slider.handle_x(K_STEPS.index(k)))


def test_what_explains_more_lies_higher_and_all_of_it_below_the_words(panel):
    curve = panel.k_rows.curve
    curve.show_explained(KNOWN)
    heights = [place.y() for place in curve.places().values()]
    assert heights == sorted(heights, reverse=True)
    assert min(heights) > curve.fontMetrics().height()
    assert max(heights) < curve.height()


@pytest.mark.parametrize(
    ("explained", "k", "words"),
    [
        (KNOWN, 3, ("knee at 4", "80 % explained by 3")),
        (KNOWN, 20, ("knee at 4", "")),
        (Explained(KNOWN.points), 6, ("no clear knee", "94 % explained by 6")),
        (Explained(KNOWN.points, whole=False), 6, ("", "94 % explained by 6")),
        (Explained(KNOWN.points, 4, stale=True), 6, ("", "of an older recipe")),
    ],
)
def test_the_words(panel, explained, k, words):
    panel.show_recipe(Recipe(k=k))
    panel.k_rows.curve.show_explained(explained)
    assert panel.k_rows.curve.words == words


def test_the_curve_is_painted_for_any_k(panel):
    curve = panel.k_rows.curve
    curve.show_explained(KNOWN)
    curve.show_k(6)
    elsewhere = curve.grab().toImage()
    curve.show_k(4)
    assert curve.grab().toImage() != elsewhere
    curve.show_explained(Explained(((2, 0.7),), None))
    curve.grab()


def test_the_button_says_what_it_would_take_and_why(panel, qtbot):
    rows = panel.k_rows
    assert not rows.suggest.isEnabled()
    rows.show_suggestion(4, "Five of seven measures agree", available=True)
    assert (rows.suggest.text(), rows.suggest.toolTip()) == ("Suggest 4", "Five of seven measures agree")
    with qtbot.waitSignal(rows.suggestion_wanted):
        QTest.mouseClick(rows.suggest, Qt.MouseButton.LeftButton)


def test_the_button_keeps_its_place_whatever_it_says(panel):
    rows = panel.k_rows
    before = rows.suggest.geometry()
    rows.show_suggestion(12, "", available=True)
    QApplication.processEvents()
    assert rows.suggest.geometry() == before


def test_focus_has_neither_button_nor_curve(panel):
    panel.k_rows.curve.show_explained(KNOWN)
    panel.show_recipe(Recipe(mode="focus"))
    assert not panel.k_rows.suggest.isVisible()
    assert not panel.k_rows.curve.isVisible()


@pytest.mark.parametrize(("share", "said"), [(0.937, "94 %"), (0.9991, "99.9 %"), (1.0, "100 %"), (0.0, "0 %")])
def test_what_is_not_all_does_not_read_as_all(share, said):
    assert percent(share) == said


@pytest.mark.parametrize(("value", "place"), [(1, 0), (2, 1), (3, 1.5), (4, 2), (0, 0), (9, 2)])
def test_a_place_between_steps(value, place):
    assert place_between((1, 2, 4), value) == place
