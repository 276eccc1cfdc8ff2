"""Photos of floating-point arrays: 0..1, finite, float32; everything else is refused by name."""

from __future__ import annotations

import numpy as np
import pytest

from kmeans_studio.photo import Photo

VALUES = np.random.default_rng(6).random((21, 34, 3))


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", ">f4", ">f8"])
def test_an_array_of_floating_point(dtype):
    values = VALUES.astype(dtype)
    photo = Photo.from_array(values)
    assert photo.pixels.dtype == np.float32
    assert photo.pixels.dtype.isnative
    assert np.array_equal(photo.pixels, values.astype(np.float32))
    assert not photo.pixels.flags.writeable
    assert np.array_equal(Photo.from_array(values[..., 0]).pixels[..., 2], values[..., 0].astype(np.float32))
    transparent = Photo.from_array(np.dstack([values, np.full((21, 34), 0.25)]))
    assert (transparent.alpha == 64).all()
    assert Photo.from_array(values[::-1, ::-1]).pixels.flags.c_contiguous


def test_a_floating_point_array_stays_its_owner_s():
    mine = VALUES.astype(np.float32)
    photo = Photo.from_array(mine)
    mine[:] = 0
    assert photo.pixels.any()
    mine.flags.writeable = False
    assert Photo.from_array(mine).pixels is mine


def test_alpha_of_a_floating_point_array():
    alpha = np.array([[0, 1e-9, 0.5, 1 - 1e-9, 1]])
    assert Photo.from_array(np.zeros((1, 5, 3)), alpha).alpha.tolist() == [[0, 1, 128, 254, 255]]
    eight = np.array([[0, 1, 128, 254, 255]], np.uint8)
    assert np.array_equal(Photo.from_array(np.zeros((1, 5, 3)), eight).alpha, eight)


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1.5, r"floating-point pixels must be within 0\.\.1 \(black to white\), not 0\.5\.\.1\.5"),
        (-0.25, r"floating-point pixels must be within 0\.\.1 \(black to white\), not -0\.25\.\.0\.5"),
        (np.nan, "pixels must be finite: there is nan at row 2, column 3"),
        (np.inf, "pixels must be finite: there is inf at row 2, column 3"),
        (-np.inf, "pixels must be finite: there is -inf at row 2, column 3"),
    ],
)
def test_what_an_array_must_not_hold(dtype, value, words):
    pixels = np.full((4, 5, 3), 0.5, dtype)
    pixels[2, 3, 1] = value
    with pytest.raises(ValueError, match=words):
        Photo.from_array(pixels)
    with pytest.raises(ValueError, match=words.replace("pixels", "alpha")):
        Photo.from_array(np.full((4, 5, 3), 0.5, dtype), pixels[..., 1])


def test_what_is_outside_by_a_hair_is_outside():
    with pytest.raises(ValueError, match=r"not 0\.0\.\.1\.0000000000000002"):
        Photo.from_array(np.array([[0, np.nextafter(1, 2)]]))


def test_the_class_itself_holds_its_promise():
    with pytest.raises(ValueError, match="pixels must be finite"):
        Photo(np.full((1, 1, 3), np.nan, np.float32))
    with pytest.raises(ValueError, match="must be within"):
        Photo(np.full((1, 1, 3), 255, np.float32))
    with pytest.raises(ValueError, match="uint8, uint16 or floating point, not float64"):
        Photo(np.zeros((1, 1, 3)))
