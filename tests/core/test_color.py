"""Color spaces: a contract for each that is registered, and scikit-image as the judge of the numbers."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest
from skimage.color import rgb2hsv, rgb2lab

from kmeans_studio import Photo
from kmeans_studio.features.color import COLOR_SPACES, color_features, linear_srgb, srgb_colors
from kmeans_studio.features.count import count_colors
from kmeans_studio.parallel import CancelledError
from kmeans_studio.registry import UnknownNameError

GREYS = np.repeat(np.arange(256.0)[:, None], 3, axis=1)
PRIMARIES = np.array([[r, g, b] for r in (0, 255) for g in (0, 255) for b in (0, 255)], float)
RANDOM = np.random.default_rng(0).integers(0, 256, (5000, 3)).astype(float)
COLORS = np.concatenate([GREYS, PRIMARIES, RANDOM])


def convert(name, colors=COLORS):
    return COLOR_SPACES[name].convert(colors)


@pytest.mark.parametrize("name", COLOR_SPACES.names)
def test_every_space_keeps_the_contract(name):
    space, before = COLOR_SPACES[name], COLORS.copy()
    features = space.convert(COLORS)
    assert features.shape == (len(COLORS), len(space.names))
    assert features.dtype == np.float64
    assert np.isfinite(features).all()
    assert space.unit
    np.testing.assert_array_equal(COLORS, before)
    np.testing.assert_array_equal(space.convert(COLORS), features)
    # A color's features do not depend on what else is converted with it.
    np.testing.assert_array_equal(space.convert(COLORS[100:101]), features[100:101])
    assert space.convert(np.empty((0, 3))).shape == (0, len(space.names))


@pytest.mark.parametrize("name", COLOR_SPACES.names)
def test_every_space_tells_different_colors_apart_in_single_precision(name):
    different = np.unique(COLORS, axis=0)
    assert len(np.unique(convert(name, different).astype(np.float32), axis=0)) == len(different)


def test_rgb_is_what_the_file_holds():
    np.testing.assert_array_equal(convert("rgb"), COLORS)


def test_lab_is_cie_lab():
    # scikit-image rounds matrix and white point to six and five digits.
    np.testing.assert_allclose(convert("lab"), rgb2lab(COLORS / 255.0), atol=0.01)


def test_lab_follows_from_the_primaries_of_srgb():
    # The matrix, worked out anew from the chromaticities of IEC 61966-2-1 and the white point of ASTM E308.
    x, y = np.array([[0.64, 0.30, 0.15], [0.33, 0.60, 0.06]])
    white = np.array([0.95047, 1.0, 1.08883])
    primaries = np.stack([x / y, np.ones(3), (1 - x - y) / y])
    xyz = linear_srgb(COLORS) @ (primaries * np.linalg.solve(primaries, white)).T / white
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    expected = np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)
    np.testing.assert_allclose(convert("lab"), expected, atol=2e-4)


def test_greys_have_no_color_in_lab():
    np.testing.assert_allclose(convert("lab", GREYS)[:, 1:], 0, atol=1e-12)
    np.testing.assert_allclose(convert("lab", GREYS)[[0, 255], 0], [0, 100], atol=1e-12)


def test_hsv_is_the_cone_of_hue_and_chroma():
    hue, saturation, value = rgb2hsv(COLORS / 255.0).T
    chroma, angle = 255 * saturation * value, 2 * np.pi * hue
    expected = np.stack([chroma * np.cos(angle), chroma * np.sin(angle), 255 * value], axis=1)
    np.testing.assert_allclose(convert("hsv"), expected, atol=1e-9)


def test_hue_is_a_circle():
    orange_red, magenta_red = convert("hsv", np.array([[255, 4, 0], [255, 0, 4.0]]))
    assert np.linalg.norm(orange_red - magenta_red) < 10


def test_sixteen_bits_are_the_same_scale():
    eight = np.arange(256, dtype=np.uint8).repeat(3).reshape(-1, 3)
    np.testing.assert_array_equal(srgb_colors(eight.astype(np.uint16) * 257), srgb_colors(eight))
    assert srgb_colors(np.array([[65535, 0, 1]], np.uint16)).tolist() == [[255.0, 0.0, 1 / 257]]


@pytest.mark.parametrize("name", COLOR_SPACES.names)
def test_features_of_a_photo(name):
    pixels = np.random.default_rng(1).integers(0, 256, (300, 400, 3)).astype(np.uint8)  # more than one band
    alpha = np.random.default_rng(2).integers(0, 2, (300, 400)).astype(np.uint8)
    count = count_colors(Photo.from_array(pixels, alpha))
    space = color_features(count, name)
    assert (space.rows.dtype, space.weights.dtype) == (np.float32, np.float64)
    assert space.names == COLOR_SPACES[name].names
    assert space.has_transparency
    assert not space.rows.flags.writeable
    assert not space.weights.flags.writeable
    visible = alpha > 0
    expected = convert(name, pixels[visible].astype(float)).astype(np.float32)
    np.testing.assert_array_equal(space.rows[space.row_of_pixel[visible]], expected)
    assert space.weights.sum() == visible.sum()
    opaque = count_colors(Photo.from_array(pixels))
    assert not color_features(opaque, name).has_transparency


def test_unknown_space_and_cancelled():
    count = count_colors(Photo.from_array(np.zeros((2, 2, 3), np.uint8)))
    with pytest.raises(UnknownNameError, match="choose from: rgb, hsv, lab"):
        color_features(count, "cmyk")
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        color_features(count, "rgb", cancel)
