"""The whole flow: results that can be checked from the pixels alone, and what is kept between runs."""

from __future__ import annotations

import gc
import weakref
from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.color import rgb2hsv, rgb2lab

from kmeans_studio import Photo, Recipe, generations, pipeline, segment
from kmeans_studio.features.count import NothingToSegmentError
from kmeans_studio.parallel import CancelledError

RNG = np.random.default_rng(0)
# Soft gradients with noise, in 8 and in 16 bits.
SMOOTH = np.add.outer(np.linspace(0, 40000, 90), np.linspace(0, 20000, 80))[..., None] * [1.0, 0.7, 0.3]
DEEP = (SMOOTH + RNG.integers(0, 3000, SMOOTH.shape)).astype(np.uint16)
PIXELS = (DEEP // 257).astype(np.uint8)


def hsv_cone(pixels):
    hue, saturation, value = np.moveaxis(rgb2hsv(pixels / 255.0), -1, 0)
    chroma, angle = 255 * saturation * value, 2 * np.pi * hue
    return np.stack([chroma * np.cos(angle), chroma * np.sin(angle), 255 * value], axis=-1)


SPACES = {"rgb": lambda pixels: pixels, "lab": lambda pixels: rgb2lab(pixels / 255.0), "hsv": hsv_cone}


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("pixels", [PIXELS, DEEP], ids=["8 bit", "16 bit"])
def test_cost_can_be_checked_over_all_the_pixels(space, pixels):
    alpha = RNG.integers(0, 2, pixels.shape[:2]).astype(np.uint8)
    result = segment(Photo.from_array(pixels, alpha), Recipe(k=6, color_space=space))
    scale = 257.0 if pixels.dtype == np.uint16 else 1.0
    visible = alpha > 0
    features, labels = SPACES[space](pixels / scale)[visible], result.labels[visible]
    centers = np.array([features[labels == i].mean(axis=0) for i in range(6)])
    cost = ((features - centers[labels]) ** 2).sum()
    # scikit-image's white point for Lab differs in the sixth digit.
    assert result.cost == pytest.approx(cost, rel=1e-4 if space == "lab" else 1e-6)
    assert result.converged


def test_generations_lead_to_the_result():
    photo = Photo.from_array(PIXELS)
    rounds = list(generations(photo, Recipe(k=7)))
    assert [s.generation for s in rounds] == list(range(1, len(rounds) + 1))
    assert len(rounds) > 3
    result = segment(photo, Recipe(k=7))
    np.testing.assert_array_equal(result.labels, rounds[-1].labels)
    assert result.cost == rounds[-1].cost <= rounds[0].cost
    assert not np.array_equal(rounds[0].labels, rounds[-1].labels)


def test_the_recipe_is_followed():
    photo = Photo.from_array(PIXELS)
    standard = segment(photo)
    np.testing.assert_array_equal(standard.labels, segment(photo, Recipe()).labels)
    assert standard.k == Recipe().k
    others = [Recipe(k=6), Recipe(color_space="rgb"), Recipe(color_space="hsv"), Recipe(max_generations=1)]
    for recipe in others:
        assert not np.array_equal(segment(photo, recipe).labels, standard.labels)
    capped = segment(photo, Recipe(max_generations=3))
    assert (capped.generation, capped.converged) == (3, False)


@pytest.mark.parametrize(
    ("pixels", "k", "warning"),
    [
        ([[[3, 3, 3], [3, 3, 3]]], 5, "the photo has only 1 color, so there is 1 segment instead of 5"),
        (
            [[[3, 3, 3], [9, 9, 9]]],
            256,
            "the photo has only 2 different colors, so there are 2 segments instead of 256",
        ),
    ],
)
def test_fewer_colors_than_k(pixels, k, warning):
    result = segment(Photo.from_array(np.array(pixels, np.uint8)), Recipe(k=k))
    assert result.warnings == (warning,)
    assert result.k == len(np.unique(pixels))
    assert result.cost == pytest.approx(0, abs=1e-9)
    assert result.converged


def test_colors_that_nobody_sees_are_no_segments():
    pixels = np.zeros((2, 2, 3), np.uint8)
    pixels[0] = 50, 60, 70
    alpha = np.array([[255, 255], [0, 0]], np.uint8)
    result = segment(Photo.from_array(pixels, alpha), Recipe(k=2))
    assert result.palette.tolist() == [[50, 60, 70]]
    assert result.labels.tolist() == [[0, 0], [255, 255]]


def test_nothing_to_segment():
    clear = Photo.from_array(PIXELS, np.zeros(PIXELS.shape[:2], np.uint8))
    with pytest.raises(NothingToSegmentError, match="every pixel is transparent"):
        segment(clear)


@given(
    arrays(np.uint8, st.tuples(st.integers(1, 5), st.integers(1, 5), st.just(3))),
    st.integers(1, 12),
    st.integers(0, 3),
    st.sampled_from(list(SPACES)),
)
def test_any_small_photo(pixels, k, seed, space):
    recipe = Recipe(k=k, seed=seed, color_space=space)
    result = segment(Photo.from_array(pixels), recipe)
    assert result.k == min(k, len(np.unique(pixels.reshape(-1, 3), axis=0)))
    assert set(result.labels.ravel()) == set(range(result.k))
    assert bool(result.warnings) == (result.k < k or result.relocated > 0)
    again = segment(Photo.from_array(pixels.copy()), recipe)
    assert again.labels.tobytes() == result.labels.tobytes()
    assert again.cost == result.cost


def test_pixels_of_one_color_have_one_label_wherever_they_lie():
    labels = segment(Photo.from_array(PIXELS), Recipe(k=8)).labels
    turned = segment(Photo.from_array(np.ascontiguousarray(PIXELS[::-1, ::-1])), Recipe(k=8)).labels
    np.testing.assert_array_equal(turned[::-1, ::-1], labels)


def test_another_k_and_space_count_no_colors_again(monkeypatch):
    photo = Photo.from_array(PIXELS)
    first = segment(photo, Recipe(k=3))
    monkeypatch.setattr(pipeline.cache, "count_colors", lambda *_: pytest.fail("counted again"))
    segment(photo, Recipe(k=5))
    segment(photo, Recipe(color_space="rgb"))
    assert pipeline.feature_space(photo, Recipe()) is pipeline.feature_space(photo, Recipe(k=9))
    np.testing.assert_array_equal(segment(photo, Recipe(k=3)).labels, first.labels)


def test_what_is_kept_goes_with_the_photo():
    photo = Photo.from_array(PIXELS)
    result = segment(photo)
    gone, kept = weakref.ref(photo), weakref.ref(pipeline.color_count(photo).counts)
    del photo
    gc.collect()
    assert gone() is None
    assert result.labels.shape == PIXELS.shape[:2]
    del result
    gc.collect()
    assert kept() is None


def test_cancelled_before_and_between():
    photo, cancel, seen = Photo.from_array(PIXELS), Event(), []

    def run():
        for frame in generations(photo, Recipe(k=30), cancel=cancel):
            seen.append(frame)
            cancel.set()

    with pytest.raises(CancelledError):
        run()
    assert len(seen) == 1
    fresh = Photo.from_array(PIXELS)
    with pytest.raises(CancelledError):
        segment(fresh, cancel=cancel)
    # A run that was cancelled leaves nothing half done behind.
    np.testing.assert_array_equal(segment(fresh, Recipe(k=4)).labels, segment(photo, Recipe(k=4)).labels)


def test_the_last_feature_spaces_are_kept_within_bounds(monkeypatch):
    photo = Photo.from_array(PIXELS)
    lab = pipeline.feature_space(photo, Recipe())
    size = lab.rows.nbytes + lab.weights.nbytes
    monkeypatch.setattr(pipeline.cache, "KEPT", 2 * size)
    rgb = pipeline.feature_space(photo, Recipe(color_space="rgb"))
    assert pipeline.feature_space(photo, Recipe()) is lab
    pipeline.feature_space(photo, Recipe(color_space="luv"))
    assert pipeline.feature_space(photo, Recipe()) is lab, "asked for after rgb"
    assert pipeline.feature_space(photo, Recipe(color_space="rgb")) is not rgb
    assert len(pipeline.color.spaces.kept(photo)) == 2
    # Of big ones only one, beside the small ones.
    grey = pipeline.feature_space(photo, Recipe(color_space="grey"))
    monkeypatch.setattr(pipeline.cache, "BIG", size - 1)
    monkeypatch.setattr(pipeline.cache, "KEPT", size)
    pipeline.feature_space(photo, Recipe(color_space="hsl"))
    last = pipeline.feature_space(photo, Recipe(color_space="oklab"))
    assert pipeline.color.spaces.kept(photo) == [grey, last]


@pytest.mark.parametrize("photo", ["photo.png", np.zeros((4, 4, 3), np.uint8), None])
def test_what_is_no_photo_is_refused_with_the_way_to_make_one(photo):
    with pytest.raises(TypeError, match=r"must be a Photo \(Photo.open\(path\), Photo.from_array\(pixels\)\), not"):
        segment(photo)
