"""The evidence for k as plain values, ready for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..choosing.criteria import CRITERIA

if TYPE_CHECKING:
    from ..photo import Photo
    from ..pipeline.choose_k import Evidence
    from ..recipe import Recipe

FIGURES = (
    "k",
    "segments",
    "cost",
    "explained",
    "silhouette",
    "silhouette_error",
    "calinski_harabasz",
    "davies_bouldin",
    "gap",
    "gap_error",
    "stability",
)


def k_report(photo: Photo, recipe: Recipe, evidence: Evidence) -> dict[str, Any]:
    """Return the figures of each k, null where they are undefined, and the verdict with the vote of each measure.

    The recipe is the one that was tried with each k, whatever k it names itself.
    """
    verdict = evidence.verdict
    return {
        "program": {"name": "K-Means Studio", "version": __version__},
        "photo": {
            "file": photo.path.name if photo.path else None,
            "width": photo.width,
            "height": photo.height,
        },
        "recipe": asdict(recipe),
        "cost_of_one_segment": evidence.total,
        "k": [
            {name: getattr(entry, name) for name in FIGURES}
            | {"palette": ["#{:02x}{:02x}{:02x}".format(*color) for color in entry.palette.tolist()]}
            for entry in evidence.entries
        ],
        "measures": [
            {
                "name": entry.name,
                "title": entry.title,
                "better": entry.value.better,
                "takes": verdict.votes[entry.name],
                "sentence": sentence,
            }
            for entry, sentence in zip(CRITERIA, verdict.disagreements, strict=True)
        ],
        "suggestion": verdict.suggestion,
        "sentence": verdict.sentence,
        "notes": list(evidence.notes),
    }
