"""Norms: how far points lie from centers. A metric is made of one of these and of a rule for its centers.

Costs are summed column by column in float64, without matrix products, whose rounding depends on the machine and on
its threads: the compiled loops do the same operations in the same order and come to the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Norm:
    """A distance between points.

    name      what the compiled loops know it by, if they do
    costs     (points (..., d), centers (..., d)), which broadcast -> (...): what a point adds to the cost, per unit of
              weight
    distance  (costs) -> distances
    bounded   whether distances keep the triangle inequality, so that bounds can spare most comparisons
    least     (points (n, d), center (d,)) -> (n,): where comparing is dear, something cheap that costs never go below
    """

    name: str
    costs: Callable[[NDArray[Any], Array], Array]
    distance: Callable[[Array], Array]
    bounded: bool = True
    least: Callable[[NDArray[Any], Array], Array] | None = None


def squared_distances(points: NDArray[Any], centers: Array) -> Array:
    """Return squared Euclidean distances."""
    total: Array = np.zeros(())
    for column in range(points.shape[-1]):
        difference = np.subtract(points[..., column], centers[..., column], dtype=np.float64)
        total = total + difference * difference
    return total


def city_block_distances(points: NDArray[Any], centers: Array) -> Array:
    """Return L1 distances: the differences of the columns, added up."""
    total: Array = np.zeros(())
    for column in range(points.shape[-1]):
        total = total + np.abs(np.subtract(points[..., column], centers[..., column], dtype=np.float64))
    return total


def greatest_differences(points: NDArray[Any], centers: Array) -> Array:
    """Return Chebyshev distances: the greatest difference in any column."""
    greatest: Array = np.zeros(())
    for column in range(points.shape[-1]):
        difference = np.abs(np.subtract(points[..., column], centers[..., column], dtype=np.float64))
        greatest = np.maximum(greatest, difference)
    return greatest


def _as_they_are(costs: Array) -> Array:
    return costs


# A function of its own, as numpy is not touched before it is needed.
def roots(costs: Array) -> Array:
    """Return the distances whose squares the costs are."""
    return np.sqrt(costs)


SQUARED = Norm("euclidean", squared_distances, roots)
CITY_BLOCK = Norm("manhattan", city_block_distances, _as_they_are)
GREATEST = Norm("chebyshev", greatest_differences, _as_they_are)
