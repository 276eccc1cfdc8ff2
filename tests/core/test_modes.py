"""Modes: what every one promises whose rows are colors, and what each takes notice of."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest

from kmeans_studio import Photo
from kmeans_studio.features.color import COLOR_SPACES, color_features
from kmeans_studio.features.count import count_colors
from kmeans_studio.features.modes import COMPACTNESS_HELP, MODES
from kmeans_studio.features.position import position_features
from kmeans_studio.parallel import CancelledError
from kmeans_studio.registry import UnknownNameError

PIXELS = np.random.default_rng(0).integers(0, 6, (37, 45, 3)).astype(np.uint8) * 50
ALPHA = np.random.default_rng(1).integers(0, 3, (37, 45)).astype(np.uint8)
COUNT = count_colors(Photo.from_array(PIXELS, ALPHA))
ROWS = {entry.name: entry.value.rows for entry in MODES if entry.value.rows is not None}


@pytest.mark.parametrize("mode", ROWS)
@pytest.mark.parametrize("name", COLOR_SPACES.names)
def test_every_mode_of_colors_keeps_the_contract(mode, name):
    space = ROWS[mode](COUNT, name, (), 0.5, None)
    rows, d = len(space.rows), len(space.names)
    assert space.rows.shape == (rows, d)
    assert space.rows.dtype == np.float32
    assert space.rows.flags.f_contiguous
    assert np.isfinite(space.rows).all()
    assert space.weights.shape == (rows,)
    assert space.weights.dtype == np.float64
    assert space.colors.shape == (rows, 3)
    assert space.colors.dtype == PIXELS.dtype
    assert space.scale.shape == (d,)
    assert (space.scale > 0).all()
    assert space.names[: len(COLOR_SPACES[name].names)] == COLOR_SPACES[name].names
    arrays = (space.rows, space.weights, space.colors, space.row_of_pixel, space.cells, space.blocks, space.scale)
    assert not any(array.flags.writeable for array in arrays)

    assert space.row_of_pixel.dtype == np.int32
    assert space.row_of_pixel.shape == PIXELS.shape[:2]
    np.testing.assert_array_equal(space.row_of_pixel == rows, ALPHA == 0)
    visible = space.row_of_pixel[ALPHA > 0]
    np.testing.assert_array_equal(np.bincount(visible, minlength=rows), space.weights)
    np.testing.assert_array_equal(space.colors[visible], PIXELS[ALPHA > 0])
    assert space.has_transparency

    for offsets in (space.cells, space.blocks):
        assert offsets.dtype == np.intp
        assert (offsets[0], offsets[-1]) == (0, rows)
        assert (np.diff(offsets) > 0).all()
    assert set(space.blocks) <= set(space.cells)


@pytest.mark.parametrize("mode", ROWS)
def test_every_mode_of_colors_refuses_what_cannot_be(mode):
    with pytest.raises(UnknownNameError, match="'cmyk' is not a color space"):
        ROWS[mode](COUNT, "cmyk", (), 0.5, None)
    with pytest.raises(ValueError, match="one number for each channel"):
        ROWS[mode](COUNT, "lab", (1.0,), 0.5, None)
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        ROWS[mode](COUNT, "lab", (), 0.5, cancel)


@pytest.mark.parametrize("text", [*(entry.help for entry in MODES), COMPACTNESS_HELP])
def test_explanations_are_two_sentences(text):
    assert text.endswith(".")
    assert text.count(". ") == 1


def test_modes_follow_every_choice():
    choices = (COUNT, "lab", (0.5, 1.0, 2.0))
    by_color = color_features(*choices)
    for compactness in (0.0, 0.5, 3.0):
        np.testing.assert_array_equal(ROWS["color"](*choices, compactness, None).rows, by_color.rows)
        expected = position_features(*choices, compactness)
        np.testing.assert_array_equal(ROWS["position"](*choices, compactness, None).rows, expected.rows)


def test_every_mode_looks_at_something():
    for entry in MODES:
        mode = entry.value
        assert mode.color or mode.texture or mode.focus
        assert (mode.rows is None) == (mode.texture or mode.focus)
