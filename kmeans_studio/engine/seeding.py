"""INITIALIZERS: each chooses the k centers that the first generation starts from.

An initializer is a function (Field, k, rng) -> centers (k, d) float64, with 1 <= k <= the number of points. It draws
only `rng.random()` numbers, so that its choice depends on the seed alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ..compiled import kernels
from ..parallel import bands, check
from ..registry import Registry
from .exact import rounded, rounder
from .summary import drawn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .norms import Norm

    Array = NDArray[np.float64]
    Initializer = Callable[["Field", int, np.random.Generator], Array]


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """What starts are chosen on.

    points   (n, d) float64, column-major; weights (n,) > 0
    norm     how far points lie apart
    given    (g, d): centers that the user gave, for the initializers in FROM_GIVEN
    cancel   once it is set, whatever is asked raises CancelledError
    """

    points: Array
    weights: Array
    norm: Norm
    given: Array | None = None
    cancel: Event | None = None

    def costs(self, centers: Array) -> Array:
        """Return what each point would cost at each of some centers (t, d): (t, n)."""
        check(self.cancel)
        return self.norm.costs(self.points[None], centers[:, None])

    def with_candidates(self, nearest: Array, candidates: Array, total: float) -> tuple[Array, Array]:
        """Return what each point costs with each of some more centers (t, d) at hand, (t, n), and in all, (t,).

        nearest  (n,) what it costs without; total, about what that is in all
        """
        check(self.cancel)
        by = rounder(total)
        compiled = kernels("engine._nearest") if self.norm.bounded else None
        if compiled is None:
            served = np.minimum(nearest, self.costs(candidates))
            return served, rounded(self.weights * served, by).sum(axis=1)
        served, totals = np.empty((len(candidates), len(nearest))), np.zeros(len(candidates))
        compiled.serve(self.norm.name, self.points, self.weights, candidates, nearest, by, served, totals)
        return served, totals

    def lower(self, nearest: Array, centers: Array) -> None:
        """Bring what each point costs at the nearest center, (n,), down to what it costs with more of them (t, d)."""
        for few in self.some_of(len(centers)):
            np.minimum(nearest, self.costs(centers[few]).min(axis=0), out=nearest)

    def some_of(self, count: int) -> list[slice]:
        """Cut so many centers into parts, so that all points are measured from one at little expense of memory."""
        return bands(count, max(1, PAIRS // len(self.points)))


INITIALIZERS: Registry[Initializer] = Registry("start method")

ROUNDS = 5
"""Rounds of k-means||, as its authors advise."""

PAIRS = 1 << 18
"""Pairs of a point and a center that are measured at a time."""

OVERSAMPLING = 2
"""Candidates that k-means|| draws a round, for each center."""


@INITIALIZERS.register(
    "kmeans++",
    "k-means++",
    "Places the first centers far apart, favoring colors that no center serves yet. Usually the better and "
    "steadier start.",
)
def kmeans_plus_plus(field: Field, k: int, rng: np.random.Generator) -> Array:
    """Greedy D2 sampling (Arthur & Vassilvitskii 2007): of 2 + ln k candidates, keep the most helpful."""
    first = drawn(field.weights, rng.random(1))
    return _spread(field, field.points[first], k, rng)


@INITIALIZERS.register(
    "kmeans-parallel",
    "k-means||",
    "Draws many candidates at once in a few rounds, then thins them out to k by weight. A relative of k-means++ "
    "made for huge data, often as good.",
)
def kmeans_parallel(field: Field, k: int, rng: np.random.Generator) -> Array:
    """Scalable k-means++ (Bahmani et al. 2012): ROUNDS of independent draws, then k-means++ among the drawn."""
    n = len(field.points)
    chosen = np.zeros(n, np.bool_)
    chosen[drawn(field.weights, rng.random(1))] = True
    nearest = field.costs(field.points[chosen])[0]
    for _ in range(ROUNDS):
        potential = field.weights * nearest
        total = potential.sum()
        if not total > 0:
            break
        # p = min(1, l d2 / phi), for each point on its own.
        new = (rng.random(n) * total < OVERSAMPLING * k * potential) & ~chosen
        field.lower(nearest, field.points[new])
        chosen |= new
    candidates = np.flatnonzero(chosen)
    if len(candidates) < k:
        return _spread(field, field.points[candidates], k, rng)
    weights: Array = np.bincount(_nearest(field, candidates), field.weights, minlength=len(candidates)).astype(
        np.float64
    )
    # A candidate at the same place as an earlier one serves nothing, and stays where others are too few.
    weights = np.maximum(weights, np.finfo(np.float64).tiny)
    among = Field(np.asfortranarray(field.points[candidates]), weights, field.norm, cancel=field.cancel)
    return kmeans_plus_plus(among, k, rng)


@INITIALIZERS.register(
    "random",
    "Random pixels",
    "Takes the colors of k pixels at random. Simple and quick, but more often ends in a poorer result; several "
    "restarts make up for it.",
)
def random_rows(field: Field, k: int, rng: np.random.Generator) -> Array:
    """k different points, each drawn with a probability proportional to its weight.

    Efraimidis & Spirakis 2006: the k greatest of u^(1/w), by their logarithms.
    """
    # random() can be 0 but never 1; log1p(-u) is finite for all of them.
    keys = np.log1p(-rng.random(len(field.points))) / field.weights
    return field.points[np.argsort(-keys, kind="stable")[:k]]


@INITIALIZERS.register(
    "maximin",
    "Farthest first",
    "Takes one color at random and then, again and again, the one farthest from all taken so far. Finds rare colors, "
    "and lets strays become segments of their own.",
)
def maximin(field: Field, k: int, rng: np.random.Generator) -> Array:
    """Farthest-first traversal (Gonzalez 1985); of equally far points the first."""
    taken = [int(drawn(field.weights, rng.random(1))[0])]
    nearest = field.costs(field.points[taken])[0]
    for _ in range(1, k):
        # A taken point is never farthest again, also where all others coincide with one.
        nearest[taken] = -1.0
        taken.append(int(np.argmax(nearest)))
        field.lower(nearest, field.points[taken[-1:]])
    return field.points[taken]


@INITIALIZERS.register(
    "given",
    "Given colors",
    "Starts from colors that you choose. If they are fewer than k, k-means++ places the others; if they are more, "
    "the first k count.",
)
def given_centers(field: Field, k: int, rng: np.random.Generator) -> Array:
    """The given centers, and as many as are missing by k-means++. Raises ValueError where none were given."""
    if field.given is None or len(field.given) == 0:
        raise ValueError("the start method 'given' needs centers to start from, and none were given")
    return _spread(field, field.given[:k], k, rng)


INITIALIZERS.add(
    "seeds",
    "Seed pixels",
    "Starts from pixels of the photo that you choose. If they are fewer than k, k-means++ places the others; if they "
    "are more, the first k count. Centers can be locked, so that they stay while the others move.",
    given_centers,
)
FROM_GIVEN = frozenset({"given", "seeds"})
"""The initializers that start from centers that the user gave."""


def _spread(field: Field, centers: Array, k: int, rng: np.random.Generator) -> Array:
    """Add centers until there are k: each time the best of several candidates drawn by their squared distance."""
    trials = 2 + int(math.log(k))
    chosen = list(centers)
    nearest = np.full(len(field.points), np.inf)
    field.lower(nearest, centers)
    taken: list[int] = []
    while len(chosen) < k:
        potential = field.weights * nearest
        total = float(potential.sum())
        if total > 0:
            candidates = drawn(potential, rng.random(trials))
        else:
            # The points that are left coincide with chosen ones: any not taken yet will do.
            candidates = np.setdiff1d(np.arange(len(field.points)), taken)[:1]
        served, totals = field.with_candidates(nearest, field.points[candidates], total)
        best = int(np.argmin(totals))
        taken.append(int(candidates[best]))
        chosen.append(field.points[candidates[best]])
        nearest = served[best]
    return np.array(chosen)


def _nearest(field: Field, candidates: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return for each point which of the candidates is nearest to it, (n,)."""
    best, label = np.full(len(field.points), np.inf), np.zeros(len(field.points), np.intp)
    for few in field.some_of(len(candidates)):
        costs = field.costs(field.points[candidates[few]])
        first = np.argmin(costs, axis=0)
        least = np.take_along_axis(costs, first[None], axis=0)[0]
        np.copyto(label, few.start + first, where=least < best)
        np.minimum(best, least, out=best)
    return label
