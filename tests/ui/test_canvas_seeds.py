"""The seed tool on the canvas: placing, dragging, the menu of a mark, and how marks look."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication

from kmeans_studio.ui.canvas import Canvas
from kmeans_studio.ui.canvas.levels import halvings
from kmeans_studio.ui.canvas.seeds import REACH, SeedMark, mark_at

LEFT, RIGHT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.NoButton
MARKS = (SeedMark(100, 100, 1, QColor("#aa0000")), SeedMark(700, 400, 2, QColor("#00aa00"), locked=True))


@pytest.fixture
def canvas(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(460, 320)
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.set_photo(halvings(np.full((600, 900, 3), 255, np.uint8)))
    canvas.set_seeds(MARKS)
    canvas.set_tool("seed")
    return canvas


@pytest.fixture
def told(canvas):
    heard = []
    for name in ("seed_placed", "seed_moved", "seed_menu_wanted", "clicked"):
        getattr(canvas, name).connect(lambda *args, name=name: heard.append((name, *args)))
    return heard


def mouse(canvas, kind: QEvent.Type, at: QPointF, button=LEFT, held=LEFT) -> None:
    place = canvas.viewport().mapToGlobal(at)
    event = QMouseEvent(kind, at, place, button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas.viewport(), event)


def click(canvas, at: QPointF) -> None:
    mouse(canvas, QEvent.Type.MouseButtonPress, at)
    mouse(canvas, QEvent.Type.MouseButtonRelease, at, LEFT, NONE)


def test_a_click_places_a_seed_at_the_pixel_that_was_clicked(canvas, told):
    click(canvas, canvas._spot(300, 200))
    ((name, x, y),) = told
    assert name == "seed_placed"
    assert (x, y) == pytest.approx((300, 200), abs=1 / canvas.zoom)


def test_a_mark_is_dragged_and_stays_on_the_photo(canvas, told):
    start = canvas._spot(100, 100)
    mouse(canvas, QEvent.Type.MouseButtonPress, start)
    mouse(canvas, QEvent.Type.MouseMove, canvas._spot(450, 300), NONE)
    mouse(canvas, QEvent.Type.MouseMove, QPointF(-500, 5000), NONE)
    mouse(canvas, QEvent.Type.MouseButtonRelease, QPointF(-500, 5000), LEFT, NONE)
    first, last = told
    assert first[:2] == ("seed_moved", 0)
    assert first[2:] == pytest.approx((450, 300), abs=1 / canvas.zoom)
    assert last == ("seed_moved", 0, 0, 599)


def test_the_right_button_asks_for_the_menu_of_a_mark_only_on_one(canvas, told):
    mouse(canvas, QEvent.Type.MouseButtonPress, canvas._spot(700, 400), RIGHT, RIGHT)
    mouse(canvas, QEvent.Type.MouseButtonPress, canvas._spot(400, 100), RIGHT, RIGHT)
    assert told == [("seed_menu_wanted", 1)]


def test_with_other_tools_marks_are_only_looked_at(canvas, told):
    canvas.set_tool("select")
    click(canvas, canvas._spot(100, 100))
    assert [name for name, *_ in told] == ["clicked"]


def test_a_double_click_places_and_does_not_fit(canvas, told):
    canvas.set_zoom(2.0)
    mouse(canvas, QEvent.Type.MouseButtonDblClick, QPointF(200, 150))
    assert canvas.zoom == 2.0


def test_the_nearest_mark_within_reach_is_taken():
    def place(x, y):
        return QPointF(x, y)

    marks = [SeedMark(0, 0, 1, QColor()), SeedMark(10, 0, 2, QColor())]
    assert mark_at(marks, place, QPointF(4, 0)) == 0
    assert mark_at(marks, place, QPointF(6, 0)) == 1
    assert mark_at(marks, place, QPointF(10 + REACH + 0.5, 0)) is None
    # Of two at one place the one that is seen.
    assert mark_at([marks[0], marks[0]], place, QPointF(0, 0)) == 1


def test_marks_are_painted_in_the_color_of_their_segment_unless_the_original_is_held(canvas):
    def color_beside_number(x, y):
        at = canvas._spot(x, y) + QPointF(-7, 0)
        image = canvas.viewport().grab().toImage()
        ratio = image.devicePixelRatio()
        return image.pixelColor(round(at.x() * ratio), round(at.y() * ratio)).name()

    assert color_beside_number(100, 100) == "#aa0000"
    assert color_beside_number(700, 400) == "#00aa00"
    canvas.hold_original(True)
    assert color_beside_number(100, 100) == "#ffffff"
