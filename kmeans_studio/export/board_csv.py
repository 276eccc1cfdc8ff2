"""A comparison as a table: one row for each pane, as CSV."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..pipeline.compare import Comparison

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What begins so is taken for a formula by spreadsheets, whatever it says."""


def board_csv(comparison: Comparison) -> bytes:
    """Return a CSV table (UTF-8, RFC 4180) with a row for each pane and a row of names above.

    pane, title, k, seconds, cost (in the recipe's own units), explained_in_lab (goodness of variance fit, 0..1), then
    for each pane ari_to_X (adjusted Rand index), vi_to_X (variation of information in bits) and same_as_X (share of
    the pixels that have the matching segment), and why a pane has no result. What there is not stays empty.
    """
    letters = [pane.letter for pane in comparison.panes]
    measures = {"ari_to": comparison.ari, "vi_to": comparison.vi, "same_as": comparison.alike}
    text = io.StringIO(newline="")
    table = csv.writer(text)
    across = [f"{name}_{letter}" for name in measures for letter in letters]
    table.writerow(["pane", "title", "k", "seconds", "cost", "explained_in_lab", *across, "reason"])
    for index, pane in enumerate(comparison.panes):
        result = pane.segmentation
        row = [pane.letter, as_text(pane.title)]
        if result is None:
            row += [""] * 4
        else:
            row += [str(result.k), f"{result.seconds:.3f}", f"{result.cost:.10g}", f"{result.explained:.6f}"]
        row += [
            "" if math.isnan(value) else f"{value:.6f}" for table_of in measures.values() for value in table_of[index]
        ]
        table.writerow([*row, as_text(pane.reason)])
    return text.getvalue().encode("utf-8", "backslashreplace")


def as_text(value: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with a quote before it, if need be."""
    return f"'{value}" if value.startswith(_FORMULA) else value
