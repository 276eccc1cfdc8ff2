"""Distinct rows: equal rows merged, in an order that does not depend on the one they came in.

Merging is exact: a row with weight 3 is three rows. The order is that of a space-filling curve, so that rows that lie
together follow each other and the loop can pass over runs of them (see `runs`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

CURVE_BITS = 30
"""Bits of the sorting key that say where on the curve a row lies; the others tell rows at one place apart."""

RUN = 64
"""Rows that follow each other and are looked at together, where there are many."""


@dataclass(frozen=True, slots=True, eq=False)
class DistinctRows:
    """Rows (m, d), column-major, their weights (m,) float64, and `place` (n,): which of them each given row became."""

    rows: NDArray[Any]
    weights: Array
    place: NDArray[np.intp]

    def runs(self, most: int) -> NDArray[np.intp] | None:
        """Return offsets of runs of alike rows, or None for no more than so many rows."""
        count = len(self.rows)
        return None if count <= most else np.append(np.arange(0, count, RUN), count)


def distinct_rows(rows: NDArray[Any], weights: Array, least: int) -> DistinctRows:
    """Sort finite rows (n, d) with weights (n,) and merge equal ones.

    They stay apart if fewer than `least` differ.
    """
    order, new = _sorted(rows)
    weights = weights[order]
    place = np.empty(len(order), np.intp)
    if np.count_nonzero(new) < least:
        place[order] = np.arange(len(order))
    else:
        place[order] = np.cumsum(new) - 1
        first = np.flatnonzero(new)
        order, weights = order[first], np.add.reduceat(weights, first)
    merged = np.empty((len(order), rows.shape[1]), rows.dtype, order="F")
    for column in range(rows.shape[1]):
        merged[:, column] = rows[order, column]
    return DistinctRows(merged, weights, place)


def _sorted(rows: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the order of the rows, and for each row in that order whether it differs from the one before it."""
    keys = _keys(rows)
    order = np.argsort(keys, kind="stable")
    same_key = np.diff(keys[order]) == 0
    differs = _differ(rows, order)
    clash = same_key & differs
    if clash.any():
        # Different rows with one key: these few are sorted by their values, whatever order they came in.
        group = np.concatenate([[0], np.cumsum(~same_key)])
        clashes = np.zeros(group[-1] + 1, np.bool_)
        clashes[group[1:][clash]] = True
        at = np.flatnonzero(clashes[group])
        some = order[at]
        order[at] = some[np.lexsort((*rows[some].T, keys[some]))]
        differs = _differ(rows, order)
    return order, np.concatenate([[True], differs])


def _differ(rows: NDArray[Any], order: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return whether each row in that order differs from the one before it, (n-1,)."""
    differs = np.zeros(len(order) - 1, np.bool_)
    for column in rows.T:
        values = column[order]
        differs |= values[1:] != values[:-1]
    return differs


def _keys(rows: NDArray[Any]) -> NDArray[np.uint64]:
    """Return a key for each row, the same for equal rows: its place on a Morton curve, then a hash of its values."""
    one = np.uint64
    low, high = rows.min(axis=0).astype(np.float64) / 2, rows.max(axis=0).astype(np.float64) / 2
    # Many columns: those that differ most make the curve.
    columns = np.sort(np.argsort(low - high, kind="stable")[:CURVE_BITS])
    bits = min(16, CURVE_BITS // len(columns))
    curve, mixed = np.zeros(len(rows), one), np.zeros(len(rows), one)
    for number, column in enumerate(columns):
        width = high[column] - low[column]
        if width > 0:
            # Of halves, which cannot overflow.
            share = (rows[:, column].astype(np.float64) / 2 - low[column]) / width
            level = (share * (2**bits - 1)).astype(one)
            for bit in range(bits):
                curve |= ((level >> one(bit)) & one(1)) << one(bit * len(columns) + number)
    for values in rows.T:
        # Adding zero makes -0 into 0, which equals it.
        mixed = (mixed ^ (values.astype(np.float64) + 0.0).view(one)) * one(0x9E3779B97F4A7C15)
        mixed ^= mixed >> one(29)
    keys: NDArray[np.uint64] = (curve << one(64 - CURVE_BITS)) | (mixed >> one(CURVE_BITS))
    return keys
