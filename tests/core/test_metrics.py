"""Metrics: what each that is registered must keep, so that the loop converges and its bounds are right."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from kmeans_studio.engine.metrics import METRICS

RNG = np.random.default_rng(0)
MIX = np.array([[1.0, 0.4, 0.0], [0.0, 0.7, 0.3], [0.2, 0.0, 0.5]])
# More than one band; the columns depend on each other.
ROWS = np.asfortranarray((RNG.uniform(-50, 200, (40_000, 3)) @ MIX).astype(np.float32))
WEIGHTS = RNG.integers(1, 9, len(ROWS)).astype(float)
LABELS = RNG.integers(0, 4, len(ROWS)).astype(np.uint8)
CENTERS = RNG.uniform(1, 100, (5, 3))

every_metric = pytest.mark.parametrize("metric", [entry.value for entry in METRICS], ids=METRICS.names)
descending = [entry for entry in METRICS if entry.value.descends]
each_descending = pytest.mark.parametrize("metric", [e.value for e in descending], ids=[e.name for e in descending])


def fit(metric, rows=ROWS, weights=WEIGHTS):
    return metric.fit(rows, weights, None)


def center_rule(metric, rows=ROWS, weights=WEIGHTS, k=5):
    geometry = fit(metric, rows, weights)
    points = np.asfortranarray(geometry.place(rows))
    greatest = np.abs(points).max(axis=0).astype(float)
    return geometry, points, geometry.rule(points, weights, greatest, k)


def centers_of(metric, rows=ROWS, weights=WEIGHTS, labels=LABELS):
    """Return the centers of five clusters, the last of which has no rows, among the points."""
    geometry, _, rule = center_rule(metric, rows, weights)
    rule.update(labels, None)
    return rule.centers(geometry.place(CENTERS))


@every_metric
def test_distances_are_one_number_for_each_row_and_center(metric):
    geometry = fit(metric)
    distances = geometry.distances(ROWS, CENTERS)
    assert (distances.shape, distances.dtype) == ((len(ROWS), 5), np.float64)
    assert np.isfinite(distances).all()
    assert (distances >= 0).all()
    np.testing.assert_allclose(np.diag(geometry.distances(ROWS[:9], ROWS[:9].astype(float))), 0, atol=1e-3)
    labels, costs = geometry.nearest(ROWS, CENTERS)
    np.testing.assert_array_equal(labels, distances.argmin(axis=1))
    assert (costs[np.argsort(distances.min(axis=1))][1:] >= costs[np.argsort(distances.min(axis=1))][:-1] - 1e-9).all()


@every_metric
def test_bounds_are_right_where_they_are_used(metric):
    geometry = fit(metric)
    if not geometry.norm.bounded:
        return
    points = geometry.place(ROWS).astype(float)
    a, b, c = (points[start : start + 5000] for start in (0, 5000, 10_000))

    def distances(x, y):
        return geometry.norm.distance(geometry.norm.costs(x, y))

    assert (distances(a, c) <= distances(a, b) + distances(b, c) + 1e-9).all()


@every_metric
def test_what_costs_are_at_least_is_not_too_much(metric):
    geometry = fit(metric)
    if geometry.norm.least is None:
        return
    points = np.concatenate([ROWS[:3000], RNG.uniform(-100, 100, (3000, 3)), RNG.uniform(-1e6, 1e6, (3000, 3))])
    for center in points[::900]:
        assert (geometry.norm.least(points, center) <= geometry.norm.costs(points, center)).all()


@each_descending
def test_centers_are_where_the_cost_is_least(metric):
    geometry, points, _ = center_rule(metric)
    centers = centers_of(metric)
    assert (centers.shape, centers.dtype) == ((5, points.shape[1]), np.float64)

    def total(at):
        if METRICS["cosine"] is metric:
            at = at / np.linalg.norm(at, axis=1, keepdims=True)
        return np.sum(WEIGHTS * geometry.norm.costs(points, at[LABELS]))

    best = total(centers)
    for step in (0.01, 1.0):
        for shift in np.vstack([np.eye(3), -np.eye(3)]) * step:
            assert total(centers + shift) >= best * (1 - 1e-9)


@every_metric
def test_a_label_without_rows_keeps_its_center(metric):
    centers = centers_of(metric)
    before = fit(metric).place(CENTERS)
    np.testing.assert_array_equal(centers[4], before[4])
    assert not np.array_equal(centers[3], before[3])


@every_metric
def test_a_weight_is_so_many_equal_rows(metric):
    times = WEIGHTS.astype(int)
    repeated = centers_of(metric, ROWS.repeat(times, 0), np.ones(times.sum()), LABELS.repeat(times))
    np.testing.assert_allclose(centers_of(metric), repeated, rtol=1e-5)


@pytest.mark.parametrize("loops", ["numpy", "compiled"])
@every_metric
def test_moving_rows_is_the_same_as_starting_over(metric, loops, monkeypatch):
    monkeypatch.setenv("KMEANS_STUDIO_LOOPS", loops)
    geometry, _, rule = center_rule(metric)
    rule.update(LABELS, None)
    before = LABELS
    for labels in (RNG.permuted(LABELS), np.full_like(LABELS, 4), LABELS[::-1].copy()):
        rule.update(labels, before)
        before = labels
        np.testing.assert_array_equal(rule.members(), np.bincount(labels, minlength=5))
        assert rule.centers(geometry.place(CENTERS)).tobytes() == centers_of(metric, labels=labels).tobytes()


@every_metric
def test_centers_come_back_in_the_units_of_the_rows(metric):
    geometry = fit(metric)
    back = geometry.back(geometry.place(CENTERS))
    if METRICS["cosine"] is metric:
        np.testing.assert_allclose(back, CENTERS / np.linalg.norm(CENTERS, axis=1, keepdims=True), rtol=1e-9)
    else:
        np.testing.assert_allclose(back, CENTERS, rtol=1e-9)


@pytest.mark.parametrize(
    ("name", "scipys"), [("euclidean", "euclidean"), ("manhattan", "cityblock"), ("chebyshev", "chebyshev")]
)
def test_distances_are_those_of_scipy(name, scipys):
    ours = fit(METRICS[name]).distances(ROWS, CENTERS)
    np.testing.assert_allclose(ours, cdist(ROWS.astype(float), CENTERS, scipys), rtol=1e-12)


def test_mahalanobis_is_that_of_scipy():
    ours = fit(METRICS["mahalanobis"]).distances(ROWS.astype(float), CENTERS)
    inverse = np.linalg.inv(np.cov(ROWS.T, fweights=WEIGHTS.astype(int), bias=True))
    np.testing.assert_allclose(ours, cdist(ROWS.astype(float), CENTERS, "mahalanobis", VI=inverse), rtol=1e-6)


def test_cosine_is_that_of_scipy():
    # The cost is 1 - cos; as a distance, its root, for which the triangle inequality holds.
    ours = fit(METRICS["cosine"]).distances(ROWS.astype(float), CENTERS)
    np.testing.assert_allclose(ours**2, cdist(ROWS.astype(float), CENTERS, "cosine"), atol=1e-12)


def test_means_are_means():
    expected = [np.average(ROWS[i == LABELS], axis=0, weights=WEIGHTS[i == LABELS]) for i in range(4)]
    np.testing.assert_allclose(centers_of(METRICS["euclidean"])[:4], expected, rtol=1e-6)


@pytest.mark.parametrize("digits", [0, 3])
def test_medians_are_lower_medians(digits):
    rows = np.asfortranarray(np.round(ROWS[:5000], digits))
    weights, labels = WEIGHTS[:5000], LABELS[:5000]
    centers = centers_of(METRICS["manhattan"], rows, weights, labels)
    for cluster in range(4):
        inside = labels == cluster
        all_values = np.sort(rows[inside].repeat(weights[inside].astype(int), axis=0), axis=0)
        assert centers[cluster].tolist() == all_values[(len(all_values) - 1) // 2].tolist()


def test_black_has_no_direction_and_goes_with_the_rest():
    rows = np.asfortranarray([[0.0, 0.0, 0.0], [200.0, 0.0, 0.0], [100.0, 1.0, 0.0], [0.0, 0.0, 9.0]], np.float32)
    labels, _ = fit(METRICS["cosine"], rows, np.array([5.0, 50.0, 9.0, 1.0])).nearest(rows, rows[[3, 1]].astype(float))
    assert labels.tolist() == [1, 1, 1, 0]
    only_black = np.zeros((3, 2), np.float32, order="F")
    points = fit(METRICS["cosine"], only_black, np.ones(3)).place(only_black)
    assert points.tolist() == [[1.0, 0.0]] * 3


@pytest.mark.parametrize("scale", [1e-30, 1.0, 1e30])
def test_directions_do_not_depend_on_length(scale):
    rows = np.asfortranarray(np.array([[3.0, 4.0], [0.0, -2.0]]) * scale)
    points = fit(METRICS["cosine"], rows, np.ones(2)).place(rows)
    np.testing.assert_allclose(points, [[0.6, 0.8], [0.0, -1.0]], rtol=1e-12)


def test_a_direction_without_variance_is_left_out():
    grey = np.asfortranarray(np.repeat(RNG.uniform(0, 255, (500, 1)), 3, axis=1).astype(np.float32))
    geometry = fit(METRICS["mahalanobis"], grey, np.ones(500))
    points = geometry.place(grey)
    assert points.shape == (500, 1)
    assert np.std(points) == pytest.approx(1, rel=1e-3)
    np.testing.assert_allclose(geometry.back(points.astype(float)), grey, rtol=1e-4, atol=1e-3)


def test_rows_without_any_variance_stay_as_they_are():
    same = np.full((5, 3), 7, np.float32, order="F")
    geometry = fit(METRICS["mahalanobis"], same, np.ones(5))
    assert geometry.distances(same, np.full((1, 3), 7.0)).tolist() == [[0.0]] * 5
