"""Center rules: where the center of a cluster's points lies, kept up to date while points change clusters.

A rule is the other half of a metric: the mean minimizes squared distances, the median city-block distances, the
normalized mean the angles. A distance with the center of another one makes a loop whose cost can rise.
"""

from __future__ import annotations

from threading import Event
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..compiled import kernels
from ..parallel import bands, check
from .exact import BAND, Terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Labels = NDArray[Any]

LOOK = 1 << 20
"""Rows that the compiled loop goes through before it looks whether to stop."""


class CenterRule(Protocol):
    """What the clusters hold, and the centers that follow from it."""

    def __init__(
        self, points: NDArray[Any], weights: Array, greatest: Array, k: int, cancel: Event | None = None
    ) -> None:
        """Start with points (m, d) and weights (m,) in no cluster; no |value| of a column exceeds greatest (d,)."""

    def update(self, labels: Labels, before: Labels | None) -> None:
        """Note that labels (m,) are new; `before` are those of the last call, None the first time."""

    def transfer(self, row: int, old: int, new: int) -> None:
        """Note that one row went from a cluster to another, as the labels of the last `update` show by now."""

    def members(self) -> NDArray[np.int64]:
        """Return how many rows each cluster has, (k,)."""

    def centers(self, previous: Array) -> Array:
        """Return the centers (k, d); a cluster without rows keeps its previous one."""


class Means:
    """The weighted mean: it minimizes the sum of squared Euclidean distances."""

    def __init__(
        self, points: NDArray[Any], weights: Array, greatest: Array, k: int, cancel: Event | None = None
    ) -> None:
        self._points, self._weights, self._cancel = points, weights, cancel
        self._compiled = kernels("engine._nearest")
        self._terms = Terms(points, weights, greatest)
        self._steps = np.array([[steps.high, steps.low] for steps in self._terms.steps])
        self._members = np.zeros(k, np.int64)
        self._parts = np.zeros((k, points.shape[1] + 1, 2))
        """Sums of the weights and of each column, in high and low parts."""

    def update(self, labels: Labels, before: Labels | None) -> None:
        """Add the rows that changed to the sums of their new clusters and take them from those of their old ones."""
        if self._compiled is not None:
            self._update_compiled(self._compiled, labels, before)
            return
        for part in bands(len(labels), LOOK):
            changed = np.arange(part.start, part.stop)
            if before is not None:
                changed = part.start + np.flatnonzero(labels[part] != before[part])
            for band in bands(len(changed), BAND):
                check(self._cancel)
                rows = changed[band]
                self._add(rows, labels[rows], 1)
                if before is not None:
                    self._add(rows, before[rows], -1)

    def transfer(self, row: int, old: int, new: int) -> None:
        """Take a row from the sums of one cluster and add it to those of another."""
        only = np.array([row])
        self._add(only, np.array([old]), -1)
        self._add(only, np.array([new]), 1)

    def _update_compiled(self, compiled: ModuleType, labels: Labels, before: Labels | None) -> None:
        for part in bands(len(labels), LOOK):
            check(self._cancel)
            compiled.move(
                self._points, self._weights, labels, labels if before is None else before, before is None,
                part.start, part.stop, self._steps, self._members, self._parts,
            )  # fmt: skip

    def _add(self, rows: NDArray[np.intp], labels: Labels, sign: int) -> None:
        k = len(self._members)
        self._members += sign * np.bincount(labels, minlength=k)
        for number in range(self._parts.shape[1]):
            for level, part in enumerate(self._terms.parts(rows, number)):
                self._parts[:, number, level] += sign * np.bincount(labels, part, minlength=k)

    def members(self) -> NDArray[np.int64]:
        """Return how many rows each cluster has, (k,)."""
        return self._members

    def centers(self, previous: Array) -> Array:
        """Return the means (k, d)."""
        empty = self._members == 0
        mass, sums = self._totals()
        return np.where(empty[:, None], previous, sums / np.where(empty, 1.0, mass)[:, None])

    def _totals(self) -> tuple[Array, Array]:
        """Return the weight (k,) and the sums (k, d) of each cluster."""
        totals = self._parts.sum(axis=2)
        return totals[:, 0], totals[:, 1:]


class Directions(Means):
    """The direction of the sum of unit vectors: it minimizes the angles' 1 - cos (Dhillon & Modha 2001)."""

    def centers(self, previous: Array) -> Array:
        """Return unit vectors (k, d); where the vectors of a cluster cancel out, its center stays."""
        mass, sums = self._totals()
        lengths = np.sqrt(np.einsum("kd,kd->k", sums, sums))
        nowhere = (self._members == 0) | (lengths <= 1e-12 * mass)
        return np.where(nowhere[:, None], previous, sums / np.where(nowhere, 1.0, lengths)[:, None])
