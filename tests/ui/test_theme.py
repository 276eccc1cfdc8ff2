"""The look: colors, fonts, and following the system."""

from __future__ import annotations

from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from kmeans_studio.ui import theme
from kmeans_studio.ui.kit.swatch import ink_on
from kmeans_studio.ui.scheme import DARK, LIGHT, Scheme


@pytest.fixture(autouse=True)
def same_font_afterwards(qapp):
    font = qapp.font()
    yield
    qapp.setFont(font)


def luminance(color: QColor) -> float:
    def linear(c: float) -> float:
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def contrast(a: QColor, b: QColor) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("s", [DARK, LIGHT], ids=["dark", "light"])
class TestContrast:
    @pytest.mark.parametrize(
        ("ink", "grounds"),
        [
            ("text", ["canvas", "window", "base", "raised", "hover", "press", "sel", "group", "chosen"]),
            ("dim", ["canvas", "window", "base", "sel", "group"]),
        ],
    )
    def test_words_can_be_read(self, s: Scheme, ink: str, grounds: list[str]):
        assert min(contrast(getattr(s, ink), getattr(s, ground)) for ground in grounds) >= 4.49

    @pytest.mark.parametrize("ground", ["fill", "fill_hover", "fill_press"])
    def test_the_word_on_the_blue_button_can_be_read(self, s: Scheme, ground: str):
        assert contrast(s.on_fill, getattr(s, ground)) >= 4.5

    @pytest.mark.parametrize("mark", ["edge", "accent", "bad"])
    def test_marks_stand_out_from_the_window(self, s: Scheme, mark: str):
        assert contrast(getattr(s, mark), s.window) >= 3

    def test_chrome_is_exactly_grey(self, s: Scheme):
        colored = {"accent", "fill", "fill_hover", "fill_press", "bad"}
        for field in fields(s):
            color = getattr(s, field.name)
            if isinstance(color, QColor):
                is_grey = color.red() == color.green() == color.blue()
                assert is_grey == (field.name not in colored), field.name


@pytest.mark.parametrize(("appearance", "expected"), [("dark", DARK), ("light", LIGHT)])
def test_an_appearance_reaches_palette_and_painters(qapp, appearance, expected):
    theme.apply(qapp, appearance)
    assert theme.scheme() is expected
    assert qapp.palette().color(QPalette.ColorRole.Window) == expected.window
    assert qapp.palette().color(QPalette.ColorRole.Highlight) == expected.fill
    off = qapp.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    assert off == expected.off


def test_menus_mark_their_row_in_grey(qapp):
    theme.apply(qapp, "dark")
    assert QApplication.palette("QMenu").color(QPalette.ColorRole.Highlight) == DARK.sel


def test_a_change_reaches_a_widget_as_a_palette_change(qapp, qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    for appearance, expected in (("dark", DARK), ("light", LIGHT)):
        theme.apply(qapp, appearance)
        qapp.processEvents()
        assert widget.palette().color(QPalette.ColorRole.Window) == expected.window


def test_system_follows_what_the_system_says(qapp, monkeypatch):
    theme.apply(qapp, "system")
    hints = qapp.styleHints()
    hints.setColorScheme(Qt.ColorScheme.Dark)
    if hints.colorScheme() != Qt.ColorScheme.Dark:  # this platform plugin has no schemes: only its signal can be tried
        monkeypatch.setattr(type(hints), "colorScheme", lambda self: Qt.ColorScheme.Dark)
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.scheme() is DARK


class TestFont:
    def test_sizes_are_differences_from_the_system_size(self, qapp):
        self.system_size(qapp, 13)
        assert [QFontInfo(theme.font(d)).pixelSize() for d in (-2, -1, 0, 2, 11)] == [11, 12, 13, 15, 24]

    def test_small_text_stays_readable_in_a_small_system_font(self, qapp):
        self.system_size(qapp, 12)
        assert theme.font(-2).pixelSize() == 11

    def test_everything_grows_with_a_bigger_system_font(self, qapp):
        self.system_size(qapp, 26)
        assert theme.font(-2).pixelSize() == 22
        assert theme.px(28) == 56

    def test_lengths_never_shrink(self, qapp):
        self.system_size(qapp, 8)
        assert theme.px(28) == 28

    def test_the_family_is_the_systems(self, qapp):
        assert theme.font(2, theme.BOLD).family() == qapp.font().family()

    @staticmethod
    def system_size(qapp: QApplication, size: int) -> None:
        font = qapp.font()
        font.setPixelSize(size)
        qapp.setFont(font)


@pytest.mark.parametrize(
    ("color", "ink"), [("#594c36", "white"), ("#587436", "white"), ("#b07a4e", "black"), ("#e8f5fc", "black")]
)
def test_numbers_on_swatches_take_the_stronger_contrast(color, ink):
    other = "black" if ink == "white" else "white"
    assert ink_on(QColor(color)) == QColor(ink)
    assert contrast(QColor(color), QColor(ink)) >= contrast(QColor(color), QColor(other))
