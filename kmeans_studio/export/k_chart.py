"""The evidence for k as a picture: a column for each k, a curve for each measure, the segmentations below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..choosing.criteria import CRITERIA
from .board_parts import wrapped
from .k_curve import BETTER, Curve, draw_curve, shown
from .pen import DIM, INK, LINE, Pen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..pipeline.choose_k import Evidence
    from ..registry import Entry

SHADE = "#efefef"
"""Behind the column that is suggested."""

MARGIN, LABELS, ROW, HEADER = 28, 178, 94, 34

COLUMNS = 88, 150
"""How narrow and how wide a column may be."""

NARROWEST = 900
"""Sentences need some room."""

GAP = 8


def k_chart(evidence: Evidence, title: str = "") -> NDArray[np.uint8]:
    """Return a picture (h, w, 3) uint8 of evidence that has at least one entry.

    title  what was looked at, in one line. The k that each measure takes is ringed and has its value beside it
    """
    entries, verdict = evidence.entries, evidence.verdict
    column = min(COLUMNS[1], max(COLUMNS[0], (NARROWEST - 2 * MARGIN - LABELS) // len(entries)))
    width = max(NARROWEST, 2 * MARGIN + LABELS + len(entries) * column)
    room = width - 2 * MARGIN
    tallest = max(
        len(entry.thumbnail) * _across(entry.thumbnail, column) / entry.thumbnail.shape[1] for entry in entries
    )
    sentences = [
        line for said in (*verdict.disagreements, *map(_sentence, evidence.notes)) for line in wrapped(said, 12, room)
    ]
    heading = wrapped(verdict.sentence, 18, room)
    top = MARGIN + (22 if title else 0) + 26 * len(heading) + 10
    below = top + HEADER + ROW * len(CRITERIA)
    height = round(below + GAP + tallest + GAP * 2 + 18 * len(sentences) + MARGIN)
    pen = Pen(width, height)
    if title:
        pen.text(MARGIN, MARGIN, title, 13, DIM)
    for number, line in enumerate(heading):
        pen.text(MARGIN, MARGIN + (22 if title else 0) + 26 * number, line, 18)
    middles = [MARGIN + LABELS + (number + 0.5) * column for number in range(len(entries))]
    for middle, entry in zip(middles, entries, strict=True):
        chosen = entry.k == verdict.suggestion
        if chosen:
            pen.box(middle - column / 2, top, middle + column / 2, below + GAP * 2 + tallest, SHADE)
        name = f"k = {entry.k}" if entry is entries[0] else f"{entry.k}"
        pen.text(middle, top + 9, name, 14, INK if chosen else DIM, "ma")
    for number, criterion in enumerate(CRITERIA):
        here = top + HEADER + number * ROW
        pen.line([(MARGIN, here), (width - MARGIN, here)], LINE)
        _row(pen, criterion, evidence, middles, here)
    pen.line([(MARGIN, below), (width - MARGIN, below)], LINE)
    for middle, entry in zip(middles, entries, strict=True):
        across = _across(entry.thumbnail, column)
        pen.picture(entry.thumbnail, middle - across / 2, below + GAP, across)
    start = below + tallest + GAP * 3
    for number, line_of_text in enumerate(sentences):
        pen.text(MARGIN, start + 18 * number, line_of_text, 12, DIM)
    return pen.picture_made()


def _row(pen: Pen, criterion: Entry[Any], evidence: Evidence, middles: list[float], top: float) -> None:
    """Draw one measure."""
    measure = criterion.value
    vote = evidence.verdict.votes[criterion.name]
    pen.text(MARGIN, top + ROW / 2 - 17, criterion.title, 14)
    # Where the curve as a whole is judged, it is better to say what was found.
    below = "no clear knee" if criterion.name == "knee" and vote is None else BETTER[measure.better]
    pen.text(MARGIN, top + ROW / 2 + 3, below, 12, DIM)
    known = [
        (middle, getattr(entry, measure.figure), getattr(entry, measure.error) if measure.error else None, entry.k)
        for middle, entry in zip(middles, evidence.entries, strict=True)
        if getattr(entry, measure.figure) is not None
    ]
    if not known:
        pen.text(MARGIN + LABELS + 12, top + ROW / 2 - 8, "no value", 12, DIM)
        return
    places, values, errors, ks = zip(*known, strict=True)
    curve = Curve(places, values, errors, top + 29, top + ROW - 29, measure.threshold)
    ringed = ks.index(vote) if vote in ks else None
    # What a cost is by itself says nothing.
    value = "" if ringed is None else "knee" if criterion.name == "knee" else shown(values[ringed], measure.digits)
    draw_curve(pen, curve, ringed, value)


def _across(picture: NDArray[Any], column: int) -> int:
    """Return how wide a thumbnail is drawn: as its column, but upright ones no taller than that."""
    height, width = map(int, picture.shape[:2])
    return max(1, (column - GAP) * min(width, height) // height)


def _sentence(note: str) -> str:
    return f"{note[:1].upper()}{note[1:]}."
