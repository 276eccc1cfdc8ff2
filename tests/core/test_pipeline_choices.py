"""Choices of a recipe as the pipeline follows them, checked from the pixels alone."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest
from skimage.color import rgb2lab

from kmeans_studio import Photo, Recipe, generations, members, segment
from kmeans_studio.engine.metrics import METRICS
from kmeans_studio.engine.seeding import FROM_GIVEN, INITIALIZERS

RNG = np.random.default_rng(0)
# A soft gradient with noise.
SMOOTH = np.add.outer(np.linspace(0, 155, 90), np.linspace(0, 78, 80))[..., None] * [1.0, 0.7, 0.3]
PIXELS = (SMOOTH + RNG.integers(0, 12, SMOOTH.shape)).astype(np.uint8)


def test_every_metric_is_followed():
    results = {name: segment(Photo.from_array(PIXELS), Recipe(metric=name, k=7)) for name in METRICS.names}
    assert len({result.labels.tobytes() for result in results.values()}) == len(METRICS)
    features, labels = rgb2lab(PIXELS / 255.0), results["manhattan"].labels
    medians = np.array([np.median(features[labels == i], axis=0) for i in range(7)])
    assert results["manhattan"].cost == pytest.approx(np.abs(features - medians[labels]).sum(), rel=1e-4)
    assert all(result.ending for result in results.values())


def test_the_start_is_followed():
    photo = Photo.from_array(PIXELS)
    starts = [Recipe(k=20, seed=0), Recipe(k=20, seed=1)]
    starts += [Recipe(k=20, initializer=name) for name in INITIALIZERS.names if name not in {"kmeans++", *FROM_GIVEN}]
    assert len({next(generations(photo, recipe)).labels.tobytes() for recipe in starts}) == len(starts)


def test_the_spread_of_the_starts_is_told():
    photo = Photo.from_array(PIXELS)
    costs = segment(photo, Recipe(k=9, restarts=4, initializer="random")).start_costs
    assert len(costs) == 4
    assert len(set(costs)) > 1
    assert segment(photo, Recipe(restarts=1)).start_costs == ()
    best = segment(photo, Recipe(k=20, restarts=20, initializer="random")).cost
    assert best < np.mean(
        [segment(photo, Recipe(k=20, restarts=1, initializer="random", seed=i)).cost for i in range(5)]
    )


@pytest.mark.parametrize("weights", [(), (1, 0.5, 0)])
def test_given_colors_are_where_it_starts(weights):
    colors = ["#808040", "#000000", "#a09030"]
    points = np.array([list(bytes.fromhex(color[1:])) for color in colors], float)
    recipe = Recipe(
        color_space="rgb", channel_weights=weights, initializer="given", start_colors=colors, k=3, max_generations=1
    )
    result = segment(Photo.from_array(PIXELS), recipe)
    nearest = ((np.array(weights or 1) * (PIXELS[:, :, None] - points)) ** 2).sum(axis=-1).argmin(axis=-1)
    order = np.argsort([PIXELS[nearest == i].mean() for i in range(3)])
    np.testing.assert_array_equal(result.labels, np.argsort(order)[nearest])
    assert result.start_costs == (), "one start is all there is"
    more = segment(Photo.from_array(PIXELS), replace(recipe, k=2))
    fewer = segment(Photo.from_array(PIXELS), replace(recipe, k=6))
    assert (more.k, fewer.k, len(fewer.start_costs)) == (2, 6, 10)


def place(pixels, compactness):
    """Red, green, blue, x, y of each pixel as the mode "position" has them."""
    height, width = pixels.shape[:2]
    y, x = np.mgrid[:height, :width] * (255 * np.sqrt(3) * compactness / max(height, width))
    return np.concatenate((pixels, x[..., None], y[..., None]), axis=-1)


def test_position_counts_as_much_as_the_compactness_says():
    photo = Photo.from_array(PIXELS)
    recipe = Recipe(mode="position", color_space="rgb", k=6)
    for compactness in (0.1, 2):
        result = segment(photo, replace(recipe, compactness=compactness))
        features = place(PIXELS, compactness)
        means = np.array([features[result.labels == i].mean(axis=0) for i in range(6)])
        assert result.cost == pytest.approx(((features - means[result.labels]) ** 2).sum(), rel=1e-5)
        scale = 255 * np.sqrt(3) * compactness / 90
        np.testing.assert_allclose(result.centers, means / [1, 1, 1, scale, scale], rtol=1e-5)
    by_color = segment(photo, replace(recipe, mode="color"))
    assert segment(photo, replace(recipe, compactness=0)).labels.tobytes() == by_color.labels.tobytes()


def test_given_colors_start_in_the_middle_of_the_pixels_like_them():
    recipe = Recipe(
        mode="position", color_space="rgb", compactness=3, initializer="given", k=3, max_generations=1,
        start_colors=["#000000", "#909030", "#ff00ff"],
    )  # fmt: skip
    points = np.array([[0, 0, 0], [0x90, 0x90, 0x30], [255, 0, 255]], float)
    nearest = ((PIXELS[:, :, None] - points) ** 2).sum(axis=-1).argmin(axis=-1)
    assert set(np.unique(nearest)) == {0, 1}, "nothing is like magenta, so it starts in the middle of the photo"
    features = place(PIXELS, 3)
    places = [features[nearest == i].mean(axis=0)[3:] for i in (0, 1)] + [features.mean(axis=(0, 1))[3:]]
    starts = np.concatenate((points, places), axis=1)
    labels = ((features[:, :, None] - starts) ** 2).sum(axis=-1).argmin(axis=-1)
    result = segment(Photo.from_array(PIXELS), recipe)
    order = np.argsort([luminance(PIXELS[labels == i].mean(axis=0)) for i in range(3)])
    assert (result.labels == np.argsort(order)[labels]).mean() > 0.999


def test_numbers_are_matched_between_modes():
    photo = Photo.from_array(PIXELS)
    by_color = segment(photo, Recipe(label_order="size"))
    nearly = Recipe(mode="position", compactness=0.01, label_order="previous")
    matched = segment(photo, nearly, previous=by_color)
    assert (matched.labels == by_color.labels).mean() > 0.9


def test_fewer_pixels_than_k():
    result = segment(Photo.from_array(np.zeros((1, 2, 3), np.uint8)), Recipe(mode="position", k=4))
    assert result.warnings == ("the photo has only 2 different pixels, so there are 2 segments instead of 4",)
    even = segment(Photo.from_array(np.zeros((1, 2, 3), np.uint8)), Recipe(mode="position", k=4, compactness=0))
    assert even.warnings == ("the photo has only 1 color, so there is 1 segment instead of 4",)


def test_weights_of_channels_are_followed_and_centers_told_without_them():
    photo = Photo.from_array(PIXELS)
    result = segment(photo, Recipe(k=4, color_space="rgb", channel_weights=[0, 2, 0.5]))
    means = np.array([PIXELS[result.labels == i].mean(axis=0) for i in range(4)])
    np.testing.assert_allclose(result.centers, means[:, 1:], rtol=1e-6)
    cost = (([2, 0.5] * (PIXELS[..., 1:] - means[result.labels][..., 1:])) ** 2).sum()
    assert result.cost == pytest.approx(cost, rel=1e-6)


def test_it_may_stop_while_a_few_pixels_still_move():
    photo = Photo.from_array(PIXELS)
    early, late = segment(photo, Recipe(k=20, tolerance=0.05)), segment(photo, Recipe(k=20))
    assert early.generation < late.generation
    assert 0 < early.moved <= 0.05
    assert early.converged
    assert "5%" in early.ending
    assert (late.moved, late.ending) == (0, "nothing moved any more")
    assert early.warnings == late.warnings == ()


def test_the_limit_of_generations_is_told():
    every = list(generations(Photo.from_array(PIXELS), Recipe(k=20, max_generations=3)))
    assert [frame.ending for frame in every[:2]] == ["", ""]
    reason = "the limit of generations was reached before nothing moved any more"
    assert (every[2].ending, every[2].warnings, every[2].converged) == (reason, (reason,), False)


def test_what_becomes_of_empty_segments(monkeypatch):
    monkeypatch.setattr(members, "BAND", 100)
    pixels = RNG.integers(0, 60, (30, 40, 3)).astype(np.uint8)
    far = Recipe(k=4, color_space="rgb", initializer="given", start_colors=["#000000", "#303030", "#ffffff", "#ff00ff"])
    kept, dropped, relocated = (
        segment(Photo.from_array(pixels), replace(far, empty=rule)) for rule in ("keep", "drop", "relocate")
    )
    assert (dropped.k, dropped.dropped, dropped.empty) == (2, 2, 0)
    assert dropped.warnings == ("2 segments were left empty and dropped, so there are 2",)
    assert (relocated.k, relocated.relocated, relocated.empty) == (4, 2, 0)
    assert "restarted" in relocated.warnings[0]
    assert (kept.k, kept.empty, sorted(kept.counts)[:3]) == (4, 2, [0, 0, kept.counts[kept.counts > 0].min()])
    assert kept.warnings == ("2 segments are empty: no pixel lies nearest to the center",)
    np.testing.assert_array_equal(np.unique(kept.labels), np.flatnonzero(kept.counts))
    # The color of the photo nearest to the center that it kept.
    white, magenta = (
        pixels.reshape(-1, 3)[np.argmin(((pixels - np.array(c)) ** 2.0).sum(axis=-1))].tolist()
        for c in ([255, 255, 255], [255, 0, 255])
    )
    assert [list(c) for c in kept.palette[kept.counts == 0]] == sorted([white, magenta], key=luminance)
    assert np.isfinite(kept.mean_colors).all()
    assert np.isfinite(kept.shares).all()


def luminance(color):
    return rgb2lab(np.array(color)[None, None] / 255.0)[0, 0, 0]


def test_colors_that_the_space_does_not_tell_apart_count_as_one():
    pixels = np.array([[[255, 0, 0], [0, 255, 0], [9, 9, 9]]], np.uint8)
    result = segment(Photo.from_array(pixels), Recipe(k=3, color_space="hsv", channel_weights=[0, 1]))
    assert result.k == 2
    assert result.warnings == (
        "the photo has only 2 different colors in HSV with these channel weights, so there are 2 segments instead of 3",
    )
    assert result.labels.tolist() == [[1, 1, 0]]


def test_numbers_stay_put_where_they_are_matched_to_the_run_before():
    photo, recipe = Photo.from_array(PIXELS), Recipe(k=6, label_order="size")
    before = segment(photo, recipe)
    matched = replace(recipe, label_order="previous")
    for previous in (before, before.numbering, before.labels):
        assert segment(photo, matched, previous=previous).labels.tobytes() == before.labels.tobytes()
    assert (
        segment(photo, matched).labels.tobytes() == segment(photo, replace(recipe, label_order="dark")).labels.tobytes()
    )
    other = replace(matched, seed=3, color_space="rgb")
    for frame in generations(photo, other, previous=before):
        assert sorted(frame.counts) == sorted(np.bincount(frame.labels.ravel()))
    unmatched = segment(photo, replace(other, label_order="dark"))
    assert (frame.labels == before.labels).mean() > max(0.5, (unmatched.labels == before.labels).mean())
    with pytest.raises(ValueError, match=r"previous must be of the photo's own size, 80 x 90 pixels, not 30 x 20"):
        segment(photo, matched, previous=np.zeros((20, 30), np.uint8))
    with pytest.raises(ValueError, match="a label map must be uint8, not float64"):
        segment(photo, matched, previous=np.zeros(photo.shape))


def test_a_run_keeps_nothing_of_the_run_before_but_its_numbers():
    photo, recipe = Photo.from_array(PIXELS), Recipe(k=3, label_order="previous")
    before = segment(photo, recipe)
    now = segment(photo, recipe, previous=before)
    gone = weakref.ref(before)
    del before
    gc.collect()
    assert gone() is None
    assert now.labels.shape == PIXELS.shape[:2]
