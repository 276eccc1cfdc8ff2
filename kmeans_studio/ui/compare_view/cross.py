"""The mark at one spot of the photo, drawn twice so that it shows on all colors: black, then white."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

_SHADE = QColor(0, 0, 0, 180)
_WHITE = QColor(255, 255, 255)
GAP, REACH = 4.0, 17.0
"""How far from the spot the four lines begin and end: the spot itself stays free."""


def paint_cross(painter: QPainter, at: QPointF, scale: float) -> None:
    """Paint four lines around the middle of a photo pixel that is `scale` wide."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    gap = max(GAP, scale / 2 + 2)
    for color, width in ((_SHADE, 4.0), (_WHITE, 1.75)):
        painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        for across, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            way = QPointF(across, down)
            wider = 1.0 if width > 2 else 0.0
            painter.drawLine(QLineF(at + way * (gap - wider), at + way * (gap + REACH - GAP + wider)))
