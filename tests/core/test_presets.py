"""Presets: each is a set of a recipe's choices, and known again by them."""

import dataclasses

import pytest

from kmeans_studio import Recipe
from kmeans_studio.presets import PRESETS, TEXTURE_FIELDS, preset_of


@pytest.mark.parametrize("name", PRESETS.names)
def test_a_preset_is_known_by_its_choices(name):
    recipe = Recipe(mode="texture", k=3, seed=7).change(**PRESETS[name])
    assert preset_of(recipe) == name
    assert (recipe.mode, recipe.k, recipe.seed) == ("texture", 3, 7)
    assert preset_of(dataclasses.replace(recipe, pooling=recipe.pooling + 1)) == ""


def test_a_preset_makes_every_choice_about_texture_whatever_was_chosen_before():
    odd = Recipe(bank="lm", bank_scales=[3], filters_off=[1], weber=True, place=2, pooling=50)
    for entry in PRESETS:
        assert set(entry.value) == set(TEXTURE_FIELDS)
        assert odd.change(**entry.value) == Recipe().change(**entry.value)


def test_the_standard_recipe_is_the_corrected_one():
    assert preset_of(Recipe()) == "corrected"


def test_the_five_are_different():
    assert len({Recipe().change(**entry.value) for entry in PRESETS}) == len(PRESETS) == 5
