"""The two color tables of the window, dark and light: exact greys, one blue, one red.

`text`, `dim` and `on_fill` have a contrast of at least 4.5:1 on every ground they stand on; `edge` has 3:1 on
`window`.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor


@dataclass(frozen=True, slots=True)
class Scheme:
    """One color table. Widgets that paint themselves read it while painting, never before."""

    dark: bool
    canvas: QColor  # around every photo
    window: QColor  # panels and bars
    base: QColor  # fields
    raised: QColor  # buttons
    hover: QColor
    press: QColor
    sel: QColor  # current row, checked button
    group: QColor  # ground of a segmented control
    group_edge: QColor
    chosen: QColor  # the chosen piece of a segmented control
    line: QColor  # 1 px rules, grid lines
    edge: QColor  # outline of fields, buttons, swatches
    text: QColor
    dim: QColor
    off: QColor  # disabled only
    accent: QColor  # says 'here'
    fill: QColor  # primary button, text selection
    fill_hover: QColor
    fill_press: QColor
    on_fill: QColor
    bar: QColor  # share bars, curves
    track: QColor
    bad: QColor  # failures


DARK = Scheme(
    dark=True,
    canvas=QColor("#1b1b1b"),
    window=QColor("#292929"),
    base=QColor("#1f1f1f"),
    raised=QColor("#3a3a3a"),
    hover=QColor("#444444"),
    press=QColor("#323232"),
    sel=QColor("#3d3d3d"),
    group=QColor("#1f1f1f"),
    group_edge=QColor("#3d3d3d"),
    chosen=QColor("#484848"),
    line=QColor("#3d3d3d"),
    edge=QColor("#747474"),
    text=QColor("#e8e8e8"),
    dim=QColor("#adadad"),
    off=QColor("#7a7a7a"),
    accent=QColor("#6ab0ff"),
    fill=QColor("#2468c8"),
    fill_hover=QColor("#1f5bb0"),
    fill_press=QColor("#184a92"),
    on_fill=QColor("#ffffff"),
    bar=QColor("#9a9a9a"),
    track=QColor("#454545"),
    bad=QColor("#ff8a7a"),
)

LIGHT = Scheme(
    dark=False,
    canvas=QColor("#cfcfcf"),
    window=QColor("#f2f2f2"),
    base=QColor("#ffffff"),
    raised=QColor("#ffffff"),
    hover=QColor("#e9e9e9"),
    press=QColor("#dddddd"),
    sel=QColor("#dedede"),
    group=QColor("#e2e2e2"),
    group_edge=QColor("#cfcfcf"),
    chosen=QColor("#ffffff"),
    line=QColor("#d6d6d6"),
    edge=QColor("#8a8a8a"),
    text=QColor("#1b1b1b"),
    dim=QColor("#595959"),
    off=QColor("#8c8c8c"),
    accent=QColor("#175fc4"),
    fill=QColor("#175fc4"),
    fill_hover=QColor("#1f5bb0"),
    fill_press=QColor("#184a92"),
    on_fill=QColor("#ffffff"),
    bar=QColor("#6e6e6e"),
    track=QColor("#d0d0d0"),
    bad=QColor("#b3261e"),
)
