"""Which segments of two answers are the same thing: the assignment that overlaps most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

NONE = -1
"""In place of a segment's number: none is like it."""


ALIKE = 10
"""Segments are the same thing if what they share is at least one part in so many of what they have together. With less
in common, sky would pass for a roof that it happens to touch, only because nothing else was left to match it to.
"""


def match(
    table: NDArray[np.int64], sizes: NDArray[np.int64] | None = None, theirs: NDArray[np.int64] | None = None
) -> NDArray[np.intp]:
    """Match the segments of an answer to those of a reference one to one, so that most pixels are in matching ones.

    table          (k, r) pixels shared by segment i and the reference's segment j, such as from `contingency`
    sizes, theirs  (k,) and (r,) pixels of the segments; the sums of the table where it is all there is

    Returns (k,) the reference's segment that each one is, NONE for those that are left over because the answer has
    more segments, or because they have less than one part in ALIKE in common with what was left for them. This is the
    assignment problem (Kuhn 1955; solved after Crouse 2016); of equally good matches, the one with numbers nearer to
    each other is taken.
    """
    k, r = table.shape
    found = np.full(k, NONE, np.intp)
    if not table.any():
        return found
    # Imported here, as it takes a quarter of a second.
    from scipy.optimize import linear_sum_assignment

    distance = np.abs(np.arange(k)[:, None] - np.arange(r))
    # The overlaps add up to the pixels of the photo at most, the distances to 2^16: below 2^53 all of it is exact.
    i, j = linear_sum_assignment(table * 2.0**17 - distance, maximize=True)
    shared = table[i, j]
    sizes = table.sum(axis=1) if sizes is None else sizes
    theirs = table.sum(axis=0) if theirs is None else theirs
    same = (shared > 0) & (ALIKE * shared >= sizes[i] + theirs[j] - shared)
    found[i[same]] = j[same]
    return found
