"""The soft edge of a cut-out."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from kmeans_studio.features.focus import matte
from kmeans_studio.features.focus.soft_edge import edge_radius
from kmeans_studio.parallel import THREADS_VARIABLE, CancelledError
from kmeans_studio.photo import Photo


def halves(shape, edge, slanted=0.0):
    """A dark subject at the left of a bright background, the edge anti-aliased."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    share = np.clip(edge + slanted * y - x + 0.5, 0, 1)[:, :, None]
    return (share * (60, 40, 30) + (1 - share) * (200, 220, 240)).round().astype(np.uint8), share[:, :, 0]


def test_soft_at_the_edge_and_certain_elsewhere():
    pixels, share = halves((300, 400), 150, 0.3)
    alpha = matte(Photo.from_array(pixels), share > 0.5)
    assert alpha.dtype == np.uint8
    inside = ndimage.distance_transform_edt(share > 0.5)
    outside = ndimage.distance_transform_edt(share <= 0.5)
    reach = edge_radius(share.shape) + 1
    assert (alpha[inside > reach] == 255).all()
    assert (alpha[outside > reach] == 0).all()
    assert np.unique(alpha).size > 10
    # It falls along each row.
    assert (np.diff(alpha.astype(int), axis=1) <= 3).all()
    assert abs(alpha / 255 - share).max() < 0.35


def test_no_halo_where_the_mask_is_a_pixel_too_large():
    pixels, share = halves((200, 300), 149.5)
    alpha = matte(Photo.from_array(pixels), np.roll(share > 0.5, 1, axis=1) | (share > 0.5))
    # The bright pixel that the mask has too much is mostly gone, the dark one inside is there.
    assert alpha[100, 150:152].max() < 128
    assert alpha[100, 148] > 200


@pytest.mark.parametrize("value", [False, True])
def test_nothing_to_soften(value):
    pixels, share = halves((100, 120), 60)
    assert (matte(Photo.from_array(pixels), np.full(share.shape, value)) == 255 * value).all()


def test_tiles_leave_no_seams():
    rng = np.random.default_rng(0)
    shape = (530, 540)
    pixels = rng.integers(0, 256, (*shape, 3)).astype(np.uint8)
    mask = ndimage.gaussian_filter(rng.standard_normal(shape), 8) > 0
    whole = matte(Photo.from_array(pixels), mask)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kmeans_studio.features.focus.soft_edge.TILE", 1024)
        at_once = matte(Photo.from_array(pixels), mask)
    assert abs(whole.astype(int) - at_once).max() <= 1


def test_reach_grows_with_the_photo():
    assert edge_radius((321, 481)) == 2
    assert edge_radius((3000, 4000)) == 8
    assert edge_radius((1, 1)) == 2


@given(
    shape=st.tuples(st.integers(1, 40), st.integers(1, 40)) | st.just((1, 700)),
    kind=st.sampled_from([np.uint8, np.uint16, np.float32]),
    seed=st.integers(0, 99),
)
@settings(max_examples=30)
def test_any_size_and_depth(shape, kind, seed):
    rng = np.random.default_rng(seed)
    values = rng.random((*shape, 3))
    pixels = values.astype(kind) if kind is np.float32 else (values * np.iinfo(kind).max).astype(kind)
    mask = rng.random(shape) < 0.5
    alpha = matte(Photo.from_array(pixels), mask)
    assert alpha.shape == shape


def test_threads_change_nothing(monkeypatch):
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, 256, (600, 700, 3)).astype(np.uint8)
    mask = ndimage.gaussian_filter(rng.standard_normal((600, 700)), 10) > 0
    results = []
    for threads in ("1", "3"):
        monkeypatch.setenv(THREADS_VARIABLE, threads)
        results.append(matte(Photo.from_array(pixels), mask).tobytes())
    assert results[0] == results[1]


def test_wrong_shape_and_cancelling():
    pixels, share = halves((100, 120), 60)
    photo, cancel = Photo.from_array(pixels), threading.Event()
    with pytest.raises(ValueError, match="must be"):
        matte(photo, share[1:] > 0.5)
    cancel.set()
    with pytest.raises(CancelledError):
        matte(photo, share > 0.5, cancel)
