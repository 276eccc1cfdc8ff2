"""Numbers that several answers share: the same thing has the same number in all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..segmentation import NO_SEGMENT
from .matching import NONE, match

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Overlap = Callable[[int, int], NDArray[np.int64]]

MOST = 255
"""So many numbers there are, as NO_SEGMENT is none; a reference of 256 segments has them all."""


def common_numbers(
    ks: Sequence[int | None], reference: int, overlap: Overlap
) -> tuple[tuple[NDArray[np.uint8] | None, ...], tuple[tuple[int, int], ...]]:
    """Number the segments of several answers as those of a reference that they overlap with most.

    ks         how many segments each answer has; None for one that is missing
    reference  which of them keeps its numbers
    overlap    (i, j) -> the contingency table of two answers, segments of i down, of j across

    Segments that are like none of the reference are matched to such left-over ones of the answers before; what is like
    none of these either gets a new number. Returns the number for each label of each answer, (256,) uint8, NO_SEGMENT
    for labels that are no segment's; and who has each number first: (answer, label). Where numbers run out, which
    takes more than 255 different things, a segment gets the number of the reference that it overlaps with most.
    """
    k = ks[reference]
    if k is None:
        raise ValueError(f"answer {reference} is missing, so nothing can be numbered as in it")
    owners = [(reference, label) for label in range(k)]
    numbers: list[NDArray[np.uint8] | None] = [None] * len(ks)
    numbers[reference] = _padded(np.arange(k))
    for pane, segments in enumerate(ks):
        if segments is None or pane == reference:
            continue
        table = overlap(pane, reference)
        found = match(table)
        left = np.flatnonzero(found == NONE)
        if len(left) and len(owners) > k:
            extra = np.stack([overlap(pane, owner)[left, label] for owner, label in owners[k:]], axis=1)
            theirs = np.array([overlap(pane, owner)[:, label].sum() for owner, label in owners[k:]])
            again = match(extra, table.sum(axis=1)[left], theirs)
            found[left[again != NONE]] = k + again[again != NONE]
        for label in np.flatnonzero(found == NONE).tolist():
            if len(owners) < MOST:
                found[label] = len(owners)
                owners.append((pane, label))
            else:
                found[label] = int(np.argmax(table[label]))
        numbers[pane] = _padded(found)
    return tuple(numbers), tuple(owners)


def _padded(numbers: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Return numbers (k,) as (256,) uint8, with NO_SEGMENT for the labels that are none."""
    padded = np.full(256, NO_SEGMENT, np.uint8)
    padded[: len(numbers)] = numbers
    padded.flags.writeable = False
    return padded
