"""The chart for the README: a panel for each contest, bars as long as the times, drawn as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from .contest import Outcome
from .tables import against, duration

WIDTH, MARGIN, ROW, GAP = 1000, 16, 21, 30
NAMES, FIGURES = 196, 165
"""Room in pixels for the names before the bars and for the figures behind them."""

OURS, OURS_TOO, OTHERS = "#2f6fdb", "#8fb3ee", "#b9bfc9"
STYLE = (
    "text{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;font-size:13px;fill:#1f2328}"
    ".title{font-weight:600}.faint{font-size:12px;fill:#656d76}.name{text-anchor:end}"
)
CAPTION = (
    "From decoded pixels to label map; shorter is better. Behind the bars: time, that time over ours, and the cost"
    " (sum of squares) over ours."
)


class Panel(NamedTuple):
    """One contest; the first of its outcomes is what the others are compared with."""

    title: str
    picture: str
    outcomes: Sequence[Outcome]

    @property
    def shown(self) -> list[Outcome]:
        """Those that took part."""
        return [outcome for outcome in self.outcomes if outcome.seconds]

    @property
    def height(self) -> int:
        """Its height in pixels."""
        return ROW * (len(self.shown) + 2) + GAP


def draw(panels: Sequence[Panel], footer: Sequence[str]) -> str:
    """Return the chart as SVG: panels in two columns, and lines below them."""
    panels = [panel for panel in panels if panel.shown]
    width = (WIDTH - 3 * MARGIN) // 2
    parts, top = [], MARGIN
    for pair in (panels[start : start + 2] for start in range(0, len(panels), 2)):
        for column, panel in enumerate(pair):
            parts += _panel(panel, MARGIN + column * (width + MARGIN), top, width)
        top += max(panel.height for panel in pair)
    for line in (CAPTION, *footer):
        parts.append(_text(MARGIN, top, line, "faint"))
        top += 17
    size = f'width="{WIDTH}" height="{top}" viewBox="0 0 {WIDTH} {top}"'
    background = '<rect width="100%" height="100%" rx="8" fill="#fff"/>'
    inside = "\n".join([f"<style>{STYLE}</style>", background, *parts])
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{inside}\n</svg>\n'


def _panel(panel: Panel, left: int, top: int, width: int) -> list[str]:
    shown = panel.shown
    ours, longest = shown[0], max(outcome.median for outcome in shown)
    parts = [_text(left, top + 12, panel.title, "title"), _text(left, top + ROW + 8, panel.picture, "faint")]
    for row, outcome in enumerate(shown, 1):
        y = top + (row + 1) * ROW
        bar = max((width - NAMES - FIGURES) * outcome.median / longest, 1)
        name, color = outcome.name, OTHERS
        if name.startswith("K-Means Studio"):
            color = OURS_TOO if row > 1 else OURS
        figures = " · ".join([duration(outcome.median), *against(outcome, ours)])
        parts.append(_text(left + NAMES - 6, y + 13, name, "name"))
        parts.append(f'<rect x="{left + NAMES}" y="{y + 2}" width="{bar:.1f}" height="{ROW - 6}" fill="{color}"/>')
        parts.append(_text(round(left + NAMES + bar + 6), y + 13, figures, "faint"))
    return parts


def _text(x: int, y: int, text: str, kind: str) -> str:
    return f'<text x="{x}" y="{y}" class="{kind}">{escape(text)}</text>'
