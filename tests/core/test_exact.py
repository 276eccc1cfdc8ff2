"""Exact sums: the same bytes in any order, and as near to the truth as can be."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmeans_studio.engine.exact import Terms, rounded, rounder

numbers = st.floats(-1e6, 1e6, allow_nan=False, width=32)


@given(st.lists(numbers, min_size=1, max_size=200), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_sum(values, random):
    terms = np.array(values)
    by = rounder(float(np.abs(terms).sum()))
    terms = rounded(terms, by)
    forward, total = 0.0, math.fsum(terms)
    for term in terms:
        forward += term
    random.shuffle(values)
    backward = sum(rounded(np.array(values), by).tolist())
    assert forward == backward == total
    assert abs(total - math.fsum(values)) <= len(values) * 2.0**-50 * max(1.0, float(np.abs(terms).sum()))


@given(st.lists(st.integers(0, 2**31), min_size=1, max_size=50))
def test_whole_numbers_are_not_changed(values):
    terms = np.array(values, float)
    np.testing.assert_array_equal(rounded(terms, rounder(float(terms.sum()))), terms)


@pytest.mark.parametrize("greatest", [0.0, 5e-324, 1e-300, 1.0, 2.0**40, 1e200])
def test_the_greatest_sum_itself_survives(greatest):
    by = rounder(greatest)
    assert np.isfinite(by)
    assert rounded(np.array([greatest, -greatest]), by).tolist() == pytest.approx(
        [greatest, -greatest], rel=1e-12, abs=1e-300
    )


def test_what_comes_and_goes_leaves_nothing_behind():
    rng = np.random.default_rng(0)
    rows, weights = np.asfortranarray(rng.uniform(0, 1, (5000, 2)).astype(np.float32)), rng.uniform(0.1, 1e5, 5000)
    terms = Terms(rows, weights, np.array([1.0, 1.0]))
    total = 0.0
    for sign in (1, -1):
        for term in rng.permutation(terms.column(slice(None), 1)):
            total += sign * term
    assert total == 0.0
    exact = math.fsum(weights * rows[:, 1].astype(float))
    assert math.fsum(terms.column(slice(None), 1)) == pytest.approx(exact, rel=1e-11)
