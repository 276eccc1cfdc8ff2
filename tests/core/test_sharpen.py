"""Sharpening against scikit-learn on rows that were whitened in the open, and at its edges."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.covariance import shrunk_covariance
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from kmeans_studio.engine import lloyd
from kmeans_studio.engine.sharpen import sharpened
from kmeans_studio.engine.within import Moments, Sharpening
from kmeans_studio.parallel import CancelledError

RNG = np.random.default_rng(0)
K, D = 4, 7
CENTERS = RNG.normal(size=(K, D))
MIX = RNG.normal(size=(D, D)) * np.geomspace(0.05, 1.5, D)
TRUTH = RNG.integers(0, K, 5000)
ROWS = np.asfortranarray((CENTERS[TRUTH] + RNG.normal(size=(len(TRUTH), D)) @ MIX.T).astype(np.float32))
WEIGHTS = RNG.integers(1, 5, len(ROWS)).astype(float)
EVEN = np.ones(len(ROWS))


def means_of(rows, weights, labels):
    return np.stack([np.average(rows[labels == j], axis=0, weights=weights[labels == j]) for j in np.unique(labels)])


def within(rows, weights, labels):
    """The covariance within clusters, as the textbooks have it."""
    away = rows.astype(float) - means_of(rows, weights, labels)[labels]
    return (away * weights[:, None]).T @ away / weights.sum()


def test_the_covariance_within_is_that_of_linear_discriminants():
    judge = LinearDiscriminantAnalysis(solver="lsqr", store_covariance=True).fit(ROWS.astype(float), TRUTH)
    moments = Moments.of(ROWS, EVEN)
    ours = moments.within(means_of(ROWS.astype(float), EVEN, TRUTH), np.bincount(TRUTH).astype(float))
    np.testing.assert_allclose(ours, judge.covariance_, rtol=1e-8, atol=1e-10)


def test_it_whitens_by_the_shrunk_covariance_and_keeps_the_cost():
    inside = within(ROWS, WEIGHTS, TRUTH)
    space = Sharpening.of(ROWS.mean(axis=0), inside, 0.2)
    white = space.matrix.T @ shrunk_covariance(inside, 0.2) @ space.matrix
    np.testing.assert_allclose(white, np.eye(D) * white[0, 0], atol=1e-9 * white[0, 0])
    points = space.place(ROWS)
    assert np.trace(within(points, WEIGHTS, TRUTH)) == pytest.approx(np.trace(inside), rel=1e-5)
    np.testing.assert_allclose(space.back(points.astype(float)), ROWS, atol=1e-4)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("weights", [EVEN, WEIGHTS])
def test_scikit_learn_agrees_on_whitened_rows(weights):
    start = TRUTH.copy()
    start[:2000] = RNG.integers(0, K, 2000)
    rounds = list(sharpened(ROWS, weights, start, rounds=2, generations=4))
    labels, rows = start, ROWS.astype(float)
    for stage in ("sharpening 1 of 2", "sharpening 2 of 2"):
        inside = shrunk_covariance(within(ROWS, weights, labels), 0.2)
        variances, axes = np.linalg.eigh(inside)
        whiten = axes / np.sqrt(variances)
        centers = means_of(rows, weights, labels) @ whiten
        generations = [g for g in rounds if g.stage == stage]
        assert 1 < len(generations) <= 4
        judge = KMeans(K, init=centers, n_init=1, tol=0, max_iter=len(generations), algorithm="lloyd")
        judge.fit(rows @ whiten, sample_weight=weights)
        # scikit-learn assigns once more after its last update.
        ours = generations[-1].geometry.nearest(ROWS, generations[-1].centers)[0]
        assert (ours == judge.labels_).mean() > 0.999
        labels = generations[-1].labels


def test_it_finds_what_plain_k_means_cannot():
    # Two long clusters side by side, which the lowest cost would cut across.
    rng = np.random.default_rng(1)
    truth = np.arange(4000) % 2
    rows = np.asfortranarray(np.stack([truth * 2.4, truth * 3.0], 1) + rng.normal(size=(4000, 2)) * [0.5, 2.0])
    *_, plain = lloyd.generations(rows, np.ones(4000), 2, restarts=5)
    *_, sharp = sharpened(rows, np.ones(4000), plain)

    def agreement(labels):
        return max((labels == truth).mean(), (labels != truth).mean())

    assert agreement(plain.labels) < 0.9
    assert agreement(sharp.labels) > 0.98


def test_it_goes_on_from_a_generation():
    *_, start = lloyd.generations(ROWS, WEIGHTS, K, restarts=2, max_generations=7)
    rounds = list(sharpened(ROWS, WEIGHTS, start))
    assert [g.number for g in rounds] == list(range(start.number + 1, start.number + 1 + len(rounds)))
    assert rounds[0].moved == pytest.approx(WEIGHTS[rounds[0].labels != start.labels].sum() / WEIGHTS.sum())
    assert {g.start_costs for g in rounds} == {start.start_costs}
    assert start.stage == ""
    assert list(dict.fromkeys(g.stage for g in rounds)) == [f"sharpening {i} of 3" for i in (1, 2, 3)]
    assert [g.converged for g in rounds] == [False] * (len(rounds) - 1) + [True]
    for before, after in pairwise(rounds):
        if before.stage == after.stage:
            assert after.cost <= before.cost * (1 + 1e-9)
    assert all(sum(g.stage == stage for g in rounds) <= 6 for stage in {g.stage for g in rounds})


def test_labels_are_as_good_as_a_generation_and_rows_can_be_others():
    *_, start = lloyd.generations(ROWS, WEIGHTS, K)
    other = np.asfortranarray(ROWS[:, ::-1] * 2)
    once, again = (list(sharpened(other, WEIGHTS, begin)) for begin in (start, start.labels.astype(np.int64)))
    assert [g.labels.tobytes() for g in once] == [g.labels.tobytes() for g in again]
    assert again[0].number == 1
    assert once[0].rows is other


def test_what_is_yielded_is_about_the_rows():
    *_, last = sharpened(ROWS, WEIGHTS, TRUTH)
    np.testing.assert_allclose(last.centers, means_of(ROWS.astype(float), WEIGHTS, last.labels), atol=1e-4)
    costs = last.costs_to_centers(ROWS)
    assert costs.shape == (K, len(ROWS))
    assert costs.dtype == np.float32
    np.testing.assert_allclose(np.sqrt(costs.T), last.geometry.distances(ROWS, last.centers), rtol=1e-3, atol=1e-4)
    own = costs[last.labels, np.arange(len(ROWS))]
    assert (own.astype(float) * WEIGHTS).sum() == pytest.approx(last.cost, rel=1e-5)


@pytest.mark.parametrize("metric", ["euclidean", "manhattan", "cosine", "mahalanobis"])
def test_costs_to_centers_are_those_of_the_metric(metric):
    *_, last = lloyd.generations(ROWS, WEIGHTS, K, metric=metric)
    costs = last.costs_to_centers(ROWS)
    np.testing.assert_array_equal(costs.argmin(axis=0), last.labels)
    own = costs[last.labels, np.arange(len(ROWS))]
    assert (own.astype(float) * WEIGHTS).sum() == pytest.approx(last.cost, rel=1e-5)


def test_weights_are_as_good_as_repeated_rows():
    rows, weights = ROWS[:600], WEIGHTS[:600]
    weighted = list(sharpened(rows, weights, TRUTH[:600]))
    repeated = list(sharpened(rows.repeat(weights.astype(int), axis=0), np.ones(int(weights.sum())),
                              TRUTH[:600].repeat(weights.astype(int))))  # fmt: skip
    assert len(weighted) == len(repeated)
    for ours, theirs in zip(weighted, repeated, strict=True):
        np.testing.assert_array_equal(ours.labels.repeat(weights.astype(int)), theirs.labels)
        assert ours.cost == pytest.approx(theirs.cost, rel=1e-5)


SCALES = st.sampled_from([0.0, 1e-3, 1.0, 1e4])


@given(st.integers(1, 40), st.integers(1, 5), st.integers(1, 6), st.integers(0, 9), st.data())
def test_anything_small_comes_to_an_end(m, d, k, seed, data):
    rng = np.random.default_rng(seed)
    scale = np.array(data.draw(st.lists(SCALES, min_size=d, max_size=d)))
    rows = np.asfortranarray((rng.integers(-3, 4, (m, d)) * scale + 5).astype(np.float32))
    labels = rng.integers(0, k, m) * 3  # with gaps
    rounds = list(sharpened(rows, rng.uniform(0.5, 2, m), labels))
    assert 1 <= len(rounds) <= 18
    assert rounds[-1].converged
    assert len(rounds[-1].centers) <= len(np.unique(labels))
    for g in rounds:
        assert np.isfinite(g.centers).all()
        assert np.isfinite(g.cost)
        assert set(g.labels) == set(range(len(g.centers)))
        assert np.isfinite(g.costs_to_centers(rows)).all()


def test_one_cluster():
    (only,) = sharpened(ROWS, WEIGHTS, np.zeros(len(ROWS), np.uint8))
    assert not only.labels.any()
    np.testing.assert_allclose(only.centers[0], np.average(ROWS, axis=0, weights=WEIGHTS), atol=1e-5)


def test_rows_that_are_all_the_same():
    rows = np.full((10, 3), 7, np.float32, order="F")
    rounds = list(sharpened(rows, np.ones(10), np.arange(10) % 2))
    assert rounds[-1].cost == 0
    assert len(rounds[-1].centers) == 1


def test_an_emptied_cluster_is_started_anew_or_kept():
    # Two of three clusters have the same mean, so that one of them loses all its rows.
    rows = np.array([[0], [1], [0], [1], [10], [11]], np.float32, order="F")
    labels = np.array([0, 0, 1, 1, 2, 2])
    first = next(sharpened(rows, np.ones(6), labels))
    assert first.relocated == 1
    assert set(first.labels) == {0, 1, 2}
    kept = next(sharpened(rows, np.ones(6), labels, empty="keep"))
    assert len(kept.centers) == 3
    assert len(set(kept.labels)) == 2
    dropped = next(sharpened(rows, np.ones(6), labels, empty="drop"))
    assert len(dropped.centers) == 2


@pytest.mark.parametrize(
    ("labels", "shrinkage", "words"),
    [
        (TRUTH[:9], 0.2, "as there are rows"),
        (TRUTH.astype(float), 0.2, "whole numbers"),
        (TRUTH - 1, 0.2, "negative"),
        (TRUTH, 0.0, "shrinkage"),
    ],
)
def test_bad_arguments_are_refused(labels, shrinkage, words):
    with pytest.raises(ValueError, match=words):
        next(sharpened(ROWS, WEIGHTS, labels, shrinkage=shrinkage))


def test_cancel():
    cancel = Event()
    rounds = sharpened(ROWS, WEIGHTS, TRUTH, cancel=cancel)
    result = next(rounds)
    cancel.set()
    with pytest.raises(CancelledError):
        next(rounds)
    with pytest.raises(CancelledError):
        result.costs_to_centers(ROWS, cancel)


SAME = """
import hashlib, numpy as np
from kmeans_studio.engine.sharpen import sharpened
rng = np.random.default_rng(0)
truth = rng.integers(0, 5, 70_001)
digest = hashlib.sha256()
for d in (1, 3, 30, 48, 150):
    centers = rng.normal(size=(5, d))
    rows = np.asfortranarray((centers[truth] + rng.normal(size=(len(truth), d))).astype(np.float32))
    *_, last = sharpened(rows, np.ones(len(rows)), truth, rounds=2, generations=2)
    for part in (last.labels, last.centers, last.costs_to_centers(rows)):
        digest.update(np.ascontiguousarray(part).tobytes())
print(digest.hexdigest())
"""


def test_the_same_bytes_with_any_number_of_threads():
    found = set()
    for threads in ("1", "2", "5"):
        here = os.environ | {"KMEANS_STUDIO_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        found.add(subprocess.run([sys.executable, "-c", SAME], env=here, check=True, capture_output=True).stdout)
    assert len(found) == 1
