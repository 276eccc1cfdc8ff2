"""Counting colors against np.unique over the pixels, both ways that there are of doing it."""

from __future__ import annotations

import tracemalloc
from itertools import pairwise
from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kmeans_studio import Photo
from kmeans_studio.compiled import LOOPS_VARIABLE, kernels
from kmeans_studio.features.count import NothingToSegmentError, count_colors
from kmeans_studio.parallel import THREADS_VARIABLE, CancelledError

DEPTHS = [np.uint8, np.uint16, np.float32]
FIELDS = ("colors", "counts", "row_of_pixel", "cells", "blocks")


@pytest.fixture(params=["compiled", "numpy"], autouse=True)
def loops(request, monkeypatch):
    """Every test runs with the compiled loops and without."""
    if request.param == "numpy":
        monkeypatch.setenv(LOOPS_VARIABLE, "numpy")
    elif kernels("features._colors") is None:
        pytest.skip("features/_colors.pyx is not compiled here")
    return request.param


def morton_code(colors, bits):
    """The definition, bit by bit: the highest bits of red, green and blue in turn."""
    if colors.dtype == np.float32:
        channels = np.minimum(np.floor(colors * 32.0), 31).astype(np.uint64)
        depth = 5
    else:
        channels, depth = colors.astype(np.uint64), colors.dtype.itemsize * 8
    code = np.zeros(len(colors), np.uint64)
    for bit in range(depth - 1, depth - 1 - bits, -1):
        for channel in range(3):
            code = code << np.uint64(1) | (channels[:, channel] >> np.uint64(bit)) & np.uint64(1)
    return code


def assert_runs(colors, offsets, bits):
    """Each run is all the rows of one box, and the boxes come in ascending order."""
    codes = morton_code(colors, bits)
    assert offsets.dtype == np.intp
    expected, firsts = np.unique(codes, return_index=True)
    np.testing.assert_array_equal(offsets, [*firsts, len(colors)])
    for run, (start, stop) in zip(expected, pairwise(offsets), strict=True):
        assert (codes[start:stop] == run).all()


def assert_counted(pixels, alpha=None):
    """Check everything that a count promises."""
    count = count_colors(Photo.from_array(pixels, alpha))
    visible = np.ones(pixels.shape[:2], bool) if alpha is None else alpha > 0
    assert count.colors.dtype == pixels.dtype
    assert (count.counts.dtype, count.row_of_pixel.dtype) == (np.int64, np.int32)
    assert not any(getattr(count, name).flags.writeable for name in FIELDS)
    np.testing.assert_array_equal(count.colors[count.row_of_pixel[visible]], pixels[visible])
    assert (count.row_of_pixel[~visible] == len(count.colors)).all()
    if pixels.dtype == np.float32:
        assert len(np.unique(count.row_of_pixel[visible])) == len(count.colors) == visible.sum()
        np.testing.assert_array_equal(count.counts, 1)
    else:
        colors, counts = np.unique(pixels[visible], axis=0, return_counts=True)
        order = np.lexsort(count.colors.T[::-1])
        np.testing.assert_array_equal(count.colors[order], colors)
        np.testing.assert_array_equal(count.counts[order], counts)
    assert_runs(count.colors, count.cells, 5)
    assert_runs(count.colors, count.blocks, 4)
    assert set(count.blocks) <= set(count.cells)
    if pixels.dtype == np.uint8:
        assert (np.diff(morton_code(count.colors, 8).astype(np.int64)) > 0).all()
    return count


def small_photos(depth):
    shapes = st.tuples(st.integers(1, 6), st.integers(1, 6), st.just(3))
    if depth == np.float32:
        values = st.floats(0, 1, width=32)
    else:
        values = st.sampled_from([0, 1, 127, 128, 255, *([256, 257, 65534, 65535] if depth == np.uint16 else [])])
    return shapes.flatmap(lambda shape: arrays(depth, shape, elements=values))


def noise(depth, *shape, seed=1):
    rng = np.random.default_rng(seed)
    if depth == np.float32:
        return rng.random((*shape, 3), np.float32)
    return rng.integers(0, np.iinfo(depth).max, (*shape, 3), depth, endpoint=True)


def check_small_photo(depth, data):
    pixels = data.draw(small_photos(depth))
    alpha = data.draw(st.none() | arrays(np.uint8, pixels.shape[:2], elements=st.sampled_from([0, 1, 255])))
    if alpha is None or alpha.any():
        assert_counted(pixels, alpha)
    else:
        with pytest.raises(NothingToSegmentError, match="every pixel is transparent"):
            count_colors(Photo.from_array(pixels, alpha))


@pytest.mark.parametrize("depth", DEPTHS)
def test_small_photos(depth):
    # Not @given on the test itself: the fixture above is made once for each test, as it should be.
    given(st.data())(lambda data: check_small_photo(depth, data))()


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("size", [(1, 1), (1, 300_001), (300_001, 1), (700, 900)])
def test_noise_of_any_shape(depth, size):
    pixels = noise(depth, *size)
    assert_counted(pixels)
    alpha = np.random.default_rng(1).integers(0, 3, size, np.uint8)
    alpha[-1, -1] = 1
    assert_counted(pixels, alpha)


@pytest.mark.parametrize("depth", DEPTHS)
def test_one_color(depth):
    top = 1.0 if depth == np.float32 else np.iinfo(depth).max
    assert_counted(np.full((300, 500, 3), top, depth))
    assert_counted(np.zeros((300, 500, 3), depth))


def test_many_pixels_of_few_colors_in_16_bits():
    # Each band holds them all, and the pivots between the ranges fall on the same few colors over and over.
    assert_counted(np.random.default_rng(4).choice(noise(np.uint16, 7)[:, 0], (900, 800))[..., None].repeat(3, axis=2))


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_color_that_lies_under_transparency_only_is_not_counted(depth):
    pixels = np.zeros((2, 3, 3), depth)
    pixels[1] = 1  # the others lie before it, in the order of the pixels and of the colors alike
    alpha = np.array([[0, 0, 0], [255, 0, 0]], np.uint8)
    count = count_colors(Photo.from_array(pixels, alpha))
    np.testing.assert_array_equal(count.colors, [[1, 1, 1]])
    np.testing.assert_array_equal(count.counts, [1])


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_whole_band_under_transparency(depth):
    pixels, alpha = noise(depth, 700, 900), np.zeros((700, 900), np.uint8)
    alpha[350, 450:460] = 255
    assert_counted(pixels, alpha)


@pytest.mark.parametrize("depth", DEPTHS)
def test_everything_is_the_same_with_two_threads_and_without_compiled_loops(depth, monkeypatch):
    photo = Photo.from_array(noise(depth, 900, 1000, seed=2), np.tile(np.arange(1000) % 7, (900, 1)).astype(np.uint8))
    results = []
    for threads, variable in (("1", ""), ("2", ""), ("1", "numpy"), ("2", "numpy")):
        monkeypatch.setenv(THREADS_VARIABLE, threads)
        monkeypatch.setenv(LOOPS_VARIABLE, variable)
        count = count_colors(photo)
        results.append(tuple(getattr(count, name).tobytes() for name in FIELDS))
    assert len(set(results)) == 1


def test_an_8_bit_photo_in_16_bits_has_its_colors_in_the_same_order():
    pixels = noise(np.uint8, 300, 400)
    narrow = count_colors(Photo.from_array(pixels))
    wide = count_colors(Photo.from_array(pixels.astype(np.uint16) * 257))
    np.testing.assert_array_equal(wide.row_of_pixel, narrow.row_of_pixel)
    np.testing.assert_array_equal(wide.colors, narrow.colors.astype(np.uint16) * 257)
    np.testing.assert_array_equal(wide.cells, narrow.cells)


def test_rows_of_a_floating_point_cell_are_in_the_order_of_the_pixels():
    pixels = np.full((700, 800, 3), 0.51, np.float32)
    pixels[::2] = 0.0
    count = count_colors(Photo.from_array(pixels))
    rows = count.row_of_pixel
    np.testing.assert_array_equal(rows[::2].ravel(), np.arange(rows[::2].size))
    np.testing.assert_array_equal(rows[1::2].ravel(), np.arange(rows[::2].size, rows.size))


def test_noise_needs_little_memory(monkeypatch):
    # Nearly every pixel has a color of its own: the worst there is. 4 bytes a pixel, then for each color 11 that are
    # the result and at most 8 for the work, and tables.
    monkeypatch.setenv(THREADS_VARIABLE, "2")
    photo = Photo.from_array(noise(np.uint8, 2500, 2500, seed=3))
    tracemalloc.start()
    try:
        count_colors(photo)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 100e6 + 23 * 2500 * 2500


@pytest.mark.parametrize("depth", DEPTHS)
def test_cancelled(depth):
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        count_colors(Photo.from_array(np.zeros((4, 4, 3), depth)), cancel)


class CancelAfter(Event):
    """Set from the n-th time on that somebody asks."""

    def __init__(self, polls):
        super().__init__()
        self.left = polls

    def is_set(self):
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("depth", DEPTHS)
def test_cancelled_at_every_stage(depth):
    photo = Photo.from_array(noise(depth, 600, 700))
    cancel = CancelAfter(1 << 30)
    count_colors(photo, cancel)
    polls = (1 << 30) - cancel.left
    assert polls >= 4
    for after in range(polls):
        with pytest.raises(CancelledError):
            count_colors(photo, CancelAfter(after))
    count_colors(photo, CancelAfter(polls))
