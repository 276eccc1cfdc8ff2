"""Comparison: several answers to one photo, what is the same thing in them, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ..agreement.common_colors import common_colors
from ..agreement.common_numbers import common_numbers
from ..agreement.differences import answer_shares, differences
from ..agreement.information import variation_of_information
from ..agreement.rand import adjusted_rand
from .pane import Pane, PaneResult

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Table = NDArray[np.int64]
    Tables = Mapping[tuple[int, int], Table]
    Numbers = NDArray[np.uint8] | None


@dataclass(frozen=True, eq=False)
class Comparison:
    """Several answers to one photo, filled in pane by pane. All arrays are read-only; n is the number of panes.

    panes        in their order
    transparent  whether NO_SEGMENT marks transparent pixels
    reference    the pane that the others are matched to: the one that was asked for, or else the first that worked;
                 None as long as none has
    matched      for each pane (256,) uint8: label -> common number, the same for the same thing; None where there is
                 no result. The reference's own labels are its common numbers
    common       how many common numbers there are
    colors       (256, 3) uint8 sRGB: the color of each common number; what the reference does not have gets a color
                 that differs clearly from its
    ari          (n, n) adjusted Rand index: 1 the same segments, about 0 no more alike than by chance
    vi           (n, n) variation of information in bits: 0 the same
    alike        (n, n) share of the visible pixels that have the same common number, 0..1
    explained    (n,) goodness of variance fit in CIE Lab, 0..1
    seconds      (n,) how long each took
    done         the share of the panes that are done; 1 for the last one, which alone has:
    differences  (h, w) uint8: how many different answers there are at each pixel, 0 where it is transparent; None
                 before, and where fewer than two panes have a result
    answers      share of the visible pixels with 1, 2, ... different answers; () where there are no differences
    tables       for each pair i < j of panes with a result, how many pixels their segments share

    Figures that are not there are NaN. In memory are the label maps, one byte a pixel for each pane, and the
    differences, one more: 6 panes of 24 megapixels take 168 MB. All else is small.
    """

    panes: tuple[Pane, ...]
    transparent: bool
    reference: int | None
    matched: tuple[Numbers, ...]
    common: int
    colors: NDArray[np.uint8]
    ari: NDArray[np.float64]
    vi: NDArray[np.float64]
    alike: NDArray[np.float64]
    explained: NDArray[np.float64]
    seconds: NDArray[np.float64]
    done: float
    differences: NDArray[np.uint8] | None
    answers: tuple[float, ...]
    tables: Tables

    @property
    def worked(self) -> tuple[int, ...]:
        """The panes that have a result."""
        return tuple(_results(self.panes))

    def seen_from(self, reference: int, cancel: Event | None = None) -> Comparison:
        """Return the same answers, matched to another pane. Raises ValueError if it has no result, CancelledError."""
        if reference not in self.worked:
            raise ValueError(f"pane {reference} has no result that others could be matched to")
        return comparison(self.panes, self.tables, reference, self.transparent, cancel)


def comparison(
    panes: Sequence[Pane], tables: Tables, reference: int | None, transparent: bool, cancel: Event | None = None
) -> Comparison:
    """Work out all that follows from the panes and their tables; the fields of Comparison say what it is.

    Takes no time worth speaking of but for the differences, once no pane is waiting any more. Raises CancelledError.
    """
    n, results = len(panes), _results(panes)
    if reference not in results:
        reference = next(iter(results), None)
    matched: tuple[Numbers, ...] = (None,) * n
    colors = np.zeros((256, 3), np.uint8)
    common = 0
    if reference is not None:
        ks = [results[index].k if index in results else None for index in range(n)]
        matched, owners = common_numbers(ks, reference, lambda i, j: tables[i, j] if i < j else tables[j, i].T)
        common, k = len(owners), results[reference].k
        others = [results[pane].palette[label] for pane, label in owners[k:]]
        colors[:common] = common_colors(results[reference].palette, np.array(others, np.uint8).reshape(-1, 3))
    ari, vi, alike = (np.full((n, n), np.nan) for _ in range(3))
    for index in results:
        ari[index, index], vi[index, index], alike[index, index] = 1.0, 0.0, 1.0
    for (i, j), table in tables.items():
        ari[i, j] = ari[j, i] = adjusted_rand(table)
        vi[i, j] = vi[j, i] = variation_of_information(table)
        alike[i, j] = alike[j, i] = _alike(table, matched[i], matched[j])
    explained, seconds = np.full(n, np.nan), np.full(n, np.nan)
    for index, result in results.items():
        explained[index], seconds[index] = result.explained, result.seconds
    for array in (colors, ari, vi, alike, explained, seconds):
        array.flags.writeable = False
    waiting = sum(pane.waiting for pane in panes)
    differ = None
    if not waiting and len(results) > 1:
        maps = [result.labels for result in results.values()]
        numbers = [one for one in matched if one is not None]
        differ = differences(maps, numbers, transparent, cancel)
    return Comparison(
        tuple(panes),
        transparent,
        reference,
        matched,
        common,
        colors,
        ari,
        vi,
        alike,
        explained,
        seconds,
        done=1 - waiting / n,
        differences=differ,
        answers=() if differ is None else answer_shares(differ, len(results), cancel),
        tables=tables,
    )


def _results(panes: Sequence[Pane]) -> dict[int, PaneResult]:
    """Return the results that there are, by the number of their pane."""
    return {index: pane.segmentation for index, pane in enumerate(panes) if pane.segmentation is not None}


def _alike(table: Table, a: Numbers, b: Numbers) -> float:
    """Return the share of the pixels that have the same common number in both."""
    if a is None or b is None:
        return float("nan")
    same = a[: table.shape[0], None] == b[None, : table.shape[1]]
    return int(table[same].sum()) / int(table.sum())
