"""Every control can be found, named and reached; nothing is clipped in small windows or with a big font."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollBar,
    QSlider,
)

from kmeans_studio.ui.segments.palette_strip import PaletteStrip

CONTROLS = (QAbstractButton, QComboBox, QAbstractSpinBox, QSlider, QAbstractItemView, PaletteStrip)


GROUPS = (
    "toolbar.tool",
    "toolbar.view",
    "recipe.mode",
    "bank.grid",
    "bank.detail.look",
    "bank.detail.part",
    "bank.response.view",
    "bank.response.sign",
    "bank.insight.view",
    "compare.view",
    "compare.layout",
    "compare.measure",
)
"""Controls whose pieces are reached by arrow keys."""


def visible_controls(desk) -> list:
    found = [w for kind in CONTROLS for w in desk.window.findChildren(kind) if w.isVisible()]
    # The popup list of a combo and Qt's own parts are not ours to name.
    return [w for w in found if not w.objectName().startswith("qt_") and w.window() is desk.window]


def open_photo(desk) -> None:
    desk.open_array(np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8))


def open_everything(desk) -> None:
    """Have every control of the recipe on the panel."""
    desk.window.recipe.open_more(True)
    desk.session.change(mode="position")
    desk.session.change(channel_weights=(0.5, 1.0, 1.0))
    desk.session.change(initializer="given", start_colors=("#102030", "#405060"))
    desk.rest()


def open_mode(desk, mode: str) -> None:
    """Have every control of another mode on the panel."""
    desk.window.recipe.open_more(True)
    desk.session.change(mode=mode)
    desk.rest()


def open_bank(desk, bank: str = "lm") -> None:
    """Have every control of the filter bank tab in the window."""
    desk.session.change(mode="texture", bank=bank)
    desk.window.show_tab("bank")
    desk.rest()


def open_compare(desk) -> None:
    """Have the panes of the Compare tab in the window, two of them with a result."""
    desk.window.show_tab("compare")
    comparing, wait = desk.studio.comparing, desk._qtbot.waitUntil
    wait(lambda: bool(comparing.board.panes))
    plain = desk.session.recipe.change(restarts=1)
    comparing.board.begin([plain, plain.change(color_space="rgb")])
    wait(lambda: len(comparing.board.done) == 2 and not desk.studio.studies._tickets, timeout=20_000)


@pytest.fixture(params=["start", "photo", "everything", "texture", "color+texture", "focus", "bank", "compare"])
def page(request, desk):
    """The window on each of its pages."""
    if request.param != "start":
        open_photo(desk)
    if request.param == "everything":
        open_everything(desk)
    elif request.param == "bank":
        open_bank(desk)
    elif request.param == "compare":
        open_compare(desk)
    elif request.param not in ("start", "photo"):
        open_mode(desk, request.param)
    return desk


# --- names -----------------------------------------------------------------------------------------------------------


def test_every_control_has_names(page):
    for widget in visible_controls(page):
        assert widget.objectName(), widget
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface.text(QAccessible.Text.Name), widget.objectName()
        assert "&" not in interface.text(QAccessible.Text.Name), widget.objectName()


def test_object_names_are_unique(page):
    names = Counter(widget.objectName() for widget in visible_controls(page))
    assert [name for name, count in names.items() if count > 1 and name != "start.recent.row"] == []


def test_controls_with_an_icon_alone_explain_themselves(page):
    for button in page.window.findChildren(QAbstractButton):
        if button.isVisible() and not button.icon().isNull() and "info" not in button.objectName():
            assert button.toolTip() or button.text(), button.objectName()


# --- keyboard --------------------------------------------------------------------------------------------------------


def walk(desk, key=Qt.Key.Key_Tab) -> list[str]:
    """The names of what gets the focus, by Tab, from where it is until it comes back there."""
    names = [desk.window.focusWidget().objectName()]
    while True:
        QTest.keyClick(desk.window.focusWidget(), key)
        name = desk.window.focusWidget().objectName()
        if name == names[0]:
            return names
        assert name not in names, f"{name} again: the walk goes round without {names[0]}"
        names.append(name)


def test_tab_reaches_every_control_and_comes_back(page):
    page.window.activateWindow()
    if page.window.tab != "canvas":
        page.window.tabs.setFocus()
    else:
        (page.window.canvas if page.session.opened else page.window.start._samples[0]).setFocus()
    reached = walk(page)
    wanted = {
        widget.objectName()
        for widget in visible_controls(page)
        if widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    assert wanted - set(reached) == set()
    assert len(wanted) > 12
    backwards = walk(page, Qt.Key.Key_Backtab)
    assert set(backwards) == set(reached)


def test_controls_refuse_the_tab_only_where_arrows_reach_them(page):
    for widget in visible_controls(page):
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            name = widget.objectName()
            grouped = name.rsplit(".", 1)[0] in GROUPS
            # What the captions of kernels do, the menu of a kernel does too.
            caption = name.startswith("bank.grid.") and (".row." in name or ".column." in name)
            assert grouped or caption or name.endswith(".palette"), name


def test_after_escape_in_a_message_the_focus_is_where_it_was(desk, tmp_path):
    open_photo(desk)
    desk.window.activateWindow()
    desk.window.canvas.setFocus()
    desk.open(tmp_path / "none.png")
    QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Escape)
    assert desk.window.focusWidget() is desk.window.canvas


# --- room ------------------------------------------------------------------------------------------------------------


def shown_in(widget, ancestor) -> QRect:
    return QRect(widget.mapTo(ancestor, QPoint(0, 0)), widget.size())


def faults(desk) -> list[str]:
    """Controls that are cut off, squeezed or overlap, outside of what can be scrolled."""
    found, window = [], desk.window
    places: list[tuple[str, QRect]] = []
    for widget in visible_controls(desk):
        if isinstance(widget, QScrollBar | QAbstractSlider) and not isinstance(widget, QSlider):
            continue
        name, least = widget.objectName(), widget.minimumSizeHint()
        area = widget.parentWidget()
        while area is not window and not isinstance(area.parentWidget(), QAbstractScrollArea):
            area = area.parentWidget()
        place = shown_in(widget, area)
        across = area.rect()
        if place.left() < 0 or place.right() > across.right():
            found.append(f"{name} is cut at the side")
        if area is window and not across.contains(place):
            found.append(f"{name} is outside")
        if widget.width() < least.width() or widget.height() < least.height():
            found.append(f"{name} is {widget.width()} x {widget.height()}, less than {least.toTuple()}")
        if not isinstance(widget, QAbstractItemView):
            # What is scrolled out of sight overlaps nothing.
            spot = widget.visibleRegion().boundingRect().translated(widget.mapTo(window, QPoint(0, 0)))
            for other, taken in places:
                if spot.intersects(taken) and area is window:
                    found.append(f"{name} overlaps {other}")
            places.append((name, spot))
    return found


def test_what_the_captions_do_can_be_done_from_the_keyboard(desk):
    open_bank(desk)
    cell = desk.find("bank.grid.0")
    cell.setFocus()
    QApplication.sendEvent(cell, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5)))
    menu = desk.find("bank.grid.menu")
    texts = [action.text() for action in menu.actions()]
    menu.close()
    assert "Leave Out Edges, σ 1.4" in texts
    assert "Leave Out Edges, 0°" in texts


SIZES = [(1440, 900), (1024, 700), (800, 600), (652, 480), (100, 100)]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_is_cut_or_overlaps(make_desk, size, tmp_path, qtbot):
    desk = make_desk(*size)
    assert faults(desk) == []
    open_photo(desk)
    desk.session.select(frozenset({0, 1}))
    assert faults(desk) == []
    open_everything(desk)
    qtbot.waitUntil(lambda: faults(desk) == [])
    for mode in ("color+texture", "focus"):
        open_mode(desk, mode)
        qtbot.waitUntil(lambda: faults(desk) == [])
    desk.open(tmp_path / "a rather long name of a file that is not there.png")
    qtbot.waitUntil(lambda: faults(desk) == [])


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_is_cut_or_overlaps_with_a_bigger_font(qapp, make_desk, size, qtbot):
    before = qapp.font()
    bigger = qapp.font()
    bigger.setPixelSize(20)
    QApplication.setFont(bigger)
    try:
        desk = make_desk(*size)
        assert faults(desk) == []
        open_photo(desk)
        assert faults(desk) == []
        open_everything(desk)
        qtbot.waitUntil(lambda: faults(desk) == [])
        for mode in ("color+texture", "focus"):
            open_mode(desk, mode)
            qtbot.waitUntil(lambda: faults(desk) == [])
        desk.window.close()
    finally:
        QApplication.setFont(before)


@pytest.mark.parametrize("pixels", [13, 20])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_is_cut_or_overlaps_in_the_filter_bank(qapp, make_desk, size, pixels, qtbot):
    before = qapp.font()
    font = qapp.font()
    font.setPixelSize(pixels)
    QApplication.setFont(font)
    try:
        desk = make_desk(*size)
        open_bank(desk)
        qtbot.waitUntil(lambda: faults(desk) == [])
        open_photo(desk)
        open_bank(desk, "gabor")
        qtbot.waitUntil(lambda: faults(desk) == [])
        desk.window.close()
    finally:
        QApplication.setFont(before)


@pytest.mark.parametrize("width", [652, 900, 1024, 1240, 1440])
def test_the_toolbar_has_room_at_every_width(make_desk, width):
    desk = make_desk(width, 700)
    open_photo(desk)
    toolbar = desk.window.toolbar
    last = shown_in(desk.find("toolbar.export"), toolbar)
    assert last.right() <= toolbar.rect().right()
    assert toolbar.width() == desk.window.width()


def test_a_message_leaves_the_words_room(make_desk, tmp_path, qtbot):
    """In a narrow window the words are not squeezed into a column beside the buttons."""
    desk = make_desk(800, 560)
    desk.open(tmp_path / "a name.png")
    qtbot.waitUntil(lambda: desk.find("message.what").width() >= 160)
    assert desk.window.messages.height() <= 140


def test_the_window_is_never_wider_than_a_small_screen(desk):
    open_photo(desk)
    assert desk.window.minimumSizeHint().width() <= 1024
    assert desk.window.minimumSizeHint().height() <= 600
