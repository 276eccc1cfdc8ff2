"""The report: everything that is needed to check a result, or to get it again, as JSON."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import __version__
from ..compiled import loops
from ..pipeline import color_count

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

    `cost` is the sum, over all pixels that are not transparent, of the metric's cost (for Euclidean the squared
    distance) between the pixel and the center of its segment as the algorithm left it, both in the feature space and
    with its scale; merging by hand does not change it. Centers are in the units of the space, before any scale;
    with the metric "cosine" they are directions (of length 1, in the scaled space). The costs of the starts are those
    of a summary of the photo, on which the best start was chosen.
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
            "loops": loops(),
        },
        "photo": {
            "file": photo.path.name if photo.path else None,
            "format": photo.format,
            "width": photo.width,
            "height": photo.height,
            "bits_per_channel": photo.pixels.dtype.itemsize * 8,
            "pixels": photo.width * photo.height,
            "transparent_pixels": photo.width * photo.height - pixels,
            "different_colors": _different_colors(photo),
            "notes": list(photo.notes),
            "warnings": list(photo.warnings),
        },
        "recipe": asdict(recipe),
        "feature_space": {
            "features": list(space.names),
            "unit": space.unit,
            "scale": space.scale.tolist(),
            "rows": len(space.rows),
        },
        "result": {
            "segments": segmentation.k,
            "cost": segmentation.cost,
            "cost_per_pixel": segmentation.cost / pixels,
            "generations": segmentation.generation,
            "converged": segmentation.converged and not segmentation.clusters.reason,
            "ending": segmentation.ending,
            "moved_in_last_generation": segmentation.moved,
            "starts": _starts(segmentation),
            "empty_segments": {
                "relocated": segmentation.relocated,
                "dropped": segmentation.dropped,
                "kept": segmentation.empty,
            },
            "label_order": segmentation.order,
            "matched_to_previous": segmentation.previous is not None,
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


def _different_colors(photo: Photo) -> int | None:
    """Return how many there are; nobody counts those of float photos."""
    return None if photo.pixels.dtype.kind == "f" else len(color_count(photo).colors)


def _starts(segmentation: Segmentation) -> dict[str, Any]:
    """Return what each start came to, on a summary of the photo: to be compared with each other, not with the result.

    The spread is by how much the worst is above the best, as a share.
    """
    costs = segmentation.start_costs
    best, worst = min(costs, default=0.0), max(costs, default=0.0)
    return {"tried": len(costs) or 1, "costs_on_summary": list(costs), "spread": worst / best - 1 if best > 0 else 0.0}


def _hex(color: Color) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)


def report_bytes(values: dict[str, Any]) -> bytes:
    """Return the report as UTF-8 JSON."""
    text = json.dumps(values, indent=2, ensure_ascii=False) + "\n"
    # A file name with undecodable bytes holds lone surrogates, which UTF-8 cannot.
    return text.encode("utf-8", "backslashreplace")
