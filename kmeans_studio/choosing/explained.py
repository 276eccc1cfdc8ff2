"""Variance explained: how much of what differs lies between the clusters, as a share (goodness of variance fit)."""

from __future__ import annotations

from collections.abc import Sequence

THRESHOLD = 0.85
"""From this share on a fit counts as good: in the middle of the 0.8 to 0.9 that are in use."""


def explained(cost: float, total: float) -> float | None:
    """Return 1 - cost / total, 0..1; None where nothing differs.

    cost   within the clusters: the sum of squared distances to the centers
    total  the cost of one single cluster. With squared distances this is the goodness of variance fit (Jenks 1967);
           with other metrics the same ratio of their costs
    """
    return min(1.0, max(0.0, 1 - cost / total)) if total > 0 else None


def smallest_good(ks: Sequence[int], shares: Sequence[float | None], threshold: float = THRESHOLD) -> int | None:
    """Return the smallest k that explains as much as the threshold; None where none does."""
    return next((k for k, share in zip(ks, shares, strict=True) if share is not None and share >= threshold), None)
