"""winners(): which score is lowest at each pixel, of scores on a grid."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmeans_studio.features.enlarge import winners


def interpolated(scores, stride, shape):
    """Bilinear interpolation between the middles of cells, by its definition, in float64."""
    height, width = scores.shape[1:]
    y, x = ((np.arange(n) + 0.5) / stride - 0.5 for n in shape)

    def parts(at, n):
        below = np.floor(at).astype(int)
        return np.clip(below, 0, n - 1), np.clip(below + 1, 0, n - 1), at - below

    top, bottom, down = parts(y, height)
    left, right, across = parts(x, width)
    upper = scores[:, top][:, :, left] * (1 - across) + scores[:, top][:, :, right] * across
    lower = scores[:, bottom][:, :, left] * (1 - across) + scores[:, bottom][:, :, right] * across
    return upper * (1 - down)[:, None] + lower * down[:, None]


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 5), st.sampled_from([1, 2, 4, 8]), st.integers(0, 10**6))
def test_is_the_argmin_of_bilinear_interpolation(height, width, k, stride, seed):
    grid = (-(-height // stride), -(-width // stride))
    scores = np.random.default_rng(seed).random((k, *grid)).astype(np.float32)
    found = winners(scores, stride, (height, width))
    assert found.dtype == np.uint8
    assert found.shape == (height, width)
    expected = interpolated(scores.astype(np.float64), stride, (height, width))
    best = expected.min(axis=0)
    taken = np.take_along_axis(expected, found[None].astype(int), axis=0)[0]
    # Where two are equal but for rounding, either will do.
    np.testing.assert_allclose(taken, best, atol=1e-6)


def test_the_first_of_equal_scores_wins():
    assert not winners(np.zeros((3, 4, 5), np.float32), 4, (15, 18)).any()


@pytest.mark.parametrize("threads", ["1", "2", "5"])
def test_any_number_of_threads_gives_the_same(threads, monkeypatch):
    scores = np.random.default_rng(1).random((4, 300, 200)).astype(np.float32)
    expected = winners(scores, 4, (1197, 800))
    monkeypatch.setenv("KMEANS_STUDIO_THREADS", threads)
    np.testing.assert_array_equal(winners(scores, 4, (1197, 800)), expected)
