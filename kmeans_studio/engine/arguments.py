"""What KMeans is given, checked: each function returns what it was given in its plainest form or raises ValueError.

The message names the argument, says what is wrong with it, and what would be right.
"""

from __future__ import annotations

from collections.abc import Collection
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

LIGHTEST = 2.0**-40
"""Rows with less than this share of the weight count as having none: sums could not tell them from rounding."""

GREATEST_LAB = 1e6
"""Values that CIEDE2000 takes; colors are within a few hundred."""

FARTHEST, FARTHEST_START = 1e145, 1e30
"""How far from all rows others may lie, so that no square overflows; and centers to start from, from which the loop
keeps bounds in float32. In a frame, where the rows themselves lie within 1e19."""

WEIGHTS = 1e-100, 1e100
"""What the greatest sample weight may be."""


def whole(name: str, value: object, least: int) -> int:
    """Return a whole number of at least so much."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral) or value < least:
        raise ValueError(f"{name} must be a whole number of at least {least}, not {value!r}")
    return int(value)


def not_negative(name: str, value: object) -> float:
    """Return a finite number of at least 0."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real) or not 0 <= float(value) < float("inf"):
        raise ValueError(f"{name} must be a number of at least 0, not {value!r}")
    return float(value)


def named(name: str, value: object, names: Collection[str]) -> str:
    """Return a name that is one of these."""
    if not isinstance(value, str) or value not in names:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, names))}; it is {value!r}")
    return value


def start_centers(init: ArrayLike, k: int, d: int) -> Array:
    """Return centers to start from, (k, d) float64, finite."""
    try:
        centers = np.array(init, np.float64, order="C")
    except (TypeError, ValueError):
        raise ValueError("init must be the name of a start method, centers as numbers, or a function") from None
    if centers.shape != (k, d):
        raise ValueError(
            f"init must have the shape (n_clusters, columns of X), which is {(k, d)}; it has {centers.shape}"
        )
    if not np.isfinite(centers).all():
        raise ValueError("init must hold finite numbers only; there is a NaN or infinity in it")
    return centers


def row_weights(sample_weight: ArrayLike | None, n: int) -> Array:
    """Return the weight of each of n rows, (n,) float64: finite, none below 0, and not all 0."""
    if sample_weight is None:
        return np.ones(n)
    try:
        weights = np.asarray(sample_weight, np.float64)
    except (TypeError, ValueError):
        raise ValueError("sample_weight must be numbers, one for each row of X") from None
    if weights.ndim == 0:
        weights = np.full(n, weights)
    if weights.shape != (n,):
        raise ValueError(
            f"sample_weight must have one number for each row of X, the shape {(n,)}; it has {weights.shape}"
        )
    if not np.isfinite(weights).all():
        raise ValueError("sample_weight must hold finite numbers only; there is a NaN or infinity in it")
    if (weights < 0).any():
        raise ValueError(f"sample_weight must not be negative; the least is {weights.min():g}")
    if not weights.any():
        raise ValueError("sample_weight must not be zero for every row of X: nothing is left to fit")
    # Of the greatest, as the sum itself may overflow.
    greatest = float(weights.max())
    if not WEIGHTS[0] <= greatest <= WEIGHTS[1]:
        raise ValueError(
            f"sample_weight must go up to {WEIGHTS[0]:g} at least, {WEIGHTS[1]:g} at most, not {greatest:g}"
        )
    return weights


def counts(weights: Array) -> NDArray[np.bool_]:
    """Return which rows have a weight that can be felt, (n,)."""
    felt: NDArray[np.bool_] = weights > LIGHTEST * weights.sum()
    return felt


def enough(k: int, n: int, counting: int) -> None:
    """Refuse fewer rows than clusters."""
    if counting < k:
        only = "" if counting == n else f", and only {counting} have a sample_weight that counts"
        raise ValueError(f"n_clusters={k} is more than X has rows: n_samples={n}{only}")


def suits_metric(name: str, rows: NDArray[Any], metric: str) -> None:
    """Refuse rows (n, d) that are no colors where the metric is one of colors."""
    if metric != "ciede2000":
        return
    if rows.shape[1] != 3:
        raise ValueError(
            f"{name} must have three columns, L*, a* and b*, for metric='ciede2000'; it has {rows.shape[1]}"
        )
    greatest = float(np.abs(rows).max())
    if greatest > GREATEST_LAB:
        raise ValueError(f"{name} must hold Lab colors for metric='ciede2000'; it holds values up to {greatest:g}")


def near_enough(name: str, rows: NDArray[Any], metric: str, farthest: float) -> None:
    """Refuse rows (n, d), as seen in a frame, that are farther away than that."""
    if metric != "cosine" and not float(np.abs(rows).max()) <= farthest:
        raise ValueError(f"{name} holds values too far away from all that was fitted for distances to be computed")
