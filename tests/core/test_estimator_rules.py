"""KMeans keeps to scikit-learn's rules for estimators, and refuses what is wrong by its name."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.utils.estimator_checks import parametrize_with_checks

from kmeans_studio import KMeans
from kmeans_studio.engine.metrics import METRICS
from kmeans_studio.engine.seeding import FROM_GIVEN, INITIALIZERS

X = np.random.default_rng(7).normal(100, 40, (2000, 3))


# ciede2000 is left out as it takes three columns only, which the checks do not keep to.
@parametrize_with_checks(
    [
        *(KMeans(n_clusters=3, metric=name, n_init=2) for name in METRICS.names if name != "ciede2000"),
        *(KMeans(n_clusters=3, init=name, n_init=1) for name in INITIALIZERS.names if name not in FROM_GIVEN),
        KMeans(n_clusters=3, empty="drop", tol=1e-4),
        KMeans(n_clusters=3, empty="keep"),
    ]
)
def test_scikit_learns_own_checks(estimator, check):
    with warnings.catch_warnings():
        # Some checks fit fewer different rows than clusters, on purpose.
        warnings.simplefilter("ignore", ConvergenceWarning)
        check(estimator)


WRONG = [
    ({"n_clusters": 0}, "n_clusters must be a whole number of at least 1"),
    ({"n_clusters": 2.0}, "n_clusters must be a whole number"),
    ({"n_clusters": True}, "n_clusters must be a whole number"),
    ({"n_clusters": 5000}, "n_clusters=5000 is more than X has rows: n_samples=2000"),
    ({"n_init": 0}, "n_init must be a whole number"),
    ({"n_init": "auto"}, "n_init must be a whole number"),
    ({"max_iter": 0}, "max_iter must be a whole number"),
    ({"tol": -1}, "tol must be a number of at least 0"),
    ({"tol": np.nan}, "tol must be a number of at least 0"),
    ({"tol": "none"}, "tol must be a number of at least 0"),
    ({"metric": "euclid"}, "metric must be one of 'euclidean'"),
    ({"metric": None}, "metric must be one of"),
    ({"init": "best"}, "init must be one of 'kmeans"),
    ({"init": "given"}, "init must be one of 'kmeans"),
    ({"init": X[:4]}, r"init must have the shape .* \(5, 3\); it has \(4, 3\)"),
    ({"init": X[:5, :2]}, r"init must have the shape .* \(5, 3\); it has \(5, 2\)"),
    ({"init": 3}, "init must have the shape"),
    ({"init": [["a"]]}, "init must be"),
    ({"init": np.full((5, 3), np.nan)}, "init must hold finite numbers"),
    ({"init": np.full((5, 3), 1e200)}, "init holds values too far away"),
    ({"init": lambda x, k, random_state: x[:1]}, "init must have the shape"),
    ({"empty": "split"}, "empty must be one of 'relocate', 'drop', 'keep'"),
    ({"random_state": -1}, "random_state must be"),
    ({"random_state": "seed"}, "random_state must be"),
    ({"callback": 3}, "callback must be a function"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_wrong_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        KMeans(**{"n_clusters": 5, **arguments}).fit(X)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (np.ones(3), r"sample_weight must have one number for each row of X, the shape \(2000,\); it has \(3,\)"),
        (np.ones((len(X), 1)), "sample_weight must have one number for each row"),
        (["a"] * len(X), "sample_weight must be numbers"),
        (np.full(len(X), np.nan), "sample_weight must hold finite numbers"),
        (np.full(len(X), np.inf), "sample_weight must hold finite numbers"),
        (np.append(np.ones(len(X) - 1), -2), "sample_weight must not be negative; the least is -2"),
        (np.zeros(len(X)), "sample_weight must not be zero for every row"),
        (np.full(len(X), 1e300), "sample_weight must go up to"),
        (np.full(len(X), 1e-300), "sample_weight must go up to"),
        (
            np.append(np.zeros(len(X) - 4), np.ones(4)),
            "n_clusters=5 .* n_samples=2000, and only 4 have a sample_weight",
        ),
    ],
)
def test_wrong_weights(weights, message):
    with pytest.raises(ValueError, match=message):
        KMeans(5).fit(X, sample_weight=weights)


def test_wrong_rows():
    for bad in (np.nan, np.inf):
        with pytest.raises(ValueError, match="X contains"):
            KMeans(5).fit(np.where(X[3, 1] == X, bad, X))
    with pytest.raises(ValueError, match="X must have three columns"):
        KMeans(5, metric="ciede2000").fit(X[:, :2])
    with pytest.raises(ValueError, match="X must hold Lab colors"):
        KMeans(5, metric="ciede2000").fit(X * 1e6)
    with pytest.raises(ValueError, match="X has 2 features, but KMeans is expecting 3"):
        KMeans(5).fit(X).predict(X[:, :2])
    with pytest.raises(NotFittedError):
        KMeans().transform(X)
