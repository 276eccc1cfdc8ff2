"""KMeans: the engine with scikit-learn's face. Nothing else imports scikit-learn, which takes its time to load."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, ClusterMixin, TransformerMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from . import arguments
from .empty import EMPTY_RULES
from .fitting import Fitting, Wish, nearest, seen
from .metrics import METRICS
from .seeding import FROM_GIVEN, INITIALIZERS

if TYPE_CHECKING:
    from typing import Self

    from numpy.typing import ArrayLike, NDArray

    from .lloyd import Generation

    Array = NDArray[np.float64]
    Labels = NDArray[np.int32]

ALIASES = {"k-means++": "kmeans++", "k-means||": "kmeans-parallel"}
"""Names of start methods as scikit-learn and others write them."""


class KMeans(ClassNamePrefixFeaturesOutMixin, TransformerMixin, ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """K-means for scikit-learn: exact, repeatable, with a choice of distances, and watched while it runs.

    The same rows give the same bytes in any order, with any number of threads, compiled or not; a row with
    sample_weight 3 is the same as three such rows.

    Args:
        n_clusters: how many clusters.
        metric: a distance together with its center: "euclidean", "manhattan" (medians), "chebyshev", "cosine",
            "mahalanobis", or "ciede2000", which needs X to be L*, a* and b*.
        init: "kmeans++" (or "k-means++"), "kmeans-parallel" (or "k-means||"), "random", "maximin"; centers
            (n_clusters, d) to start from; or a function (X, n_clusters, random_state=RandomState) that returns them.
        n_init: so many starts are tried for a few generations, and the best of them is run to the end. For a start
            method by name they are tried on a sample of some ten thousand rows. Given centers are one start.
        max_iter: the most generations.
        tol: stop once the centers move so little: as in scikit-learn, the Frobenius norm of their movement, squared,
            relative to the mean variance of the columns. 0, unlike there, is the default: until no label changes.
        empty: what becomes of a cluster that lost its last row: "relocate" starts it anew at the row that is served
            worst, "drop" gives it up, so that fewer than n_clusters may come out, "keep" leaves its center in place.
        random_state: an int from 0, a numpy RandomState, or None for numpy's global one.
        callback: called with every `kmeans_studio.engine.lloyd.Generation` of the run: its rows, weights and labels are
            those of X, in X's order. If it returns True, that generation is the last; what it raises ends the fit.

    Attributes:
        cluster_centers_: (n_clusters, d) float64, in the units of X. Where X has fewer than n_clusters different rows,
            the centers at the end repeat the last one, and a ConvergenceWarning says so.
        labels_: (n,) int32, the nearest center of each row, the first of equally near ones: what predict(X) returns.
        inertia_: the sum of weight x cost: the squared distance, but with "manhattan" and "chebyshev" the distance,
            with "cosine" 1 - cos.
        n_iter_: the number of generations.
        n_features_in_, feature_names_in_: as in all of scikit-learn.

    X is dense, float32 or float64 (anything else becomes float64), and finite; float32 takes half the memory. Rows
    whose sample_weight is 0, or less than 1e-12 of the sum, take no part in the fit, but get labels.
    """

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        metric: str = "euclidean",
        init: str | ArrayLike | Callable[..., ArrayLike] = "kmeans++",
        n_init: int = 10,
        max_iter: int = 300,
        tol: float = 0.0,
        empty: str = "relocate",
        random_state: int | np.random.RandomState | None = None,
        callback: Callable[[Generation], object] | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.metric = metric
        self.init = init
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.empty = empty
        self.random_state = random_state
        self.callback = callback

    def fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> Self:
        """Cluster the rows of X (n, d), n >= n_clusters; y is ignored.

        Raises ValueError, which names the argument and says what is wrong with it, and what `callback` raises.
        """
        rows = self._rows(X, reset=True)
        fitting = Fitting(self._wish(rows), rows, arguments.row_weights(sample_weight, len(rows)))
        for last in fitting.run():
            if self.callback is not None and self.callback(fitting.told(last)) is True:
                break
        self.cluster_centers_ = fitting.centers(last)
        self.labels_, self.inertia_ = fitting.result(last, self.cluster_centers_)
        self.n_iter_ = last.number
        self._n_features_out = len(self.cluster_centers_)
        self._geometry, self._frame = last.geometry, fitting.frame
        found = len(np.unique(self.labels_))
        if found < self.n_clusters and self.empty == "relocate":
            warnings.warn(
                f"only {found} of n_clusters={self.n_clusters} clusters have rows; X may have too few different ones",
                ConvergenceWarning,
                stacklevel=2,
            )
        return self

    def fit_predict(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> Labels:
        """Fit, and return labels_."""
        labels: Labels = self.fit(X, sample_weight=sample_weight).labels_
        return labels

    def fit_transform(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> NDArray[Any]:
        """Fit, and return transform(X)."""
        distances: NDArray[Any] = self.fit(X, sample_weight=sample_weight).transform(X)
        return distances

    def predict(self, X: ArrayLike) -> Labels:
        """Return the number of the nearest center of each row of X (n, d), (n,) int32.

        Of equally near ones it is the first.
        """
        rows, centers = self._seen(self._checked(X))
        return nearest(self._geometry, rows, centers)[0]

    def transform(self, X: ArrayLike) -> NDArray[Any]:
        """Return the metric's distance of each row of X (n, d) to each center, (n, n_clusters), in the dtype of X.

        "cosine" gives 1 - cos.
        """
        given = self._checked(X)
        distances: NDArray[Any] = self._geometry.distances(*self._seen(given))
        if self.metric == "cosine":
            # The engine's own is the root of it, which keeps the triangle inequality.
            distances *= distances
        distances *= self._frame.distance
        with np.errstate(over="ignore"):
            distances = distances.astype(given.dtype, copy=False)
        if not np.isfinite(distances).all():
            raise ValueError(f"X lies so far away that distances are beyond the range of {given.dtype}")
        return distances

    def score(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> float:
        """Return minus the cost of the rows of X (n, d), so that greater is better.

        For the rows of `fit` that is -inertia_, but for rounding.
        """
        rows, centers = self._seen(self._checked(X))
        weights = arguments.row_weights(sample_weight, len(rows))
        with np.errstate(over="ignore"):
            cost = float(np.sum(weights * nearest(self._geometry, rows, centers)[1])) * self._frame.cost
        if not np.isfinite(cost):
            raise ValueError("X lies so far away that its cost is beyond the range of float64")
        return -cost

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    def _wish(self, rows: NDArray[Any]) -> Wish:
        """Return the arguments, checked."""
        k = arguments.whole("n_clusters", self.n_clusters, 1)
        n_init = arguments.whole("n_init", self.n_init, 1)
        metric = arguments.named("metric", self.metric, METRICS.names)
        arguments.suits_metric("X", rows, metric)
        if self.callback is not None and not callable(self.callback):
            raise ValueError(f"callback must be a function or None, not {self.callback!r}")
        random = _random_state(self.random_state)
        initializer = "given"
        given: tuple[Array, ...] = ()
        if isinstance(self.init, str):
            names = [name for name in (*INITIALIZERS.names, *ALIASES) if name not in FROM_GIVEN]
            initializer = ALIASES.get(self.init, arguments.named("init", self.init, names))
        elif callable(self.init):
            made = [self.init(rows, k, random_state=random) for _ in range(n_init)]
            given = tuple(arguments.start_centers(start, k, rows.shape[1]) for start in made)
        else:
            given = (arguments.start_centers(self.init, k, rows.shape[1]),)
        return Wish(
            k=k,
            metric=metric,
            initializer=initializer,
            given=given,
            restarts=1 if given else n_init,
            max_generations=arguments.whole("max_iter", self.max_iter, 1),
            tol=arguments.not_negative("tol", self.tol),
            empty=arguments.named("empty", self.empty, EMPTY_RULES.names),
            seed=_seed(self.random_state, random),
        )

    def _checked(self, X: ArrayLike) -> NDArray[Any]:
        """Return X as rows (n, d) that are like those of `fit`."""
        check_is_fitted(self, "cluster_centers_")
        return self._rows(X, reset=False)

    def _rows(self, X: ArrayLike, reset: bool) -> NDArray[Any]:
        """Return X as finite rows (n, d), float64 or float32."""
        # To see whether all is finite scikit-learn adds it up, which may overflow.
        with np.errstate(over="ignore", invalid="ignore"):
            rows: NDArray[Any] = validate_data(self, X, reset=reset, dtype=[np.float64, np.float32])
        return rows

    def _seen(self, rows: NDArray[Any]) -> tuple[NDArray[Any], Array]:
        """Return rows (n, d) and the centers as the engine saw them in `fit`."""
        return seen(self._frame, "X", rows, self.metric), self._frame.see(self.cluster_centers_)


def _random_state(wanted: object) -> np.random.RandomState:
    """Return numpy's older kind of random numbers, which is scikit-learn's."""
    try:
        state: np.random.RandomState = check_random_state(wanted)
    except ValueError:
        raise ValueError(
            f"random_state must be a whole number from 0 to 2^32 - 1, a numpy RandomState or None, not {wanted!r}"
        ) from None
    return state


def _seed(wanted: object, state: np.random.RandomState) -> int:
    """Return the engine's seed: the number itself, as in a recipe, or one that is drawn."""
    return int(wanted) if isinstance(wanted, Integral) else int(state.randint(2**31))
