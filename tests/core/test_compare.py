"""Several recipes on one photo: panes that fill in, panes that cannot run, one reference for all."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from kmeans_studio import Photo, Recipe, segment
from kmeans_studio.parallel import CancelledError
from kmeans_studio.pipeline.compare import MOST_PANES, compare, start_panes, title_parts, titles_of
from kmeans_studio.presets import PRESETS
from kmeans_studio.segmentation import NO_SEGMENT

RECIPES = [Recipe(k=4, color_space=space, restarts=2) for space in ("rgb", "hsv", "lab")]
BROKEN = Recipe(mode="texture", bank="file", bank_file="nowhere/there is no such.npy")


@pytest.fixture(scope="module")
def photo():
    rng = np.random.default_rng(2)
    colors = np.array([[200, 40, 30], [40, 160, 60], [30, 50, 180], [230, 230, 210]])
    pixels = colors[np.arange(80) // 20][None] + rng.normal(0, 18, (60, 80, 3))
    alpha = np.full((60, 80), 255, np.uint8)
    alpha[50:, :30] = 0
    return Photo.from_array(pixels.clip(0, 255).astype(np.uint8), alpha)


@pytest.fixture(scope="module")
def found(photo):
    *_, last = compare(photo, RECIPES)
    return last


def test_each_pane_is_what_the_recipe_alone_gives(photo, found):
    for pane, recipe in zip(found.panes, RECIPES, strict=True):
        alone = segment(photo, recipe)
        np.testing.assert_array_equal(pane.segmentation.labels, alone.labels)
        np.testing.assert_array_equal(pane.segmentation.palette, alone.palette)
        assert (pane.segmentation.cost, pane.segmentation.k) == (alone.cost, alone.k)
        assert pane.segmentation.generation == alone.generation
    assert [pane.letter for pane in found.panes] == ["A", "B", "C"]
    assert np.isfinite(found.seconds).all()


def test_panes_fill_in_one_after_the_other(photo):
    said = []
    seen = list(compare(photo, RECIPES, progress=lambda words, share: said.append((words, share))))
    assert [len(one.worked) for one in seen] == [1, 2, 3]
    assert [round(one.done, 6) for one in seen] == [round(n / 3, 6) for n in (1, 2, 3)]
    assert seen[0].panes[1].waiting
    assert seen[0].differences is None
    assert np.isnan(seen[0].ari[0, 1])
    assert seen[1].ari[0, 1] == seen[2].ari[0, 1]
    assert [words[0] for words, _ in said] == ["A", "B", "C"]
    assert [share for _, share in said] == sorted(share for _, share in said)


def test_figures_are_those_of_the_label_maps(photo, found):
    maps = [pane.segmentation.labels for pane in found.panes]
    visible = photo.alpha > 0
    for i, a in enumerate(maps):
        for j, b in enumerate(maps):
            assert found.ari[i, j] == pytest.approx(adjusted_rand_score(a[visible], b[visible]), abs=1e-12)
            same = found.matched[i][a][visible] == found.matched[j][b][visible]
            assert found.alike[i, j] == pytest.approx(same.mean(), abs=1e-12)
    assert (found.vi.diagonal() == 0).all()
    assert (found.differences[~visible] == 0).all()
    assert found.answers == pytest.approx([(found.differences == n).sum() / visible.sum() for n in (1, 2, 3)])
    assert ((found.explained > 0.5) & (found.explained < 1)).all()


def test_the_same_thing_has_the_same_number_and_color(photo):
    # The order of the labels is another one, but the answer is the same.
    recipes = [Recipe(k=4, label_order="dark"), Recipe(k=4, label_order="position")]
    *_, found = compare(photo, recipes)
    assert found.ari[0, 1] == found.alike[0, 1] == 1.0
    assert found.answers == (1.0, 0.0)
    a, b = (found.colors[n[pane.segmentation.labels]] for n, pane in zip(found.matched, found.panes, strict=True))
    np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(found.colors[:4], found.panes[0].segmentation.palette)


def test_a_pane_that_cannot_run_says_why_and_the_rest_goes_on(photo):
    *_, found = compare(photo, [BROKEN, *RECIPES[:2]], reference=0)
    assert "there is no such.npy" in found.panes[0].reason
    assert "\n" not in found.panes[0].reason
    assert found.worked == (1, 2)
    assert found.reference == 1
    assert found.matched[0] is None
    assert np.isnan(found.explained[0])
    assert np.isnan(found.ari[0]).all()
    assert found.done == 1
    assert len(found.answers) == 2


def test_a_photo_without_visible_pixels_gives_reasons_only(photo):
    nothing = Photo.from_array(photo.pixels, np.zeros(photo.shape, np.uint8))
    *_, found = compare(nothing, RECIPES[:2])
    assert found.reference is None
    assert found.worked == ()
    assert found.differences is None
    assert all("transparent" in pane.reason for pane in found.panes)


def test_one_color_and_more_segments_than_colors():
    flat = Photo.from_array(np.full((12, 12, 3), 90, np.uint8))
    *_, found = compare(flat, RECIPES[:2])
    assert found.ari[0, 1] == 1.0
    assert found.vi[0, 1] == 0.0
    assert (found.explained == 1).all()
    assert all(pane.segmentation.warnings for pane in found.panes)


def test_the_reference_runs_first_and_keeps_its_labels(photo):
    first, *_, last = compare(photo, RECIPES, reference=2)
    assert first.worked == (2,)
    assert last.reference == 2
    np.testing.assert_array_equal(last.matched[2][:4], np.arange(4))
    assert last.matched[2][NO_SEGMENT] == NO_SEGMENT


def test_seen_from_another_pane_is_as_if_that_had_been_asked_for(photo, found):
    *_, asked = compare(photo, RECIPES, reference=1)
    seen = found.seen_from(1)
    for a, b in zip(seen.matched, asked.matched, strict=True):
        np.testing.assert_array_equal(a, b)
    for name in ("colors", "ari", "vi", "alike", "differences"):
        np.testing.assert_array_equal(getattr(seen, name), getattr(asked, name))
    with pytest.raises(ValueError, match="no result"):
        found.seen_from(7)


def test_what_is_known_is_not_worked_out_again(photo, found):
    recipes = [RECIPES[2], RECIPES[0].change(k=3), RECIPES[2]]
    *_, again = compare(photo, recipes, before=found)
    assert again.panes[0].segmentation is found.panes[2].segmentation
    assert again.panes[2].segmentation is found.panes[2].segmentation
    assert again.panes[1].segmentation.k == 3


def test_cancelling_and_wrong_calls(photo):
    stop = Event()
    stop.set()
    with pytest.raises(CancelledError):
        next(compare(photo, RECIPES, cancel=stop))
    with pytest.raises(ValueError, match="1 to 6"):
        next(compare(photo, [Recipe()] * (MOST_PANES + 1)))
    with pytest.raises(ValueError, match="1 to 6"):
        next(compare(photo, []))
    with pytest.raises(ValueError, match="reference"):
        next(compare(photo, RECIPES, reference=3))


# --- titles ----------------------------------------------------------------------------------------------------------


def test_what_a_comparison_begins_with():
    panes = start_panes(Recipe(k=7, seed=3, color_space="hsl", mode="focus"))
    assert titles_of(panes) == (
        "RGB, Euclidean, k 7",
        "HSV, Euclidean, k 7",
        "CIE Lab, Euclidean, k 7",
        "Texture: Corrected, k 7",
        "Texture: Tutorial, k 7",
    )
    assert {recipe.seed for recipe in panes} == {3}


@pytest.mark.parametrize(
    ("recipe", "parts"),
    [
        (Recipe(color_space="hsv", metric="manhattan"), ("HSV", "Manhattan", "k 5")),
        (Recipe(mode="position", k=2), ("CIE Lab and position", "Euclidean", "k 2")),
        (Recipe(mode="texture", **PRESETS["vgg"]), ("Texture: VGG", "k 5")),
        (Recipe(mode="texture", bank="lm", pooling=3.0, metric="cosine"), ("Texture: Leung-Malik", "Cosine", "k 5")),
        (Recipe(mode="color+texture", color_space="rgb"), ("RGB", "Texture: Corrected", "k 5")),
        (Recipe(mode="focus"), ("Focus",)),
    ],
)
def test_titles_say_what_sets_a_recipe_apart(recipe, parts):
    assert title_parts(recipe) == parts


def test_recipes_that_would_have_one_title_are_told_apart():
    first, second, third = titles_of([Recipe(), Recipe(seed=4, clean_up=False), Recipe(k=3)])
    assert first == "CIE Lab, Euclidean, k 5, seed 0, clean up on"
    assert second == "CIE Lab, Euclidean, k 5, seed 4, clean up off"
    assert third == "CIE Lab, Euclidean, k 3"
    assert titles_of([Recipe(), Recipe()]) == ("CIE Lab, Euclidean, k 5",) * 2
