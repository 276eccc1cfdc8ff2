"""The course of a run: every generation as it was, in memory that is bounded, nothing else kept alive."""

from __future__ import annotations

import gc
import weakref
from dataclasses import fields
from itertools import pairwise
from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kmeans_studio import Photo, Recipe, generations
from kmeans_studio.parallel import CancelledError
from kmeans_studio.pipeline import Course, course, rows, texture
from kmeans_studio.pipeline.packed_labels import BAND, PackedLabels, unpacked

RNG = np.random.default_rng(0)
NOISE = RNG.integers(0, 256, (60, 70, 3)).astype(np.uint8)
Y, X = np.indices((96, 144))
WAVES = 128 + 60 * np.where(X < 72, np.sin(X * 1.1), np.sin(Y * 0.7)) + RNG.normal(0, 8, X.shape)
STRIPES = np.repeat(np.clip(WAVES, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
BLURRED = np.where((X > 72)[..., None], STRIPES, np.uint8(128) + STRIPES // 16)

CASES = {
    "color": (NOISE, Recipe(k=7)),
    "position": (NOISE, Recipe(k=5, mode="position", label_order="size")),
    "top to bottom": (NOISE, Recipe(k=5, label_order="position")),
    "swaps": (NOISE, Recipe(k=9, restarts=4, channel_weights=(1, 0.5, 1))),
    "median": (NOISE, Recipe(k=5, metric="manhattan")),
    "cosine": (NOISE, Recipe(k=5, metric="cosine")),
    "mahalanobis": (NOISE, Recipe(k=5, metric="mahalanobis")),
    "one": (NOISE, Recipe(k=1)),
    "texture": (STRIPES, Recipe(mode="texture", k=3)),
    "texture, plain": (STRIPES, Recipe(mode="texture", k=3, sharpen=False, clean_up=False)),
    "color and texture": (STRIPES, Recipe(mode="color+texture", k=3)),
    "focus": (BLURRED, Recipe(mode="focus")),
}


def mask(pixels):
    return (np.indices(pixels.shape[:2]).sum(axis=0) > 30).astype(np.uint8)


def followed(photo, recipe, bound=course.BOUND, **how):
    kept = Course(bound)
    original = []
    for segmentation in generations(photo, recipe, **how):
        kept.add(segmentation)
        original.append(segmentation)
    return kept, original


def assert_same(found, original):
    for field in fields(original):
        if field.name not in ("clusters", "painter", "cancel"):
            assert getattr(found, field.name) is getattr(original, field.name) or getattr(found, field.name) == getattr(
                original, field.name
            ), field.name
    for field in fields(original.clusters):
        ours, theirs = (getattr(one.clusters, field.name) for one in (found, original))
        if isinstance(theirs, np.ndarray):
            assert ours.dtype == theirs.dtype
            np.testing.assert_array_equal(ours, theirs)
        elif field.name != "_round":
            assert ours is theirs or ours == theirs, field.name
    for name in ("labels", "palette", "mean_colors", "counts", "shares", "centers", "cluster_of_segment"):
        ours, theirs = getattr(found, name), getattr(original, name)
        assert ours.dtype == theirs.dtype
        np.testing.assert_array_equal(ours, theirs, err_msg=name)
    for name in ("k", "generation", "cost", "moved", "stage", "converged", "ending", "start_costs", "warnings"):
        assert getattr(found, name) == getattr(original, name), name
    some = original.clusters.rows[:50]
    np.testing.assert_array_equal(*(one.clusters.costs_to_centers(some) for one in (found, original)))


@pytest.mark.parametrize("alpha", [False, True], ids=["opaque", "transparent"])
@pytest.mark.parametrize("case", CASES)
def test_every_generation_is_what_it_was(case, alpha, monkeypatch):
    pixels, recipe = CASES[case]
    # Small photos, too, are searched on a part and painted coarsely on the way.
    monkeypatch.setattr(rows, "SAMPLE", 400)
    monkeypatch.setattr(texture, "COARSE", 200)
    photo = Photo.from_array(pixels, mask(pixels) if alpha else None)
    kept, original = followed(photo, recipe)
    assert len(kept) == len(original)
    assert kept.kept == tuple(range(len(original)))
    assert not kept.thinned
    # Backward, so that nothing can lean on what was read before.
    for index in reversed(range(len(original))):
        assert_same(kept[index], original[index])
        np.testing.assert_array_equal(kept.centers(index), original[index].clusters.centers)
    assert kept.figures == tuple((one.generation, one.cost, one.moved, one.stage) for one in original)
    assert_same(kept[-1], original[-1])


def test_texture_goes_through_all_stages():
    """What the case above stands on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "SAMPLE", 400)
        _, original = followed(Photo.from_array(STRIPES), CASES["texture"][1])
    stages = {one.stage for one in original}
    assert "clean-up" in stages
    assert "all cells" in stages
    assert any("sharpening" in stage for stage in stages)
    assert len({len(one.clusters.labels) for one in original}) > 1


@pytest.mark.parametrize("empty", ["drop", "keep", "relocate"])
def test_segments_that_go_stay_in_the_generations_that_had_them(empty):
    colors = ["#000000", "#ffffff", "#ff00ff", "#fe00fe", "#fd00fd", "#808080"]
    recipe = Recipe(k=6, initializer="given", start_colors=tuple(colors), empty=empty)
    dark = Photo.from_array(NOISE // 3)
    kept, original = followed(dark, recipe)
    if empty == "drop":
        assert original[-1].k < 6
    for index, one in enumerate(original):
        assert_same(kept[index], one)


def test_numbers_as_before_stay_as_they_were():
    photo = Photo.from_array(NOISE)
    *_, before = generations(photo, Recipe(k=4, label_order="size"))
    kept, original = followed(photo, Recipe(k=6, label_order="previous"), previous=before)
    for index, one in enumerate(original):
        assert_same(kept[index], one)


@pytest.mark.parametrize("small", [0, course.SMALL])
def test_labels_and_pictures_of_what_was_added_are_released(small, monkeypatch):
    monkeypatch.setattr(rows, "SAMPLE", 400)
    monkeypatch.setattr(course, "SMALL", small)
    for pixels, recipe in (CASES["color"], CASES["texture"], CASES["focus"]):
        kept = Course()
        seen = []
        for segmentation in generations(Photo.from_array(pixels), recipe):
            kept.add(segmentation)
            arrays_ = segmentation.labels, segmentation.clusters.labels, segmentation.clusters._round.labels
            seen.append([weakref.ref(one) for one in (segmentation, *arrays_)])
        del segmentation, arrays_
        gc.collect()
        assert len(seen) > 1
        alive = {id(ref()) for refs in seen[:-1] for ref in refs if ref() is not None}
        assert len(alive) <= (4 if small else 0)
        assert not any(refs[place]() for refs in seen for place in (0, 1))
        # The next one would be packed against the last.
        assert seen[-1][2]() is not None


def test_it_is_bounded_and_says_what_it_left_out():
    photo = Photo.from_array(RNG.integers(0, 256, (200, 200, 3)).astype(np.uint8))
    recipe = Recipe(k=12, seed=3)
    everything, original = followed(photo, recipe)
    count = len(original)
    assert count > 40
    for share in (0.7, 0.35, 0.2):
        bound = int(everything.nbytes * share)
        thin, sizes = Course(bound), []
        for one in original:
            thin.add(one)
            sizes.append(thin.nbytes)
            np.testing.assert_array_equal(thin[-1].clusters.labels, one.clusters.labels)
        assert max(sizes) <= bound
        assert max(sizes) > bound / 4
        assert thin.thinned
        assert len(thin) == count == len(thin.figures)
        assert thin.figures == everything.figures
        assert {0, count - 1} <= set(thin.kept)
        steps = {later - earlier for earlier, later in pairwise(thin.kept[:-1])}
        assert len(steps) <= 1
        for index in thin.kept:
            assert_same(thin[index], original[index])
        for index in range(count):
            nearest = max(other for other in thin.kept if other <= index)
            assert thin.nearest(index) == nearest
            assert thin[index].generation == nearest + 1
            np.testing.assert_array_equal(thin.centers(index), original[nearest].clusters.centers)


def test_with_next_to_no_room_the_last_one_is_there():
    kept, original = followed(Photo.from_array(NOISE), CASES["color"][1], bound=1)
    assert kept.kept == (len(original) - 1,)
    assert_same(kept[-1], original[-1])
    assert kept[0].generation == original[-1].generation


def test_a_run_that_went_back_is_cut_and_can_go_on():
    kept, original = followed(Photo.from_array(NOISE), CASES["color"][1])
    kept.cut(7)
    assert len(kept) == 7 == len(kept.figures)
    for one in original[7:]:
        kept.add(one)
    for index, one in enumerate(original):
        assert_same(kept[index], one)


def test_what_was_stopped_can_be_looked_at_all_the_same():
    cancel = Event()
    kept, original = followed(Photo.from_array(STRIPES), CASES["texture"][1], cancel=cancel)
    labels = [one.labels for one in original]
    cancel.set()
    for index, expected in enumerate(labels):
        np.testing.assert_array_equal(kept[index].labels, expected)
    with pytest.raises(CancelledError):
        _ = kept.segmentation(0, cancel)
    with pytest.raises(CancelledError):
        kept.add(original[-1], cancel)
    assert len(kept) == len(original)


def test_what_there_is_not():
    kept, original = followed(Photo.from_array(NOISE), Recipe(k=2))
    for index in (len(original), -len(original) - 1):
        with pytest.raises(IndexError, match="no generation"):
            _ = kept[index]
    with pytest.raises(IndexError):
        _ = Course()[0]
    big = Photo.from_array(np.tile(STRIPES, (11, 11, 1)))
    preview = next(generations(big, Recipe(mode="texture", k=2), preview=True))
    assert preview.preview
    with pytest.raises(ValueError, match="preview"):
        kept.add(preview)


@given(
    st.lists(
        arrays(np.uint8, st.sampled_from([1, 7, BAND, BAND + 3]), elements=st.integers(0, 7)), min_size=1, max_size=5
    ),
    st.sampled_from([np.uint8, np.int32]),
)
def test_packing_gives_back_what_was_packed(drawn, kind):
    size = len(drawn[0])
    labels = [np.resize(one, size).astype(kind) for one in drawn]
    chain = [PackedLabels.of(labels[0])]
    chain += [PackedLabels.of(after, before) for before, after in pairwise(labels)]
    for end, expected in enumerate(labels, 1):
        found = unpacked(chain[:end])
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)
    assert PackedLabels.of(labels[0], labels[0]).nbytes == 0
