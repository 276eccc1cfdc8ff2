"""Colors for common numbers: the reference's own, and for things that it does not have colors that differ clearly."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from ..features.color import lab

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Colors = NDArray[np.uint8]

CLEARLY = 24.0
"""Colors that are so far apart in CIE Lab are told apart at a glance, even as thin lines."""

_STEPS = np.linspace(0, 255, 9)


def common_colors(reference: Colors, others: Colors) -> Colors:
    """Return the colors (r + n, 3) uint8 sRGB of a reference's segments (r, 3) and of others (n, 3) beside them.

    The reference keeps its colors. Each other one keeps its own if it lies CLEARLY apart from all before it;
    otherwise it gets the nearest color that does, or, where there is no room any more, the one that is farthest from
    all. Distances are those of CIE Lab (CIE76).
    """
    colors = [*reference]
    taken = lab(reference.astype(np.float64)).reshape(-1, 3)
    for color in others:
        candidates, places = _candidates()
        own = lab(color[None].astype(np.float64))
        candidates, places = np.concatenate([color[None], candidates]), np.concatenate([own, places])
        apart = _distances(places, taken).min(axis=1, initial=np.inf)
        clear = np.flatnonzero(apart >= CLEARLY)
        chosen = clear[np.argmin(_distances(places[clear], own)[:, 0])] if len(clear) else np.argmax(apart)
        colors.append(candidates[chosen])
        taken = np.concatenate([taken, places[chosen][None]])
    return np.array(colors, np.uint8).reshape(-1, 3)


def _distances(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the distance of each of a (n, 3) from each of b (m, 3), (n, m)."""
    between: NDArray[np.float64] = np.sqrt(((a[:, None] - b[None]) ** 2).sum(axis=2))
    return between


@cache
def _candidates() -> tuple[Colors, NDArray[np.float64]]:
    """Return colors to choose from, (n, 3) uint8, all over the cube, and their places in Lab."""
    colors = np.stack(np.meshgrid(_STEPS, _STEPS, _STEPS, indexing="ij"), axis=-1).reshape(-1, 3).astype(np.uint8)
    return colors, lab(colors.astype(np.float64))
