"""The gap statistic against R's clusGap and maxSE, written out from their source."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import make_blobs

from kmeans_studio.choosing.gap import best_of, first_within_error, gap_of, gaps, reference_sets
from kmeans_studio.parallel import CancelledError


def clus_gap(x, k_max, sets, cluster):
    """Follow R's cluster::clusGap with d.power = 2 (M. Maechler) on given reference sets: Gap and SE.sim."""

    def log_w(rows, k):
        labels = cluster(rows, k)
        total = 0.0
        for one in range(k):
            xs = rows[labels == one]
            pairs = ((xs[:, None] - xs[None]) ** 2).sum(axis=2)
            total += np.tril(pairs).sum() / len(xs)
        return np.log(0.5 * total)

    ks = range(1, k_max + 1)
    of_rows = np.array([log_w(x, k) for k in ks])
    of_sets = np.array([[log_w(rows, k) for k in ks] for rows in sets])
    b = len(sets)
    expected = of_sets.mean(axis=0)
    deviation = np.sqrt((b - 1) / b * of_sets.var(axis=0, ddof=1))
    return expected - of_rows, np.sqrt(1 + 1 / b) * deviation


def max_se(f, se):
    """Follow R's cluster::maxSE(method = "Tibs2001SEmax", SE.factor = 1); it counts from 1."""
    k = len(f)
    g_s = f - se
    met = f[:-1] >= g_s[1:]
    return int(np.argmax(met)) + 1 if met.any() else k


def as_we_cluster(rows, k):
    return best_of(rows, np.ones(len(rows)), k, seed=0).labels


@pytest.mark.parametrize("centers", [1, 2, 4])
def test_gaps_and_the_rule_are_those_of_r(centers):
    rows, _ = make_blobs(80, 3, centers=centers, cluster_std=1.0, center_box=(-30, 30), random_state=centers)
    ks = range(1, 7)
    sets = reference_sets(rows, 6, seed=0)
    theirs, errors = clus_gap(rows, 6, sets, as_we_cluster)
    ours = list(gaps(rows, ks, references=6))
    np.testing.assert_allclose([one.value for one in ours], theirs, atol=1e-6)
    np.testing.assert_allclose([one.error for one in ours], errors, atol=1e-6)
    assert first_within_error(ks, [g.value for g in ours], [g.error for g in ours]) == max_se(theirs, errors) == centers


def test_a_gap_is_that_of_r_to_six_digits():
    rng = np.random.default_rng(0)
    within, sets = rng.uniform(1, 9), rng.uniform(1, 9, 10)
    found = gap_of(within, list(sets))
    logs = np.log(sets)
    assert found.value == pytest.approx(logs.mean() - np.log(within), abs=1e-6)
    assert found.error == pytest.approx(np.sqrt(1 + 1 / 10) * np.sqrt(9 / 10 * logs.var(ddof=1)), abs=1e-6)


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0, 1)), min_size=2, max_size=12))
def test_the_rule_is_that_of_r_but_for_having_no_answer(values):
    f, se = np.array(values).T
    ks = range(1, len(f) + 1)
    ours = first_within_error(ks, list(f), list(se))
    if ours is None:
        assert not (f[:-1] >= (f - se)[1:]).any()
        assert max_se(f, se) == len(f)
    else:
        assert ours == max_se(f, se)


def test_what_is_undefined_is_passed_over():
    assert first_within_error([2, 3, 4, 5], [0.1, 0.9, 0.9, None], [0.1, 0.1, 0.1, None]) == 3
    assert first_within_error([2, 3], [None, None], [None, None]) is None
    assert first_within_error([2], [0.5], [0.1]) is None


def test_reference_sets_fill_the_box_of_the_principal_components():
    rng = np.random.default_rng(0)
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    rows = rng.uniform(-1, 1, (500, 2)) * [40, 1] @ turn + 100
    for one in reference_sets(rows, 4, seed=1):
        back = (one - rows.mean(axis=0)) @ turn.T
        assert one.shape == rows.shape
        # As narrow as the rows: an upright box would be 64 x 48.
        assert np.abs(back[:, 1]).max() < 3
        assert np.abs(back[:, 0]).max() > 35
    first, second = reference_sets(rows, 2, seed=1), reference_sets(rows, 2, seed=2)
    assert not np.array_equal(first[0], first[1])
    assert not np.array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[1], reference_sets(rows, 2, seed=1)[1])


def test_rows_on_their_centers_have_no_gap():
    rows = np.repeat([[0.0, 0.0], [1.0, 5.0], [9.0, 9.0]], 20, axis=0)
    assert [one is None for one in gaps(rows, [1, 2, 3, 4])] == [False, False, True, True]
    assert list(gaps(np.ones((9, 2)), [1, 2])) == [None, None]


def test_cancelling():
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        list(gaps(np.random.default_rng(0).random((50, 2)), [2], cancel=cancel))
