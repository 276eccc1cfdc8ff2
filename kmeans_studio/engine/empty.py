"""EMPTY_RULES: what becomes of a cluster that no row is nearest to any more."""

from __future__ import annotations

from enum import Enum

from ..registry import Registry


class EmptyRule(Enum):
    """What to do with empty clusters."""

    RELOCATE = "relocate"
    DROP = "drop"
    KEEP = "keep"


EMPTY_RULES: Registry[EmptyRule] = Registry("rule for empty segments")

EMPTY_RULES.add(
    "relocate",
    "Start anew",
    "A segment that lost its last pixel starts anew at the color that is served worst. So there are as many segments "
    "as you asked for, wherever the photo has enough colors.",
    EmptyRule.RELOCATE,
)
EMPTY_RULES.add(
    "drop",
    "Drop",
    "A segment that lost its last pixel is given up, and the others go on. The result may have fewer segments than you "
    "asked for.",
    EmptyRule.DROP,
)
EMPTY_RULES.add(
    "keep",
    "Keep",
    "A segment that lost its last pixel stays where it is and may catch pixels again later. If it does not, it is "
    "listed with no pixels.",
    EmptyRule.KEEP,
)
