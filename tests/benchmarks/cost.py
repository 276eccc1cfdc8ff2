"""What every contestant's labels are judged by."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

BAND = 1 << 20


def squares(pixels: NDArray[Any], labels: NDArray[Any]) -> float:
    """Return the sum over the pixels of the squared distance to the mean of those that have the same label.

    Pixels (h, w, 3) count 0..255 a channel (16-bit ones are scaled to that); labels are of any shape, in row order.
    """
    rows, flat = pixels.reshape(-1, 3), labels.reshape(-1)
    if len(flat) != len(rows):
        raise ValueError(f"{len(flat)} labels for {len(rows)} pixels")
    scale = 255 / np.iinfo(pixels.dtype).max
    k = int(flat.max()) + 1
    counts, sums, total = np.zeros(k), np.zeros((k, 3)), 0.0
    for start in range(0, len(rows), BAND):
        label = flat[start : start + BAND].astype(np.intp)
        colors = rows[start : start + BAND] * scale
        counts += np.bincount(label, minlength=k)
        for channel in range(3):
            sums[:, channel] += np.bincount(label, colors[:, channel], minlength=k)
        total += float(np.einsum("ij,ij->", colors, colors))
    used = counts > 0
    return total - float((sums[used] ** 2 / counts[used, None]).sum())
