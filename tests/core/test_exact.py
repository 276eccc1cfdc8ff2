"""Exact sums: the same bytes in any order, and as near to the truth as can be."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmeans_studio.engine.exact import Steps, Terms, rounded, rounder
from kmeans_studio.engine.lloyd import iterate

numbers = st.floats(-1e6, 1e6, allow_nan=False, width=32)


@given(st.lists(numbers, min_size=1, max_size=200), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_sums_and_nothing_is_lost(values, random):
    terms = np.array(values)
    high, low = Steps.of(float(np.abs(terms).sum()), len(terms)).cut(terms)
    pairs = list(zip(high.tolist(), low.tolist(), strict=True))
    forward = [sum(column) for column in zip(*pairs, strict=True)]
    random.shuffle(pairs)
    assert [sum(column) for column in zip(*pairs, strict=True)] == forward
    assert forward == [math.fsum(high), math.fsum(low)]
    assert sum(forward) == pytest.approx(math.fsum(values), rel=2.0**-52, abs=float(np.abs(terms).sum()) * 2.0**-90)


@given(st.lists(st.integers(0, 2**31), min_size=1, max_size=50))
def test_whole_numbers_are_not_changed(values):
    terms = np.array(values, float)
    np.testing.assert_array_equal(rounded(terms, rounder(float(terms.sum()))), terms)


@pytest.mark.parametrize("greatest", [0.0, 5e-324, 1e-300, 1.0, 2.0**40, 1e200])
def test_the_greatest_sum_itself_survives(greatest):
    high, low = Steps.of(greatest, 7).cut(np.array([greatest, -greatest]))
    assert (high + low).tolist() == pytest.approx([greatest, -greatest], rel=1e-15, abs=1e-300)


def test_what_comes_and_goes_leaves_nothing_behind():
    rng = np.random.default_rng(0)
    rows, weights = np.asfortranarray(rng.uniform(0, 1, (5000, 2)).astype(np.float32)), rng.uniform(0.1, 1e5, 5000)
    terms = Terms(rows, weights, np.array([1.0, 1.0]))
    for part in terms.parts(slice(None), 2):
        total = 0.0
        for sign in (1, -1):
            for term in rng.permutation(part):
                total += sign * term
        assert total == 0.0
    exact = math.fsum(weights * rows[:, 1].astype(float))
    assert sum(math.fsum(part) for part in terms.parts(slice(None), 2)) == pytest.approx(exact, rel=1e-15)


@pytest.mark.parametrize("loops", ["numpy", "compiled"])
@pytest.mark.parametrize("outlier", [1e6, 1e10, 1e12])
def test_an_outlier_of_any_size_leaves_the_other_centers_as_they_are(outlier, loops, monkeypatch):
    monkeypatch.setenv("KMEANS_STUDIO_LOOPS", loops)
    rng = np.random.default_rng(0)
    rows = np.concatenate([rng.uniform(0, 1, 20_000), rng.uniform(10, 11, 20_000), [outlier]])[:, None]
    *_, last = iterate(rows, np.ones(len(rows)), np.array([[0.3], [9.0], [outlier]]))
    expected = [rows[:20_000].mean(), rows[20_000:-1].mean(), outlier]
    np.testing.assert_allclose(last.centers[:, 0], expected, rtol=1e-9)
    assert last.cost == pytest.approx(sum(((rows[p] - c) ** 2).sum() for p, c in zip(
        (slice(0, 20_000), slice(20_000, -1)), expected, strict=False)), rel=1e-9)  # fmt: skip


@pytest.mark.parametrize("loops", ["numpy", "compiled"])
def test_a_light_row_alone_in_its_cluster_is_its_center(loops, monkeypatch):
    monkeypatch.setenv("KMEANS_STUDIO_LOOPS", loops)
    rows, weights = np.array([[0.0], [1.0], [100.3]]), np.array([1.0, 1.0, 1e-15])
    *_, last = iterate(rows, weights, np.array([[0.4], [99.0]]))
    np.testing.assert_allclose(last.centers[:, 0], [0.5, 100.3], rtol=1e-12)
