"""The measures that speak for a k, against scikit-learn, kneed, jenkspy and R's rules written out."""

from __future__ import annotations

from itertools import combinations

import jenkspy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kneed import KneeLocator
from sklearn import metrics
from sklearn.datasets import make_blobs

from kmeans_studio.choosing.calinski_harabasz import calinski_harabasz
from kmeans_studio.choosing.davies_bouldin import davies_bouldin
from kmeans_studio.choosing.explained import explained, smallest_good
from kmeans_studio.choosing.knee import knee
from kmeans_studio.choosing.spread import spread_of
from kmeans_studio.choosing.stability import most_that_agree, stability
from kmeans_studio.engine import lloyd


@st.composite
def clustered(draw, most_k=5):
    """Small points with whole weights and labels; every label is there."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    k = draw(st.integers(2, most_k))
    n = draw(st.integers(k + 1, 40))
    points = np.asfortranarray(rng.integers(-20, 20, (n, draw(st.integers(1, 4)))) * 1.5 + 1000)
    labels = rng.permutation(np.concatenate((np.arange(k), rng.integers(0, k, n - k))))
    return points, rng.integers(1, 4, n).astype(float), labels


def repeated(points, weights, labels):
    times = weights.astype(int)
    return np.repeat(points, times, axis=0), np.repeat(labels, times)


def total_of(points, weights):
    return spread_of(points, weights, np.zeros(len(points), int)).cost


@given(clustered())
def test_calinski_harabasz_is_that_of_repeated_rows(data):
    points, weights, labels = data
    spread = spread_of(points, weights, labels)
    ours = calinski_harabasz(spread, total_of(points, weights))
    if spread.cost == 0:
        assert ours is None
    else:
        assert ours == pytest.approx(metrics.calinski_harabasz_score(*repeated(*data)), rel=1e-6, abs=1e-6)


@given(clustered())
def test_davies_bouldin_is_that_of_repeated_rows(data):
    points, weights, labels = data
    ours = davies_bouldin(spread_of(points, weights, labels))
    rows, of = repeated(points, weights, labels)
    centers = [rows[of == label].mean(axis=0) for label in np.unique(of)]
    if any(np.allclose(a, b) for a, b in combinations(centers, 2)):
        return  # two centers on each other: scikit-learn takes the ratio for 0, and we give no value
    assert ours == pytest.approx(metrics.davies_bouldin_score(rows, of), rel=1e-6)


def test_centers_on_each_other_have_no_davies_bouldin():
    points = np.array([[-1.0], [1.0], [-2.0], [2.0]])
    assert davies_bouldin(spread_of(points, np.ones(4), np.array([0, 0, 1, 1]))) is None


def test_one_cluster_has_neither():
    points, weights = np.arange(12.0).reshape(6, 2), np.ones(6)
    spread = spread_of(points, weights, np.zeros(6, int))
    assert calinski_harabasz(spread, spread.cost) is None
    assert davies_bouldin(spread) is None
    assert explained(spread.cost, spread.cost) == 0
    assert explained(0.0, 0.0) is None


def test_clusters_without_points_are_left_out():
    points, labels = np.arange(12.0).reshape(6, 2), np.array([0, 0, 3, 3, 3, 0])
    spread = spread_of(points, np.ones(6), labels)
    assert spread.k == 2
    assert davies_bouldin(spread) == pytest.approx(metrics.davies_bouldin_score(points, labels))


def test_large_values_keep_what_differs():
    points, labels = make_blobs(60, 3, centers=3, random_state=1)
    far = spread_of(points + 1e8, np.ones(60), labels)
    assert far.cost == pytest.approx(spread_of(points, np.ones(60), labels).cost, rel=1e-6)


@given(st.lists(st.integers(0, 200), min_size=5, max_size=10, unique=True), st.integers(2, 4))
def test_variance_explained_is_jenks_goodness_of_fit(values, k):
    """On one column the natural breaks are the best there is; k-means never explains more."""
    column = np.sort(np.array(values, float))[:, None]
    ordered, weights = column[:, 0], np.ones(len(column))
    total = total_of(column, weights)
    breaks = jenkspy.jenks_breaks(ordered, n_classes=k)
    natural = np.searchsorted(breaks[1:-1], ordered, side="left")
    best = explained(spread_of(column, weights, natural).cost, total)
    cuts = list(combinations(range(1, len(ordered)), k - 1))
    brute = min(sum(((part - part.mean()) ** 2).sum() for part in np.split(ordered, cut)) for cut in cuts)
    assert best == pytest.approx(1 - brute / total, abs=1e-9)
    some = cuts[:: max(1, len(cuts) // 6)]
    starts = [np.array([part.mean() for part in np.split(ordered, cut)])[:, None] for cut in some]
    found = [explained(list(lloyd.iterate(column, weights, start))[-1].cost, total) for start in starts]
    assert max(found) <= best + 1e-9
    labels = [np.repeat(np.arange(k), np.diff([0, *cut, len(ordered)])) for cut in cuts]
    fits = [explained(spread_of(column, weights, one).cost, total) for one in labels]
    assert max(fits) == pytest.approx(best, abs=1e-9)


def test_the_smallest_k_that_reaches_the_threshold():
    assert smallest_good([2, 3, 4, 5], [0.5, 0.84, 0.85, 0.99]) == 4
    assert smallest_good([2, 3], [0.5, None]) is None
    assert smallest_good([2, 3], [0.5, 0.7], threshold=0.6) == 3


@given(st.lists(st.floats(1, 1e6), min_size=3, max_size=15, unique=True))
def test_the_knee_is_that_of_kneed(costs):
    ks, costs = list(range(2, 2 + len(costs))), sorted(costs, reverse=True)
    theirs = KneeLocator(ks, costs, S=1.0, curve="convex", direction="decreasing").knee
    assert knee(ks, costs) == (None if theirs is None else int(theirs))


def test_a_sharp_bend_is_a_knee_and_a_straight_line_has_none():
    assert knee([1, 2, 3, 4, 5, 6, 7], [100, 60, 20, 18, 16, 14, 12]) == 3
    assert knee([2, 3, 4, 5, 6], [50, 40, 30, 20, 10]) is None
    assert knee([2, 3, 4], [5, 5, 5]) is None
    assert knee([2, 3], [9, 1]) is None


def test_what_is_clearly_grouped_is_stable_and_what_is_not_is_less_so():
    blobs, _ = make_blobs(300, 2, centers=[[0, 0], [50, 0], [0, 50]], random_state=0)
    weights = np.ones(300)
    assert stability(blobs, weights, 3) == 1
    assert stability(blobs, weights, 7) < 0.95
    assert stability(blobs, weights, 1) is None
    assert stability(np.repeat([[0.0], [1.0]], 5, axis=0), np.ones(10), 3) is None
    assert stability(blobs, weights, 7) == stability(blobs, weights, 7)
    assert stability(blobs, weights, 7) != stability(blobs, weights, 7, seed=5)


def test_stability_takes_the_most_that_agree_nearly_as_well_as_the_best():
    assert most_that_agree([2, 3, 4, 5], [1.0, 0.7, 0.985, 0.9]) == 4
    assert most_that_agree([1, 2, 3], [None, 0.5, 0.9]) == 3
    assert most_that_agree([1], [None]) is None
