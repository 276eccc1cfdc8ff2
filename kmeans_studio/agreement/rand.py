"""The adjusted Rand index: how often two segmentations agree on whether two pixels belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def adjusted_rand(table: NDArray[np.int64]) -> float:
    """Return the adjusted Rand index of a contingency table: 1 for the same segments, about 0 for chance.

    Hubert and Arabie, "Comparing partitions", Journal of Classification 2 (1985), in the form with pairs of pixels
    (Steinley 2004). The pairs are counted in whole numbers without limit, and divided once: the result is as exact as
    a float64 can be, for photos of any size. Numbers and colors of segments do not matter, only what lies together.
    Two answers that both have one segment, or both have one for each pixel, agree: 1.
    """
    together = sum(count * count for count in table.ravel().tolist())
    in_a = sum(count * count for count in table.sum(axis=1).tolist())
    in_b = sum(count * count for count in table.sum(axis=0).tolist())
    pixels = int(table.sum())
    # Ordered pairs of pixels: together in both, in the first alone, in the second alone, in neither.
    both = together - pixels
    only_a, only_b = in_a - together, in_b - together
    neither = pixels * pixels + together - in_a - in_b
    if not only_a and not only_b:
        return 1.0
    over = 2 * (both * neither - only_a * only_b)
    return float(over / ((both + only_a) * (only_a + neither) + (both + only_b) * (only_b + neither)))
