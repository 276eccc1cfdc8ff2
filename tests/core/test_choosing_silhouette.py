"""The silhouette: exact on few rows, an honest estimate of many."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics
from sklearn.datasets import make_blobs

from kmeans_studio.choosing.draw import draw, draw_stratified
from kmeans_studio.choosing.silhouette import silhouette, widths, widths_by_draw
from kmeans_studio.engine import ciede2000
from kmeans_studio.engine.norms import CITY_BLOCK, GREATEST, SQUARED
from kmeans_studio.parallel import CancelledError

NAMES = {SQUARED: "euclidean", CITY_BLOCK: "manhattan", GREATEST: "chebyshev"}


@given(st.integers(0, 2**32), st.integers(2, 6), st.sampled_from(list(NAMES)))
def test_few_rows_are_scikit_learns_silhouette_of_repeated_rows(seed, k, norm):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(k, 40))
    points = rng.integers(-9, 9, (n, 3)).astype(np.float64)
    weights = rng.integers(1, 4, n)
    # Not all of the numbers up to k need be there.
    labels = np.concatenate((np.arange(k), rng.integers(0, k, n - k))) * 2
    rows, of = np.repeat(points, weights, axis=0), np.repeat(labels, weights)
    if len(rows) == len(np.unique(of)):
        return  # scikit-learn refuses this
    found = silhouette(points, weights.astype(float), labels, norm)
    assert found.error == 0
    assert found.mean == pytest.approx(metrics.silhouette_score(rows, of, metric=NAMES[norm]), abs=1e-6)
    one_by_one = widths(points, labels, points, weights.astype(float), labels, norm)
    theirs = metrics.silhouette_samples(rows, of, metric=NAMES[norm])
    np.testing.assert_allclose(np.repeat(one_by_one, weights), theirs, atol=1e-6)


@pytest.mark.parametrize("width", [1.0, 4.0, 9.0])
def test_a_sample_comes_within_its_error_of_all_rows(width):
    """Of 40 samples nearly all lie within three standard errors, and these are not boastful on the whole."""
    points, labels = make_blobs([1500, 900, 500, 40], 3, cluster_std=width, random_state=3)
    weights = np.random.default_rng(0).integers(1, 5, len(points)).astype(float)
    exact = silhouette(points, weights, labels, size=10_000)
    assert exact.error == 0
    found = [silhouette(points, weights, labels, size=400, seed=seed) for seed in range(40)]
    off = np.array([(one.mean - exact.mean) / one.error for one in found])
    assert (np.abs(off) < 3).mean() >= 0.95
    assert np.sqrt((off**2).mean()) < 1.5
    assert all(0 < one.error < 0.05 for one in found)


def test_the_same_seed_gives_the_same_estimate_with_any_number_of_threads(monkeypatch):
    points, labels = make_blobs(2000, 3, centers=4, random_state=3)
    found = set()
    for threads in ("1", "4"):
        monkeypatch.setenv("KMEANS_STUDIO_THREADS", threads)
        found.add(silhouette(points, np.ones(2000), labels, size=900, seed=2))
    assert len(found) == 1
    assert silhouette(points, np.ones(2000), labels, size=900, seed=3) not in found


def test_one_cluster_has_none_and_a_row_alone_has_no_width():
    points = np.arange(10.0)[:, None]
    assert silhouette(points, np.ones(10), np.zeros(10, int)) is None
    assert silhouette(points, np.ones(10), np.zeros(10, int), size=5) is None
    labels = np.array([0] * 9 + [1])
    assert widths(points, labels, points, np.ones(10), labels)[-1] == 0
    # Many of one color are not alone.
    assert widths(points, labels, points, np.where(labels, 3.0, 1.0), labels)[-1] == 1


def test_dear_distances_are_measured_on_fewer_rows():
    rng = np.random.default_rng(0)
    lab = rng.uniform([0, -50, -50], [100, 50, 50], (900, 3))
    labels = (lab[:, 0] > 50).astype(int)
    estimate = silhouette(lab, np.ones(900), labels, ciede2000.NORM)
    exact = silhouette(lab, np.ones(900), labels, ciede2000.NORM, size=900)
    assert estimate.error > 0
    assert abs(estimate.mean - exact.mean) < 4 * estimate.error


def test_cancelling():
    points, labels = make_blobs(3000, 3, centers=4, random_state=3)
    cancel = Event()
    cancel.set()
    for size in (500, 5000):
        with pytest.raises(CancelledError):
            silhouette(points, np.ones(3000), labels, size=size, cancel=cancel)


def test_draws_are_as_many_as_weights_ask():
    weights = np.array([1.0, 0.0, 5.0, 2.0, 0.0, 2.0])
    drawn = np.bincount(draw(weights, 10_000, np.random.default_rng(0)), minlength=6)
    np.testing.assert_allclose(drawn, weights * 1000, atol=2)


def test_every_cluster_has_its_share_and_no_less_than_the_least():
    labels = np.repeat([0, 2, 3], [900, 95, 5])
    drawn = draw_stratified(np.ones(1000), labels, 200, 12, np.random.default_rng(0))
    np.testing.assert_array_equal(np.bincount(drawn.labels), [180, 0, 19, 12])
    np.testing.assert_array_equal(labels[drawn.rows], drawn.labels)
    np.testing.assert_array_equal(drawn.masses, [900, 0, 95, 5])


def test_widths_of_others_are_measured_by_a_draw():
    points, labels = make_blobs([800, 500, 200], 3, cluster_std=4, random_state=3)
    weights = np.ones(1500)
    exact = widths(points, labels, points, weights, labels)
    drawn = draw_stratified(weights, labels, 300, 8, np.random.default_rng(0))
    for cluster in range(3):
        there = labels == cluster
        found = widths_by_draw(points[there], cluster, points[drawn.rows], drawn)
        assert np.abs(found - exact[there]).mean() < 0.05
        assert np.corrcoef(found, exact[there])[0, 1] > 0.98
