"""The recipe panel in the modes that look at texture: presets, banks, files, what it needs, what stands under More."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QToolTip, QWidget

from kmeans_studio.features.banks import FILTER_BANKS
from kmeans_studio.photo import Photo
from kmeans_studio.pipeline import segment
from kmeans_studio.presets import PRESETS, preset_of
from kmeans_studio.recipe import FLOAT_RANGES, TRUTHS, Recipe
from kmeans_studio.ui.needs import memory
from kmeans_studio.ui.recipe_panel.more_texture import POOLING_STEPS
from kmeans_studio.ui.recipe_panel.panel import RecipePanel
from kmeans_studio.ui.recipe_panel.readings import read_number, read_scales, read_whole, write_scales

TEXTURE = Recipe(mode="texture")


def mosaic() -> np.ndarray:
    """Upright stripes beside flat ones, of one mean brightness."""
    y, x = np.mgrid[:64, :96]
    waves = np.where(x < 48, np.sin(x * 1.2), np.sin(y * 1.2))
    return np.repeat((128 + 90 * waves).astype(np.uint8)[..., None], 3, axis=2)


@pytest.fixture
def panel(qtbot):
    panel = RecipePanel(TEXTURE)
    qtbot.addWidget(panel)
    panel.resize(320, 1100)
    with qtbot.waitActive(panel):
        panel.show()
    return panel


@pytest.fixture
def changes(panel):
    changes = []
    panel.changed.connect(lambda field, value: changes.append((field, value)))
    return changes


def find(panel, name):
    found = panel.findChild(QWidget, f"recipe.{name}")
    assert found is not None, f"there is no {name}"
    return found


def pick(combo, name: str) -> None:
    """Take a choice of a combo as a click in its list does."""
    combo.setCurrentIndex(combo.findData(name))
    combo.activated.emit(combo.currentIndex())


def type_in(field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    if text:
        QTest.keyClicks(field, text)
    else:
        QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClick(field, Qt.Key.Key_Return)


# --- presets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PRESETS.names)
def test_each_preset_is_offered_shown_and_explained(panel, changes, name):
    combo = find(panel, "preset")
    other = next(other for other in PRESETS.names if other != name)
    panel.show_recipe(TEXTURE.change(**PRESETS[other]))
    pick(combo, name)
    assert changes == [("preset", name)]
    panel.show_recipe(TEXTURE.change(**PRESETS[name]))
    assert combo.currentText() == PRESETS.entry(name).title
    assert find(panel, "preset.info").accessibleDescription() == PRESETS.entry(name).help


def test_choices_that_no_preset_makes_are_a_persons_own(panel):
    panel.show_recipe(TEXTURE.change(pooling=7.0))
    combo = find(panel, "preset")
    assert (combo.current(), combo.placeholderText()) == (None, "Own")
    assert "your own" in find(panel, "preset.info").accessibleDescription()


def test_a_preset_is_one_undo_entry(desk):
    desk.session.change(mode="texture")
    before = desk.session.recipe
    count = desk.session.undo_stack.count()
    pick(desk.find("recipe.preset"), "vgg")
    assert preset_of(desk.session.recipe) == "vgg"
    assert desk.session.undo_stack.count() == count + 1
    assert desk.window.actions_["undo"].text() == "&Undo Change of preset"
    pick(desk.find("recipe.preset"), "tutorial")
    desk.trigger("undo")
    assert preset_of(desk.session.recipe) == "vgg"
    assert desk.find("recipe.preset").current() == "vgg"
    desk.trigger("undo")
    assert desk.session.recipe == before
    desk.trigger("redo")
    assert preset_of(desk.session.recipe) == "vgg"


# --- what is offered -------------------------------------------------------------------------------------------------


def test_choices_about_colors_are_offered_where_there_are_colors(panel):
    metric, start = find(panel, "metric"), find(panel, "initializer")
    for mode, offered in (("texture", False), ("color", True), ("color+texture", False), ("position", True)):
        panel.show_recipe(Recipe(mode=mode))
        assert (metric.findData("ciede2000") >= 0, start.findData("given") >= 0) == (offered, offered), mode


def test_start_colors_give_way_to_texture_and_it_is_said(desk):
    desk.open_array(mosaic())
    desk.session.change(initializer="given", start_colors=("#102030",))
    desk.rest()
    desk.trigger("live")
    desk.find("recipe.mode").picked.emit("texture")
    assert desk.find("recipe.initializer").current() == "kmeans++"
    assert desk.text("status.words").startswith("Start is k-means++ now: ")


def test_mix_and_position(panel, changes):
    panel.show_recipe(Recipe(mode="color+texture", mix=0.3, place=2.0))
    mix, place = find(panel, "mix"), find(panel, "place")
    assert (mix.accessibleDescription(), place.accessibleDescription()) == ("30 %", "2")
    for slider in (mix, place):
        slider.setFocus()
        QTest.keyClick(slider, Qt.Key.Key_End)
        QTest.keyClick(slider, Qt.Key.Key_Home)
    assert changes == [(field, FLOAT_RANGES[field][end]) for field in ("mix", "place") for end in (1, 0)]


def test_quality(panel, changes):
    panel.show_recipe(Recipe(mode="focus"))
    pick(find(panel, "focus_quality"), "quick")
    assert changes == [("focus_quality", "quick")]


# --- under More ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", TRUTHS)
def test_what_is_on_or_off(panel, changes, field):
    panel.open_more(True)
    check = find(panel, field)
    panel.show_recipe(TEXTURE.change(**{field: False}))
    assert not check.isChecked()
    QTest.mouseClick(check, Qt.MouseButton.LeftButton)
    assert changes == [(field, True)]
    panel.show_recipe(TEXTURE.change(**{field: True}))
    assert check.isChecked()
    QTest.mouseClick(check, Qt.MouseButton.LeftButton)
    assert changes[1:] == [(field, False)]
    assert find(panel, f"{field}.info").accessibleDescription().count(".") >= 2, "two sentences"


def test_the_pooling_width_by_slider_and_in_numbers(panel, changes):
    panel.open_more(True)
    slider, field = find(panel, "pooling.slider"), find(panel, "pooling")
    assert (POOLING_STEPS[slider.value()], field.text()) == (12.0, "12")
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_End)
    QTest.keyClick(slider, Qt.Key.Key_Home)
    type_in(field, "7,25")
    assert changes == [("pooling", 32.0), ("pooling", 0.0), ("pooling", 7.25)]
    panel.show_recipe(TEXTURE.change(pooling=80.0))
    assert (POOLING_STEPS[slider.value()], field.text()) == (32.0, "80")


def test_the_steps_of_the_pooling_rise_and_hold_those_of_the_presets():
    assert list(POOLING_STEPS) == sorted(set(POOLING_STEPS))
    assert {entry.value["pooling"] for entry in PRESETS} <= set(POOLING_STEPS)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("bank_scales", "2, 4;8", (2.0, 4.0, 8.0)),
        ("bank_scales", "1.5", (1.5,)),
        ("bank_orientations", "4", 4),
        ("bank_size", "31", 31),
    ],
)
def test_the_banks_own_choices(panel, changes, field, text, value):
    panel.show_recipe(TEXTURE.change(bank="lm"))
    panel.open_more(True)
    control = find(panel, field)
    assert (control.text(), control.placeholderText()) == ("", "standard")
    type_in(control, text)
    assert changes == [(field, value)]
    panel.show_recipe(TEXTURE.change(bank="lm", **{field: value}))
    type_in(control, "")
    assert changes[1:] == [(field, type(value)())]


@pytest.mark.parametrize(
    ("read", "text", "tip"),
    [
        (read_scales, "2, x", "Numbers above 0"),
        (read_scales, "2, -1", "Numbers above 0"),
        (read_scales, "nan", "Numbers above 0"),
        (read_whole("bank_orientations", 1), "0", "A whole number from 1 to 36"),
        (read_whole("bank_orientations", 1), "37", "A whole number from 1 to 36"),
        (read_whole("bank_size", 3, odd=True), "48", "An odd number from 3 to 999"),
        (read_whole("bank_size", 3, odd=True), "1", "An odd number from 3 to 999"),
        (read_number("pooling"), "101", "A number from 0 to 100"),
        (read_number("pooling"), "nan", "A number from 0 to 100"),
        (read_number("pooling"), "", "A number from 0 to 100"),
    ],
)
def test_what_cannot_be_typed_is_said(read, text, tip):
    with pytest.raises(ValueError, match=f"^{tip}"):
        read(text)


def test_scales_are_read_as_they_are_written():
    assert read_scales(write_scales((1.4, 2.0, 2.83))) == (1.4, 2.0, 2.83)


def test_a_tip_says_what_a_field_takes(panel, changes):
    panel.show_recipe(TEXTURE.change(bank="lm"))
    panel.open_more(True)
    type_in(find(panel, "bank_size"), "48")
    assert (changes, find(panel, "bank_size").text()) == ([], "")
    assert QToolTip.text() == "An odd number from 3 to 999; empty for the bank's own"
    QToolTip.hideText()


@pytest.mark.parametrize("bank", FILTER_BANKS.names)
def test_a_bank_is_offered_the_choices_it_has_a_use_for(panel, bank):
    panel.open_more(True)
    panel.show_recipe(TEXTURE.change(bank=bank, bank_file="own.npy" if bank == "file" else ""))
    options = {"scales": "bank_scales", "orientations": "bank_orientations", "size": "bank_size"}
    enabled = {option for option, field in options.items() if find(panel, field).isEnabled()}
    assert enabled == FILTER_BANKS[bank].takes & options.keys()


def test_what_has_no_effect_is_disabled_and_says_why(panel):
    panel.open_more(True)
    sharpen = find(panel, "sharpen")
    for recipe, enabled in (
        (TEXTURE, True),
        (TEXTURE.change(metric="manhattan"), False),
        (Recipe(mode="color+texture"), False),
    ):
        panel.show_recipe(recipe)
        assert sharpen.isEnabled() == enabled
        assert bool(sharpen.toolTip()) != enabled


def test_weber_contrast_does_not_go_with_eight_bits(panel):
    panel.open_more(True)
    panel.show_recipe(TEXTURE.change(**PRESETS["tutorial"]))
    assert not find(panel, "weber").isEnabled()
    panel.show_recipe(TEXTURE)
    assert find(panel, "weber").isEnabled()


# --- what it needs ---------------------------------------------------------------------------------------------------


def test_what_it_needs_is_said_while_a_photo_is_open(desk):
    desk.session.change(mode="texture")
    desk.rest()
    needs = desk.find("recipe.needs")
    assert not needs.isVisible()
    desk.trigger("live")
    desk.open_array(mosaic())
    assert desk.session.shown is None, "said before it runs"
    assert needs.text().startswith("30 filters · about ")
    desk.session.change(bank="lm")
    desk.rest()
    assert needs.text().startswith("48 filters · about ")
    desk.session.change(filters_off=(0, 1))
    desk.rest()
    assert needs.text().startswith("46 filters · about ")
    desk.session.change(mode="color")
    assert not needs.isVisible()
    desk.session.change(mode="texture")
    desk.rest()
    desk.trigger("close_photo")
    assert not needs.isVisible()


def test_why_a_bank_cannot_be_is_said_there_too(desk):
    desk.trigger("live")
    desk.open_array(mosaic())
    desk.session.change(mode="texture", bank="lm", bank_scales=(2.0, 2.0))
    desk.rest()
    assert "twice" in desk.text("recipe.needs")


def test_a_coarser_grid_is_said(desk, monkeypatch):
    from kmeans_studio.features.texture import budget

    monkeypatch.setattr(budget, "BUDGET", 200_000)
    desk.trigger("live")
    desk.session.change(mode="texture", pooling=2.0)
    desk.open_array(mosaic())
    first, second = desk.text("recipe.needs").split("\n")
    assert first.startswith("30 filters · about ")
    assert second.startswith("Texture is kept for squares of ")


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "1 MB"), (4_200_000, "4 MB"), (183_000_000, "180 MB"), (999_000_000, "1.0 GB"), (1_240_000_000, "1.2 GB")],
)
def test_memory_in_words(count, words):
    assert memory(count) == words


# --- filters from a file ---------------------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path):
    """A file with two filters."""
    path = tmp_path / "own.npy"
    np.save(path, np.random.default_rng(0).normal(size=(2, 5, 5)))
    return path


def choose(desk, path) -> None:
    """Pick 'file', and a file in the dialog that opens."""
    pick(desk.find("recipe.bank"), "file")
    dialog = desk.find("bank_file.dialog")
    assert isinstance(dialog, QFileDialog)
    dialog.close()
    dialog.fileSelected.emit(str(path))
    desk.rest()


def test_a_file_with_filters_is_taken(desk, own):
    desk.open_array(mosaic())
    desk.session.change(mode="texture")
    desk.rest()
    choose(desk, own)
    recipe = desk.session.recipe
    assert (recipe.bank, recipe.bank_file) == ("file", str(own))
    assert (desk.find("recipe.bank").current(), desk.text("recipe.bank_file")) == ("file", "own.npy")
    assert desk.text("recipe.needs").startswith("2 filters · ")
    assert desk.message() == ""
    alone = segment(Photo.from_array(mosaic()), recipe)
    assert desk.session.shown.segmentation.labels.tobytes() == alone.labels.tobytes()
    desk.trigger("undo")
    desk.rest()
    assert desk.find("recipe.bank").current() == "gabor"
    assert not desk.find("recipe.bank_file").isVisible()


def test_another_file_can_be_chosen(desk, own, tmp_path):
    desk.session.change(mode="texture")
    choose(desk, own)
    QTest.mouseClick(desk.find("recipe.bank_file.choose"), Qt.MouseButton.LeftButton)
    other = tmp_path / "other.npy"
    np.save(other, np.eye(3)[None])
    dialog = desk.find("bank_file.dialog")
    assert dialog.directory().absolutePath() == str(tmp_path)
    dialog.close()
    dialog.fileSelected.emit(str(other))
    desk.rest()
    assert desk.text("recipe.bank_file") == "other.npy"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (np.zeros((2, 5, 5)), "Filter 0 (counted from 0) is zero everywhere."),
        (np.ones((2, 4, 4)), "The size must be odd"),
        (np.ones((7,)), "It is 7; a bank is an array"),
        (None, "It cannot be read: No such file"),
        (b"text", "It is not a .npy file"),
    ],
)
def test_a_file_that_cannot_be_a_bank_is_told_and_the_old_one_stays(desk, tmp_path, content, why):
    path = tmp_path / "bad.npy"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content is not None:
        np.save(path, content)
    desk.open_array(mosaic())
    desk.session.change(mode="texture")
    desk.rest()
    before = desk.session.recipe
    choose(desk, path)
    assert desk.message().startswith("Could not take filters from “bad.npy”\n" + why)
    assert desk.session.recipe == before
    assert desk.find("recipe.bank").current() == "gabor"
    assert desk.session.editable


def test_without_a_choice_in_the_dialog_nothing_changes(desk):
    desk.session.change(mode="texture")
    before = desk.session.recipe
    pick(desk.find("recipe.bank"), "file")
    desk.find("bank_file.dialog").close()
    assert (desk.session.recipe, desk.find("recipe.bank").current()) == (before, "gabor")


# --- runs ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["texture", "color+texture"])
def test_a_photo_opened_in_a_mode_of_texture_is_segmented(desk, mode):
    desk.session.change(mode=mode, k=2)
    desk.open_array(mosaic())
    assert desk.message() == ""
    assert desk.session.editable
    alone = segment(Photo.from_array(mosaic()), desk.session.recipe)
    assert desk.session.shown.segmentation.labels.tobytes() == alone.labels.tobytes()


@pytest.mark.parametrize("mode", ["texture", "focus"])
def test_a_photo_without_texture_is_told(desk, mode):
    desk.session.change(mode=mode)
    desk.open_array(np.full((40, 60, 3), 90, np.uint8))
    assert desk.message().startswith("Could not segment the photo\n")
    assert "one brightness" in desk.message()
    desk.session.change(mode="color")
    desk.rest()
    assert desk.session.editable
    assert desk.message() == "", "what failed is over"


def test_a_bank_that_cannot_be_is_told_by_the_run(desk):
    desk.open_array(mosaic())
    desk.session.change(mode="texture", bank="lm", bank_scales=(2.0, 2.0))
    desk.rest()
    assert "twice" in desk.message()
    desk.trigger("undo")
    desk.rest()
    assert desk.session.editable
