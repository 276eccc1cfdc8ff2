"""Recipes: every choice checked on creation, and the same again after a trip through JSON."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmeans_studio import Recipe, RecipeError
from kmeans_studio.recipe import RANGES, REGISTRIES

recipes = st.builds(
    Recipe,
    **{field: st.sampled_from(registry.names) for field, registry in REGISTRIES.items()},
    **{field: st.integers(least, greatest) for field, (least, greatest) in RANGES.items()},
)


def test_every_field_is_checked_by_a_registry_or_a_range():
    fields = {field.name for field in dataclasses.fields(Recipe)}
    assert fields == REGISTRIES.keys() | RANGES.keys()


@given(recipes)
def test_json_and_back(recipe):
    assert Recipe.from_json(recipe.to_json()) == recipe
    assert hash(Recipe.from_json(recipe.to_json())) == hash(recipe)


def test_json_is_one_choice_a_line():
    lines = Recipe(k=7).to_json().splitlines()
    assert len(lines) == 2 + len(dataclasses.fields(Recipe))
    assert '  "k": 7,' in lines


def test_missing_choices_keep_their_defaults():
    assert Recipe.from_json('{"k": 9}') == Recipe(k=9)
    assert Recipe.from_json("{}") == Recipe()


@pytest.mark.parametrize("field", REGISTRIES)
@pytest.mark.parametrize("name", ["nonsense", "", 3, None, ["rgb"], {}])
def test_a_wrong_name_is_answered_with_the_choices(field, name):
    with pytest.raises(RecipeError, match=f"^{field} .* choose from: ") as caught:
        Recipe(**{field: name})
    assert all(choice in str(caught.value) for choice in REGISTRIES[field].names)


@pytest.mark.parametrize("field", RANGES)
def test_the_ends_of_a_range_belong_to_it(field):
    least, greatest = RANGES[field]
    for number in (least, greatest):
        assert getattr(Recipe(**{field: number}), field) == number
    for number in (least - 1, greatest + 1):
        with pytest.raises(RecipeError, match=f"^{field} .*from {least} to {greatest}, not {number}"):
            Recipe(**{field: number})


@pytest.mark.parametrize("field", RANGES)
@pytest.mark.parametrize("number", [1.0, "5", True, None, float("nan")])
def test_only_whole_numbers_are_numbers(field, number):
    with pytest.raises(RecipeError, match=field):
        Recipe(**{field: number})


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
        ('{"zeal": 1, "color": 2}', "does not know: color, zeal"),
    ],
)
def test_what_is_not_a_recipe_is_refused_in_one_line(text, reason):
    with pytest.raises(RecipeError, match=reason) as caught:
        Recipe.from_json(text)
    assert "\n" not in str(caught.value)


def test_a_recipe_cannot_be_changed_but_replaced_and_is_checked_then_too():
    recipe = Recipe()
    with pytest.raises(dataclasses.FrozenInstanceError):
        recipe.k = 3
    assert json.loads(dataclasses.replace(recipe, k=3).to_json())["k"] == 3
    with pytest.raises(RecipeError):
        dataclasses.replace(recipe, k=0)
