"""Gives the application its look: Fusion style, palette, fonts; dark or light as system or user want.

There is no style sheet: the palette says what it can, the widgets of `kit` paint the rest from `scheme()`. A
change of scheme reaches every widget as Qt's own palette change, which also repaints it.
"""

from __future__ import annotations

from typing import Any, Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from .scheme import DARK, LIGHT, Scheme

Appearance = Literal["system", "light", "dark"]

NORMAL = QFont.Weight.Normal
BOLD = QFont.Weight.DemiBold

_DESIGN_PX = 13  # the font size at which every length in this program was drawn
_SMALLEST_PX = 11

FUSION = ("-style", "fusion")
"""Arguments for QApplication. Whatever touches the style from Python (setting it, asking for it, listing the
application's children) builds the whole QStyle class, which takes 4 ms at start-up."""

# PySide6 takes the names of classes as str, while its stubs ask for bytes.
_ROWS: tuple[Any, ...] = ("QMenuBar", "QAbstractItemView")
_MENU: Any = "QMenu"

_WANTED = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """Keeps one application in its look; lives as a child of that application."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._appearance: Appearance = "system"
        self.scheme = LIGHT
        self.base_px = 0
        self._measure()
        app.fontChanged.connect(self._measure)
        app.styleHints().colorSchemeChanged.connect(self._refresh)

    def set_appearance(self, appearance: Appearance) -> None:
        """Follow the system, or stay light or dark."""
        self._appearance = appearance
        # Qt then asks the system for a title bar and native dialogs of the same scheme.
        self._app.styleHints().setColorScheme(_WANTED[appearance])
        self._refresh()

    def _measure(self) -> None:
        # Kept, because asking takes longer than painting a button.
        self.base_px = QFontInfo(self._app.font()).pixelSize()

    def _refresh(self) -> None:
        wanted = _WANTED[self._appearance]
        if wanted == Qt.ColorScheme.Unknown:
            wanted = self._app.styleHints().colorScheme()
        self.scheme = DARK if wanted == Qt.ColorScheme.Dark else LIGHT
        self._app.setPalette(palette(self.scheme))
        # Blue says 'here': a menu entry or list row under the pointer is grey.
        rows = palette(self.scheme, highlight="sel", highlighted_text="text")
        for kind in _ROWS:
            self._app.setPalette(rows, kind)
        rows.setColor(QPalette.ColorRole.Window, menu_frame(self.scheme))
        self._app.setPalette(rows, _MENU)
        QToolTip.setPalette(self._app.palette())


_theme: Theme | None = None


def apply(app: QApplication, appearance: Appearance = "system") -> None:
    """Give `app`, made with `FUSION`, the look; call again to change the appearance while it runs."""
    _theme_of(app).set_appearance(appearance)


def scheme() -> Scheme:
    """The color table in force."""
    return _in_force().scheme


def palette(s: Scheme, *, highlight: str = "fill", highlighted_text: str = "on_fill") -> QPalette:
    """The QPalette that says as much of a scheme as a palette can."""
    role, result = QPalette.ColorRole, QPalette()
    colors = {
        role.Window: s.window,
        role.WindowText: s.text,
        role.Base: s.base,
        role.AlternateBase: s.window,
        role.Text: s.text,
        role.PlaceholderText: s.dim,
        role.Button: s.raised,
        role.ButtonText: s.text,
        role.BrightText: s.bad,
        role.ToolTipBase: s.base,
        role.ToolTipText: s.text,
        role.Link: s.accent,
        role.LinkVisited: s.accent,
        role.Accent: s.accent,
        role.Highlight: getattr(s, highlight),
        role.HighlightedText: getattr(s, highlighted_text),
        role.Light: s.hover,
        role.Midlight: s.sel,
        role.Mid: s.line,
        role.Dark: s.edge,
        role.Shadow: s.canvas,
    }
    for which, color in colors.items():
        result.setColor(which, color)
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText, role.PlaceholderText):
        result.setColor(QPalette.ColorGroup.Disabled, which, s.off)
    result.setColor(QPalette.ColorGroup.Disabled, role.Highlight, s.sel)
    return result


def font(delta: int = 0, weight: QFont.Weight = NORMAL, *, tabular: bool = False) -> QFont:
    """The system's font, `delta` design pixels bigger or smaller (notes -2, status -1, key numbers +2).

    The difference grows with the system's size. Small text never goes below 11 px, unless the system's own
    does. `tabular` gives all digits one width.
    """
    result = QFont(QApplication.font())
    base = _in_force().base_px
    size = round(base + delta * max(1.0, base / _DESIGN_PX))
    result.setPixelSize(max(size, min(base, _SMALLEST_PX)))
    result.setWeight(weight)
    if tabular:
        result.setFeature(QFont.Tag("tnum"), 1)
    return result


def px(length: float) -> int:
    """A length drawn for the usual font size, grown with a user's bigger font (never shrunk)."""
    return round(length * max(1.0, _in_force().base_px / _DESIGN_PX))


def menu_frame(s: Scheme) -> QColor:
    """The window color from which Fusion makes a menu's outline and separators, 1.4 times darker: `edge`."""
    return s.edge.lighter(140)


def application() -> QApplication:
    """The QApplication; RuntimeError before there is one."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("there is no look before there is a QApplication")
    return app


def _in_force() -> Theme:
    return _theme_of(application())


def _theme_of(app: QApplication) -> Theme:
    global _theme
    if _theme is None:
        _theme = Theme(app)
    return _theme
