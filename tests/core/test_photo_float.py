"""Floating point and large numbers: exact where float32 can be, and said where not."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image

from kmeans_studio.photo import Photo, PhotoError
from kmeans_studio.photo.decoded import Decoded
from kmeans_studio.photo.stretch import stretch

RNG = np.random.default_rng(6)
VALUES = RNG.random((21, 34, 3))
VALUES[0, :3, 0] = 0, 1, -0.0
TAKEN = "its floating-point values were taken as 0 = black, 1 = white"
ROUNDED = "its values were rounded to 32-bit floating point"
LAYOUTS = {
    "plain": {},
    "big-endian": {"byteorder": ">"},
    "planes": {"planarconfig": "separate"},
    "strips": {"rowsperstrip": 4},
    "tiles": {"tile": (16, 16)},
    "deflate": {"compression": "zlib"},
    "deflate tiles": {"compression": "zlib", "tile": (16, 32), "byteorder": ">"},
}


def _open(tmp_path, array, **options):
    buffer = io.BytesIO()
    options.setdefault("photometric", "rgb" if array.ndim == 3 and array.shape[2] in (3, 4) else "minisblack")
    if options.get("planarconfig") == "separate":
        array = np.moveaxis(array, 2, 0)
    tifffile.imwrite(buffer, array, **options)
    return _open_bytes(tmp_path, buffer.getvalue())


def _open_bytes(tmp_path, data):
    (tmp_path / "photo").write_bytes(data)
    return Photo.open(tmp_path / "photo")


def _same(photo, values):
    """Whether pixels are these values, (h, w) or (h, w, 3), to the last bit of float32 (-0.0 apart)."""
    values = values.astype(np.float32)
    values = values[..., None] if values.ndim == 2 else values
    assert photo.pixels.dtype == np.float32
    assert not np.signbit(photo.pixels).any()
    return np.array_equal(photo.pixels, np.broadcast_to(values, photo.pixels.shape))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_values_within_0_to_1_are_kept(tmp_path, dtype, layout):
    values = VALUES.astype(dtype)
    notes = (TAKEN, ROUNDED) if dtype == "f8" else (TAKEN,)
    for samples in (values, values[..., 0]):
        if samples.ndim == 2 and layout == "planes":
            continue
        photo = _open(tmp_path, samples, **LAYOUTS[layout])
        assert _same(photo, samples)
        assert (photo.notes, photo.warnings, photo.alpha) == (notes, (), None)


def test_float64_that_float32_can_hold_is_not_said_to_be_rounded(tmp_path):
    assert _open(tmp_path, VALUES.astype("f4").astype("f8")).notes == (TAKEN,)


def test_what_16_bits_cannot_tell_apart_is_told_apart(tmp_path):
    values = (0.5 + np.arange(12, dtype="f4") * np.float32(2**-24)).reshape(3, 4)
    photo = _open(tmp_path, values)
    assert len(np.unique(photo.pixels)) == len(np.unique(values)) > 6


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_the_floating_point_predictor(tmp_path, channels):
    values = VALUES.astype(np.float32)[..., [0, 1, 2, 0]][..., :channels].squeeze()
    options = [cv2.IMWRITE_TIFF_COMPRESSION, cv2.IMWRITE_TIFF_COMPRESSION_ADOBE_DEFLATE]
    done, data = cv2.imencode(".tif", values, [*options, cv2.IMWRITE_TIFF_PREDICTOR, 3])
    assert done
    with tifffile.TiffFile(io.BytesIO(data.tobytes())) as file:
        assert file.pages[0].predictor == 3
    assert _same(_open_bytes(tmp_path, data.tobytes()), values if channels == 1 else values[..., 2::-1])


def test_gray_that_only_libtiff_can_unpack(tmp_path):
    values = VALUES[..., 0].astype(np.float32)
    done, data = cv2.imencode(".tif", values, [cv2.IMWRITE_TIFF_COMPRESSION, cv2.IMWRITE_TIFF_COMPRESSION_LZW])
    assert done
    assert _same(_open_bytes(tmp_path, data.tobytes()), values)


def test_white_is_zero(tmp_path):
    values = VALUES[..., 0].astype(np.float32)
    assert _same(_open(tmp_path, values, photometric="miniswhite"), 1 - values)


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
@pytest.mark.parametrize("channels", [1, 3])
def test_values_outside_0_to_1_are_stretched_in_floating_point(tmp_path, dtype, channels):
    values = np.linspace(-300, 500, 21 * 34 * channels).reshape(21, 34, channels).squeeze().astype(dtype)
    photo = _open(tmp_path, values)
    exact = (values.astype(float) + 300) / 800
    assert _same(photo, exact)
    assert photo.notes[0] == "its values were stretched: -300 = black, 500 = white"
    assert photo.notes[1:] == ((ROUNDED,) if dtype == "f8" else ())


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_enormous_numbers(tmp_path, dtype):
    top = float(np.finfo(dtype).max)
    photo = _open(tmp_path, np.array([[-top, 0, top]], dtype))
    assert photo.pixels[0, :, 0].tolist() == [0, 0.5, 1]


@pytest.mark.parametrize(("value", "note"), [(0.25, TAKEN), (7.5, "its values are all 7.5, which was taken as black")])
def test_one_value_alone(tmp_path, value, note):
    photo = _open(tmp_path, np.full((3, 4), value, np.float32))
    assert (photo.pixels == (value if value <= 1 else 0)).all()
    assert photo.notes == (note,)


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
@pytest.mark.parametrize("scale", [1, 3])
def test_pixels_without_a_number_are_transparent(tmp_path, dtype, scale):
    values = (VALUES * scale).astype(dtype)
    values[2, 3, 1], values[4, 5, 0], values[6, 7, 2] = np.nan, np.inf, -np.inf
    photo = _open(tmp_path, values)
    assert np.argwhere(photo.alpha == 0).tolist() == [[2, 3], [4, 5], [6, 7]]
    assert photo.warnings == ("3 pixels without a number (NaN or infinite) became transparent",)
    assert np.isfinite(photo.pixels).all()
    assert photo.pixels[2, 3, 1] == 0
    finite = values[np.isfinite(values)].astype(float)
    low, high = (0, 1) if scale == 1 else (finite.min(), finite.max())
    seen = photo.alpha > 0
    expected = (values.astype(float)[seen] - low) / (high - low)
    np.testing.assert_allclose(photo.pixels[seen], expected, rtol=1e-6, atol=1e-12)


def test_nothing_but_no_numbers(tmp_path):
    photo = _open(tmp_path, np.full((3, 3), np.nan, "f4"))
    assert photo.alpha is not None
    assert not photo.alpha.any()
    assert not photo.pixels.any()


@pytest.mark.parametrize("premultiplied", [False, True])
@pytest.mark.parametrize("planes", [False, True])
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_transparency(tmp_path, dtype, planes, premultiplied):
    alpha = np.array([0, 1e-4, 0.5, 0.9995, 1]).astype(dtype).repeat(2).reshape(2, 5)
    color = VALUES[:2, :5].astype(dtype)
    stored = np.dstack([color * alpha[..., None] if premultiplied else color, alpha])
    photo = _open(
        tmp_path,
        stored,
        extrasamples=["assocalpha" if premultiplied else "unassalpha"],
        planarconfig="separate" if planes else "contig",
    )
    assert photo.alpha.ravel().tolist() == [0, 0, 1, 1, 128, 128, 254, 254, 255, 255]
    assert photo.notes[0] == "its floating-point transparency was kept in 8 bits"
    assert photo.warnings == ()
    seen = alpha > 0.1
    tolerance = 2e-3 if dtype == "f2" else 1e-6
    np.testing.assert_allclose(photo.pixels[seen], color[seen], rtol=tolerance if premultiplied else 1e-7)


def test_a_pixel_without_a_number_is_hidden_whatever_its_alpha(tmp_path):
    stored = np.full((1, 3, 4), 0.5, np.float32)
    stored[0, :, 3], stored[0, 1, 0] = (0, 1, 1), np.nan
    assert _open(tmp_path, stored, extrasamples=["unassalpha"]).alpha.tolist() == [[0, 0, 255]]


@pytest.mark.parametrize("odd", [7.0, np.nan, -0.1])
def test_transparency_that_is_none_is_left_out(tmp_path, odd):
    stored = np.full((2, 3, 4), 0.5, np.float32)
    stored[1, 1, 3] = odd
    photo = _open(tmp_path, stored, extrasamples=["unassalpha"])
    assert photo.alpha is None
    assert photo.warnings == ("its transparency was left out",)
    assert (photo.pixels == 0.5).all()


INTEGERS = {"i2": (-300, 500), "i4": (-300, 65235), "u4": (5, 65540)}


@pytest.mark.parametrize("dtype", INTEGERS)
@pytest.mark.parametrize("channels", [1, 3])
def test_integers_that_16_bits_tell_apart_are_stretched_to_16_bits(tmp_path, dtype, channels):
    low, high = INTEGERS[dtype]
    values = np.linspace(low, high, 21 * 34 * channels).reshape(21, 34, channels).squeeze().astype(dtype)
    photo = _open(tmp_path, values)
    assert photo.pixels.dtype == np.uint16
    assert (int(photo.pixels.min()), int(photo.pixels.max())) == (0, 65535)
    assert photo.notes == (f"its values were stretched: {low} = black, {high} = white",)
    order = np.argsort(values, axis=None)
    shades = (photo.pixels if channels == 3 else photo.pixels[..., 0]).ravel()[order].astype(int)
    assert ((np.diff(shades) > 0) == (np.diff(values.ravel()[order].astype(int)) > 0)).all()


@pytest.mark.parametrize(("low", "high", "notes"), [(-7, 10**7, 1), (0, 1 << 24, 1), (-(2**31), 2**31 - 1, 2)])
@pytest.mark.parametrize("channels", [1, 3])
def test_integers_farther_apart_become_floating_point(tmp_path, low, high, notes, channels):
    values = np.linspace(low, high, 21 * 34 * channels).astype("i8").reshape(21, 34, channels).squeeze()
    near = values.copy()
    near.ravel()[1] = low + 1
    photo = _open(tmp_path, near.astype("i4"))
    exact = (near - low) / (high - low)
    assert _same(photo, exact)
    assert len(photo.notes) == notes
    assert photo.pixels[0, 1, 0] > 0 or channels == 3
    if notes == 2:
        assert photo.notes[1] == ROUNDED


@pytest.mark.parametrize("compressed", [False, True])
def test_integers_beyond_2_to_the_31_are_not_negative(tmp_path, compressed):
    values = np.array([[0, 1 << 31, (1 << 32) - 1]], np.uint32)
    if compressed:  # a kind that Pillow reads
        buffer = io.BytesIO()
        Image.fromarray(values.view(np.int32)).save(buffer, "TIFF", compression="tiff_lzw")
        data = bytearray(buffer.getvalue())
        tag = data.index(b"\x53\x01\x03\x00")  # its sample format
        data[tag + 8] = 1
        photo = _open_bytes(tmp_path, data)
    else:
        photo = _open(tmp_path, values)
    assert photo.pixels[0, :, 0].tolist() == pytest.approx([0, 0.5, 1])
    assert photo.notes[0] == "its values were stretched: 0 = black, 4.29497e+09 = white"


@pytest.mark.parametrize(("dtype", "share"), [("u1", 1), ("u2", 2), ("i2", 2), ("f2", 4), ("f4", 4), ("i4", 4)])
def test_the_limit_is_one_of_memory(tmp_path, dtype, share):
    path = tmp_path / "photo.tif"
    tifffile.imwrite(path, np.zeros((30, 40), dtype))
    assert Photo.open(path, pixel_limit=1200 * share).shape == (30, 40)
    words = "" if share == 1 else f" with {share * 8} bits a channel"
    with pytest.raises(PhotoError) as caught:
        Photo.open(path, pixel_limit=1200 * share - 1)
    assert caught.value.reason == f"declares 40 x 30 pixels, more than the 1,199 that can be opened{words}"


@given(arrays(st.sampled_from([np.float16, np.float32, np.float64, np.int32]), array_shapes(min_dims=2, max_dims=2)))
def test_whatever_the_numbers_a_photo_comes_of_them(values):
    decoded = Decoded()
    stretch(values, decoded)
    photo = Photo.from_array(decoded.array, decoded.alpha_array)
    hidden = np.zeros(values.shape, bool) if photo.alpha is None else photo.alpha == 0
    assert np.array_equal(hidden, ~np.isfinite(values))
    # Stretching keeps the order: a larger value is never darker.
    order = np.argsort(values[~hidden])
    assert (np.diff(photo.pixels[..., 0][~hidden][order].astype(float)) >= 0).all()
