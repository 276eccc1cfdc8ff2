"""FOCUS_QUALITIES: how thoroughly the sharp subject is told from its blurred background."""

from __future__ import annotations

from ...registry import Registry

FOCUS_QUALITIES: Registry[bool] = Registry("focus quality")
"""The value says whether the border of the subject is looked for once more."""

FOCUS_QUALITIES.add(
    "quick",
    "Quick",
    "Measures how sharp each place is and follows the photo's edges. Done at once, but a narrow rim of background may "
    "stay around the subject.",
    False,
)
FOCUS_QUALITIES.add(
    "high",
    "High quality",
    "Also learns the colors of subject and background, and looks for the border between them once more. Takes half a "
    "second longer.",
    True,
)
