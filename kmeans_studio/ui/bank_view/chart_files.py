"""Pictures and tables of the charts, for files: on paper's white, whatever the window looks like."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from .. import theme
from ..scheme import LIGHT, Scheme
from .bars import BarsLayout, paint_bars
from .legend import paint_legend
from .ranking import paint_ranked
from .textons import paint_texton as paint_one
from .textons import patch_side, row_height

if TYPE_CHECKING:
    from pathlib import Path

    from ...inspection import PixelEvidence
    from .figure import Figure, Ranked
    from .textons import Texton

Paint = Callable[[QPainter, Scheme], None]

SCALE = 2
"""Pixels of a picture for one of the window's."""

PICTURES = (".png", ".svg")


def drawn(width: int, height: int, paint: Paint) -> Callable[[Path], bytes]:
    """Draw a chart as a picture and as vectors, now; return what gives the one that a file's name asks for."""
    made = {".png": _png(width, height, paint), ".svg": _svg(width, height, paint)}
    return lambda path: made[path.suffix.lower()]


def _png(width: int, height: int, paint: Paint) -> bytes:
    image = QImage(width * SCALE, height * SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint(painter, LIGHT)
    painter.end()
    data, buffer = _buffer()
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # takes a device as well as a path
    return bytes(data.data())


def _svg(width: int, height: int, paint: Paint) -> bytes:
    from PySide6.QtSvg import QSvgGenerator

    data, buffer = _buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(QSize(width, height))
    generator.setViewBox(QRect(0, 0, width, height))
    painter = QPainter(generator)
    painter.fillRect(QRect(0, 0, width, height), Qt.GlobalColor.white)
    paint(painter, LIGHT)
    painter.end()
    return bytes(data.data())


def _buffer() -> tuple[QByteArray, QBuffer]:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return data, buffer


def pixel_picture(figure: Figure, why: str, width: int = 800) -> Callable[[Path], bytes]:
    """Draw the bars of a pixel with their legend and the sentence."""
    margin, line, chart = theme.px(16), theme.px(24), theme.px(200)

    def paint(painter: QPainter, s: Scheme) -> None:
        room = QRectF(margin, margin, width - 2 * margin, line)
        painter.setPen(s.text)
        painter.setFont(theme.font(weight=theme.BOLD, tabular=True))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, left, "Pixel ({}, {})".format(*figure.pixel))
        paint_legend(painter, room, figure.near, s)
        painter.setPen(s.dim)
        painter.setFont(theme.font(-1, tabular=True))
        painter.drawText(room.translated(0, line), left, why)
        paint_bars(painter, BarsLayout(figure, QRectF(margin, margin + 2 * line, room.width(), chart)), s)

    return drawn(width, 2 * margin + 2 * line + chart, paint)


def ranking_picture(
    ranked: tuple[Ranked, ...], kernel: Callable[[int], QImage | None], width: int = 320
) -> Callable[[Path], bytes]:
    """Draw the ranking, all of it; `kernel`: the picture of a filter's kernel, if it is there."""
    margin, high = theme.px(16), theme.px(32)

    def paint(painter: QPainter, s: Scheme) -> None:
        for place, one in enumerate(ranked):
            row = QRect(margin, margin + place * high, width - 2 * margin, high)
            paint_ranked(painter, row, one, s, kernel(one.filters[0]) if one.filters else None)

    return drawn(width, 2 * margin + len(ranked) * high, paint)


def textons_picture(textons: tuple[Texton, ...]) -> Callable[[Path], bytes]:
    """Draw the textons, all of them, beside the photo."""
    width = 2 * theme.px(98) + theme.px(16 + 12 + 8)
    high = row_height(width)
    columns = max(1, round((len(textons) * high / width) ** 0.5))
    lines = -(-len(textons) // columns)

    def paint(painter: QPainter, s: Scheme) -> None:
        for place, one in enumerate(textons):
            down, across = divmod(place, columns)
            paint_one(painter, QRect(across * width, down * high, width, high), one, s)

    assert patch_side(width) == theme.px(98)
    return drawn(columns * width, lines * high + theme.px(8), paint)


def pixel_table(evidence: PixelEvidence, off: tuple[int, ...], filters: int) -> bytes:
    """Return the features, the centers of all segments and, in the last line, the distances, as CSV."""
    on = [number for number in range(filters) if number not in set(off)]
    k = len(evidence.distances)
    names = [f"center of segment {label + 1}" for label in range(k)]
    lines: list[list[object]] = [["feature", "filter, from 0", f"pixel ({evidence.x}, {evidence.y})", *names]]
    if evidence.contributions is not None:
        lines[0].append("speaks for the nearest center against the next")
    for column, name in enumerate(evidence.names):
        numbers = " ".join(str(on[source]) for source in evidence.sources[column])
        values = [evidence.values[column], *evidence.centers[:, column]]
        if evidence.contributions is not None:
            values.append(evidence.contributions[column])
        lines.append([name, numbers, *(f"{value:.7g}" for value in values)])
    lines.append(["distance", "", "", *(f"{distance:.7g}" for distance in evidence.distances)])
    return _csv(lines)


def ranking_table(ranked: tuple[Ranked, ...]) -> bytes:
    """Return the ranking as CSV."""
    lines: list[list[object]] = [["rank", "feature", "filter, from 0", "between-segment share of variance"]]
    for place, one in enumerate(ranked, 1):
        lines.append([place, one.title, " ".join(map(str, one.filters)), f"{one.share:.6f}"])
    return _csv(lines)


def _csv(lines: list[list[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue().encode("utf-8-sig")
