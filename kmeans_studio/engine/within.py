"""Within: whitening by how rows differ within their clusters, so that what tells clusters apart counts most.

Directions in which the rows of one cluster differ as much as those of different ones say little; dividing by the spread
within clusters makes them short. This is the space of Fisher's linear discriminants (1936), with the covariance drawn
towards a multiple of the identity (Friedman, 'Regularized discriminant analysis', 1989).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..parallel import bands, each_band
from .exact import BAND

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Rows = NDArray[Any]

SMALL = 1 << 18
"""Multiplications up to which OpenBLAS does a matrix product in one thread, so that the bytes do not depend on how many
it has. Larger products are cut."""

BLOCK = 1 << 10
"""Rows multiplied at a time, at most."""

ROUNDING = 1e-6
"""Less than this share of all the variance is not told from the rounding of single precision."""


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """What all the rows (m, d) are like, whatever their labels.

    mass     the sum of the weights
    mean     (d,)
    scatter  (d, d) mean product of two columns, both seen from the mean
    """

    mass: float
    mean: Array
    scatter: Array

    @classmethod
    def of(cls, rows: Rows, weights: Array, cancel: Event | None = None) -> Moments:
        """Look at rows (m, d), column-major, with weights (m,)."""
        over = bands(len(rows), BAND)
        mass = sum(float(weights[band].sum()) for band in over)

        def added_up(band: slice) -> Array:
            return np.array([float((weights[band] * column).sum()) for column in rows[band].T])

        mean = np.sum(each_band(added_up, over, cancel), axis=0) / mass

        def multiplied(band: slice) -> Array:
            total = np.zeros((len(mean), len(mean)))
            for block in _blocks(band, len(mean)):
                away = rows[block].T - mean[:, None]
                total += _product(away * weights[block], away.T)
            return total

        scatter = np.sum(each_band(multiplied, over, cancel), axis=0) / mass
        return cls(mass, mean, (scatter + scatter.T) / 2)

    def within(self, means: Array, masses: Array) -> Array:
        """Return the covariance (d, d) within clusters that have these means (k, d) and weights (k,).

        It is 0 where all rows lie on their means, but for rounding.
        """
        away = means - self.mean
        left: Array = self.scatter - np.einsum("k,kd,ke->de", masses / self.mass, away, away)
        return left if np.trace(left) > ROUNDING * np.trace(self.scatter) else np.zeros_like(left)

    def log_volume(self, within: Array) -> float:
        """Return the logarithm of the determinant of a covariance (d, d) within clusters: how little they fill.

        A thousandth of the mean variance is added in every direction, so that one in which nothing differs does not
        decide alone. Not finite where all rows are the same.
        """
        d = len(within)
        least = float(np.trace(self.scatter)) / d / 1000
        if least == 0:
            return -np.inf
        return 2 * float(np.log(np.diag(_lower_root(within + least * np.eye(d)))).sum())


@dataclass(frozen=True, slots=True, eq=False)
class Sharpening:
    """A shear and stretch of rows, and the way back.

    mean     (d,) what rows are seen from
    matrix   (d, d) rows times this are points
    inverse  (d, d)
    """

    mean: Array
    matrix: Array
    inverse: Array

    @classmethod
    def of(cls, mean: Array, within: Array, shrinkage: float) -> Sharpening:
        """Whiten by a covariance within clusters (d, d), of which that share (above 0) is given to the identity.

        The points are scaled so that they differ within clusters by as much, all directions taken together, as the rows
        do: the same labels cost the same before and after.
        """
        d, total = len(within), float(np.trace(within))
        if total == 0:
            return cls(mean, np.eye(d), np.eye(d))
        root = _lower_root((1 - shrinkage) * within + shrinkage * total / d * np.eye(d))
        inverse = _inverted(root)
        # What the points would differ by, were they not scaled: the trace of the covariance times that of the inverse.
        apart = float((np.einsum("ci,cj->ij", inverse, inverse) * within).sum())
        scale = float(np.sqrt(total / apart))
        return cls(mean, inverse.T * scale, root.T / scale)

    def place(self, rows: Rows, cancel: Event | None = None) -> Rows:
        """Return the points (n, d) of rows (n, d), column-major and of the same type."""
        points = np.empty(rows.shape, rows.dtype, order="F")
        mean, turned = self.mean.astype(rows.dtype)[:, None], np.ascontiguousarray(self.matrix.T, rows.dtype)

        def one(band: slice) -> None:
            for block in _blocks(band, len(turned)):
                points[block] = _product(turned, rows[block].T - mean).T

        each_band(one, bands(len(rows), BAND), cancel)
        return points

    def back(self, centers: Array) -> Array:
        """Return centers among points (k, d) in the units of the rows, (k, d)."""
        in_units: Array = np.einsum("kd,de->ke", centers, self.inverse) + self.mean
        return in_units


def _blocks(band: slice, d: int) -> Iterator[slice]:
    size = max(32, min(BLOCK, SMALL // (d * d)))
    for start in range(band.start, band.stop, size):
        yield slice(start, min(start + size, band.stop))


def _product(a: Rows, b: Rows) -> Rows:
    """Return the matrix product (p, q) of (p, n) and (n, q), cut so that OpenBLAS does it in one thread."""
    lines = max(2, SMALL // (a.shape[1] * b.shape[1]))
    if lines >= len(a):
        return a @ b
    return np.concatenate([a[part] @ b for part in bands(len(a), lines)])


def _lower_root(matrix: Array) -> Array:
    """Return the lower triangular matrix (d, d) that gives a positive definite one when multiplied by its transpose.

    Cholesky's way, written out, as the bytes of LAPACK's answers depend on how many threads it has.
    """
    left, root = matrix.copy(), np.zeros_like(matrix)
    for c in range(len(matrix)):
        root[c:, c] = left[c:, c] / np.sqrt(left[c, c])
        left[c:, c:] -= np.multiply.outer(root[c:, c], root[c:, c])
    return root


def _inverted(lower: Array) -> Array:
    """Return the inverse of a lower triangular matrix (d, d)."""
    inverse = np.eye(len(lower))
    for line in range(len(lower)):
        inverse[line] -= (lower[line, :line, None] * inverse[:line]).sum(axis=0)
        inverse[line] /= lower[line, line]
    return inverse
