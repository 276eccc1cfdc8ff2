"""Empty clusters: what each rule does with them."""

from __future__ import annotations

import numpy as np
import pytest

from kmeans_studio.engine.empty import EMPTY_RULES
from kmeans_studio.engine.lloyd import generations, iterate

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
