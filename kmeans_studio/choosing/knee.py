"""The knee of the cost: the k after which more segments bring much less than before (Kneedle)."""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 3
"""A curve of fewer places has no inside for a knee to be in."""


def knee(ks: Sequence[int], costs: Sequence[float]) -> int | None:
    """Return the k at which costs, falling ever less steeply, bend most; None where there is no clear knee.

    ks are ascending. Kneedle (Satopaa, Albrecht, Irwin, Raghavan 2011) as the package `kneed` has it, with the
    sensitivity 1 that its authors recommend.
    """
    if len(ks) < LEAST or max(costs) <= min(costs):
        return None
    # Imported here: it brings scipy.signal, which takes its time.
    from kneed import KneeLocator

    found = KneeLocator(list(ks), list(costs), S=1.0, curve="convex", direction="decreasing").knee
    return None if found is None else int(found)
