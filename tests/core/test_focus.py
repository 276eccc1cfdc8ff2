"""Focus: sharpness on the work grid, and the mask of the subject that follows from it."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from kmeans_studio.engine.lloyd import generations
from kmeans_studio.features.count import NothingToSegmentError
from kmeans_studio.features.focus import FOCUS_QUALITIES, sharpness, subject_mask
from kmeans_studio.features.focus.guided import Guide
from kmeans_studio.features.focus.mask import enlarged
from kmeans_studio.features.focus.parts import without_small_parts
from kmeans_studio.features.focus.work_copy import work_copy, work_stride
from kmeans_studio.features.texture.gray import NoTextureError
from kmeans_studio.parallel import THREADS_VARIABLE, CancelledError
from kmeans_studio.photo import Photo
from kmeans_studio.registry import UnknownNameError

QUALITIES = FOCUS_QUALITIES.names


def centers_of(focus):
    weights = focus.weights[focus.weights > 0].astype(np.float64)
    *_, last = generations(focus.rows, weights, 2, restarts=3)
    return last.centers[:, 0]


def found(photo, quality="quick"):
    focus = sharpness(photo, quality)
    return subject_mask(focus, photo, centers_of(focus))


def overlap(a, b):
    return (a & b).sum() / (a | b).sum()


def disc(shape, share=0.3):
    y, x = np.mgrid[: shape[0], : shape[1]]
    return (y - shape[0] / 2) ** 2 + (x - shape[1] / 2) ** 2 < (share * min(shape)) ** 2


def textured(shape, seed=0):
    """Detail at all scales in color, as photos have it."""
    rng = np.random.default_rng(seed)
    layers = [ndimage.gaussian_filter(rng.standard_normal((*shape, 3)), (s, s, 0)) * s for s in (0.7, 2, 6, 20)]
    picture = sum(layers)
    return np.clip(127 + 40 * picture / picture.std(), 0, 255)


def in_focus(sharp, where, blur=5.0):
    """A photo that is sharp in one place and blurred elsewhere."""
    blurred = ndimage.gaussian_filter(sharp, (blur, blur, 0))
    return np.where(where[:, :, None], sharp, blurred).round().astype(np.uint8)


def scene(shape=(240, 320), outside_in=False):
    subject = disc(shape) ^ outside_in
    return in_focus(textured(shape), subject), subject


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("outside_in", [False, True])
def test_the_sharp_side_is_the_subject(quality, outside_in):
    pixels, subject = scene(outside_in=outside_in)
    mask = found(Photo.from_array(pixels), quality)
    assert mask.dtype == np.bool_
    assert overlap(mask, subject) > 0.93


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("name", ["astronaut", "chelsea"])
def test_photos_with_a_blurred_background(quality, name):
    from skimage import data

    # Only where the photo has something to be seen: a flat wall is as flat when it is blurred.
    picture = getattr(data, name)().astype(float)
    subject = disc(picture.shape[:2], 0.35)
    mask = found(Photo.from_array(in_focus(picture, subject)), quality)
    assert overlap(mask, subject) > 0.6
    # far better than the whole photo or its contrary
    assert overlap(mask, subject) > 1.5 * subject.mean()


@pytest.mark.parametrize("quality", QUALITIES)
def test_edges_are_found_at_full_size(quality):
    shape = (1200, 1600)
    subject = disc(shape)
    background = ndimage.gaussian_filter(textured((300, 400), 1), (6, 6, 0)).repeat(4, 0).repeat(4, 1) * 0.5
    sharp = 80 + 0.7 * textured(shape)
    pixels = np.where(subject[:, :, None], sharp, background).clip(0, 255).astype(np.uint8)
    photo = Photo.from_array(pixels)
    focus = sharpness(photo, quality)
    assert focus.stride == 4
    assert focus.values.shape == (300, 400)
    mask = subject_mask(focus, photo, centers_of(focus))
    assert mask.shape == shape
    wrong = mask ^ subject
    assert wrong.sum() / subject.sum() < 0.03
    # What is wrong lies along the border, and most of the border is right to the pixel.
    border = subject ^ ndimage.binary_erosion(subject)
    assert (ndimage.distance_transform_edt(~border)[wrong] < 4 * focus.stride).all()
    assert wrong[border].mean() < 0.5


@pytest.mark.parametrize("quality", QUALITIES)
def test_a_smooth_place_inside_the_subject_is_part_of_it(quality):
    pixels, subject = scene()
    hole = disc(subject.shape, 0.08)
    pixels[hole] = (120, 130, 140)
    mask = found(Photo.from_array(pixels), quality)
    assert mask[hole].all()
    assert overlap(mask, subject) > 0.9


def test_values_and_rows():
    pixels, _ = scene()
    focus = sharpness(Photo.from_array(pixels))
    assert focus.values.dtype == focus.weights.dtype == np.float32
    assert focus.rows.shape == (240 * 320, 1)
    assert focus.weights.sum() == 240 * 320
    for array in (focus.values, focus.weights):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 0


@pytest.mark.parametrize("quality", QUALITIES)
def test_depths_mean_the_same(quality):
    pixels, _ = scene()
    bytes_ = found(Photo.from_array(pixels), quality)
    words = found(Photo.from_array(pixels.astype(np.uint16) * 257), quality)
    floats = found(Photo.from_array(pixels.astype(np.float32) / 255), quality)
    assert overlap(bytes_, words) > 0.999
    assert overlap(bytes_, floats) > 0.999


@pytest.mark.parametrize("quality", QUALITIES)
def test_transparent_pixels_take_no_part(quality):
    pixels, subject = scene()
    alpha = np.full(subject.shape, 255, np.uint8)
    alpha[:, :110] = 0
    pixels[:, :110] = np.random.default_rng(0).integers(0, 256, (240, 110, 3))
    photo = Photo.from_array(pixels, alpha)
    focus = sharpness(photo, quality)
    assert len(focus.rows) == 240 * 210
    mask = subject_mask(focus, photo, centers_of(focus))
    assert not mask[:, :110].any()
    assert overlap(mask[:, 110:], subject[:, 110:]) > 0.9
    pixels[:, :110] = 7
    again = sharpness(Photo.from_array(pixels, alpha), quality)
    assert np.array_equal(focus.values, again.values)


def test_nothing_to_see_is_said():
    flat = np.full((40, 50, 3), 90, np.uint8)
    with pytest.raises(NoTextureError):
        sharpness(Photo.from_array(flat))
    with pytest.raises(NothingToSegmentError):
        sharpness(Photo.from_array(textured((40, 50)).astype(np.uint8), np.zeros((40, 50), np.uint8)))
    with pytest.raises(UnknownNameError, match="quick"):
        sharpness(Photo.from_array(flat), "best")


@pytest.mark.parametrize("quality", QUALITIES)
@given(
    shape=st.tuples(st.integers(1, 40), st.integers(1, 40)) | st.sampled_from([(1, 3000), (3000, 1), (2, 900)]),
    holes=st.booleans(),
    seed=st.integers(0, 99),
)
@settings(max_examples=25)
def test_any_size(quality, shape, holes, seed):
    rng = np.random.default_rng(seed)
    alpha = rng.integers(0, 2, shape).astype(np.uint8) * 255 if holes else None
    photo = Photo.from_array(rng.integers(0, 256, (*shape, 3)).astype(np.uint8), alpha)
    try:
        focus = sharpness(photo, quality)
    except NoTextureError:
        assert shape[0] * shape[1] <= 3 or holes
        return
    except NothingToSegmentError:
        assert holes
        return
    assert np.isfinite(focus.values).all()
    low, high = float(focus.rows.min()), float(focus.rows.max())
    mask = subject_mask(focus, photo, np.array([high, low]))
    assert mask.shape == shape
    assert alpha is None or not mask[alpha == 0].any()


@pytest.mark.parametrize("quality", QUALITIES)
def test_threads_change_nothing(quality, monkeypatch):
    import cv2

    shape = (900, 1100)
    photo = Photo.from_array(in_focus(textured(shape), disc(shape)))
    results = []
    before = cv2.getNumThreads()
    for threads in (1, 2, 5):
        monkeypatch.setenv(THREADS_VARIABLE, str(threads))
        cv2.setNumThreads(threads)
        focus = sharpness(photo, quality)
        results.append((focus.values.tobytes(), subject_mask(focus, photo, np.array([-4.0, -3.0])).tobytes()))
    cv2.setNumThreads(before)
    assert results[0] == results[1] == results[2]


def test_cancelling():
    pixels, _ = scene()
    photo = Photo.from_array(pixels)
    focus, cancel = sharpness(photo, "high"), threading.Event()
    cancel.set()
    with pytest.raises(CancelledError):
        sharpness(photo, "quick", cancel)
    with pytest.raises(CancelledError):
        subject_mask(focus, photo, np.array([-4.0, -3.0]), cancel)


def test_progress_rises_to_the_end():
    told = []
    sharpness(Photo.from_array(scene()[0]), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


@given(
    shape=st.tuples(st.integers(1, 30), st.integers(1, 30)),
    stride=st.integers(1, 9),
    seed=st.integers(0, 99),
)
def test_the_work_copy_has_the_means_of_visible_pixels(shape, stride, seed):
    from kmeans_studio.features.focus import work_copy as module

    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (*shape, 3)).astype(np.uint8)
    alpha = (rng.random(shape) < 0.6).astype(np.uint8) * 255
    alpha[0, 0] = 255
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "work_stride", lambda shape: stride)
        patch.setattr(module, "BAND", 40)
        copy = work_copy(Photo.from_array(pixels, alpha))
    for y in range(copy.weights.shape[0]):
        for x in range(copy.weights.shape[1]):
            cell = slice(y * stride, (y + 1) * stride), slice(x * stride, (x + 1) * stride)
            seen = pixels[cell][alpha[cell] > 0]
            assert copy.weights[y, x] == len(seen)
            if len(seen):
                np.testing.assert_allclose(copy.rgb[y, x], seen.mean(axis=0) / 255, atol=1e-6)


def test_bands_are_enlarged_as_the_whole():
    plane = np.random.default_rng(0).random((11, 7)).astype(np.float32)
    whole = enlarged(plane, slice(0, 11), 3)
    assert whole.shape == (33, 21)
    parts = [enlarged(plane, band, 3) for band in (slice(0, 4), slice(4, 5), slice(5, 11))]
    assert np.array_equal(np.concatenate(parts), whole)
    # Bilinear: a third of the way between the middles of two cells.
    np.testing.assert_allclose(whole[1, 2], (2 * plane[0, 0] + plane[0, 1]) / 3, rtol=1e-6)


def test_cells_without_pixels_look_like_their_neighbors():
    pixels = np.zeros((6, 8, 3), np.uint8)
    pixels[:, :4] = (10, 20, 30)
    alpha = np.zeros((6, 8), np.uint8)
    alpha[:, :4] = 255
    copy = work_copy(Photo.from_array(pixels, alpha))
    assert (copy.rgb == copy.rgb[0, 0]).all()
    assert (copy.weights == (alpha > 0)).all()


def test_work_strides():
    assert work_stride((321, 481)) == 1
    assert work_stride((1, 1)) == 1
    assert [work_stride((400 * f, 400 * f)) for f in (1, 2, 7)] == [1, 2, 7]


def test_the_guided_filter_is_a_regression_in_each_window():
    rng = np.random.default_rng(3)
    rgb, values = rng.random((30, 34, 3)).astype(np.float32), rng.random((30, 34)).astype(np.float32)
    radius, epsilon = 3, 0.01
    slopes, offsets = np.empty((30, 34, 3)), np.empty((30, 34))
    color, value = (np.pad(p, ((3, 3), (3, 3), (0, 0))[: p.ndim], mode="symmetric") for p in (rgb, values))
    for y in range(30):
        for x in range(34):
            c = color[y : y + 7, x : x + 7].reshape(-1, 3).astype(float)
            v = value[y : y + 7, x : x + 7].reshape(-1).astype(float)
            a = np.linalg.solve(
                np.cov(c.T, bias=True) + epsilon * np.eye(3), ((c - c.mean(0)) * (v - v.mean())[:, None]).mean(0)
            )
            slopes[y, x], offsets[y, x] = a, v.mean() - a @ c.mean(0)
    a, b = (ndimage.uniform_filter(p, (7, 7, 0)[: p.ndim], mode="reflect") for p in (slopes, offsets))
    expected = (a * rgb).sum(axis=2) + b
    np.testing.assert_allclose(Guide(rgb, radius, epsilon).filter(values).at(rgb), expected, atol=2e-5)


def test_small_parts():
    mask = np.zeros((40, 40), bool)
    mask[5:35, 5:35] = True
    mask[10:13, 10:13] = False  # a small hole
    mask[20:32, 20:32] = False  # a large one
    mask[0, 0] = True  # a speck
    mask[38:40, 30:32] = True
    mask[2:4, :] = True  # a strip from side to side
    result = without_small_parts(mask, None, 0.03, 0.01)
    assert result[10:13, 10:13].all()
    assert not result[20:32, 20:32].any()
    assert not result[0, 0]
    assert not result[38:40, 30:32].any()
    assert result[2:4].all()


@given(st.integers(0, 999), st.floats(0, 0.2), st.floats(0, 0.2))
def test_small_parts_against_scipy(seed, hole, island):
    rng = np.random.default_rng(seed)
    mask = ndimage.gaussian_filter(rng.standard_normal((30, 40)), 1) > 0
    visible = ndimage.gaussian_filter(rng.standard_normal((30, 40)), 4) > -0.15
    mask &= visible
    pixels = visible.sum()
    expected = mask.copy()
    labels, count = ndimage.label(~mask & visible)
    for i in range(1, count + 1):
        part = labels == i
        beside = ndimage.binary_dilation(part) & ~part
        border = part[0].any() or part[-1].any() or part[:, 0].any() or part[:, -1].any()
        if part.sum() <= hole * pixels and not border and visible[beside].all():
            expected |= part
    labels, count = ndimage.label(expected)
    areas = np.bincount(labels.reshape(-1), minlength=count + 1)[1:]
    for i in range(1, count + 1):
        if areas[i - 1] < min(island * pixels, areas.max()):
            expected &= labels != i
    assert np.array_equal(without_small_parts(mask, visible, hole, island), expected)
