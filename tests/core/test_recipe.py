"""Recipes: every choice checked on creation, and the same again after a trip through JSON."""

from __future__ import annotations

import dataclasses
import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmeans_studio import Recipe, RecipeError
from kmeans_studio.recipe import FLOAT_RANGES, RANGES, REGISTRIES, TRUTHS, choices_in_json
from kmeans_studio.recipe.recipe import CIEDE2000_NEEDS, COLOR_ROWS

CHANNELS = {entry.name: len(entry.value.channels) for entry in REGISTRIES["color_space"]}


@st.composite
def recipes(draw):
    choices = {field: draw(st.sampled_from(registry.names)) for field, registry in REGISTRIES.items()}
    choices |= {field: draw(st.integers(*ends)) for field, ends in RANGES.items()}
    choices |= {field: draw(st.floats(*ends)) for field, ends in FLOAT_RANGES.items()}
    choices |= {field: draw(st.booleans()) for field in TRUTHS}
    choices["bank_size"] -= choices["bank_size"] % 2 == 0 and choices["bank_size"] > 0
    choices["bank_scales"] = draw(st.lists(st.floats(1e-3, 1000), max_size=4))
    choices["filters_off"] = draw(st.lists(st.integers(0, 999), max_size=4))
    choices["bank_file"] = draw(st.text(min_size=1, max_size=9))
    if choices["mode"] not in COLOR_ROWS and choices["initializer"] == "given":
        choices["initializer"] = "random"
    choices["weber"] &= choices["amplitude"] != "clipped"
    colors = st.lists(st.from_regex("#[0-9a-fA-F]{6}", fullmatch=True), min_size=1, max_size=4)
    choices["start_colors"] = draw(colors)
    places = st.tuples(st.integers(0, 999_999), st.integers(0, 999_999))
    choices["seeds"] = draw(st.lists(places, min_size=1, max_size=4))
    if choices["mode"] == "focus" and choices["initializer"] == "seeds":
        choices["initializer"] = "random"
    given = {"given": "start_colors", "seeds": "seeds"}.get(choices["initializer"])
    if given:
        choices["locked"] = draw(st.lists(st.integers(0, len(choices[given]) - 1), max_size=3))
    if choices["metric"] == "ciede2000":
        choices |= CIEDE2000_NEEDS
    else:
        channels = CHANNELS[choices["color_space"]]
        weights = st.lists(st.floats(0, 10), min_size=channels, max_size=channels).filter(any)
        choices["channel_weights"] = draw(st.just([]) | weights)
    return Recipe(**choices)


def refused(**choices):
    with pytest.raises(RecipeError) as caught:
        Recipe(**choices)
    (reason,) = str(caught.value).splitlines()
    return reason


def test_every_field_is_checked():
    fields = {field.name for field in dataclasses.fields(Recipe)}
    lists = {"channel_weights", "start_colors", "seeds", "locked", "bank_scales", "filters_off"}
    assert fields == REGISTRIES.keys() | RANGES.keys() | FLOAT_RANGES.keys() | {*TRUTHS, *lists, "bank_file"}
    for field in fields:
        assert refused(**{field: object()}).startswith(field)


@given(recipes())
def test_json_and_back(recipe):
    again = Recipe.from_json(recipe.to_json())
    assert again == recipe
    assert hash(again) == hash(recipe)
    assert again.to_json() == recipe.to_json()


def test_json_is_one_choice_a_line():
    recipe = Recipe(k=7, channel_weights=[1, 0.5, 2], start_colors=["#FF0000", "#00ff00"])
    lines = recipe.to_json().splitlines()
    assert len(lines) == 2 + len(dataclasses.fields(Recipe))
    assert '  "k": 7,' in lines
    assert '  "channel_weights": [1.0, 0.5, 2.0],' in lines
    assert '  "start_colors": ["#ff0000", "#00ff00"],' in lines
    assert list(json.loads(recipe.to_json())) == [field.name for field in dataclasses.fields(Recipe)]


def test_missing_choices_keep_their_defaults():
    assert Recipe.from_json('{"k": 9}') == Recipe(k=9)
    assert Recipe.from_json("{}") == Recipe()
    # As an earlier version wrote it.
    older = (
        '{"mode": "color", "color_space": "hsv", "metric": "euclidean", "initializer": "random", "k": 4, "seed": 2, '
        '"max_generations": 9}'
    )
    assert Recipe.from_json(older) == Recipe(color_space="hsv", initializer="random", k=4, seed=2, max_generations=9)


def test_the_recipe_in_a_report_is_read():
    assert choices_in_json('{"program": {}, "recipe": {"k": 4}, "seconds": {}}') == {"k": 4}
    assert Recipe.from_json('{"recipe": {"k": 4}}') == Recipe(k=4)


@pytest.mark.parametrize("field", REGISTRIES)
@pytest.mark.parametrize("name", ["nonsense", "", 3, None, ["rgb"], {}, "two\nlines" * 1000])
def test_a_wrong_name_is_answered_with_the_choices(field, name):
    reason = refused(**{field: name})
    assert reason.startswith(f"{field} ")
    assert reason.endswith(f"choose from: {', '.join(REGISTRIES[field].names)}")
    assert len(reason) < 400


@pytest.mark.parametrize("field", RANGES)
def test_the_ends_of_a_range_belong_to_it(field):
    least, greatest = RANGES[field]
    for number in (least, greatest, np.uint32(greatest)):
        assert getattr(Recipe(**{field: number}), field) == number
        assert type(getattr(Recipe(**{field: number}), field)) is int
    for number in (least - 1, greatest + 1, 10**400):
        assert refused(**{field: number}).startswith(f"{field} must be a whole number from {least} to {greatest}, not ")


@pytest.mark.parametrize("field", RANGES)
@pytest.mark.parametrize("number", [1.0, "5", True, None, float("nan"), np.bool_(True)])
def test_only_whole_numbers_are_whole_numbers(field, number):
    assert refused(**{field: number}).startswith(field)


@pytest.mark.parametrize("field", FLOAT_RANGES)
def test_the_ends_of_a_range_of_any_numbers_belong_to_it(field):
    least, greatest = FLOAT_RANGES[field]
    for number in (least, greatest, 0, np.float32(greatest), Fraction(1, 4)):
        assert getattr(Recipe(**{field: number}), field) == number
        assert type(getattr(Recipe(**{field: number}), field)) is float
    for number in (np.nextafter(least, -1), np.nextafter(greatest, 1e9), 10**400, -(10**400)):
        assert refused(**{field: number}).startswith(f"{field} must be a number from {least:g} to {greatest:g}, not ")
    assert Recipe(**{field: -0.0}).to_json() == Recipe(**{field: 0}).to_json()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), True, "1", None, 1j])
def test_what_is_no_number(number):
    for field in FLOAT_RANGES:
        assert refused(**{field: number}).startswith(f"{field} must be a number from ")
    assert refused(channel_weights=[1, number, 1]).startswith(
        "channel_weights: each must be a number from 0 to 10, not "
    )


def test_weights_of_channels():
    assert Recipe(channel_weights=[2, 1, np.float32(0.5)]).channel_weights == (2.0, 1.0, 0.5)
    assert Recipe(channel_weights=[]).channel_weights == ()
    assert Recipe(channel_weights=[1, 1, 1]) == Recipe(), "all ones are no weights"
    reason = refused(channel_weights=[1, 2], color_space="lab")
    assert reason == (
        "channel_weights must be 3 numbers for color_space 'lab' (Lightness, Green to red, Blue to yellow), "
        "not 2: [1, 2]"
    )
    assert "1 number for color_space 'grey'" in refused(channel_weights=[1, 2], color_space="grey")
    assert "must not all be 0" in refused(channel_weights=[0, 0.0, -0.0])
    assert refused(channel_weights=[1, 1, 10.1]).endswith("not 10.1")
    assert refused(channel_weights=[1, -0.1, 1]).endswith("not -0.1")
    for wrong in ("1,1,1", 5, None, {1: 2}, np.ones(3)):
        assert refused(channel_weights=wrong).startswith("channel_weights must be a list of numbers")


def test_start_colors():
    assert Recipe(start_colors=["#AbCdEf"]).start_colors == ("#abcdef",)
    assert Recipe(start_colors=["#000000"] * 256).initializer == "kmeans++", "other starts leave them alone"
    for wrong in ("red", "#abc", "#12345g", "#1234567", " #123456", "#123456\n", 5, None, ["#123456"]):
        assert refused(start_colors=["#000000", wrong]).startswith(
            "start_colors: each must be a color such as '#aa0000'"
        )
    assert refused(start_colors="#123456").startswith("start_colors must be a list of colors")
    assert refused(start_colors=["#000000"] * 257) == "start_colors must be 256 colors at most, not 257"


def test_what_goes_together():
    assert refused(initializer="given") == (
        "initializer 'given' needs start_colors: at least one color such as '#aa0000'"
    )
    assert Recipe(initializer="given", start_colors=["#123456"]).k == 5
    assert Recipe(metric="ciede2000").color_space == "lab"
    assert refused(metric="ciede2000", color_space="rgb") == "metric 'ciede2000' needs color_space 'lab', not 'rgb'"
    reason = refused(metric="ciede2000", channel_weights=[0, 1, 1])
    assert reason == "metric 'ciede2000' needs channel_weights none, not (0.0, 1.0, 1.0)"
    if "position" in REGISTRIES["mode"]:
        assert refused(metric="ciede2000", mode="position") == "metric 'ciede2000' needs mode 'color', not 'position'"
    assert Recipe(label_order="previous").label_order == "previous"


def test_choices_give_way_to_the_one_that_is_changed():
    weighted = Recipe(channel_weights=[1, 0, 1])
    assert weighted.change(k=9) == Recipe(channel_weights=[1, 0, 1], k=9)
    assert weighted.change(color_space="lab") == weighted
    assert weighted.change(color_space="rgb") == Recipe(color_space="rgb")
    assert weighted.change(color_space="rgb", channel_weights=[2, 1, 1]).channel_weights == (2, 1, 1)
    industry = Recipe(color_space="hsv", channel_weights=[1, 2]).change(metric="ciede2000")
    assert industry == Recipe(metric="ciede2000")
    assert industry.change(k=3).metric == industry.change(color_space="lab", channel_weights=[]).metric == "ciede2000"
    assert industry.change(color_space="hsv") == Recipe(color_space="hsv")
    assert industry.change(channel_weights=[0, 1, 1]) == Recipe(channel_weights=[0, 1, 1])
    for wrong in ({"metric": "ciede2000", "color_space": "rgb"}, {"k": 0}, {"color_space": []}):
        with pytest.raises(RecipeError):
            industry.change(**wrong)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        (b"\xff\xfe{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "must be a JSON object"),
        ("null", "must be a JSON object"),
        ('{"k": 5.5}', "k must be a whole number"),
        ('{"k": NaN}', "k must be a whole number"),
        ('{"tolerance": NaN}', "tolerance must be a number"),
        ('{"compactness": 1e999}', "compactness must be a number"),
        ('{"start_colors": null}', "start_colors must be a list"),
        ('{"zeal": 1, "color": 2}', "does not know: color, zeal"),
        ('{"line\\nbreak": 1}', r"does not know: 'line\nbreak'"),
    ],
)
def test_what_is_not_a_recipe_is_refused_in_one_line(text, reason):
    with pytest.raises(RecipeError) as caught:
        Recipe.from_json(text)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_recipe_cannot_be_changed_but_replaced_and_is_checked_then_too():
    recipe = Recipe()
    with pytest.raises(dataclasses.FrozenInstanceError):
        recipe.k = 3
    assert json.loads(dataclasses.replace(recipe, k=3).to_json())["k"] == 3
    with pytest.raises(RecipeError):
        dataclasses.replace(recipe, k=0)


def test_what_goes_together_in_texture():
    assert refused(bank="file") == "bank 'file' needs bank_file: the path of a .npy file with filters"
    assert refused(bank_size=48) == "bank_size must be odd, so that a filter has a middle pixel, not 48"
    assert refused(bank_scales=[1.4, 0]).startswith("bank_scales: each must be above 0")
    assert refused(bank_scales=[float("nan")]).startswith("bank_scales: each must be a number")
    assert refused(filters_off=[-1]).startswith("filters_off: each must be a whole number from 0")
    assert Recipe(filters_off=[7, 3, 7]).filters_off == (3, 7)
    reason = refused(mode="texture", initializer="given", start_colors=["#aa0000"])
    assert reason == "initializer 'given' needs mode 'color' or 'position', not 'texture'"


def test_what_belongs_to_a_bank_goes_with_it():
    own = Recipe(bank="lm", bank_scales=[1, 2], bank_orientations=4, bank_size=31, filters_off=[0])
    assert own.change(k=3).bank_size == 31
    assert own.change(bank="lms") == Recipe(bank="lms")
    assert own.change(bank="lms", filters_off=[2]) == Recipe(bank="lms", filters_off=[2])
    assert own.change(bank_orientations=3).filters_off == ()
    assert Recipe(bank="tutorial", amplitude="clipped").change(bank="lm").amplitude == "abs"
    assert Recipe(weber=True).change(amplitude="clipped").weber is False
    assert Recipe(amplitude="clipped").change(weber=True).amplitude == "abs"
    assert refused(amplitude="clipped", weber=True).startswith("amplitude 'clipped' needs weber off")
    started = Recipe(initializer="given", start_colors=["#aa0000"])
    assert started.change(mode="texture").initializer == "kmeans++"
    assert Recipe(mode="texture").change(initializer="given", start_colors=["#aa0000"]).mode == "color"
