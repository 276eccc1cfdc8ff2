"""'High quality': the border of the subject, looked for once more by the colors on its two sides."""

from __future__ import annotations

from math import sqrt
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from ...parallel import check
from .guided import Guide, Linear

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .work_copy import WorkCopy

    Mask = NDArray[np.bool_]

CUT_PIXELS = 154_401
"""The cut is made on a copy no larger than about this: it takes about 0.1 s then, and cannot be interrupted."""

BAND = 5
"""The cut goes at most so far from where sharpness put the border, in pixels of that copy."""

RADIUS, EPSILON = 4, 0.0001
"""How the cut is brought back to the photo's edges: the guided filter's window, in pixels of that copy."""

ENOUGH = 64
"""Pixels that five Gaussians can be made of."""


def cut_anew(mask: Mask, work: WorkCopy, cancel: Event | None = None) -> Linear | None:
    """Return how much each place is subject, 0..1, as functions of color, given a first mask (gh, gw) of the subject.

    GrabCut (Rother, Kolmogorov & Blake 2004): five Gaussians each for the colors of subject and background, and the
    cheapest cut between them that follows edges. What is further than BAND from the first border stays as it is.
    None where there is nothing to choose from. Raises CancelledError.
    """
    import cv2

    height, width = mask.shape
    shrink = min(1.0, sqrt(CUT_PIXELS / mask.size))
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    rgb = np.rint(255 * cv2.resize(work.rgb, size, interpolation=cv2.INTER_AREA)).astype(np.uint8)
    share = cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    small = np.asarray(share, np.float32).reshape(size[::-1]) > 0.5
    places = np.where(small, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    for side, certain in ((small, cv2.GC_FGD), (~small, cv2.GC_BGD)):
        places[cv2.distanceTransform(side.astype(np.uint8), cv2.DIST_L2, 5) > BAND] = certain
    if min(np.count_nonzero(small), np.count_nonzero(~small)) < ENOUGH:
        return None
    check(cancel)
    cv2.setRNGSeed(0)  # its Gaussians start from k-means
    rectangle, backgrounds, subjects = (0, 0, 0, 0), np.zeros((1, 65)), np.zeros((1, 65))
    picture = rgb.reshape(*places.shape, 3)
    cv2.grabCut(picture, places, rectangle, backgrounds, subjects, 1, cv2.GC_INIT_WITH_MASK)
    check(cancel)
    subject = np.isin(places, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)
    values = cv2.resize(subject, (width, height), interpolation=cv2.INTER_LINEAR).reshape(mask.shape)
    radius = max(1, round(RADIUS / shrink))
    return Guide(work.rgb, radius, EPSILON, cancel).filter(np.asarray(values, np.float32))
