"""Color and position: every row checked against its pixel, the order of the tiles, and photos that are too large."""

from __future__ import annotations

import re
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmeans_studio import Photo
from kmeans_studio.features import position
from kmeans_studio.features.color import COLOR_SPACES, color_features, srgb_colors
from kmeans_studio.features.count import count_colors
from kmeans_studio.features.position import TooLargeError, position_features
from kmeans_studio.parallel import CancelledError

RNG = np.random.default_rng(0)


def photo(height, width, depth=np.uint8, shown=None):
    """Few colors, and of the pixels that share shown, or all."""
    colors = RNG.integers(0, 4, (height, width, 3)) * 85
    pixels = {np.uint8: colors, np.uint16: colors * 257, np.float32: colors / 255}[depth].astype(depth)
    if shown is None:
        return Photo.from_array(pixels)
    alpha = (RNG.random((height, width)) < shown).astype(np.uint8)
    alpha[-1, -1] = 1
    return Photo.from_array(pixels, alpha)


def check_every_pixel(space, picture, name, compactness, weights=None):
    height, width = picture.shape
    features = COLOR_SPACES[name].convert(srgb_colors(picture.pixels.reshape(-1, 3))).reshape(height, width, -1)
    features = features * (np.ones(features.shape[2]) if weights is None else weights)
    factor = COLOR_SPACES[name].span * compactness / max(height, width)
    seen = set()
    for y in range(height):
        for x in range(width):
            row = space.row_of_pixel[y, x]
            if picture.alpha is not None and picture.alpha[y, x] == 0:
                assert row == len(space.rows)
                continue
            seen.add(int(row))
            np.testing.assert_allclose(space.rows[row], [*features[y, x], x * factor, y * factor], rtol=1e-6, atol=1e-4)
            np.testing.assert_array_equal(space.colors[row], picture.pixels[y, x])
    assert seen == set(range(len(space.rows)))
    np.testing.assert_array_equal(space.weights, 1)


@pytest.mark.parametrize("name", COLOR_SPACES.names)
def test_every_pixel_has_its_row_in_every_space(name):
    picture = photo(9, 13, shown=0.7)
    space = position_features(count_colors(picture), name, compactness=0.8)
    check_every_pixel(space, picture, name, 0.8)
    assert space.names == (*COLOR_SPACES[name].names, "x", "y")
    assert space.unit.endswith("; x and y in pixels")


@pytest.mark.parametrize("depth", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("shown", [None, 0.02, 0.6])
@pytest.mark.parametrize("shape", [(1, 1), (70, 3), (33, 65), (64, 32)])
def test_every_pixel_has_its_row_in_every_shape(shape, shown, depth):
    picture = photo(*shape, depth=depth, shown=shown)
    space = position_features(count_colors(picture), "lab")
    check_every_pixel(space, picture, "lab", 0.5)
    assert space.colors.dtype == depth
    assert space.has_transparency == picture.has_transparency


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 70), st.integers(1, 70), st.sampled_from([None, 0.01, 0.5]))
def test_cells_are_tiles_and_blocks_are_blocks(height, width, shown):
    picture = photo(height, width, shown=shown)
    space = position_features(count_colors(picture), "rgb", compactness=1)
    y, x = np.nonzero(space.row_of_pixel < len(space.rows))
    row = space.row_of_pixel[y, x]
    for offsets, side in ((space.cells, 8), (space.blocks, 32)):
        run = np.searchsorted(offsets, row, side="right") - 1
        places = np.stack([run, y // side, x // side], axis=1)
        # As many pairs of run and tile as there are runs, and as there are tiles: each run is one tile.
        pairs = np.unique(places, axis=0)
        assert len(pairs) == len(offsets) - 1 == len(np.unique(pairs[:, 1:], axis=0))
        assert (np.diff(offsets) > 0).all()
        assert (offsets[0], offsets[-1]) == (0, len(row))
    assert set(space.blocks) <= set(space.cells)


def test_a_photo_of_several_pieces_with_one_and_two_threads(monkeypatch):
    picture = photo(70, 2 * position.PIECE + 40, shown=0.9)
    count, answers = count_colors(picture), []
    for threads in ("1", "2"):
        monkeypatch.setenv("KMEANS_STUDIO_THREADS", threads)
        answers.append(position_features(count, "lab"))
    one, two = answers
    for field in ("rows", "colors", "row_of_pixel", "cells", "blocks"):
        assert getattr(one, field).tobytes("F") == getattr(two, field).tobytes("F")
    x_and_y = np.rint(one.in_units(one.rows)[:, -2:]).astype(int)
    y, x = np.nonzero(picture.alpha)
    np.testing.assert_array_equal(x_and_y[one.row_of_pixel[y, x]], np.stack([x, y], axis=1))
    of_colors = color_features(count, "lab")
    expected = of_colors.rows[of_colors.row_of_pixel[y, x]]
    np.testing.assert_array_equal(one.rows[one.row_of_pixel[y, x], :3], expected)


def test_the_longer_side_is_as_long_as_from_black_to_white():
    for shape in ((100, 30), (30, 100)):
        space = position_features(count_colors(photo(*shape)), "lab", compactness=1)
        assert np.ptp(space.rows[:, -2:], axis=0).max() == pytest.approx(100 * 99 / 100)
        twice = position_features(count_colors(photo(*shape)), "lab", compactness=2)
        np.testing.assert_allclose(twice.rows[:, -2:], 2 * space.rows[:, -2:])


def test_channel_weights_count_for_color_alone():
    picture = photo(12, 20)
    space = position_features(count_colors(picture), "hsv", (3, 0), 1.5)
    factor = 255 * 1.5 / 20
    assert space.names == ("chroma x cos(hue)", "chroma x sin(hue)", "x", "y")
    assert space.scale.tolist() == [3, 3, factor, factor]
    full = position_features(count_colors(picture), "hsv", (3, 2), 1.5)
    check_every_pixel(full, picture, "hsv", 1.5, [3, 3, 2])
    np.testing.assert_array_equal(full.rows[:, [0, 1, 3, 4]], space.rows)


def test_at_compactness_0_it_is_color_alone():
    count = count_colors(photo(20, 20, shown=0.5))
    space, by_color = position_features(count, "lab", compactness=0), color_features(count, "lab")
    np.testing.assert_array_equal(space.rows, by_color.rows)
    assert space.names == by_color.names
    assert space.row_of_pixel is count.row_of_pixel


@pytest.mark.parametrize("compactness", [-0.1, float("nan"), float("inf"), 2e6])
def test_unfit_compactness(compactness):
    with pytest.raises(ValueError, match="compactness must be a number from 0 to 1,000,000, not"):
        position_features(count_colors(photo(2, 2)), "lab", compactness=compactness)


@pytest.mark.parametrize("shown", [None, 0.4])
def test_memory_is_what_was_reckoned(monkeypatch, shown):
    picture = photo(300, 400, shown=shown)
    count = count_colors(picture)
    space = position_features(count, "lab")
    taken = sum(array.nbytes for array in (space.rows, space.weights, space.colors, space.row_of_pixel))
    taken += len(count.colors) * 20 + len(space.rows) * position.CLUSTERING
    monkeypatch.setattr(position, "MEMORY_LIMIT", taken)
    position_features(count, "lab")
    monkeypatch.setattr(position, "MEMORY_LIMIT", taken - 1)
    with pytest.raises(TooLargeError, match="segment it by color alone"):
        position_features(count, "lab")
    np.testing.assert_array_equal(position_features(count, "lab", compactness=0).weights.sum(), (space.weights).sum())


def test_a_photo_that_is_too_large_is_told_how_large_it_may_be(monkeypatch):
    count = count_colors(photo(2000, 1500))
    monkeypatch.setattr(position, "MEMORY_LIMIT", 35_000_000 + 100_000 + 1_000_000 * position.CLUSTERING)
    with pytest.raises(TooLargeError) as refused:
        position_features(count, "lab")
    expected = (
        "this photo of 3 million pixels is too large for color and position together: it may have about 1 million; "
        "segment it by color alone, or make it smaller"
    )
    assert re.sub(r"\s+", " ", str(refused.value)) == expected


def test_cancelling():
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        position_features(count_colors(photo(40, 40)), "lab", cancel=cancel)
