"""The report: everything that is needed to check a result, or to get it again, as JSON."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import __version__

if TYPE_CHECKING:
    from ..edits import Color, EditedSegments
    from ..photo import Photo
    from ..recipe import Recipe
    from ..segmentation import Segmentation


def report(
    photo: Photo,
    recipe: Recipe,
    segmentation: Segmentation,
    edited: EditedSegments,
    seconds: Mapping[str, float],
) -> dict[str, Any]:
    """Return the report as plain values, ready for JSON.

    `cost` is the sum, over all pixels that are not transparent, of the squared distance in the feature space
    between the pixel and the center of its segment as the algorithm left it; merging by hand does not change it.
    """
    import cv2
    import PIL

    space = segmentation.space
    pixels = int(segmentation.counts.sum())
    return {
        "program": {
            "name": "K-Means Studio",
            "version": __version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
            "opencv": cv2.__version__,
            "pillow": PIL.__version__,
        },
        "photo": {
            "file": photo.path.name if photo.path else None,
            "format": photo.format,
            "width": photo.width,
            "height": photo.height,
            "bits_per_channel": photo.pixels.dtype.itemsize * 8,
            "pixels": photo.width * photo.height,
            "transparent_pixels": photo.width * photo.height - pixels,
            "different_colors": len(space.colors),
            "notes": list(photo.notes),
            "warnings": list(photo.warnings),
        },
        "recipe": asdict(recipe),
        "feature_space": {"features": list(space.names), "unit": space.unit},
        "result": {
            "segments": segmentation.k,
            "cost": segmentation.cost,
            "cost_per_pixel": segmentation.cost / pixels,
            "generations": segmentation.generation,
            "converged": segmentation.converged,
            "moved_in_last_generation": segmentation.moved,
            "relocated_empty_segments": segmentation.relocated,
            "warnings": list(segmentation.warnings),
        },
        "segments": [
            {
                "number": segment.number,
                "labels": list(segment.members),
                "name": segment.name,
                "share": segment.share,
                "pixels": segment.pixels,
                "mean_color": _hex(segment.mean_color),
                "shown_color": _hex(segment.color),
                "hidden": segment.hidden,
                "centers": [segmentation.centers[label].tolist() for label in segment.members],
            }
            for segment in edited.segments
        ],
        "seconds": {stage: round(time, 4) for stage, time in seconds.items()},
    }


def _hex(color: Color) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)


def report_bytes(values: dict[str, Any]) -> bytes:
    """Return the report as UTF-8 JSON."""
    text = json.dumps(values, indent=2, ensure_ascii=False) + "\n"
    # A file name with undecodable bytes holds lone surrogates, which UTF-8 cannot.
    return text.encode("utf-8", "backslashreplace")
