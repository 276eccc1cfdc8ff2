"""How results are told: their end, their starts, what gave way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kmeans_studio.photo import Photo
from kmeans_studio.pipeline import generations
from kmeans_studio.recipe import Recipe
from kmeans_studio.ui.consequences import told
from kmeans_studio.ui.jobs import Run
from kmeans_studio.ui.outcome import ending, facts, starts
from kmeans_studio.ui.starts import START_COLORS

NOISE = np.random.default_rng(0).integers(0, 256, (40, 50, 3), np.uint8)


def runs(**choices) -> list[Run]:
    recipe = Recipe(**choices)
    return [Run(recipe, frame, ((1.0, 1.0),), 0.0) for frame in generations(Photo.from_array(NOISE), recipe)]


def test_a_converged_run():
    run = runs()[-1]
    assert ending(run).startswith(f"Converged after {run.segmentation.generation} generations")
    assert facts(run)[0] == f"Converged after {run.segmentation.generation} generations: nothing moved any more"
    assert facts(run)[1].startswith("best of 10 starts; the worst was ")


def test_a_run_that_was_stopped_and_one_that_reached_its_limit():
    first = runs()[0]
    best = "Stopped after 1 generation; this is the best so far"
    stopped = replace(first, stopped=True)
    assert (ending(stopped), facts(stopped)[0]) == (best, best)
    paused = replace(first, paused=True)
    said = "Paused after generation 1; Step or Run goes on"
    assert (ending(paused), facts(paused)[0]) == (said, said)
    limit = "the limit of generations was reached before nothing moved any more"
    run = runs(max_generations=2)[-1]
    assert ending(run) == f"Ended after 2 generations; {limit}"
    assert facts(run)[0] == f"Ended after 2 generations: {limit}"
    assert limit not in facts(run)[1:]


def test_the_reason_of_an_early_end_is_told():
    run = runs(tolerance=0.2)[-1]
    assert "20" in run.segmentation.ending
    assert facts(run)[0].endswith(f": {run.segmentation.ending}")


def test_what_went_otherwise_than_asked_is_told():
    run = runs(k=5)[-1]
    odd = replace(run, segmentation=replace(run.segmentation, dropped=2, deviations=("one of two",)))
    for warning in ("one of two", "2 segments were left empty and dropped, so there are 5"):
        assert warning in ending(odd)
        assert warning in facts(odd)


@pytest.mark.parametrize(
    ("costs", "said"),
    [
        ((), ""),
        ((5.0,), ""),
        ((100.0, 108.0, 101.0), "best of 3 starts; the worst was 8.0 % costlier"),
        ((100.0, 134.4), "best of 2 starts; the worst was 34 % costlier"),
        ((1.0, 12.0), "best of 2 starts; the worst was 12 times as costly"),
        ((100.0, 100.01), "all 2 starts came to the same cost"),
        ((0.0, 0.0), "all 2 starts came to the same cost"),
        ((0.0, 3.0), "best of 2 starts; the others were costlier"),
    ],
)
def test_the_spread_of_the_starts(costs, said):
    assert starts(costs) == said


@pytest.mark.parametrize(
    ("before", "asked", "said"),
    [
        ({}, {"k": 7}, ""),
        ({}, {"metric": "ciede2000"}, ""),
        (
            {"color_space": "hsv", "mode": "position"},
            {"metric": "ciede2000"},
            "CIEDE2000 brought along: mode Color, color space CIE Lab",
        ),
        ({"channel_weights": (0, 1, 1)}, {"metric": "ciede2000"}, "CIEDE2000 brought along: channel weights 1"),
        (
            {"metric": "ciede2000"},
            {"color_space": "rgb"},
            "Distance is Euclidean now: CIEDE2000 takes unweighted Lab colors only",
        ),
        (
            {"metric": "ciede2000"},
            {"mode": "position"},
            "Distance is Euclidean now: CIEDE2000 takes unweighted Lab colors only",
        ),
        (
            {"channel_weights": (0, 1, 1)},
            {"color_space": "rgb"},
            "The channel weights are 1 again: they belonged to the other color space",
        ),
        ({"channel_weights": (0, 1, 1)}, {"channel_weights": ()}, ""),
        ({"metric": "ciede2000"}, {"metric": "manhattan"}, ""),
        (
            {"metric": "ciede2000", "initializer": "given", "start_colors": ("#102030",)},
            {"mode": "texture"},
            "Distance is Euclidean now: CIEDE2000 takes unweighted Lab colors only. "
            "Start is k-means++ now: there are no colors to start from in this mode",
        ),
        ({"initializer": "given", "start_colors": ("#102030",)}, {"mode": "position"}, ""),
        ({"initializer": "given", "start_colors": ("#102030",)}, {"initializer": "random"}, ""),
        (
            {"initializer": "seeds", "seeds": ((1, 2),)},
            {"mode": "focus"},
            "Start is k-means++ now: this mode finds its two starts by itself",
        ),
        ({"initializer": "seeds", "seeds": ((1, 2),)}, {"mode": "texture"}, ""),
        ({"initializer": "seeds", "seeds": ((1, 2),), "locked": (0,)}, {"seeds": ((1, 2), (3, 4))}, ""),
        (
            {"initializer": "seeds", "seeds": ((1, 2),), "locked": (0,)},
            {"initializer": "random"},
            "No center is locked any more: the locks belonged to the other start",
        ),
        (
            {"initializer": "given", "start_colors": ("#102030",)},
            {"seeds": ((1, 2),), "initializer": "seeds"},
            "",
        ),
        ({"mode": "focus"}, {"initializer": "seeds", "seeds": ((1, 2),)}, "Seed pixels brought along: mode Color"),
        ({"mode": "focus"}, {"seeds": ((1, 2),), "initializer": "seeds"}, "Seed pixels brought along: mode Color"),
        ({"mode": "texture"}, {"bank": "lm"}, ""),
        (
            {"mode": "texture", "bank_scales": (2.0, 4.0), "filters_off": (1,)},
            {"bank": "lm"},
            "Scales, directions and size are standard again: they belonged to the other bank. "
            "All filters count again: those that were off belonged to the others",
        ),
        (
            {"mode": "texture", "filters_off": (1,)},
            {"bank_orientations": 4},
            "All filters count again: those that were off belonged to the others",
        ),
        ({"mode": "texture", "filters_off": (1,)}, {"filters_off": ()}, ""),
        (
            {"mode": "texture", "bank": "tutorial", "amplitude": "clipped"},
            {"bank": "gabor"},
            "Measure is Strength |r| now: As in the tutorial (8 bits) goes with the tutorial's filters only",
        ),
    ],
)
def test_what_gave_way_is_told(before, asked, said):
    recipe = Recipe(**before)
    assert told(recipe, recipe.change(**asked), next(iter(asked))) == said


def test_the_colors_to_start_from_without_a_photo_are_a_recipe():
    assert Recipe(initializer="given", start_colors=START_COLORS).start_colors == START_COLORS
