"""Distances between points and references, block by block, in a norm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..engine.norms import CITY_BLOCK, GREATEST, SQUARED, Norm

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

QUICK = {SQUARED.name: "euclidean", CITY_BLOCK.name: "cityblock", GREATEST.name: "chebyshev"}
"""Norms that scipy has a compiled loop for, and its name there."""


def is_quick(norm: Norm) -> bool:
    """Whether many distances can be afforded."""
    return norm.name in QUICK


def distances(points: NDArray[Any], references: NDArray[Any], norm: Norm) -> Array:
    """Return the distance of each point (n, p) to each reference (r, p), (n, r) float64."""
    if norm.name in QUICK:
        from scipy.spatial.distance import cdist

        measured: Array = cdist(points, references, QUICK[norm.name])
        return measured
    return norm.distance(norm.costs(points[:, None], np.asarray(references, np.float64)[None]))
