"""Registries: ordered, without duplicates, and every entry fit for a command line, a file and a window."""

from __future__ import annotations

import re

import pytest

from kmeans_studio.export import EXPORTERS
from kmeans_studio.recipe import REGISTRIES
from kmeans_studio.registry import Registry, UnknownNameError

ALL = [*REGISTRIES.values(), EXPORTERS]


@pytest.fixture
def fruit():
    registry: Registry[int] = Registry("fruit")
    registry.add("pear", "Pear", "Green.", 1)
    registry.register("apple", "Apple", "Red.")(2)
    return registry


def test_entries_keep_the_order_in_which_they_were_added(fruit):
    assert fruit.names == ("pear", "apple")
    assert [entry.value for entry in fruit] == [1, 2]
    assert len(fruit) == 2
    assert fruit["apple"] == 2
    assert fruit.entry("pear").title == "Pear"
    assert "pear" in fruit
    assert "plum" not in fruit


def test_a_decorator_gives_back_what_it_decorates(fruit):
    def plum():
        return 3

    assert fruit.register("plum", "Plum", "Blue.")(plum) is plum
    assert fruit["plum"] is plum


def test_a_name_is_taken_once(fruit):
    with pytest.raises(ValueError, match="fruit 'pear' is registered twice"):
        fruit.add("pear", "Other", "Other.", 9)
    assert fruit["pear"] == 1


@pytest.mark.parametrize("name", ["plum", "", "Pear", None, ["pear"]])
def test_an_unknown_name_is_answered_with_the_choices(fruit, name):
    with pytest.raises(UnknownNameError, match="is not a fruit; choose from: pear, apple"):
        fruit[name]


@pytest.mark.parametrize("registry", ALL, ids=lambda registry: registry.noun)
def test_every_entry_can_be_typed_and_read(registry):
    assert len(registry) > 0
    assert len({entry.title for entry in registry}) == len(registry)
    for entry in registry:
        assert re.fullmatch(r"[a-z0-9+._-]+", entry.name)
        assert entry.title.strip() == entry.title != ""
        assert entry.help.endswith(".")
        assert "%" not in entry.help, "argparse would take it for a placeholder"
