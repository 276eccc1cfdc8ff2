"""Regions: the connected parts of a label map, and clean-up by voting and by merging small ones.

Two cells belong to one region where they have the same label and lie side by side or one above the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from .parallel import bands, check, each_band

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Labels = NDArray[np.uint8]
    Scores = NDArray[np.float32]
    Numbers = NDArray[np.intp]

GROWTH = 2
"""How many times as heavy as in the round before the parts that are merged may be."""


def smoothed_votes(
    labels: Labels, k: int, sigma: float, weights: NDArray[np.float64] | None = None, cancel: Event | None = None
) -> Scores:
    """Let the neighbors of each cell vote on its label: return the shares of the votes, (k, gh, gw) float32.

    labels (gh, gw) uint8; sigma, in cells, of the Gaussian by which nearer neighbors count more (0: each cell alone);
    weights (gh, gw) >= 0 say how much each cell's vote counts, and cells of weight 0, whose label can be anything, have
    none. The picture is reflected at its borders. Raises CancelledError.
    """
    votes = np.empty((k, *labels.shape), np.float32)
    cast = None if weights is None else weights.astype(np.float32)

    def count(one: slice) -> None:
        for_it = (labels == one.start).astype(np.float32)
        votes[one.start] = _blurred(for_it if cast is None else for_it * cast, sigma)

    each_band(count, bands(k, 1), cancel)
    if cast is not None:
        check(cancel)
        votes /= np.maximum(_blurred(cast, sigma), np.finfo(np.float32).tiny)
    return votes


def _blurred(values: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    if sigma == 0:
        return values
    import cv2

    size = 2 * int(4 * sigma + 0.5) + 1
    blurred = cv2.GaussianBlur(values, (size, size), sigma, borderType=cv2.BORDER_REFLECT)
    return blurred.astype(np.float32, copy=False)


def merge_small(
    scores: Scores, least: float, weights: NDArray[np.float64] | None = None, cancel: Event | None = None
) -> Scores:
    """Merge regions that weigh less than the share `least` of the picture into their neighbors.

    scores (k, gh, gw) say how much speaks for each label in each cell; the greatest decides. Returns scores of the same
    shape that decide for the labels after merging, so that they can be interpolated: what spoke for the label of a
    region speaks for the one that it was merged into. Weights (gh, gw) >= 0 are how much each cell counts; those of
    weight 0 take no part. Raises CancelledError.
    """
    labels = scores.argmax(axis=0).astype(np.uint8)
    merged = merged_labels(labels, least, weights, cancel)
    y, x = np.nonzero(merged != labels)
    if not len(y):
        return scores
    old, new = labels[y, x], merged[y, x]
    scores = scores.copy()
    spoken = scores[old, y, x] + np.maximum(scores[new, y, x], 0)
    # A little more than before, so that the new label wins against an equal one, too.
    scores[new, y, x] = np.nextafter(spoken, np.float32(np.inf))
    scores[old, y, x] = np.minimum(scores[old, y, x], 0)
    return scores


def merged_labels(
    labels: Labels, least: float, weights: NDArray[np.float64] | None = None, cancel: Event | None = None
) -> Labels:
    """Return labels (gh, gw) in which no region weighs less than the share `least` of all, if there are more than one.

    Each small region is merged into the neighbor with the longest common border, of equal ones the heavier; the
    smallest regions first, in rounds. Cells of weight 0 keep their labels.
    """
    part_of_cell, parts, borders = _graph(labels, weights, cancel)
    total = float(parts.weights.sum())
    part = np.arange(len(parts.labels))
    limit = total / labels.size
    while True:
        limit = min(limit * GROWTH, least * total)
        check(cancel)
        small = (parts.weights < limit) & (parts.weights > 0)
        small &= np.bincount(borders.pairs.ravel(), minlength=len(small)) > 0
        if small.any():
            group, parts, borders = _merged(small, parts, borders)
            part = group[part]
        elif limit >= least * total:
            return parts.labels[part][part_of_cell]


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """Connected parts: labels (n,) uint8, weights (n,)."""

    labels: Labels
    weights: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Borders:
    """Pairs of parts that touch, (b, 2), each once with the lower number first; lengths (b,) in pairs of cells."""

    pairs: Numbers
    lengths: NDArray[np.int64]


def _graph(
    labels: Labels, weights: NDArray[np.float64] | None, cancel: Event | None
) -> tuple[NDArray[np.int32], _Parts, _Borders]:
    """Return which part each cell belongs to, the parts, and the borders between those that have weight."""
    import cv2
    from scipy import ndimage

    counts = weights is None or bool(weights.all())
    part_of_cell, n = np.zeros(labels.shape, np.int32), 0
    takes_part = np.ones(labels.shape, bool) if counts or weights is None else weights > 0
    seen = np.where(takes_part, labels.astype(np.int32) + 1, 257)
    for value, box in enumerate(ndimage.find_objects(seen), 1):
        if box is not None:
            check(cancel)
            inside = seen[box] == value
            count, found = cv2.connectedComponents(inside.view(np.uint8), connectivity=4, ltype=cv2.CV_32S)
            part_of_cell[box][inside] = found[inside] + (n - 1)
            n += count - 1
    first = np.empty(n, np.intp)
    first[part_of_cell.ravel()[::-1]] = np.arange(labels.size - 1, -1, -1)
    mass = np.bincount(part_of_cell.ravel(), None if weights is None else weights.ravel(), minlength=n)
    sides = [
        np.stack([a[different], b[different]], axis=1)
        for a, b, both in (
            (part_of_cell[:, :-1], part_of_cell[:, 1:], takes_part[:, :-1] & takes_part[:, 1:]),
            (part_of_cell[:-1], part_of_cell[1:], takes_part[:-1] & takes_part[1:]),
        )
        for different in ((a != b) & both,)
    ]
    pairs = np.concatenate(sides).astype(np.intp)
    parts = _Parts(labels.ravel()[first], mass.astype(np.float64))
    return part_of_cell, parts, _added_up(pairs, np.ones(len(pairs), np.int64), n)


def _added_up(pairs: Numbers, lengths: NDArray[np.int64], n: int) -> _Borders:
    """Return borders between n parts of which some were given several times, or from a part to itself."""
    pairs = np.sort(pairs, axis=1)
    between = pairs[:, 0] != pairs[:, 1]
    codes, of_pair = np.unique(pairs[between, 0] * n + pairs[between, 1], return_inverse=True)
    summed = np.bincount(of_pair, lengths[between], minlength=len(codes)).astype(np.int64)
    return _Borders(np.stack([codes // n, codes % n], axis=1), summed)


def _merged(small: NDArray[np.bool_], parts: _Parts, borders: _Borders) -> tuple[Numbers, _Parts, _Borders]:
    """Merge small parts, each with a neighbor; return the new part that each is in now, and the parts and borders."""
    n = len(small)
    # Both ways, sorted by part, length of the border, and weight of the neighbor: the last one of each part is chosen.
    here, there = np.concatenate([borders.pairs, borders.pairs[:, ::-1]]).T
    lengths = np.tile(borders.lengths, 2)
    order = np.lexsort((-there, parts.weights[there], lengths, here))
    order = order[small[here[order]]]
    last = order[np.append(here[order][1:] != here[order][:-1], True)]
    group = _connected(here[last], there[last], n)
    # A group has the label of its heaviest part, the first of equal ones.
    by_weight = np.lexsort((-np.arange(n), parts.weights))
    heaviest = np.empty(int(group.max()) + 1, np.intp)
    heaviest[group[by_weight]] = by_weight
    label_of_group = parts.labels[heaviest]
    # Groups of one label that touch are one region now.
    a, b = group[borders.pairs].T
    alike = label_of_group[a] == label_of_group[b]
    whole = _connected(a[alike], b[alike], len(heaviest))
    labels = np.empty(int(whole.max()) + 1, np.uint8)
    labels[whole] = label_of_group
    group = whole[group]
    weights = np.bincount(group, parts.weights, minlength=len(labels)).astype(np.float64)
    return group, _Parts(labels, weights), _added_up(group[borders.pairs], borders.lengths, len(labels))


def _connected(a: NDArray[Any], b: NDArray[Any], n: int) -> Numbers:
    """Return the number of the group that each of n things is in, where a[i] and b[i] are in one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(n, n))
    groups: Numbers = connected_components(graph, directed=False)[1].astype(np.intp)
    return groups
