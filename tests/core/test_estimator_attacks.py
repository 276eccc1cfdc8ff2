"""KMeans on nasty rows: far from zero, tiny, huge, the same again and again. Right or refused, and never NaN."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from sklearn.exceptions import ConvergenceWarning

from kmeans_studio import KMeans
from kmeans_studio.compiled import LOOPS_VARIABLE
from kmeans_studio.engine.distinct import distinct_rows
from kmeans_studio.engine.metrics import METRICS

RNG = np.random.default_rng(11)
SCALES = (5e-324, 1e-310, 1e-160, 1e-140, 1e-45, 1e-12, 1.0, 1e8, 1e38, 1e145, 1e160, 1e300, 1.7e308)
FREE = ("euclidean", "manhattan", "chebyshev", "mahalanobis")
EVERY_METRIC = pytest.mark.parametrize("metric", METRICS.names)


def fitted(x, k, sample_weight=None, **how):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return KMeans(k, **{"random_state": 0, "n_init": 2, "max_iter": 40, **how}).fit(x, sample_weight=sample_weight)


@st.composite
def nasty_rows(draw):
    """Three columns, each with a scale and an offset of its own; values that repeat; float32 or float64."""
    n = draw(st.integers(1, 25))
    few = st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5, 0.25, 3.0])
    values = st.one_of(few, st.floats(-1, 1))
    x = np.array(draw(st.lists(st.lists(values, min_size=3, max_size=3), min_size=n, max_size=n)))
    with np.errstate(all="ignore"):
        x = x * draw(st.sampled_from(SCALES)) + np.array(
            draw(st.lists(st.sampled_from((0, *SCALES)), min_size=3, max_size=3))
        )
        x = x.astype(draw(st.sampled_from([np.float64, np.float32])))
    return np.nan_to_num(x)


@settings(max_examples=150)
@given(
    x=nasty_rows(),
    metric=st.sampled_from(METRICS.names),
    how=st.fixed_dictionaries(
        {
            "init": st.sampled_from(["kmeans++", "kmeans-parallel", "random", "maximin"]),
            "empty": st.sampled_from(["relocate", "drop", "keep"]),
            "random_state": st.integers(0, 3),
        }
    ),
    data=st.data(),
)
def test_right_or_refused_and_never_nan(x, metric, how, data):
    k = data.draw(st.integers(1, len(x)))
    weight = st.one_of(st.integers(0, 3), st.sampled_from([1e-30, 1e-12, 1e-9, 1e9, 1e90]))
    weights = np.array(data.draw(st.lists(weight, min_size=len(x), max_size=len(x))), float)
    refused = None
    try:
        ours = fitted(x, k, weights, metric=metric, **how)
    except ValueError as error:
        refused = str(error)
    if refused is not None:
        assert refused.startswith(("X holds", "X must hold Lab", "sample_weight must", "n_clusters="))
        return
    for array in (ours.cluster_centers_, ours.transform(x.astype(float)), ours.inertia_, ours.score(x)):
        assert np.isfinite(array).all()
    np.testing.assert_array_equal(ours.predict(x), ours.labels_)
    distances = ours.transform(x.astype(float))
    own = distances[np.arange(len(x)), ours.labels_]
    # float32 rows are placed in float32.
    rounding = 1e-6 * distances.max() + {"cosine": 1e-12, "mahalanobis": 1e-5}.get(metric, 0.0)
    assert (own <= distances.min(axis=1) * (1 + 1e-6) + rounding).all()


@pytest.mark.parametrize(
    ("metric", "offset", "scale"),
    [
        *((metric, 0.0, 1.0) for metric in METRICS.names),
        *((metric, offset, scale) for metric in FREE for offset, scale in [(0, 1e-12), (1e8, 1e-3), (-1e8, 1.0)]),
    ],
)
def test_groups_are_found_wherever_they_lie(metric, offset, scale):
    group = np.arange(300) % 3
    at = np.array([[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0]])[group] * 40
    x = (at + RNG.normal(0, 1, (300, 3))) * scale + offset
    ours = fitted(x, 3, metric=metric, n_init=5)
    means = np.array([(x[group == c] - offset).mean(axis=0) for c in range(3)])
    assert len({(a, b) for a, b in zip(group, ours.labels_, strict=True)}) == 3
    if metric in ("euclidean", "chebyshev", "mahalanobis", "ciede2000"):
        order = ours.labels_[[0, 1, 2]]
        np.testing.assert_allclose(
            ours.cluster_centers_[order] - offset, means, rtol=1e-6, atol=1e-6 * scale + 2e-16 * abs(offset)
        )


def test_a_million_rows_far_from_zero():
    x = np.repeat([1e8 + 0.02, 1e8 + 0.03, 1e8 + 1], [600_000, 300_000, 100_000])[:, None]
    ours = fitted(x, 2, init=[[1e8], [1e8 + 1]])
    assert ours.cluster_centers_[:, 0].tolist() == [pytest.approx(1e8 + 0.07 / 3, abs=2e-8), 1e8 + 1]
    assert ours.inertia_ == pytest.approx(20, rel=1e-5)


@pytest.mark.parametrize("loops", ["", "numpy"])
@pytest.mark.parametrize("scale", [1e-300, 1e-70, 1e-12, 1e50, 1e130])
@pytest.mark.parametrize("metric", [*FREE, "cosine"])
def test_a_scale_changes_nothing(metric, scale, loops, monkeypatch):
    monkeypatch.setenv(LOOPS_VARIABLE, loops)
    factor = 2.0 ** round(np.log2(scale))
    x = RNG.normal(0, 1, (500, 3))
    seen = []
    ours, expected = fitted(x * factor, 6, metric=metric, callback=seen.append), fitted(x, 6, metric=metric)
    power = {"euclidean": 2, "manhattan": 1, "chebyshev": 1}.get(metric, 0)
    assert ours.inertia_ == pytest.approx(expected.inertia_ * factor**power, rel=1e-9, abs=0)
    # Where the mean is not the best center, the rows were not compared with the last centers yet.
    assert seen[-1].cost == pytest.approx(ours.inertia_, rel=1e-2 if metric == "chebyshev" else 1e-9, abs=0)
    np.testing.assert_array_equal(ours.labels_, expected.labels_)
    np.testing.assert_allclose(ours.cluster_centers_ / (1 if metric == "cosine" else factor), expected.cluster_centers_)


@EVERY_METRIC
def test_too_great(metric):
    x = RNG.uniform(0.5, 3, (20, 3)) * [1, -1, 1]
    with pytest.raises(ValueError, match=r"^X (holds values up to|must hold Lab colors)"):
        fitted(x * 5e307, 3, metric=metric)
    if metric == "cosine":
        assert np.isfinite(fitted(x, 3, metric=metric).transform(x * 5e307)).all()
        return
    with pytest.raises(ValueError, match=r"^X (holds values too far away|must hold Lab colors)"):
        fitted(x, 3, metric=metric).predict(x * 5e307)
    if metric == "euclidean":
        with pytest.raises(ValueError, match=r"^X holds values up to .*e\+159, too great"):
            fitted(x * 1e159, 3)
        # It depends on what they weigh.
        assert fitted(x * 1e130, 3).inertia_ > 0
        with pytest.raises(ValueError, match=r"^X holds values up to .*e\+130, too great"):
            fitted(x * 1e130, 3, sample_weight=np.full(20, 1e90))


@pytest.mark.parametrize("loops", ["", "numpy"])
@pytest.mark.parametrize("metric", FREE)
def test_far_from_all_that_was_fitted(metric, loops, monkeypatch):
    monkeypatch.setenv(LOOPS_VARIABLE, loops)
    x = RNG.uniform(0.5, 3, (20, 3)) * [1, -1, 1]
    ours = fitted(x, 3, metric=metric)
    far = x * 1e40
    np.testing.assert_array_equal(ours.predict(far), ours.transform(far).argmin(axis=1))
    with pytest.raises(ValueError, match=r"^X holds values too far away"):
        fitted(x * 1e-150, 3, metric=metric).predict(far)
    if metric in ("euclidean", "mahalanobis"):
        with pytest.raises(ValueError, match=r"^X lies so far away that its cost"):
            ours.score(x * 1e140, sample_weight=np.full(20, 1e90))
    with pytest.raises(ValueError, match=r"^X lies so far away that distances are beyond the range of float32"):
        fitted(x * 1e30, 3, metric="manhattan").transform(np.full((1, 3), 3e38, np.float32))
    with pytest.raises(ValueError, match=r"^init holds values too far away"):
        fitted(x, 3, metric=metric, init=x[:3] * 1e40)


@EVERY_METRIC
def test_zeros_and_one_row(metric):
    assert fitted(np.zeros((5, 3)), 1, metric=metric).inertia_ == 0
    assert fitted([[1e7, 0, 0]] if metric == "cosine" else [[7.0, 0, 0]], 1, metric=metric).inertia_ == 0
    assert set(fitted(np.zeros((5, 3)), 3, metric=metric).labels_) == {0}


@pytest.mark.parametrize("empty", ["relocate", "drop", "keep"])
@pytest.mark.parametrize("x", [[[0, 1, 0.3]] * 3, [[0, 1, 0.3], [0, 2, 0.6], [0, 3, 0.9]]])
def test_rows_that_all_point_the_same_way(x, empty):
    # The cost is not quite 0, by rounding alone: nothing to go by.
    ours = fitted(x, 2, [1, 1, 3], metric="cosine", empty=empty)
    assert ours.inertia_ == pytest.approx(0, abs=1e-12)
    np.testing.assert_array_equal(ours.predict(x), ours.labels_)


@pytest.mark.parametrize("k", [1, 3, 7])
def test_weights_of_very_different_size(k):
    x = RNG.normal(0, 1, (40, 2))
    weights = 10.0 ** RNG.uniform(-9, 0, 40)
    ours = fitted(x, k, weights, n_init=5)
    labels = ours.labels_
    for number in range(k):
        mean = np.average(x[labels == number], axis=0, weights=weights[labels == number])
        np.testing.assert_allclose(ours.cluster_centers_[number], mean, atol=1e-5)
    np.testing.assert_array_equal(labels, cdist(x, ours.cluster_centers_).argmin(axis=1))


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(st.sampled_from([0.0, -0.0, 1.0, 2.5, -3.0, 1e300]), min_size=2, max_size=2), min_size=1, max_size=40
    )
)
@example([[0.0, -0.0], [-0.0, 0.0]])
def test_distinct_rows_are_the_different_ones(rows):
    x = np.array(rows)
    found = distinct_rows(x, np.arange(1.0, len(x) + 1), 1)
    expected, inverse = np.unique(x + 0.0, axis=0, return_inverse=True)
    assert len(found.rows) == len(expected)
    np.testing.assert_array_equal(found.rows[found.place], x)
    np.testing.assert_array_equal(np.bincount(found.place, np.arange(1.0, len(x) + 1)), found.weights)
    # Whatever order they come in.
    order = RNG.permutation(len(x))
    again = distinct_rows(x[order], np.ones(len(x)), 1)
    assert (again.rows + 0.0).tobytes() == (found.rows + 0.0).tobytes()
    apart = distinct_rows(x, np.ones(len(x)), len(expected) + 1)
    assert (len(apart.rows), inverse.shape[0]) == (len(x), len(x))
    np.testing.assert_array_equal(apart.rows[apart.place], x)


def test_rows_that_share_a_key_are_told_apart(monkeypatch):
    monkeypatch.setattr("kmeans_studio.engine.distinct._keys", lambda rows: np.zeros(len(rows), np.uint64))
    x = RNG.integers(0, 3, (50, 3)).astype(float)
    found = distinct_rows(x, np.ones(50), 1)
    expected, counts = np.unique(x, axis=0, return_counts=True)
    order = np.lexsort(found.rows.T[::-1])
    np.testing.assert_array_equal(found.rows[order], expected)
    np.testing.assert_array_equal(found.weights[order], counts)
    again = distinct_rows(x[::-1], np.ones(50), 1)
    np.testing.assert_array_equal(again.rows, found.rows)


@pytest.mark.parametrize("d", [1, 2, 31, 40])
def test_any_number_of_columns(d):
    x = RNG.normal(0, 1, (300, d))
    ours = fitted(np.repeat(x, 2, axis=0), 4)
    np.testing.assert_array_equal(ours.labels_[::2], ours.labels_[1::2])
    np.testing.assert_array_equal(ours.labels_[::2], cdist(x, ours.cluster_centers_).argmin(axis=1))
