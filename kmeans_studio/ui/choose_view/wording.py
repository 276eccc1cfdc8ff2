"""What the place for choosing k says, without Qt."""

from __future__ import annotations

import re

from ..choose_jobs import Study
from ..words import sentence

RANGES = ((2, 8), (2, 12), (2, 20))
"""What is offered; others can be typed."""

NO_PHOTO = "Open a photo to see how many segments suit it."
FOCUS = (
    "Mode Focus has always two segments, what is sharp and what is not, so there is no k to choose. "
    "In the other modes the measures for each k will appear here."
)
WAITING = "Which k suits the photo will appear here once the run has ended."
RANGE_TIP = "Two numbers such as 2..12, from 1 to 64, and at most 32 in all"


def read_range(text: str) -> tuple[int, int]:
    """Read '2..12', '2-12' or '2 to 12'; raises ValueError with words for people."""
    from ...pipeline.choose_k import check_ks

    found = re.fullmatch(r"\s*(?:k\s*=\s*)?(\d{1,4})\s*(?:\.{2,}|…|-|\u2013|,|to|\s)\s*(\d{1,4})\s*", text)
    if found is None:
        raise ValueError(RANGE_TIP)
    first, last = sorted((int(found[1]), int(found[2])))
    try:
        check_ks(range(first, last + 1))
    except ValueError as error:
        raise ValueError(sentence(str(error))) from None
    return first, last


def write_range(ends: tuple[int, int]) -> str:
    """Write '2..12'."""
    return f"{ends[0]}..{ends[1]}"


def heading(study: Study | None, ends: tuple[int, int]) -> tuple[str, str]:
    """Return what is said in bold, and what follows it."""
    if study is None:
        return "Measuring.", f"What speaks for k = {ends[0]} to {ends[1]} appears as it is found."
    if not study.ended:
        return "Measuring.", f"{study.doing or 'It goes on'} …"
    strong, _, rest = study.verdict.sentence.partition(". ")
    if not rest:
        strong, _, rest = study.verdict.sentence.partition(": ")
    said = f"{rest[:1].upper()}{rest[1:]}"
    if study.stopped:
        said = f"{said} Stopped early, so there may be better ones.".lstrip()
    return f"{strong}.", said


def why(study: Study) -> str:
    """Return why a k is suggested, in one line for the status bar and the tooltip."""
    return study.verdict.sentence.rstrip(".")
