"""Inspection: why a segmentation came out as it did. For Python users, and what filter bank and color cloud show.

    from kmeans_studio import Photo, Recipe, segment
    from kmeans_studio.inspection import pixel_evidence, response_map, separation, textons

    photo, recipe = Photo.open("wall.jpg"), Recipe(mode="texture", bank="lm", k=4)
    result = segment(photo, recipe)
    response_map(photo, recipe, 2, "signed")     # (h, w): what one filter answers
    pixel_evidence(result, 253, 196).distances   # (k,): how far this pixel lies from each segment's center
    separation(result).shares                    # (d,): how much of each feature lies between segments
    textons(photo, recipe, result).patches       # (k, s, s): the patch that each segment stands for
    color_cloud(result).points                   # (n, 3): the colors or cells in three dimensions

Filters are numbered from 0 in the whole bank of the recipe, whichever are off, but for `sources`, which count as the
segmentation does: without those that are off.
"""

from __future__ import annotations

from .cloud import Cloud, color_cloud
from .cloud_axes import Axes, Axis
from .cloud_pixels import first_pixels, pixels_of
from .pixel import PixelEvidence, pixel_evidence
from .ranking import Separation, separation
from .response import KINDS, feature_map, response_map
from .texton import Textons, textons

__all__ = [
    "KINDS",
    "Axes",
    "Axis",
    "Cloud",
    "PixelEvidence",
    "Separation",
    "Textons",
    "color_cloud",
    "feature_map",
    "first_pixels",
    "pixel_evidence",
    "pixels_of",
    "response_map",
    "separation",
    "textons",
]
