"""Mouse, wheel, touchpad and keys on the canvas, as real events."""

from __future__ import annotations

import os

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kmeans_studio.ui.canvas import Canvas
from kmeans_studio.ui.canvas.levels import halvings

LEFT, MIDDLE, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
PLAIN, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def canvas(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.set_photo(halvings(np.zeros((600, 900, 3), np.uint8)))
    colors = np.full((256, 4), 255, np.uint8)
    canvas.set_colors(colors)
    canvas.set_groups(np.arange(256, dtype=np.uint8))
    canvas.set_labels(np.zeros((600, 900), np.uint8))
    return canvas


def wheel(canvas, at: QPointF, angle: int = 0, pixels: int = 0) -> None:
    event = QWheelEvent(
        at,
        canvas.viewport().mapToGlobal(at),
        QPoint(0, pixels),
        QPoint(0, angle),
        NONE,
        PLAIN,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), event)


def mouse(canvas, kind: QEvent.Type, at: QPointF, button=LEFT, held=None, modifiers=PLAIN) -> None:
    place = canvas.viewport().mapToGlobal(at)
    held = button if held is None else held
    QApplication.sendEvent(canvas.viewport(), QMouseEvent(kind, at, place, button, held, modifiers))


def drag(canvas, start: QPointF, stop: QPointF, button=LEFT) -> None:
    mouse(canvas, QEvent.Type.MouseButtonPress, start, button)
    mouse(canvas, QEvent.Type.MouseMove, stop, NONE, button)
    mouse(canvas, QEvent.Type.MouseButtonRelease, stop, button, NONE)


def center_of(canvas, x: int, y: int) -> QPointF:
    """Where the middle of a photo pixel lies in the viewport."""
    sight = canvas.sight()
    device = QPointF(sight.left + (x + 0.5) * sight.scale, sight.top + (y + 0.5) * sight.scale)
    return device / canvas.devicePixelRatioF()


def fitted_zoom(canvas) -> float:
    """The zoom at which 900 photo pixels and two margins of 12 fill the canvas' width."""
    return (canvas.width() - 24) / 900 * canvas.devicePixelRatioF()


def on_photo(canvas, at: QPointF) -> tuple[float, float]:
    sight, ratio = canvas.sight(), canvas.devicePixelRatioF()
    return (at.x() * ratio - sight.left) / sight.scale, (at.y() * ratio - sight.top) / sight.scale


def test_the_screen_is_the_one_asked_for(canvas):
    """`test_canvas_hidpi` runs this file on other screens: else it could pass without having done so."""
    assert canvas.devicePixelRatioF() == float(os.environ.get("ASKED_PIXEL_RATIO", "1"))


def test_a_new_photo_is_fitted_with_its_margin(canvas):
    rect = canvas.photo_rect()
    assert canvas.fitted
    assert rect.left() == 12
    assert rect.center().y() == pytest.approx(150, abs=0.51)
    assert canvas.zoom == pytest.approx(fitted_zoom(canvas))


def test_a_fitted_photo_stays_fitted_and_another_stays_centered(canvas):
    canvas.resize(700, 500)
    assert canvas.zoom == pytest.approx(fitted_zoom(canvas))
    canvas.zoom_actual()
    middle = on_photo(canvas, QPointF(350, 250))
    canvas.resize(300, 200)
    assert canvas.zoom == 1
    assert on_photo(canvas, QPointF(150, 100)) == pytest.approx(middle, abs=2)


@pytest.mark.parametrize("at", [QPointF(200, 150), QPointF(20, 60), QPointF(380, 250)])
def test_the_wheel_keeps_what_is_under_the_pointer(canvas, at):
    spot = on_photo(canvas, at)
    for _ in range(12):
        wheel(canvas, at, angle=120)
        now = on_photo(canvas, at)
        assert np.abs(np.subtract(now, spot)).max() * canvas.zoom <= 0.51
    assert canvas.zoom == pytest.approx(fitted_zoom(canvas) * 1.25**12)
    for _ in range(12):
        wheel(canvas, at, angle=-120)
    assert canvas.zoom == pytest.approx(fitted_zoom(canvas))


def test_zoom_is_bounded_and_told(canvas, qtbot):
    with qtbot.waitSignal(canvas.zoomed) as told:
        wheel(canvas, QPointF(200, 150), pixels=30)
    assert told.args == [pytest.approx(fitted_zoom(canvas) * 1.25**0.5)]
    for _ in range(60):
        wheel(canvas, QPointF(200, 150), angle=240)
    assert canvas.zoom == 64
    for _ in range(90):
        wheel(canvas, QPointF(200, 150), angle=-240)
    assert canvas.zoom == 1 / 64


def test_pinching_zooms_at_the_fingers(canvas):
    at = QPointF(100, 100)
    spot, zoom = on_photo(canvas, at), canvas.zoom
    pinch = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        at,
        at,
        at,
        0.5,
        QPointF(),
    )
    QApplication.sendEvent(canvas.viewport(), pinch)
    assert canvas.zoom == pytest.approx(1.5 * zoom)
    assert on_photo(canvas, at) == pytest.approx(spot, abs=1)


@pytest.mark.parametrize("zoom", [0.3, 1, 1.7, 8])
@pytest.mark.parametrize("pixel", [(0, 0), (899, 599), (450, 300), (1, 598)])
def test_a_click_names_the_pixel(canvas, qtbot, zoom, pixel):
    canvas.set_zoom(zoom)
    offset = center_of(canvas, *pixel) - QPointF(200, 150)
    canvas.pan_by(-offset.x(), -offset.y())
    at = center_of(canvas, *pixel)
    with qtbot.waitSignal(canvas.clicked) as clicked:
        mouse(canvas, QEvent.Type.MouseButtonPress, at, modifiers=SHIFT)
        mouse(canvas, QEvent.Type.MouseButtonRelease, at, held=NONE, modifiers=SHIFT)
    x, y, modifiers = clicked.args
    slack = 0 if zoom >= 1 else 2
    assert abs(x - pixel[0]) <= slack
    assert abs(y - pixel[1]) <= slack
    assert modifiers == SHIFT


def test_beside_the_photo_and_after_a_drag_nothing_is_clicked(canvas, qtbot):
    with qtbot.assertNotEmitted(canvas.clicked):
        QTest.mouseClick(canvas.viewport(), LEFT, pos=QPoint(5, 5))
        drag(canvas, QPointF(200, 150), QPointF(230, 150))
    with qtbot.waitSignal(canvas.clicked):
        drag(canvas, QPointF(200, 150), QPointF(202, 151))


def test_hover_and_leave_are_told(canvas, qtbot):
    at = center_of(canvas, 300, 200)
    with qtbot.waitSignal(canvas.hovered) as over:
        mouse(canvas, QEvent.Type.MouseMove, at, NONE, NONE)
    assert np.abs(np.subtract(over.args, (300, 200))).max() <= 1
    with qtbot.waitSignal(canvas.hovered):
        wheel(canvas, at + QPointF(40, 0), angle=480)
    with qtbot.waitSignal(canvas.left):
        canvas.fit()
        mouse(canvas, QEvent.Type.MouseMove, QPointF(200, 5), NONE, NONE)
    mouse(canvas, QEvent.Type.MouseMove, at, NONE, NONE)
    with qtbot.waitSignal(canvas.left):
        QApplication.sendEvent(canvas.viewport(), QEvent(QEvent.Type.Leave))


@pytest.mark.parametrize("how", ["pan tool", "space", "middle button"])
def test_panning(canvas, qtbot, how):
    canvas.set_zoom(2)
    button = MIDDLE if how == "middle button" else LEFT
    if how == "pan tool":
        canvas.set_tool("pan")
    elif how == "space":
        QTest.keyPress(canvas, Qt.Key.Key_Space)
    if how != "middle button":
        assert canvas.viewport().cursor().shape() == Qt.CursorShape.OpenHandCursor
    before = canvas.photo_rect().topLeft()
    with qtbot.assertNotEmitted(canvas.clicked):
        drag(canvas, QPointF(200, 150), QPointF(170, 190), button)
    assert canvas.photo_rect().topLeft() - before == QPointF(-30, 40)
    if how == "space":
        QTest.keyRelease(canvas, Qt.Key.Key_Space)
        before = canvas.photo_rect().topLeft()
        drag(canvas, QPointF(200, 150), QPointF(170, 190))
        assert canvas.photo_rect().topLeft() == before


def test_the_photo_cannot_be_dragged_away(canvas):
    canvas.set_zoom(3)
    canvas.pan_by(1e5, 1e5)
    assert canvas.photo_rect().topLeft() == QPointF(200, 150)
    canvas.pan_by(-1e6, -1e6)
    assert canvas.photo_rect().bottomRight() == QPointF(200, 150)


def test_double_click_fits_and_clicks_once(canvas, qtbot):
    canvas.set_zoom(3)
    clicks = []
    canvas.clicked.connect(lambda *_: clicks.append(1))
    QTest.mouseClick(canvas.viewport(), LEFT, pos=QPoint(200, 150))
    QTest.mouseDClick(canvas.viewport(), LEFT, pos=QPoint(200, 150))
    assert canvas.fitted
    assert clicks == [1]


def test_keys(canvas):
    QTest.keyClick(canvas, Qt.Key.Key_1)
    assert canvas.zoom == 1
    QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.zoom == 1.5
    QTest.keyClick(canvas, Qt.Key.Key_Minus)
    assert canvas.zoom == 1
    before = canvas.photo_rect().left()
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.photo_rect().left() == before - 40
    QTest.keyClick(canvas, Qt.Key.Key_0)
    assert canvas.fitted
    QTest.keyClick(canvas, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert canvas.fitted


def test_the_curtain_follows_mouse_and_arrows(canvas, qtbot):
    canvas.set_view("split")
    rect = canvas.photo_rect()
    line = QPointF(rect.left() + rect.width() / 2, 200)
    mouse(canvas, QEvent.Type.MouseMove, line, NONE, NONE)
    assert canvas.viewport().cursor().shape() == Qt.CursorShape.SplitHCursor
    goal = QPointF(rect.left() + rect.width() / 4, 200)
    with qtbot.waitSignal(canvas.curtain_moved) as moved, qtbot.assertNotEmitted(canvas.clicked):
        drag(canvas, line, goal)
    assert moved.args == [pytest.approx(0.25, abs=0.01)]
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.curtain == pytest.approx(0.26, abs=0.01)
    canvas.zoom_actual()
    assert canvas.curtain == pytest.approx(0.26, abs=0.01)
    drag(
        canvas,
        QPointF(canvas.photo_rect().left() + canvas.curtain * canvas.photo_rect().width(), 20),
        QPointF(-5000, 20),
    )
    assert canvas.curtain == 0


def test_a_click_beside_the_curtain_is_a_click(canvas, qtbot):
    canvas.set_view("split")
    with qtbot.waitSignal(canvas.clicked):
        QTest.mouseClick(canvas.viewport(), LEFT, pos=QPoint(100, 150))


def test_an_empty_canvas_bears_everything(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.set_view("split")
    canvas.set_ground(QColor("red"))
    with qtbot.assertNotEmitted(canvas.clicked), qtbot.assertNotEmitted(canvas.hovered):
        wheel(canvas, QPointF(50, 50), angle=120)
        drag(canvas, QPointF(50, 50), QPointF(90, 50), MIDDLE)
        QTest.mouseClick(canvas.viewport(), LEFT, pos=QPoint(50, 50))
        QTest.mouseDClick(canvas.viewport(), LEFT, pos=QPoint(50, 50))
        for key in (Qt.Key.Key_0, Qt.Key.Key_1, Qt.Key.Key_Plus, Qt.Key.Key_Left):
            QTest.keyClick(canvas, key)
        canvas.zoom_in()
        canvas.fit()
        canvas.grab()


def test_drops_are_left_to_the_window(canvas):
    assert not canvas.acceptDrops()
    assert not canvas.viewport().acceptDrops()


def test_it_has_a_name_to_be_read_out(canvas):
    assert canvas.accessibleName() == "Canvas"
    assert "zoom" in canvas.accessibleDescription()
