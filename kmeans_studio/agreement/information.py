"""The variation of information: how much one segmentation leaves open about the other, in bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def variation_of_information(table: NDArray[np.int64]) -> float:
    """Return the variation of information of a contingency table in bits: 0 for the same segments, no more than
    2 log2 k for k segments each.

    VI = H(A|B) + H(B|A): what has to be said about a pixel's segment in one answer when that in the other is known,
    both ways. Meila, "Comparing clusterings: an information based distance", Journal of Multivariate Analysis 98
    (2007). It is a true distance: going by way of a third answer is never shorter.
    """
    i, j = np.nonzero(table)
    both = table[i, j].astype(np.float64)
    in_a, in_b = table.sum(axis=1)[i], table.sum(axis=0)[j]
    # Of the same segments every share is 1, its logarithm 0, and so is their sum: exactly.
    bits = np.log2(in_a / both) + np.log2(in_b / both)
    return float((both * bits).sum() / both.sum()) if len(both) else 0.0
