"""Counting colors against np.unique over the pixels."""

from __future__ import annotations

import tracemalloc
from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kmeans_studio import Photo
from kmeans_studio.features.count import NothingToSegmentError, count_colors
from kmeans_studio.parallel import THREADS_VARIABLE, CancelledError

DEPTHS = [np.uint8, np.uint16]


def assert_counted(pixels, alpha=None):
    """Check everything that a count promises."""
    count = count_colors(Photo.from_array(pixels, alpha))
    visible = np.ones(pixels.shape[:2], bool) if alpha is None else alpha > 0
    colors, counts = np.unique(pixels[visible], axis=0, return_counts=True)
    assert count.colors.dtype == pixels.dtype
    np.testing.assert_array_equal(count.colors, colors)
    np.testing.assert_array_equal(count.counts, counts)
    np.testing.assert_array_equal(count.colors[count.row_of_pixel[visible]], pixels[visible])
    assert (count.row_of_pixel[~visible] == len(colors)).all()
    assert (count.counts.dtype, count.row_of_pixel.dtype) == (np.int64, np.int32)
    assert not any(a.flags.writeable for a in (count.colors, count.counts, count.row_of_pixel))


def small_photos(depth):
    shapes = st.tuples(st.integers(1, 6), st.integers(1, 6), st.just(3))
    values = st.sampled_from([0, 1, 127, 128, 255, *([256, 257, 65534, 65535] if depth == np.uint16 else [])])
    return shapes.flatmap(lambda shape: arrays(depth, shape, elements=values))


@pytest.mark.parametrize("depth", DEPTHS)
@given(data=st.data())
def test_small_photos(depth, data):
    pixels = data.draw(small_photos(depth))
    alpha = data.draw(st.none() | arrays(np.uint8, pixels.shape[:2], elements=st.sampled_from([0, 1, 255])))
    if alpha is None or alpha.any():
        assert_counted(pixels, alpha)
    else:
        with pytest.raises(NothingToSegmentError, match="every pixel is transparent"):
            count_colors(Photo.from_array(pixels, alpha))


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("size", [(1, 1), (1, 400_001), (400_001, 1), (700, 900)])
def test_noise_of_any_shape(depth, size):
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, np.iinfo(depth).max, (*size, 3), depth, endpoint=True)
    assert_counted(pixels)
    alpha = rng.integers(0, 3, size, np.uint8)
    alpha[-1, -1] = 1
    assert_counted(pixels, alpha)


@pytest.mark.parametrize("depth", DEPTHS)
def test_one_color(depth):
    assert_counted(np.full((300, 500, 3), np.iinfo(depth).max, depth))
    assert_counted(np.zeros((300, 500, 3), depth))


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_color_that_lies_under_transparency_only_is_not_counted(depth):
    pixels = np.zeros((2, 3, 3), depth)
    pixels[0, 0] = 9  # before every visible color, in the order of the pixels and of the colors alike
    pixels[1] = 200
    alpha = np.array([[0, 0, 0], [255, 1, 0]], np.uint8)
    count = count_colors(Photo.from_array(pixels, alpha))
    np.testing.assert_array_equal(count.colors, [[200, 200, 200]])
    np.testing.assert_array_equal(count.counts, [2])


def test_two_threads_count_as_one_does(monkeypatch):
    pixels = np.random.default_rng(2).integers(0, 40, (1500, 1100, 3)).astype(np.uint8)
    results = []
    for threads in ("1", "2"):
        monkeypatch.setenv(THREADS_VARIABLE, threads)
        results.append(count_colors(Photo.from_array(pixels)))
    assert results[0].row_of_pixel.tobytes() == results[1].row_of_pixel.tobytes()
    assert results[0].counts.tobytes() == results[1].counts.tobytes()


def test_noise_needs_little_memory(monkeypatch):
    # Nearly every pixel has a color of its own: the worst there is.
    monkeypatch.setenv(THREADS_VARIABLE, "2")
    photo = Photo.from_array(np.random.default_rng(3).integers(0, 256, (2500, 2500, 3)).astype(np.uint8))
    tracemalloc.start()
    try:
        count_colors(photo)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 100e6 + 34 * 2500 * 2500


@pytest.mark.parametrize("depth", DEPTHS)
def test_cancelled(depth):
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        count_colors(Photo.from_array(np.zeros((4, 4, 3), depth)), cancel)
