"""Metrics: what each that is registered must keep, so that the loop converges and its bounds are right."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics.pairwise import euclidean_distances

from kmeans_studio.engine.metrics import METRICS

RNG = np.random.default_rng(0)
ROWS = np.asfortranarray(RNG.uniform(-50, 200, (40_000, 3)).astype(np.float32))  # more than one band
WEIGHTS = RNG.integers(1, 9, len(ROWS)).astype(float)
LABELS = RNG.integers(0, 4, len(ROWS)).astype(np.uint8)
CENTERS = RNG.uniform(0, 100, (5, 3))

each_metric = pytest.mark.parametrize("metric", [entry.value for entry in METRICS], ids=METRICS.names)


def centers_of(metric, rows=ROWS, weights=WEIGHTS, labels=LABELS):
    """Return the centers of five clusters, the last of which has no rows."""
    tally = metric.tally(rows, weights, 5)
    tally.move(np.arange(len(rows)), labels, None)
    return tally.centers(CENTERS)


def total(metric, centers):
    return np.sum(WEIGHTS * metric.costs(ROWS, centers[LABELS]))


@each_metric
def test_costs_are_one_number_a_row(metric):
    costs = metric.costs(ROWS, CENTERS[0])
    assert (costs.shape, costs.dtype) == ((len(ROWS),), np.float64)
    assert np.isfinite(costs).all()
    assert (costs >= 0).all()
    np.testing.assert_array_equal(metric.costs(ROWS, np.tile(CENTERS[0], (len(ROWS), 1))), costs)
    np.testing.assert_allclose(metric.costs(ROWS, ROWS.astype(float)), 0, atol=1e-9)


@each_metric
def test_distances_keep_the_triangle_inequality_and_the_order_of_costs(metric):
    def distances(a, b):
        return metric.distance(metric.costs(a, b))

    a, b, c = (ROWS[start : start + 5000].astype(float) for start in (0, 5000, 10_000))
    assert (distances(a, c) <= distances(a, b) + distances(b, c) + 1e-9).all()
    costs = metric.costs(ROWS, CENTERS[0])
    assert (np.diff(metric.distance(np.sort(costs))) >= 0).all()


@each_metric
def test_centers_are_where_the_cost_is_least(metric):
    centers = centers_of(metric)
    assert (centers.shape, centers.dtype) == ((5, 3), np.float64)
    best = total(metric, centers)
    for step in (0.01, 1.0):
        for shift in np.vstack([np.eye(3), -np.eye(3)]) * step:
            assert total(metric, centers + shift) >= best * (1 - 1e-12)


@each_metric
def test_a_label_without_rows_keeps_its_center(metric):
    centers = centers_of(metric)
    np.testing.assert_array_equal(centers[4], CENTERS[4])
    assert not np.array_equal(centers[3], CENTERS[3])


@each_metric
def test_a_weight_is_so_many_equal_rows(metric):
    times = WEIGHTS.astype(int)
    repeated = centers_of(metric, ROWS.repeat(times, 0), np.ones(times.sum()), LABELS.repeat(times))
    np.testing.assert_allclose(centers_of(metric), repeated, rtol=1e-12)


@each_metric
def test_moving_rows_is_as_good_as_starting_over(metric):
    tally = metric.tally(ROWS, WEIGHTS, 5)
    tally.move(np.arange(len(ROWS)), LABELS, None)
    before = LABELS
    for labels in (RNG.permuted(LABELS), np.full_like(LABELS, 4), LABELS[::-1]):
        changed = np.flatnonzero(labels != before)
        tally.move(changed, labels[changed], before[changed])
        before = labels
        np.testing.assert_array_equal(tally.members(), np.bincount(labels, minlength=5))
        np.testing.assert_allclose(tally.centers(CENTERS), centers_of(metric, labels=labels), rtol=1e-9)


@each_metric
def test_bytes_do_not_depend_on_how_rows_lie_in_memory(metric):
    c_order = np.ascontiguousarray(ROWS)
    assert centers_of(metric).tobytes() == centers_of(metric, c_order).tobytes()
    assert metric.costs(ROWS, CENTERS[0]).tobytes() == metric.costs(c_order, CENTERS[0]).tobytes()


def test_euclidean_is_euclidean():
    metric = METRICS["euclidean"]
    costs = np.stack([metric.costs(ROWS, center) for center in CENTERS], axis=1)
    np.testing.assert_allclose(costs, euclidean_distances(ROWS.astype(float), CENTERS) ** 2, rtol=1e-9)
    np.testing.assert_allclose(metric.distance(costs) ** 2, costs)
    expected = [np.average(ROWS[i == LABELS], axis=0, weights=WEIGHTS[i == LABELS]) for i in range(4)]
    np.testing.assert_allclose(centers_of(metric)[:4], expected, rtol=1e-12)
