"""The icons: one SVG path each, stroked in a color of the scheme in force at the very moment of painting."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap

from .theme import scheme

# On a grid of 20 with 3 free at each side. `h.01` makes a dot: a line of no length would not be drawn.
PATHS = {
    "open": "M3 15.6V5a1 1 0 0 1 1-1h3.2l1.9 2.2H14a1 1 0 0 1 1 1v1.6M3.1 15.7 5.3 9.4a.9.9 0 0 1 .85-.6H16.3"
    "a.7.7 0 0 1 .67.92l-1.75 5.4a1.2 1.2 0 0 1-1.14.83H3.3",
    "select": "M5 3.2 15.6 9.3 10.3 11 7.9 16Z",
    "pan": "M10 2.6v14.8M2.6 10h14.8M8 4.6l2-2 2 2M8 15.4l2 2 2-2M4.6 8l-2 2 2 2M15.4 8l2 2-2 2",
    "run": "M5.6 4 15.4 10 5.6 16Z",
    "stop": "M5.5 4.5h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1Z",
    "live": "M11.2 2.8 4.4 11.3h4.5L8.6 17.2 15.6 8.4h-5Z",
    "export": "M10 12.4V3M6.4 6.2 10 2.8l3.6 3.4M3.2 11.6v3.7a1.2 1.2 0 0 0 1.2 1.2h11.2a1.2 1.2 0 0 0 1.2-1.2v-3.7",
    "first": "M5.4 5v10M14.4 5.4 8.4 10l6 4.6Z",
    "back": "M12.8 5.4 6.8 10l6 4.6Z",
    "play": "M6.4 4.4 14.6 10l-8.2 5.6Z",
    "pause": "M7.2 5v10M12.8 5v10",
    "forward": "M7.2 5.4l6 4.6-6 4.6Z",
    "last": "M14.6 5v10M5.6 5.4l6 4.6-6 4.6Z",
    "more": "M5 10h.01M10 10h.01M15 10h.01",
    "cloud": "M3.8 3.6v12.6h12.6M7.6 12h.01M10.2 8.6h.01M12.8 12.2h.01M12 5.4h.01M15.4 8.4h.01",
    "curve": "M3.8 3.6v12.6h12.6M4.2 4.6c.8 5.4 3.6 8.4 11.6 8.8",
    "down": "M5.9 8.1 10 12.1 14.1 8.1",
    "left": "M11.9 5.9 7.9 10 11.9 14.1",
    "right": "M8.1 5.9 12.1 10 8.1 14.1",
    "plus": "M10 4.2v11.6M4.2 10h11.6",
    "minus": "M4.2 10h11.6",
    "eye": "M2.6 10C4.4 6.7 7 5 10 5s5.6 1.7 7.4 5c-1.8 3.3-4.4 5-7.4 5S4.4 13.3 2.6 10Z"
    "M10 7.8a2.2 2.2 0 1 0 0 4.4a2.2 2.2 0 1 0 0-4.4",
    "eyeoff": "M3 9.2c1.7 2.5 4.1 3.8 7 3.8s5.3-1.3 7-3.8M10 13v2.4M5.5 11.8 4 13.6M14.5 11.8 16 13.6",
    "info": "M10 3.1a6.9 6.9 0 1 0 0 13.8a6.9 6.9 0 1 0 0-13.8M10 9.2v4.2M10 6.5h.01",
    "close": "M5.2 5.2l9.6 9.6M14.8 5.2l-9.6 9.6",
    "seed": "M10 2.8v3.4M10 13.8v3.4M2.8 10h3.4M13.8 10h3.4M10 5.4a4.6 4.6 0 1 0 0 9.2a4.6 4.6 0 1 0 0-9.2M10 10h.01",
    "lock": "M5.4 9.2h9.2v7H5.4ZM7.2 9V6.6a2.8 2.8 0 0 1 5.6 0V9",
    "warn": "M10 3.2 17.1 16H2.9ZM10 8.2v3.6M10 13.8h.01",
    "dice": "M6 3.6h8A2.4 2.4 0 0 1 16.4 6v8"
    "a2.4 2.4 0 0 1-2.4 2.4H6A2.4 2.4 0 0 1 3.6 14V6A2.4 2.4 0 0 1 6 3.6Z"
    "M7.1 7.1h.01M12.9 7.1h.01M10 10h.01M7.1 12.9h.01M12.9 12.9h.01",
    "link": "M8.4 11.6l3.2-3.2M9.2 6.4l1.5-1.5a3 3 0 0 1 4.4 4.4l-1.6 1.5M10.8 13.6l-1.5 1.5a3 3 0 0 1-4.4-4.4l1.6-1.5",
    "check": "M4.4 10.4 8.4 14.4 15.6 6",
    "fit": "M3.6 7.2V3.6h3.6M12.8 3.6h3.6v3.6M16.4 12.8v3.6h-3.6M7.2 16.4H3.6v-3.6",
    "image": "M4.2 3.8h11.6a1.2 1.2 0 0 1 1.2 1.2v10a1.2 1.2 0 0 1-1.2 1.2H4.2A1.2 1.2 0 0 1 3 15V5"
    "a1.2 1.2 0 0 1 1.2-1.2ZM3.4 14.4 7.4 9.8l3.2 3.6 1.8-1.8 3.8 3.6"
    "M13 6.9a.9.9 0 1 0 0 1.8a.9.9 0 1 0 0-1.8",
}

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" fill="none" stroke="{color}" '
    'stroke-width="{stroke}" stroke-linecap="round" stroke-linejoin="round"><path d="{path}"/></svg>'
)


def svg(name: str, color: QColor, stroke: float = 1.5) -> str:
    """The SVG text of one icon; `stroke` is in units of the grid of 20. KeyError if there is no such icon."""
    return _SVG.format(color=color.name(), stroke=stroke, path=PATHS[name])


def draw(painter: QPainter, name: str, rect: QRect | QRectF, color: QColor, stroke: float = 1.5) -> None:
    """Draw one icon as vectors, centered in `rect` as the biggest square that fits."""
    from PySide6.QtSvg import QSvgRenderer  # no earlier than the first icon is drawn

    side = min(rect.width(), rect.height())
    square = QRectF(0, 0, side, side)
    square.moveCenter(QRectF(rect).center())
    QSvgRenderer(QByteArray(svg(name, color, stroke).encode())).render(painter, square)


def icon(name: str, tone: str = "text") -> QIcon:
    """A QIcon for actions and menus; `tone` names the scheme color it has while enabled."""
    return QIcon(_Engine(name, tone))


class _Engine(QIconEngine):
    """Paints from the scheme each time it is asked, so an icon follows a change of scheme by itself."""

    def __init__(self, name: str, tone: str) -> None:
        super().__init__()
        if name not in PATHS:
            raise KeyError(f"there is no icon '{name}'")
        self._name, self._tone = name, tone

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._tone)

    def key(self) -> str:
        return "kmeans_studio"

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        tone = {QIcon.Mode.Disabled: "off", QIcon.Mode.Selected: "on_fill"}.get(mode, self._tone)
        draw(painter, self._name, rect, getattr(scheme(), tone))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        # `size` comes in logical pixels; a pixmap of that many real ones would be blurred at 2x.
        result = QPixmap(size * scale)
        result.setDevicePixelRatio(scale)
        result.fill(Qt.GlobalColor.transparent)
        painter = QPainter(result)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return result
