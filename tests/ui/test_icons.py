"""The icons: all of them can be drawn, crisp, and in the color of the moment."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter

from kmeans_studio.ui import icons, theme
from kmeans_studio.ui.scheme import DARK, LIGHT


def drawn(name: str, side: int, color: str = "#ffffff") -> QImage:
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    icons.draw(painter, name, QRect(0, 0, side, side), QColor(color))
    painter.end()
    return image


def inked(image: QImage) -> set[tuple[int, int]]:
    return {(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).alpha() > 40}


@pytest.mark.parametrize("name", icons.PATHS)
def test_an_icon_has_ink_and_keeps_its_margin(name):
    pixels = inked(drawn(name, 80))
    assert len(pixels) > 60
    # 3 units of margin around the lines, of which half a stroke may use 0.75; tips of corners a little more.
    assert all(5 <= x < 75 and 5 <= y < 75 for x, y in pixels)


def test_icons_differ():
    pictures = [bytes(drawn(name, 40).constBits()) for name in icons.PATHS]
    assert len(set(pictures)) == len(pictures)


def test_an_icon_takes_the_color_it_is_given():
    image = drawn("stop", 40, "#6ab0ff")
    strongest = max((image.pixelColor(x, y) for x, y in inked(image)), key=QColor.alpha)
    assert strongest.name() == "#6ab0ff"


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_pixmaps_have_as_many_real_pixels_as_the_screen(qapp, ratio):
    pixmap = icons.icon("open").pixmap(QSize(20, 20), ratio)
    assert pixmap.size() == QSize(20, 20) * ratio
    assert pixmap.devicePixelRatio() == ratio
    right = max(x for x, _ in inked(pixmap.toImage()))
    assert right > 0.7 * pixmap.width()


def test_an_icon_made_before_a_change_of_scheme_follows_it(qapp):
    icon = icons.icon("stop")
    for appearance, scheme in (("dark", DARK), ("light", LIGHT)):
        theme.apply(qapp, appearance)
        for mode, color in (
            (QIcon.Mode.Normal, scheme.text),
            (QIcon.Mode.Disabled, scheme.off),
            (QIcon.Mode.Selected, scheme.on_fill),
        ):
            image = icon.pixmap(QSize(40, 40), 1.0, mode).toImage()
            assert image.pixelColor(9, 20).name() == color.name() or color.name() in {
                image.pixelColor(x, 20).name() for x in range(40) if image.pixelColor(x, 20).alpha() == 255
            }


def test_a_quiet_icon_is_dim(qapp):
    theme.apply(qapp, "dark")
    image = icons.icon("stop", "dim").pixmap(QSize(40, 40), 1.0).toImage()
    assert DARK.dim.name() in {image.pixelColor(x, 20).name() for x in range(40)}


def test_an_unknown_icon_is_an_error_at_once():
    with pytest.raises(KeyError, match="no icon 'unicorn'"):
        icons.icon("unicorn")
