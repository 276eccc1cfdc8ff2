"""Texture, color and texture, focus: from the photo to the label map."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from threading import Event

import cv2
import numpy as np
import pytest

from kmeans_studio import Photo, Recipe, generations, segment
from kmeans_studio.features.banks import BankError
from kmeans_studio.features.count import NothingToSegmentError
from kmeans_studio.features.modes import MODES
from kmeans_studio.features.texture.gray import NoTextureError
from kmeans_studio.parallel import CancelledError
from kmeans_studio.pipeline import rows, texture, texture_space
from kmeans_studio.presets import PRESETS

ON_GRID = [entry.name for entry in MODES if entry.value.rows is None]
RNG = np.random.default_rng(0)


def stripes(height=160, width=240):
    """Left upright stripes, right level ones, of the same mean and the same two greys."""
    y, x = np.indices((height, width))
    wave = np.where(x < width // 2, np.sin(x * 1.1), np.sin(y * 1.1))
    gray = 128 + 60 * wave + RNG.normal(0, 6, wave.shape)
    return np.repeat(np.clip(gray, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


STRIPES = stripes()
SIDE = np.arange(STRIPES.shape[1]) >= STRIPES.shape[1] // 2


def agreement(labels, truth):
    same = np.mean(labels == truth)
    return max(same, 1 - same)


@pytest.mark.parametrize("preset", [name for name in PRESETS.names if name != "tutorial"])
def test_texture_tells_apart_what_has_the_same_colors(preset):
    photo = Photo.from_array(STRIPES)
    truth = np.broadcast_to(SIDE, photo.shape)
    recipe = Recipe(mode="texture", k=2).change(**PRESETS[preset])
    found = agreement(segment(photo, recipe).labels, truth)
    # VGG's strongest direction does not care for directions.
    assert found > 0.95 if preset != "vgg" else found < 0.95
    assert agreement(segment(photo, Recipe(k=2)).labels, truth) < 0.6


@pytest.mark.parametrize("mode", ON_GRID)
def test_a_result_is_whole_in_every_mode(mode):
    photo = Photo.from_array(STRIPES)
    steps = list(generations(photo, Recipe(mode=mode, k=3)))
    assert [step.generation for step in steps] == list(range(1, len(steps) + 1))
    assert not any(step.converged for step in steps[:-1])
    last = steps[-1]
    assert last.converged
    assert last.labels.shape == photo.shape
    assert last.labels.dtype == np.uint8
    assert not last.labels.flags.writeable
    np.testing.assert_array_equal(last.counts, np.bincount(last.labels.ravel(), minlength=last.k))
    means = [STRIPES[last.labels == i].mean(axis=0) for i in range(last.k)]
    np.testing.assert_allclose(last.mean_colors, means)
    assert last.centers.shape == (last.k, len(last.space.names))
    assert last.ending


def test_the_stages_come_one_after_the_other():
    stages = [step.stage for step in generations(Photo.from_array(STRIPES), Recipe(mode="texture", k=2))]
    assert stages[0] == ""
    assert stages[-1] == "clean-up"
    assert any("sharpening" in stage for stage in stages)
    plain = Recipe(mode="texture", k=2, sharpen=False, clean_up=False)
    assert {step.stage for step in generations(Photo.from_array(STRIPES), plain)} == {""}


def test_costs_never_rise_within_a_stage():
    stage, costs = None, []
    for step in generations(Photo.from_array(STRIPES), Recipe(mode="texture", k=4, clean_up=False)):
        if step.stage != stage:
            stage, costs = step.stage, []
        costs.append(step.cost)
        assert costs == sorted(costs, reverse=True)


@pytest.mark.parametrize("mode", ON_GRID)
def test_the_same_bytes_with_any_number_of_threads_and_again(mode, monkeypatch):
    recipe = Recipe(mode=mode, k=3)
    expected = segment(Photo.from_array(STRIPES), recipe)
    for threads in ("1", "3"):
        monkeypatch.setenv("KMEANS_STUDIO_THREADS", threads)
        again = segment(Photo.from_array(STRIPES), recipe)
        np.testing.assert_array_equal(again.labels, expected.labels)
        assert again.cost == expected.cost


def test_another_k_filters_nothing_again(monkeypatch):
    photo = Photo.from_array(STRIPES)
    recipe = Recipe(mode="texture", k=2)
    segment(photo, recipe)
    monkeypatch.setattr(texture_space, "texture_maps", lambda *_, **__: pytest.fail("filtered again"))
    segment(photo, replace(recipe, k=3))
    # Nor does what comes after the responses.
    segment(photo, replace(recipe, pooling=9, log=False))


@pytest.mark.parametrize("mode", ON_GRID)
def test_nothing_that_is_kept_keeps_the_photo(mode):
    photo = Photo.from_array(STRIPES.copy())
    segment(photo, Recipe(mode=mode, k=2))
    gone = weakref.ref(photo)
    del photo
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("mode", ON_GRID)
@pytest.mark.parametrize("shape", [(1, 2), (2, 1), (3, 5), (1, 40), (33, 7)])
def test_photos_of_any_size(mode, shape):
    pixels = RNG.integers(0, 256, (*shape, 3)).astype(np.uint8)
    result = segment(Photo.from_array(pixels), Recipe(mode=mode, k=3))
    assert result.labels.shape == shape
    assert 1 <= result.k <= 3
    assert (result.labels < result.k).all()


@pytest.mark.parametrize("mode", ON_GRID)
def test_a_photo_of_one_color_has_no_texture_and_it_is_said(mode):
    with pytest.raises(NoTextureError, match="one brightness everywhere"):
        segment(Photo.from_array(np.full((20, 30, 3), 90, np.uint8)), Recipe(mode=mode))
    with pytest.raises(NoTextureError):
        segment(Photo.from_array(np.zeros((1, 1, 3), np.uint8)), Recipe(mode=mode))


@pytest.mark.parametrize("mode", ON_GRID)
def test_transparent_pixels_take_no_part(mode):
    alpha = np.full(STRIPES.shape[:2], 255, np.uint8)
    alpha[:50, :90] = 0
    result = segment(Photo.from_array(STRIPES, alpha), Recipe(mode=mode, k=2))
    np.testing.assert_array_equal(result.labels == 255, alpha == 0)
    assert result.counts.sum() == np.count_nonzero(alpha)
    with pytest.raises(NothingToSegmentError):
        segment(Photo.from_array(STRIPES, np.zeros_like(alpha)), Recipe(mode=mode))


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_deeper_photos_give_the_same(dtype):
    scale = 257 if dtype is np.uint16 else 1 / 255
    deep = Photo.from_array((STRIPES.astype(float) * scale).astype(dtype))
    for mode in ON_GRID:
        recipe = Recipe(mode=mode, k=2)
        same = np.mean(segment(deep, recipe).labels == segment(Photo.from_array(STRIPES), recipe).labels)
        assert same > 0.99


@pytest.mark.parametrize("mode", ON_GRID)
def test_cancelling(mode):
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        segment(Photo.from_array(STRIPES), Recipe(mode=mode), cancel=cancel)
    running = generations(photo := Photo.from_array(STRIPES), Recipe(mode=mode, k=3), cancel=(stop := Event()))
    next(running)
    stop.set()
    with pytest.raises(CancelledError):
        list(running)
    # What was cut short left nothing half done behind.
    np.testing.assert_array_equal(
        segment(photo, Recipe(mode=mode, k=3)).labels,
        segment(Photo.from_array(STRIPES), Recipe(mode=mode, k=3)).labels,
    )


def test_the_mix_goes_from_color_to_texture():
    colored = STRIPES.copy()
    colored[:80] = np.clip(colored[:80] + np.array([60.0, 0, -60]), 0, 255).astype(np.uint8)
    photo = Photo.from_array(colored)
    left, upper = np.broadcast_to(SIDE, photo.shape), np.broadcast_to((np.arange(160) >= 80)[:, None], photo.shape)
    recipe = Recipe(
        mode="color+texture", k=2, channel_weights=(0, 1, 1), filters_off=tuple(range(12, 30)), clean_up=False
    )
    by_color, by_texture = (segment(photo, replace(recipe, mix=mix)).labels for mix in (0, 1))
    assert agreement(by_color, upper) > 0.95
    assert agreement(by_texture, left) > 0.9


def test_places_make_segments_hang_together():
    noise = Photo.from_array(RNG.integers(0, 256, (120, 160, 3)).astype(np.uint8))

    def borders(place):
        labels = segment(noise, Recipe(mode="texture", k=4, place=place, sharpen=False, clean_up=False)).labels
        return np.count_nonzero(np.diff(labels, axis=1)) + np.count_nonzero(np.diff(labels, axis=0))

    assert borders(10) < 0.75 * borders(0)


def test_filters_that_are_off_do_not_count():
    photo = Photo.from_array(STRIPES)
    recipe = Recipe(mode="texture", k=2, brightness=0).change(bank="lm")
    every = segment(photo, recipe)
    few = segment(photo, replace(recipe, filters_off=tuple(range(36))))
    assert (len(every.space.names), len(few.space.names)) == (48, 12)
    # Without edges and bars, only spots are left, which see no direction.
    assert agreement(few.labels, np.broadcast_to(SIDE, photo.shape)) < 0.95
    with pytest.raises(BankError, match="every filter"):
        segment(photo, replace(recipe, filters_off=tuple(range(48))))
    with pytest.raises(BankError, match="no filter 48"):
        segment(photo, replace(recipe, filters_off=(48,)))


def test_the_clean_up_says_what_it_joined():
    pixels = np.tile(STRIPES[:, :110], (1, 3, 1))
    pixels[70:82, 40:52] = np.where(np.indices((12, 12)).sum(axis=0) % 2, 255, 0)[..., None]
    finest = {"filters_off": tuple(range(6, 30)), "pooling": 1.5, "brightness": 0}
    recipe = Recipe(mode="texture", k=2, log=False, sharpen=False, **finest)
    assert segment(Photo.from_array(pixels), replace(recipe, clean_up=False)).k == 2
    result = segment(Photo.from_array(pixels), recipe)
    assert result.k == 1
    assert any("the clean-up joined" in warning for warning in result.warnings)
    assert set(np.unique(result.labels)) == set(range(result.k))
    # Of two seeds, the one in the part that is gone has no segment.
    seeded = recipe.change(initializer="seeds", seeds=[(41, 71), (200, 20)])
    assert segment(Photo.from_array(pixels), seeded).segment_of_start == (None, 0)


def test_a_large_photo_is_first_seen_reduced_and_ends_the_same():
    large = Photo.from_array(np.tile(STRIPES, (8, 5, 1)))
    recipe = Recipe(mode="texture", k=2)
    steps = list(generations(large, recipe, preview=True))
    assert [step.preview for step in steps[:2]] == [True, False]
    assert steps[0].labels.shape == large.shape
    np.testing.assert_array_equal(steps[-1].labels, segment(large, recipe).labels)
    assert not any(step.preview for step in generations(Photo.from_array(STRIPES), recipe, preview=True))


@pytest.mark.parametrize("preset", ["corrected", "vgg"])
def test_pictures_that_are_painted_piece_by_piece_are_the_same(preset, monkeypatch):
    photo = Photo.from_array(STRIPES[:151, :203])
    recipe = Recipe(mode="texture", k=3).change(**PRESETS[preset]).change(clean_up=False)
    whole = segment(photo, recipe).labels
    monkeypatch.setattr(texture, "SCORES", 1)
    np.testing.assert_array_equal(segment(photo, recipe).labels, whole)


@pytest.mark.parametrize("mode", ON_GRID)
def test_counting_the_pixels_of_segments_is_cancelled_too(mode):
    cancel = Event()
    *_, last = generations(Photo.from_array(STRIPES), Recipe(mode=mode, k=2), cancel=cancel)
    painted = last.painter(None)
    cancel.set()
    with pytest.raises(CancelledError):
        _ = replace(last, painter=lambda _cancel: painted).palette


def test_no_first_look_where_the_reduced_copy_has_no_such_filter():
    photo = Photo.from_array(cv2.resize(STRIPES, (1800, 1200), interpolation=cv2.INTER_NEAREST))
    recipe = Recipe(mode="texture", k=2).change(**PRESETS["matlab-gabor"])
    last = len(texture_space.bank_of(photo, recipe)) - 1
    recipe = recipe.change(filters_off=(last,), max_generations=1)
    assert not next(iter(generations(photo, recipe, preview=True))).preview


def test_progress_is_told():
    told = []
    segment(
        Photo.from_array(STRIPES), Recipe(mode="texture"), progress=lambda words, share: told.append((words, share))
    )
    assert {words for words, _ in told} == {"Filtering"}
    assert max(share for _, share in told) == pytest.approx(1)


def sharp_on_blurred(side):
    """A disc of sharp noise on blurred noise, or the other way round."""
    noise = RNG.integers(0, 256, (200, 260, 3)).astype(np.uint8)
    noise = cv2.GaussianBlur(noise, (0, 0), 1.0)
    blurred = cv2.GaussianBlur(noise, (0, 0), 5)
    blurred = np.clip((blurred.astype(float) - 128) * 4 + 128, 0, 255).astype(np.uint8)
    y, x = np.indices(noise.shape[:2])
    disc = (y - 100) ** 2 + (x - 130) ** 2 < 60**2
    sharp = disc if side else ~disc
    return Photo.from_array(np.where(sharp[..., None], noise, blurred)), sharp


@pytest.mark.parametrize("quality", ["quick", "high"])
@pytest.mark.parametrize("inside", [True, False])
def test_focus_finds_the_sharp_side_by_itself(quality, inside):
    photo, sharp = sharp_on_blurred(inside)
    result = segment(photo, Recipe(mode="focus", focus_quality=quality, k=7, label_order="size"))
    assert result.k == 2
    subject = result.labels == 1
    assert (subject & sharp).sum() / (subject | sharp).sum() > 0.8


def test_focus_says_where_sharp_and_blurred_hardly_differ():
    photo, _ = sharp_on_blurred(True)
    assert segment(photo, Recipe(mode="focus")).warnings == ()
    noise = Photo.from_array(RNG.integers(0, 256, (120, 160, 3)).astype(np.uint8))
    (warning,) = segment(noise, Recipe(mode="focus")).warnings
    assert "hardly differ" in warning


@pytest.mark.parametrize("preset", ["corrected", "lm-corrected", "vgg"])
def test_a_search_on_a_sample_comes_to_the_same(preset, monkeypatch):
    recipe = Recipe(mode="texture", k=2).change(**PRESETS[preset])
    whole = segment(Photo.from_array(STRIPES), recipe)
    monkeypatch.setattr(rows, "SAMPLE", 600)
    steps = list(generations(Photo.from_array(STRIPES), recipe))
    assert "all cells" in [step.stage for step in steps]
    assert len(steps[0].clusters.labels) == 600
    last = steps[-1]
    assert last.converged
    assert last.ending
    assert len(last.clusters.labels) == len(last.space.weights)
    assert agreement(last.labels, whole.labels) > 0.98
    if preset == "vgg":
        # Nothing comes after the search: its cost is comparable.
        assert last.cost <= whole.cost * 1.002
    monkeypatch.setenv("KMEANS_STUDIO_THREADS", "1")
    np.testing.assert_array_equal(segment(Photo.from_array(STRIPES), recipe).labels, last.labels)
