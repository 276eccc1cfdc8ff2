"""Empty clusters: what each rule does with them."""

from __future__ import annotations

import numpy as np
import pytest

from kmeans_studio.engine import loop
from kmeans_studio.engine.empty import EMPTY_RULES
from kmeans_studio.engine.lloyd import generations, iterate
from kmeans_studio.engine.metrics import METRICS

ROWS = np.array([[0.0], [1.0], [10.0], [13.0], [11.0]], np.float32)
FAR = np.array([[0.5], [10.5], [1000.0]])


def last(rounds):
    *_, result = rounds
    return result


@pytest.mark.parametrize(
    ("centers", "relocated"),
    [([[0.5], [10.5], [1000.0]], 1), ([[5.0]] * 4, 3), ([[1e9], [2e9], [3e9], [0.0]], 3)],
)
def test_empty_clusters_restart_at_the_worst_served_row(centers, relocated):
    first, *rest = iterate(ROWS, np.ones(5), np.array(centers))
    assert first.relocated == relocated
    for g in (first, *rest):
        assert set(g.labels) == set(range(len(centers)))
        assert np.isfinite(g.centers).all()
    assert rest[-1].converged


def test_the_worst_served_row_is_the_one_that_restarts():
    rows = np.array([[0.0], [4.0], [5.0], [20.0]], np.float32)
    first = next(iterate(rows, np.ones(4), np.array([[4.0], [999.0]])))
    assert first.labels.tolist() == [0, 0, 0, 1]
    assert first.centers.tolist() == [[3.0], [20.0]]


def test_the_last_row_of_a_cluster_is_never_taken():
    rows = np.array([[0.0], [1.0], [100.0]], np.float32)
    first = next(iterate(rows, np.ones(3), np.array([[0.6], [60.0], [999.0]])))
    assert first.labels.tolist() == [2, 0, 1]


def test_where_the_worst_served_rows_are_of_one_cluster_the_next_one_gives():
    # 10 and -9 are the two worst served; once 10 is taken, -9 is the last of its cluster.
    rows = np.array([[10.0], [-9.0], [100.0], [101.0], [104.0]], np.float32)
    first = next(iterate(rows, np.ones(5), np.array([[0.0], [100.0], [1e6], [2e6]])))
    assert first.labels.tolist() == [2, 0, 1, 1, 3]


@pytest.mark.parametrize("rule", EMPTY_RULES.names)
def test_rows_that_coincide_make_one_cluster(rule):
    for k in (1, 2, 5):
        result = last(generations(np.full((5, 3), 7, np.float32), np.ones(5), k, empty=rule))
        assert result.converged
        assert result.cost == 0
        assert (result.centers == 7).all()
        assert len(result.centers) == (k if rule == "keep" else 1)
        assert set(result.labels) == {0}


def test_dropped_clusters_are_gone_and_counted():
    first, *rest = iterate(ROWS, np.ones(5), FAR[::-1], empty="drop")
    assert (first.dropped, first.relocated) == (1, 0)
    assert [len(g.centers) for g in (first, *rest)] == [2] * (1 + len(rest))
    assert rest[-1].labels.tolist() == [1, 1, 0, 0, 0]
    assert rest[-1].dropped == 0
    assert rest[-1].converged


def test_clusters_dropped_later_leave_the_others_as_they_were():
    # Three centers at first; the middle one loses its rows to its neighbors as these move in.
    rows = np.array([[0.0], [4.0], [6.0], [10.0]], np.float32)
    weights = np.array([1.0, 9.0, 9.0, 1.0])
    rounds = list(iterate(rows, weights, np.array([[1.0], [5.0], [9.0]]), empty="drop"))
    for g in rounds:
        assert set(g.labels) == set(range(len(g.centers)))
        assert 0 <= g.moved <= 1


def test_kept_clusters_stay_where_they_are():
    rounds = list(iterate(ROWS, np.ones(5), FAR, empty="keep"))
    for g in rounds:
        assert g.centers[2].tolist() == [1000.0]
        assert 2 not in g.labels
        assert (g.dropped, g.relocated) == (0, 0)
    assert rounds[-1].converged


def test_a_kept_cluster_may_catch_rows_later():
    rows = np.array([[0.0], [3.0], [8.0], [8.5], [9.0]], np.float32)
    rounds = list(iterate(rows, np.ones(5), np.array([[4.6], [-5.0], [100.0]]), empty="keep"))
    assert 1 not in rounds[0].labels
    rounds = list(iterate(rows, np.ones(5), np.array([[4.0], [-4.1]]), empty="keep"))
    assert 1 not in rounds[0].labels
    assert 1 in rounds[-1].labels


def relocated_one_by_one(labels, costs, members):
    """Give each empty cluster what is served worst of all by then: slow, and plain to be what is meant."""
    labels, costs, members = labels.copy(), costs.copy(), members.copy()
    for cluster in np.flatnonzero(members == 0):
        takeable = np.where(members[labels] > 1, costs, 0.0)
        row = int(np.argmax(takeable))
        if not takeable[row] > 0:
            break
        members[labels[row]] -= 1
        members[cluster] += 1
        labels[row], costs[row] = cluster, 0.0
    return labels


@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
@pytest.mark.parametrize("seed", range(12))
def test_rows_are_relocated_as_if_one_by_one(metric, seed, monkeypatch):
    # Many ties, clusters of one row, few rows for many centers; bands of 7 rows, so that there are many.
    monkeypatch.setattr(loop, "BAND", 7)
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, 6, (int(rng.integers(12, 90)), 2)).astype(np.float32)
    k = int(rng.integers(2, 12))
    centers = rng.integers(0, 6, (k, 2)) + rng.choice([0.0, 0.25, 300.0], (k, 1))
    geometry = METRICS[metric].fit(rows, np.ones(len(rows)), None)
    labels, costs = geometry.nearest(rows, centers)
    first = next(iterate(rows, np.ones(len(rows)), centers, metric))
    expected = relocated_one_by_one(labels, costs, np.bincount(labels, minlength=k))
    assert first.labels.tolist() == expected.tolist()
    assert first.relocated == len(set(expected)) - len(set(labels))
    for label in set(expected):
        own = rows[expected == label].astype(float)
        # Of two medians the lower one.
        wanted = np.sort(own, axis=0)[(len(own) - 1) // 2] if metric == "manhattan" else own.mean(axis=0)
        np.testing.assert_allclose(first.centers[label], wanted, atol=1e-12)


@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
def test_what_a_relocation_changes_is_forgotten_as_exactly(metric):
    # Values of all sizes: what is added for one row and taken away later must leave no trace.
    rng = np.random.default_rng(3)
    rows = (rng.normal(size=(400, 3)) * 10.0 ** rng.integers(-3, 4, (400, 1))).astype(np.float32)
    weights = rng.uniform(0.1, 9, 400)
    centers = np.concatenate([rows[:4].astype(float), np.full((5, 3), 1e6)])
    *_, result = iterate(rows, weights, centers, metric)
    again = next(iterate(rows, weights, result.centers, metric))
    assert again.labels.tobytes() == result.labels.tobytes()
    assert again.centers.tobytes() == result.centers.tobytes()
