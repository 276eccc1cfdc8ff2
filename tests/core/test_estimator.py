"""KMeans, the scikit-learn face: against scikit-learn itself, its own checks, and everything it is given wrong."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.base import clone
from sklearn.cluster import KMeans as Judge
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.metrics import pairwise_distances_argmin
from sklearn.metrics.pairwise import cosine_distances
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler, normalize

from kmeans_studio import KMeans
from kmeans_studio.compiled import LOOPS_VARIABLE, loops
from kmeans_studio.engine.ciede2000 import NORM as CIEDE2000
from kmeans_studio.engine.lloyd import generations
from kmeans_studio.engine.metrics import METRICS
from kmeans_studio.parallel import THREADS_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
RNG = np.random.default_rng(7)
X = np.concatenate([RNG.normal(at, 20, (400, 3)) for at in (40, 90, 130, 180, 220)])
STARTS = X[RNG.choice(len(X), 12, replace=False)]
EVERY_METRIC = pytest.mark.parametrize("metric", METRICS.names)


def fitted(k=5, x=X, sample_weight=None, **how):
    return KMeans(k, **{"random_state": 0, "n_init": 3, **how}).fit(x, sample_weight=sample_weight)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("k", [1, 2, 5, 12])
def test_scikit_learn_agrees(k, dtype):
    x = X.astype(dtype)
    weights = RNG.uniform(0.5, 3, len(x))
    judge = Judge(k, init=STARTS[:k], n_init=1, tol=0).fit(x.astype(float), sample_weight=weights)
    ours = KMeans(k, init=STARTS[:k]).fit(x, sample_weight=weights)
    np.testing.assert_array_equal(ours.labels_, judge.labels_)
    np.testing.assert_allclose(ours.cluster_centers_, judge.cluster_centers_, rtol=1e-9)
    assert ours.inertia_ == pytest.approx(judge.inertia_, rel=1e-9)
    assert ours.score(x, sample_weight=weights) == pytest.approx(-ours.inertia_, rel=1e-12)
    np.testing.assert_allclose(ours.transform(x), judge.transform(x), rtol=1e-5 if dtype is np.float32 else 1e-9)


def test_what_is_found_is_as_good_as_scikit_learns_best():
    best = min(Judge(12, n_init=1, random_state=seed).fit(X).inertia_ for seed in range(10))
    assert fitted(12, n_init=10).inertia_ <= 1.01 * best


def test_tolerance_means_what_it_means_in_scikit_learn():
    still = 1e-3
    seen = []
    ours = KMeans(12, init=STARTS, tol=still, callback=seen.append).fit(X)
    moves = [np.sum((after.centers - before.centers) ** 2) for before, after in pairwise(seen)]
    assert all(move > still * X.var(axis=0).mean() for move in moves[:-1])
    assert moves[-1] <= still * X.var(axis=0).mean()
    judge = Judge(12, init=STARTS, n_init=1, tol=still).fit(X)
    assert ours.n_iter_ == judge.n_iter_ == len(seen) < KMeans(12, init=STARTS).fit(X).n_iter_
    np.testing.assert_array_equal(ours.labels_, judge.labels_)


def test_k_medians_against_the_definition():
    centers = STARTS[:5]
    while True:
        labels = cdist(X, centers, "cityblock").argmin(axis=1)
        # Of an even number of values the lower one of the middle is taken.
        now = np.array([np.sort(X[labels == c], axis=0)[(np.sum(labels == c) - 1) // 2] for c in range(5)])
        if (now == centers).all():
            break
        centers = now
    ours = KMeans(5, metric="manhattan", init=STARTS[:5]).fit(X)
    np.testing.assert_array_equal(ours.labels_, labels)
    np.testing.assert_array_equal(ours.cluster_centers_, centers)
    assert ours.inertia_ == pytest.approx(cdist(X, centers, "cityblock").min(axis=1).sum(), rel=1e-12)


def test_cosine_against_the_definition():
    centers, unit = normalize(STARTS[:4]), normalize(X)
    while True:
        labels = pairwise_distances_argmin(X, centers, metric="cosine")
        now = normalize(np.array([unit[labels == c].mean(axis=0) for c in range(4)]))
        if np.allclose(now, centers, atol=1e-14):
            break
        centers = now
    ours = KMeans(4, metric="cosine", init=STARTS[:4]).fit(X)
    np.testing.assert_array_equal(ours.labels_, labels)
    np.testing.assert_allclose(normalize(ours.cluster_centers_), centers, atol=1e-9)
    assert ours.inertia_ == pytest.approx(cosine_distances(unit, centers).min(axis=1).sum(), rel=1e-9)


def test_mahalanobis_is_scikit_learns_on_whitened_rows():
    variances, axes = np.linalg.eigh(np.cov(X.T, bias=True))
    whiten = axes / np.sqrt(variances)
    judge = Judge(5, init=STARTS[:5] @ whiten, n_init=1, tol=0).fit(X @ whiten)
    ours = KMeans(5, metric="mahalanobis", init=STARTS[:5]).fit(X)
    np.testing.assert_array_equal(ours.labels_, judge.labels_)
    assert ours.inertia_ == pytest.approx(judge.inertia_, rel=1e-9)
    np.testing.assert_allclose(ours.cluster_centers_ @ whiten, judge.cluster_centers_, rtol=1e-7, atol=1e-9)


def true_distances(metric, x, centers):
    if metric == "ciede2000":
        return np.sqrt(CIEDE2000.costs(x[:, None], centers[None]))
    if metric == "cosine":
        return cosine_distances(x, centers)
    inverse = np.linalg.inv(np.cov(X.T, bias=True))
    names = {"manhattan": "cityblock"}
    return cdist(x, centers, names.get(metric, metric), **({"VI": inverse} if metric == "mahalanobis" else {}))


@EVERY_METRIC
def test_transform_gives_the_true_distances(metric):
    ours = fitted(metric=metric)
    new = RNG.uniform(0, 255, (50, 3))
    expected = true_distances(metric, new, ours.cluster_centers_)
    np.testing.assert_allclose(ours.transform(new), expected, rtol=1e-7, atol=1e-12)
    np.testing.assert_array_equal(ours.predict(new), expected.argmin(axis=1))
    costs = expected if metric in ("manhattan", "chebyshev", "cosine") else expected**2
    assert ours.score(new) == pytest.approx(-costs.min(axis=1).sum(), rel=1e-7)


@EVERY_METRIC
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_attributes(metric, dtype):
    x = X.astype(dtype)
    ours = fitted(x=x, metric=metric)
    assert (ours.labels_.dtype, ours.labels_.shape) == (np.int32, (len(x),))
    assert (ours.cluster_centers_.dtype, ours.cluster_centers_.shape) == (np.float64, (5, 3))
    assert isinstance(ours.inertia_, float)
    assert isinstance(ours.n_iter_, int)
    assert ours.transform(x).dtype == dtype
    assert ours.predict(x).dtype == np.int32
    np.testing.assert_array_equal(ours.predict(x), ours.labels_)
    np.testing.assert_array_equal(ours.fit_predict(x), ours.labels_)
    np.testing.assert_array_equal(ours.fit_transform(x), ours.transform(x))
    assert -ours.score(x) == pytest.approx(ours.inertia_, rel=1e-9)
    assert ours.get_feature_names_out().tolist() == [f"kmeans{number}" for number in range(5)]


@EVERY_METRIC
def test_a_pickled_estimator_is_the_same(metric):
    ours = fitted(metric=metric)
    back = pickle.loads(pickle.dumps(ours))
    new = RNG.uniform(0, 255, (50, 3))
    assert back.transform(new).tobytes() == ours.transform(new).tobytes()
    assert back.predict(new).tobytes() == ours.predict(new).tobytes()


@EVERY_METRIC
def test_order_does_not_matter_and_a_weight_is_a_number_of_rows(metric):
    rows = np.round(X[::4])
    weights = RNG.integers(0, 4, len(rows))
    ours = fitted(x=rows, sample_weight=weights, metric=metric)
    shuffled = RNG.permutation(len(rows))
    many = np.repeat(shuffled, weights[shuffled])
    other = fitted(x=rows[many], metric=metric)
    assert ours.cluster_centers_.tobytes() == other.cluster_centers_.tobytes()
    assert (ours.inertia_, ours.n_iter_) == (other.inertia_, other.n_iter_)
    np.testing.assert_array_equal(other.labels_, ours.labels_[many])


def test_rows_without_weight_take_no_part_but_get_labels():
    x = np.array([[0.0], [1.0], [10.0], [11.0], [9e9], [4.0]])
    weights = np.array([1, 1, 1, 1, 0, 1e-15])
    seen = []
    ours = fitted(2, x, weights, init=[[0.0], [11.0]], callback=seen.append)
    assert ours.cluster_centers_.tolist() == [[0.5], [10.5]]
    assert ours.labels_.tolist() == [0, 0, 1, 1, 1, 0] == seen[-1].labels.tolist()
    assert ours.inertia_ == 1.0


def test_callback_sees_every_generation_as_one_of_x():
    seen = []
    order = RNG.permutation(len(X))
    ours = KMeans(12, init=STARTS, callback=seen.append).fit(X[order])
    assert [step.number for step in seen] == list(range(1, ours.n_iter_ + 1))
    expected = generations(np.asfortranarray(X[order]), np.ones(len(X)), 12, initializer="given", given=STARTS)
    for step, other in zip(seen, expected, strict=True):
        assert step.rows.shape == X.shape
        np.testing.assert_array_equal(step.labels, other.labels)
        np.testing.assert_allclose(step.centers, other.centers, rtol=1e-12)
        assert step.cost == pytest.approx(other.cost, rel=1e-12)
        assert step.moved == pytest.approx(other.moved, rel=1e-12)
    assert seen[-1].converged
    np.testing.assert_array_equal(seen[-1].labels, ours.labels_)


def test_callback_may_stop_the_fit():
    ours = KMeans(12, init=STARTS, callback=lambda step: step.number == 2).fit(X)
    assert ours.n_iter_ == 2
    np.testing.assert_array_equal(ours.predict(X), ours.labels_)
    np.testing.assert_array_equal(ours.labels_, KMeans(12, init=STARTS, max_iter=2).fit(X).labels_)
    # A list that grows, say, is no wish to stop.
    assert KMeans(12, init=STARTS, callback=lambda step: [step]).fit(X).n_iter_ > 2


def test_what_a_callback_raises_ends_the_fit():
    def refuse(step):
        raise KeyError("no more")

    ours = KMeans(3, callback=refuse)
    with pytest.raises(KeyError, match="no more"):
        ours.fit(X)
    with pytest.raises(NotFittedError):
        ours.predict(X)


def test_starts():
    assert fitted(init="k-means++").inertia_ == fitted(init="kmeans++").inertia_
    assert fitted(init="k-means||").inertia_ == fitted(init="kmeans-parallel").inertia_
    seen = []

    def choose(x, k, random_state):
        seen.append(random_state)
        return starts[len(seen) % 2]

    starts = [STARTS, X[:12] - 500]
    for _ in range(2):
        assert (
            fitted(12, init=choose, n_init=2).cluster_centers_.tobytes()
            == fitted(12, init=STARTS).cluster_centers_.tobytes()
        )
        seen.append(None)
    assert isinstance(seen[0], np.random.RandomState)
    assert seen[0] is seen[1] is not seen[3]
    # Given centers are one start, whatever n_init says.
    assert fitted(12, init=STARTS.tolist(), n_init=9).inertia_ == fitted(12, init=STARTS, n_init=1).inertia_


def test_random_states():
    assert fitted(random_state=3).labels_.tobytes() == fitted(random_state=np.int64(3)).labels_.tobytes()
    one, two = (fitted(9, random_state=np.random.RandomState(5), n_init=1) for _ in range(2))
    assert one.cluster_centers_.tobytes() == two.cluster_centers_.tobytes()
    state = np.random.RandomState(5)
    assert len({fitted(9, random_state=state, n_init=1, init="random").inertia_ for _ in range(4)}) > 1
    before = np.random.get_state()  # noqa: NPY002  # scikit-learn's convention for None
    try:
        results = set()
        for _ in range(2):
            np.random.seed(1)  # noqa: NPY002
            results.add(fitted(9, random_state=None, n_init=1).cluster_centers_.tobytes())
    finally:
        np.random.set_state(before)  # noqa: NPY002
    assert len(results) == 1


@EVERY_METRIC
def test_too_few_different_rows(metric):
    x = np.array([[9.0, 1.0, 4.0], [50.0, 60.0, -3.0]])[[0, 0, 0, 1, 0, 1]]
    with pytest.warns(ConvergenceWarning, match="only 2 of n_clusters=4 clusters have rows"):
        ours = fitted(4, x, metric=metric)
    assert ours.cluster_centers_.shape == (4, 3)
    assert ours.transform(x).shape == (6, 4)
    assert np.isfinite(ours.cluster_centers_).all()
    assert len(set(ours.labels_[[0, 1, 2, 4]])) == len(set(ours.labels_[[3, 5]])) == 1
    assert set(ours.labels_) == {0, 1}
    assert ours.inertia_ == pytest.approx(0, abs=1e-9)
    dropped = fitted(4, x, metric=metric, empty="drop")
    assert dropped.cluster_centers_.shape == (2, 3)
    assert dropped.get_feature_names_out().tolist() == ["kmeans0", "kmeans1"]
    kept = fitted(4, x, metric=metric, empty="keep")
    assert kept.cluster_centers_.shape == (4, 3)


def test_empty_clusters_keep_their_given_center():
    ours = fitted(3, [[0.0], [0.0], [10.0]], init=[[100.0], [0.0], [10.0]], empty="keep")
    assert ours.labels_.tolist() == [1, 1, 2]
    assert ours.cluster_centers_.tolist() == [[100.0], [0.0], [10.0]]
    dropped = fitted(3, [[0.0], [0.0], [10.0]], init=[[100.0], [0.0], [10.0]], empty="drop")
    assert dropped.cluster_centers_.tolist() == [[0.0], [10.0]]


def test_many_clusters():
    x = RNG.uniform(0, 1, (2000, 2))
    ours = fitted(400, x, n_init=1)
    assert len(np.unique(ours.labels_)) == 400
    np.testing.assert_array_equal(ours.labels_, cdist(x, ours.cluster_centers_).argmin(axis=1))


def test_in_a_pipeline_and_a_search():
    pipe = make_pipeline(StandardScaler(), KMeans(5, random_state=0, n_init=2))
    assert pipe.fit(X).predict(X).shape == (len(X),)
    assert pipe.transform(X).shape == (len(X), 5)
    search = GridSearchCV(KMeans(random_state=0, n_init=2), {"n_clusters": [1, 5]}, cv=3).fit(X)
    assert search.best_params_ == {"n_clusters": 5}
    again = clone(search.best_estimator_)
    assert again.get_params() == search.best_estimator_.get_params()
    assert not hasattr(again, "labels_")


def test_data_frames():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(X, columns=["r", "g", "b"])
    ours = KMeans(3, random_state=0).set_output(transform="pandas")
    out = ours.fit_transform(frame)
    assert list(out.columns) == ["kmeans0", "kmeans1", "kmeans2"]
    assert ours.feature_names_in_.tolist() == ["r", "g", "b"]


def test_x_is_neither_changed_nor_kept():
    x = X.copy()
    x.flags.writeable = False
    fitted(x=x)
    assert (x == X).all()
    for order in (np.asfortranarray(X), X.astype(">f8"), np.repeat(X, 2, axis=0)[::2]):
        assert fitted(x=order).cluster_centers_.tobytes() == fitted().cluster_centers_.tobytes()


LOOPS = """
import sys, numpy as np
from kmeans_studio import KMeans
for dtype in (np.float64, np.float32):
    x = np.random.default_rng(3).uniform(0, 255, (6000, 3)).astype(dtype)
    for metric in ("euclidean", "manhattan", "chebyshev", "cosine", "mahalanobis", "ciede2000"):
        some = x[:1000] if metric == "ciede2000" else x
        ours = KMeans(7, metric=metric, random_state=0, n_init=2, max_iter=15).fit(some)
        for array in (ours.labels_, ours.cluster_centers_, ours.transform(some[::7]), ours.predict(some[::-1])):
            sys.stdout.write(array.tobytes().hex()[::11])
        print(metric, ours.inertia_, ours.n_iter_)
"""


def test_the_same_bytes_with_all_loops_and_threads():
    def run(how, threads):
        surroundings = {**os.environ, LOOPS_VARIABLE: how, THREADS_VARIABLE: threads}
        return subprocess.run(
            [sys.executable, "-c", LOOPS], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True
        ).stdout

    expected = run("numpy", "1")
    assert expected.count("\n") == 12
    assert run("numpy", "2") == expected
    if loops() == "compiled":
        assert run("", "1") == expected
        assert run("", "2") == expected
