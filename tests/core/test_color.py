"""Color spaces: a contract for each that is registered, and other people's programs as judges of the numbers."""

from __future__ import annotations

import warnings
from threading import Event

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image
from skimage.color import rgb2hsv

from kmeans_studio import Photo
from kmeans_studio.features.arithmetic import cos_sin, root
from kmeans_studio.features.color import COLOR_SPACES, color_features, lab, linear_srgb, srgb_colors
from kmeans_studio.features.count import count_colors
from kmeans_studio.parallel import CancelledError
from kmeans_studio.registry import UnknownNameError

GREYS = np.repeat(np.arange(256.0)[:, None], 3, axis=1)
PRIMARIES = np.array([[r, g, b] for r in (0, 255) for g in (0, 255) for b in (0, 255)], float)
RANDOM = np.random.default_rng(0).integers(0, 256, (5000, 3)).astype(float)
DARK = np.random.default_rng(1).integers(0, 12, (500, 3)).astype(float)
COLORS = np.concatenate([GREYS, PRIMARIES, RANDOM, DARK])
BYTES = COLORS.astype(np.uint8)

NAMES = ("rgb", "linear-rgb", "hsv", "hsv-plain", "hsl", "lab", "luv", "lch", "oklab", "ycbcr", "grey")
LIGHTNESS = {"hsv": 2, "hsv-plain": 2, "hsl": 2, "lab": 0, "luv": 0, "lch": 0, "oklab": 0, "ycbcr": 0, "grey": 0}
"""The column that tells greys apart; in the spaces that are left out, all three do."""


def convert(name, colors=COLORS):
    return COLOR_SPACES[name].convert(colors)


def counted(colors):
    return count_colors(Photo.from_array(np.asarray(colors).reshape(1, -1, 3)))


@pytest.fixture(scope="module")
def colour():
    """colour-science, which complains that it cannot draw; with the matrix of sRGB in full precision."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import colour

    return colour


@pytest.fixture(scope="module")
def xyz_and_white(colour):
    space = colour.RGB_COLOURSPACES["sRGB"].copy()
    space.use_derived_transformation_matrices(True)
    return colour.models.eotf_sRGB(COLORS / 255) @ space.matrix_RGB_to_XYZ.T, space.whitepoint


# The contract


def test_the_spaces_that_are_promised():
    assert COLOR_SPACES.names == NAMES


@pytest.mark.parametrize("name", COLOR_SPACES.names)
def test_every_space_keeps_the_contract(name):
    space, before = COLOR_SPACES[name], COLORS.copy()
    features = space.convert(COLORS)
    assert features.shape == (len(COLORS), len(space.names))
    assert features.dtype == np.float64
    assert np.isfinite(features).all()
    assert space.unit
    assert len(set(space.names)) == len(space.names)
    np.testing.assert_array_equal(COLORS, before)
    np.testing.assert_array_equal(space.convert(COLORS), features)
    # A color's features do not depend on what else is converted with it.
    np.testing.assert_array_equal(space.convert(COLORS[100:101]), features[100:101])
    assert space.convert(np.empty((0, 3))).shape == (0, len(space.names))


@pytest.mark.parametrize("entry", COLOR_SPACES, ids=COLOR_SPACES.names)
def test_every_space_is_explained_in_two_sentences(entry):
    assert entry.help.endswith(".")
    assert entry.help.count(". ") == 1
    assert len(entry.help) < 260


@pytest.mark.parametrize("name", COLOR_SPACES.names)
def test_channels_cover_every_column_once(name):
    space = COLOR_SPACES[name]
    assert [column for channel in space.channels for column in channel.columns] == list(range(len(space.names)))
    assert len({channel.title for channel in space.channels}) == len(space.channels)


@pytest.mark.parametrize("name", COLOR_SPACES.names)
def test_span_is_the_way_from_black_to_white(name):
    black, white = convert(name, np.array([[0.0, 0, 0], [255, 255, 255]]))
    assert COLOR_SPACES[name].span == pytest.approx(np.linalg.norm(white - black), rel=1e-6)


@pytest.mark.parametrize("name", COLOR_SPACES.names)
def test_greys_differ_in_lightness_alone(name):
    features = convert(name, GREYS)
    assert (np.diff(features[:, LIGHTNESS.get(name, slice(None))], axis=0) > 0).all()
    if name in LIGHTNESS:
        others = np.delete(features, LIGHTNESS[name], axis=1)
        # Ottosson's ten digits leave 4e-8.
        np.testing.assert_allclose(others, np.broadcast_to(others[:1], others.shape), atol=1e-7)
        np.testing.assert_allclose(others, 128 if name == "ycbcr" else 0, atol=1e-7)


@pytest.mark.parametrize("name", [name for name in COLOR_SPACES.names if name != "grey"])
def test_every_space_but_grey_tells_different_colors_apart_in_single_precision(name):
    different = np.unique(COLORS, axis=0)
    assert len(np.unique(convert(name, different).astype(np.float32), axis=0)) == len(different)


@pytest.mark.parametrize("name", COLOR_SPACES.names)
@given(arrays(np.float32, (7, 3), elements=st.floats(0, 1, width=32)))
def test_any_color_has_finite_features_near_those_of_its_neighbor_in_16_bits(name, colors):
    space = COLOR_SPACES[name]
    exact = np.stack(space.columns(colors), axis=1)
    assert np.isfinite(exact.astype(np.float32)).all()
    if name in ("lch", "hsv-plain", "oklab"):  # a hue that jumps, a lightness that is infinitely steep at black
        return
    rounded = np.stack(space.columns(np.rint(colors * 65535.0).astype(np.uint16)), axis=1)
    np.testing.assert_allclose(rounded, exact, atol=0.04)


@pytest.mark.parametrize("name", COLOR_SPACES.names)
def test_every_depth_is_the_same_scale(name):
    space = COLOR_SPACES[name]
    eight, sixteen, real = (
        np.stack(space.columns(colors), axis=1)
        for colors in (BYTES, BYTES.astype(np.uint16) * 257, (BYTES / 255).astype(np.float32))
    )
    np.testing.assert_array_equal(sixteen, eight)
    np.testing.assert_allclose(eight, convert(name), rtol=1e-13, atol=1e-11)
    np.testing.assert_allclose(real, eight, atol=1e-4)


def test_colors_of_every_depth_as_srgb():
    eight = np.arange(256, dtype=np.uint8).repeat(3).reshape(-1, 3)
    np.testing.assert_array_equal(srgb_colors(eight.astype(np.uint16) * 257), srgb_colors(eight))
    assert srgb_colors(np.array([[65535, 0, 1]], np.uint16)).tolist() == [[255.0, 0.0, 1 / 257]]
    assert srgb_colors(np.array([[1.0, 0.0, 0.5]], np.float32)).tolist() == [[255.0, 0.0, 127.5]]
    assert srgb_colors(eight).dtype == np.float64


# The numbers


def test_rgb_is_what_the_file_holds():
    np.testing.assert_array_equal(convert("rgb"), COLORS)


def test_linear_rgb(colour):
    expected = colour.models.eotf_sRGB(COLORS / 255)
    np.testing.assert_allclose(convert("linear-rgb"), 100 * expected, atol=1e-10)
    np.testing.assert_allclose(linear_srgb(COLORS), expected, atol=1e-12)
    beyond = np.array([[-20.0, 300, 1000]])
    np.testing.assert_allclose(linear_srgb(beyond), colour.models.eotf_sRGB(beyond / 255), atol=1e-12)


def test_lab(colour, xyz_and_white):
    np.testing.assert_allclose(convert("lab"), colour.XYZ_to_Lab(*xyz_and_white), atol=1e-9)
    np.testing.assert_array_equal(lab(COLORS), convert("lab"))
    np.testing.assert_allclose(convert("lab", GREYS)[[0, 255], 0], [0, 100], atol=1e-12)


def test_luv(colour, xyz_and_white):
    np.testing.assert_allclose(convert("luv"), colour.XYZ_to_Luv(*xyz_and_white), atol=1e-9)


def test_lch(colour, xyz_and_white):
    lightness, chroma, degrees = colour.models.Lab_to_LCHab(colour.XYZ_to_Lab(*xyz_and_white)).T
    features = convert("lch")
    np.testing.assert_allclose(features[:, :2], np.stack([lightness, chroma], axis=1), atol=1e-9)
    vivid = chroma > 1e-3
    found = np.degrees(np.arctan2(features[:, 3], features[:, 2]))[vivid]
    np.testing.assert_allclose((found - degrees[vivid] + 180) % 360 - 180, 0, atol=1e-4)
    radius = np.hypot(features[:, 2], features[:, 3])
    np.testing.assert_allclose(radius, 50 * np.minimum(1, chroma / 10), atol=1e-9)


def test_oklab(colour):
    # Ottosson's own white is the rounded one; colour-science has the matrices that he rounded differently, which
    # makes most of the difference of 9e-5.
    x, y = np.array([[0.64, 0.30, 0.15], [0.33, 0.60, 0.06]])
    primaries = np.stack([x / y, np.ones(3), (1 - x - y) / y])
    to_xyz = primaries * np.linalg.solve(primaries, [0.95047, 1.0, 1.08883])
    expected = colour.XYZ_to_Oklab(colour.models.eotf_sRGB(COLORS / 255) @ to_xyz.T)
    np.testing.assert_allclose(convert("oklab"), expected, atol=1e-4)
    # As in CSS Color 4.
    known = [[0.62796, 0.22486, 0.12585], [0.86644, -0.23389, 0.17950], [0.45201, -0.03246, -0.31153], [1, 0, 0]]
    found = convert("oklab", np.array([[255.0, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]))
    np.testing.assert_allclose(found, known, atol=2e-5)


def test_hsv_is_the_cone_of_hue_and_chroma():
    hue, saturation, value = rgb2hsv(COLORS / 255.0).T
    chroma, angle = 255 * saturation * value, 2 * np.pi * hue
    expected = np.stack([chroma * np.cos(angle), chroma * np.sin(angle), 255 * value], axis=1)
    np.testing.assert_allclose(convert("hsv"), expected, atol=1e-9)


def test_hue_is_a_circle():
    neighbors = np.array([[255, 4, 0], [255, 0, 4.0]])
    for name in ("hsv", "hsl", "lch"):
        assert np.linalg.norm(np.diff(convert(name, neighbors), axis=0)) < 10
    assert np.linalg.norm(np.diff(convert("hsv-plain", neighbors), axis=0)) > 170


def test_plain_hsv_is_that_of_opencv_but_not_rounded():
    np.testing.assert_allclose(convert("hsv-plain"), rgb2hsv(COLORS / 255.0) * [180, 255, 255], atol=1e-9)
    rounded = cv2.cvtColor(BYTES[None], cv2.COLOR_RGB2HSV)[0].astype(float)
    difference = np.abs(convert("hsv-plain") - rounded)
    difference[:, 0] = np.minimum(difference[:, 0], 180 - difference[:, 0])
    assert difference.max() < 0.6  # OpenCV rounds on the way, too


def test_hsl(colour):
    hue, saturation, lightness = colour.RGB_to_HSL(COLORS / 255).T
    chroma = saturation * (1 - np.abs(2 * lightness - 1))
    angle = 2 * np.pi * hue
    expected = 255 * np.stack([chroma * np.cos(angle), chroma * np.sin(angle), lightness], axis=1)
    np.testing.assert_allclose(convert("hsl"), expected, atol=1e-9)


def test_ycbcr_is_that_of_jpeg(colour):
    full_range = {"in_legal": False, "out_legal": False, "K": colour.WEIGHTS_YCBCR["ITU-R BT.601"]}
    expected = 255 * colour.RGB_to_YCbCr(COLORS / 255, **full_range) + [0, 128, 128]
    np.testing.assert_allclose(convert("ycbcr"), expected, atol=1e-9)
    rounded = np.asarray(Image.fromarray(BYTES[None]).convert("YCbCr"))[0]
    assert np.abs(convert("ycbcr") - rounded).max() <= 1.01


def test_grey_is_that_of_opencv():
    expected = cv2.cvtColor(COLORS.astype(np.float32)[None], cv2.COLOR_RGB2GRAY)[0]
    np.testing.assert_allclose(convert("grey")[:, 0], expected, atol=1e-4)


@pytest.mark.parametrize("degree", [3, 5])
def test_roots(degree):
    exponents = np.random.default_rng(0).uniform(-40, 40, 4000)
    values = np.concatenate([np.exp(exponents), -np.exp(exponents), np.arange(1.0, 100)])
    np.testing.assert_allclose(root(values, degree) ** degree, values, rtol=1e-14)
    assert abs(root(np.zeros(1), degree)[0]) < 1e-30


def test_angles():
    sixths = np.linspace(-1, 1, 2001)
    cosine, sine = cos_sin(sixths)
    np.testing.assert_allclose(cosine, np.cos(sixths * np.pi / 3), atol=1e-15)
    np.testing.assert_allclose(sine, np.sin(sixths * np.pi / 3), atol=1e-15)


# Features of photos


@pytest.mark.parametrize("name", COLOR_SPACES.names)
def test_features_of_a_photo(name):
    pixels = np.random.default_rng(1).integers(0, 256, (300, 400, 3)).astype(np.uint8)  # more than one band
    alpha = np.random.default_rng(2).integers(0, 2, (300, 400)).astype(np.uint8)
    count = count_colors(Photo.from_array(pixels, alpha))
    space = color_features(count, name)
    assert (space.rows.dtype, space.weights.dtype) == (np.float32, np.float64)
    assert space.rows.flags.f_contiguous
    assert space.names == COLOR_SPACES[name].names
    assert space.unit == COLOR_SPACES[name].unit
    assert space.has_transparency
    assert not any(array.flags.writeable for array in (space.rows, space.weights, space.scale))
    assert space.scale.tolist() == [1.0] * len(space.names)
    visible = alpha > 0
    expected = convert(name, pixels[visible].astype(float))
    found = space.rows[space.row_of_pixel[visible]]
    np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-10)
    assert space.weights.sum() == visible.sum()
    assert space.cells is count.cells
    assert space.blocks is count.blocks
    opaque = count_colors(Photo.from_array(pixels))
    assert not color_features(opaque, name).has_transparency


@pytest.mark.parametrize("name", COLOR_SPACES.names)
@pytest.mark.parametrize("depth", [np.uint16, np.float32])
def test_a_deep_photo_has_the_features_of_the_same_photo_in_8_bits(name, depth):
    deep = BYTES.astype(np.uint16) * 257 if depth == np.uint16 else (BYTES / 255).astype(np.float32)
    of_pixel = []
    for colors in (BYTES, deep):
        space = color_features(counted(colors), name)
        of_pixel.append(space.rows[space.row_of_pixel[0]])
    np.testing.assert_allclose(of_pixel[1], of_pixel[0], atol=1e-4)


def test_the_number_of_threads_makes_no_difference(monkeypatch):
    count = counted(np.random.default_rng(3).integers(0, 256, (150_000, 3)).astype(np.uint8))
    rows = []
    for threads in "1", "2":
        monkeypatch.setenv("KMEANS_STUDIO_THREADS", threads)
        rows.append(color_features(count, "lab").rows.tobytes("F"))
    assert rows[0] == rows[1]


# Channel weights


@pytest.mark.parametrize("name", COLOR_SPACES.names)
def test_channel_weights_multiply_their_columns(name):
    space, count = COLOR_SPACES[name], counted(BYTES)
    plain = color_features(count, name)
    weights = [0.5 + index for index in range(len(space.channels))]
    weighted = color_features(count, name, weights)
    expected = np.empty(len(space.names))
    for channel, weight in zip(space.channels, weights, strict=True):
        expected[list(channel.columns)] = weight
    np.testing.assert_array_equal(weighted.scale, expected)
    np.testing.assert_allclose(weighted.rows, plain.rows * expected, rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(weighted.in_units(weighted.rows), plain.rows, rtol=1e-6, atol=1e-12)
    assert weighted.names == plain.names
    np.testing.assert_array_equal(color_features(count, name, [1.0] * len(weights)).rows, plain.rows)


@pytest.mark.parametrize("name", [name for name in COLOR_SPACES.names if len(COLOR_SPACES[name].channels) > 1])
def test_a_channel_with_weight_0_has_no_column(name):
    space, count = COLOR_SPACES[name], counted(BYTES)
    plain = color_features(count, name)
    for index, channel in enumerate(space.channels):
        weights = [1] * len(space.channels)
        weights[index] = 0
        kept = [column for column in range(len(space.names)) if column not in channel.columns]
        ignoring = color_features(count, name, weights)
        np.testing.assert_array_equal(ignoring.rows, plain.rows[:, kept])
        assert ignoring.rows.flags.f_contiguous
        assert ignoring.names == tuple(space.names[column] for column in kept)
        assert ignoring.scale.tolist() == [1.0] * len(kept)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ((1, 1), r"one number for each channel of the color space \(Lightness, Green to red, Blue to yellow\), not 2"),
        ((1, 1, 1, 1), "not 4"),
        ((1, -0.5, 1), "the channel weight of Green to red must be a number from 0 to 1,000,000, not -0.5"),
        ((1, 1, float("nan")), "Blue to yellow must be a number from 0 to 1,000,000, not nan"),
        ((float("inf"), 1, 1), "Lightness must be a number from 0 to 1,000,000, not inf"),
        ((0, 0, 0), "not every channel weight can be 0"),
    ],
)
def test_unfit_channel_weights(weights, message):
    with pytest.raises(ValueError, match=message):
        color_features(counted(BYTES), "lab", weights)


def test_unknown_space_and_cancelled():
    count = counted(np.zeros((4, 3), np.uint8))
    with pytest.raises(UnknownNameError, match="choose from: rgb, linear-rgb, hsv"):
        color_features(count, "cmyk")
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        color_features(count, "rgb", (), cancel)
