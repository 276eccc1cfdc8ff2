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
        self._members = np.zeros(k, np.int64)
        self._mass = np.zeros(k)
        self._sums = np.zeros((k, points.shape[1]))

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

    def _update_compiled(self, compiled: ModuleType, labels: Labels, before: Labels | None) -> None:
        for part in bands(len(labels), LOOK):
            check(self._cancel)
            compiled.move(
                self._points, self._weights, labels, labels if before is None else before, before is None,
                part.start, part.stop, self._terms.by_mass, self._terms.by_column,
                self._members, self._mass, self._sums,
            )  # fmt: skip

    def _add(self, rows: NDArray[np.intp], labels: Labels, sign: int) -> None:
        k = len(self._mass)
        self._members += sign * np.bincount(labels, minlength=k)
        self._mass += sign * np.bincount(labels, self._terms.mass(rows), minlength=k)
        for column in range(self._sums.shape[1]):
            self._sums[:, column] += sign * np.bincount(labels, self._terms.column(rows, column), minlength=k)

    def members(self) -> NDArray[np.int64]:
        """Return how many rows each cluster has, (k,)."""
        return self._members

    def centers(self, previous: Array) -> Array:
        """Return the means (k, d)."""
        empty = self._members == 0
        return np.where(empty[:, None], previous, self._sums / np.where(empty, 1.0, self._mass)[:, None])


class Directions(Means):
    """The direction of the sum of unit vectors: it minimizes the angles' 1 - cos (Dhillon & Modha 2001)."""

    def centers(self, previous: Array) -> Array:
        """Return unit vectors (k, d); where the vectors of a cluster cancel out, its center stays."""
        lengths = np.sqrt(np.einsum("kd,kd->k", self._sums, self._sums))
        nowhere = (self._members == 0) | (lengths <= 1e-12 * self._mass)
        return np.where(nowhere[:, None], previous, self._sums / np.where(nowhere, 1.0, lengths)[:, None])
