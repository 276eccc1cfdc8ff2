"""Combo box, number field, text field and slider."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from kmeans_studio.ui import theme
from kmeans_studio.ui.kit.button import Button
from kmeans_studio.ui.kit.combo import Combo
from kmeans_studio.ui.kit.field import TextField
from kmeans_studio.ui.kit.number_field import NumberField
from kmeans_studio.ui.kit.progress import ProgressLine
from kmeans_studio.ui.kit.slider import Slider

SPACES = [("rgb", "RGB"), ("hsv", "HSV"), ("lab", "CIE Lab")]


def wheel(widget: QWidget, steps: int) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        widget.mapToGlobal(middle),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


class TestCombo:
    @pytest.fixture
    def combo(self, shown):
        result = Combo(SPACES, name="space", title="Color space")
        shown(result)
        return result

    def test_a_key_picks_and_says_so_once(self, qtbot, combo):
        picked = []
        combo.picked.connect(picked.append)
        qtbot.keyClick(combo, Qt.Key.Key_Down)
        qtbot.keyClick(combo, Qt.Key.Key_End)
        qtbot.keyClick(combo, Qt.Key.Key_Down)
        assert picked == ["hsv", "lab"]
        assert combo.current() == "lab"

    def test_setting_it_says_nothing(self, qtbot, combo):
        with qtbot.assertNotEmitted(combo.picked):
            combo.set_current("lab")
        assert combo.currentText() == "CIE Lab"
        with pytest.raises(KeyError):
            combo.set_current("xyz")

    def test_other_entries_keep_the_choice_where_they_can(self, combo):
        combo.set_current("hsv")
        combo.set_entries([("lab", "CIE Lab"), ("hsv", "HSV")])
        assert combo.current() == "hsv"
        combo.set_entries([("lab", "CIE Lab")])
        assert combo.current() == "lab"

    def test_shows_a_value_that_is_none_of_the_list(self, qtbot, combo):
        combo.show_other("37 %")
        assert combo.current() is None
        assert combo.placeholderText() == "37 %"
        with qtbot.waitSignal(combo.picked) as signal:
            qtbot.keyClick(combo, Qt.Key.Key_Down)
        assert signal.args == ["rgb"]

    def test_the_wheel_needs_the_focus(self, combo):
        wheel(combo, -1)
        assert combo.current() == "rgb"
        combo.setFocus()
        wheel(combo, -1)
        assert combo.current() == "hsv"

    def test_taking_the_same_again_from_the_list_says_nothing(self, qtbot, combo):
        combo.showPopup()
        assert combo.view().isVisible()
        with qtbot.assertNotEmitted(combo.picked), qtbot.waitSignal(combo.activated):
            qtbot.keyClick(combo.view(), Qt.Key.Key_Return)
        assert not combo.view().isVisible()


class TestNumberField:
    @pytest.fixture
    def field(self, shown):
        result = NumberField(1, 256, 5, name="k", title="Segments")
        shown(result, Button("other", name="other"))
        result.setFocus()
        result.selectAll()
        return result

    @pytest.fixture
    def changes(self, field):
        result = []
        field.changed.connect(result.append)
        return result

    def test_typing_counts_on_return_only(self, qtbot, field, changes):
        qtbot.keyClicks(field, "12")
        assert changes == []
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert changes == [12]

    def test_typing_counts_when_the_focus_leaves(self, qtbot, field, changes):
        qtbot.keyClicks(field, "12")
        qtbot.keyClick(field, Qt.Key.Key_Tab)
        assert changes == [12]

    @pytest.mark.parametrize(("typed", "taken"), [("999", 256), ("0", 1), ("99999999999999999999", 256), ("007", 7)])
    def test_a_number_outside_becomes_the_nearest(self, qtbot, field, changes, typed, taken):
        qtbot.keyClicks(field, typed)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert changes == [taken]
        assert field.text() == str(taken)

    def test_a_correction_is_told(self, qtbot, field):
        qtbot.keyClicks(field, "999")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert QToolTip.text() == "From 1 to 256"
        QToolTip.hideText()

    def test_letters_do_not_enter_and_nothing_becomes_what_was(self, qtbot, field, changes):
        qtbot.keyClicks(field, "x-")
        qtbot.keyClick(field, Qt.Key.Key_Backspace)
        assert field.text() == ""
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert field.text() == "5"
        assert changes == []

    def test_escape_takes_back(self, qtbot, field, changes):
        qtbot.keyClicks(field, "12")
        qtbot.keyClick(field, Qt.Key.Key_Escape)
        qtbot.keyClick(field, Qt.Key.Key_Tab)
        assert field.value() == 5
        assert changes == []

    def test_keys_and_wheel_step(self, qtbot, field, changes):
        for key in (Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            qtbot.keyClick(field, key)
        wheel(field, 1)
        assert changes == [6, 16, 15, 5, 6]

    def test_the_wheel_needs_the_focus(self, field, changes):
        field.window().setFocus()
        wheel(field, 1)
        assert changes == []

    def test_setting_it_says_nothing(self, qtbot, field):
        with qtbot.assertNotEmitted(field.changed):
            field.set_value(9)
        assert field.text() == "9"


class TestSlider:
    @pytest.fixture(params=[Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
    def slider(self, shown, request):
        result = Slider(2, 12, 5, name="k.slider")
        result.setFixedWidth(216)
        result.setLayoutDirection(request.param)
        shown(result)
        return result

    def at(self, slider: Slider, value: int) -> QPoint:
        return QPoint(round(slider.handle_x(value)), slider.height() // 2)

    @pytest.mark.parametrize("value", [2, 6, 12])
    def test_a_click_jumps_there(self, qtbot, slider, value):
        with qtbot.waitSignal(slider.changed) as signal:
            qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=self.at(slider, value))
        assert signal.args == [value]

    def test_a_click_can_go_on_as_a_drag(self, qtbot, slider):
        changes = []
        slider.changed.connect(changes.append)
        with qtbot.waitSignals([slider.sliderPressed, slider.sliderReleased]):
            qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=self.at(slider, 8))
            qtbot.mouseMove(slider, self.at(slider, 10))
            qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=self.at(slider, 10))
        assert changes == [8, 10]

    def test_starts_at_the_side_where_reading_starts(self, slider):
        starts_left = slider.layoutDirection() == Qt.LayoutDirection.LeftToRight
        assert (slider.handle_x(2) < slider.handle_x(12)) == starts_left

    def test_the_ends_keep_the_handle_inside(self, slider):
        ends = sorted((slider.handle_x(2), slider.handle_x(12)))
        assert ends == [theme.px(16) / 2, slider.width() - theme.px(16) / 2]

    def test_keys_move_it(self, qtbot, slider):
        with qtbot.waitSignal(slider.changed) as signal:
            qtbot.keyClick(slider, Qt.Key.Key_End)
        assert signal.args == [12]

    @pytest.mark.parametrize("value", [2, 5, 12])
    def test_with_an_origin_what_differs_from_it_is_blue(self, shown, value):
        slider = Slider(2, 12, value, name="w.slider", origin=5)
        slider.setFixedWidth(216)
        shown(slider)
        picture, accent = slider.grab().toImage(), theme.scheme().accent
        middle = slider.height() // 2 - 1
        for at in (3, 4, 7, 9, 11):
            blue = picture.pixelColor(round(slider.handle_x(at)), middle) == accent
            assert blue == (min(value, 5) < at < max(value, 5)), at

    def test_setting_it_says_nothing(self, qtbot, slider):
        with qtbot.assertNotEmitted(slider.changed):
            slider.set_value(9)
        assert slider.value() == slider.sliderPosition() == 9

    def test_the_wheel_needs_the_focus(self, slider):
        wheel(slider, 1)
        assert slider.value() == 5

    def test_the_filled_part_is_blue_up_to_the_handle(self, slider):
        image = slider.grab().toImage()
        colors = [image.pixelColor(x, slider.height() // 2) for x in (4, slider.width() - 4)]
        filled, rest = colors if slider.layoutDirection() == Qt.LayoutDirection.LeftToRight else reversed(colors)
        assert filled == theme.scheme().accent
        assert rest == theme.scheme().track


class TestTextField:
    def test_types_and_paints_a_ring(self, qtbot, shown):
        field = TextField("Sky", name="rename", title="Name of the segment")
        shown(field)
        field.setFocus()
        field.selectAll()
        with qtbot.waitSignal(field.editingFinished):
            qtbot.keyClicks(field, "Meadow")
            qtbot.keyClick(field, Qt.Key.Key_Return)
        assert field.text() == "Meadow"
        assert field.grab().toImage().pixelColor(0, 14) == theme.scheme().accent


class TestProgressLine:
    @pytest.fixture
    def line(self, shown):
        result = ProgressLine(name="progress")
        result.setFixedWidth(100)
        shown(result)
        return result

    def row(self, line: ProgressLine) -> list[str]:
        image = line.grab().toImage()
        return [image.pixelColor(x, 2).name() for x in range(100)]

    def test_is_filled_as_far_as_the_work_is_done(self, line):
        line.set_share(0.5)
        assert self.row(line).count(theme.scheme().accent.name()) in range(46, 52)
        line.set_share(0)
        assert theme.scheme().accent.name() not in self.row(line)

    def test_not_knowing_looks_different_and_stands_still(self, line):
        line.set_share(None)
        first = self.row(line)
        assert theme.scheme().bar.name() in first
        assert theme.scheme().track.name() in first
        assert self.row(line) == first


@pytest.mark.parametrize("key", [Qt.Key.Key_H, Qt.Key.Key_O])
def test_letters_are_left_to_the_shortcuts_of_the_window(qtbot, key):
    window = QWidget()
    qtbot.addWidget(window)
    field = NumberField(1, 256, 5, window, name="k")
    pressed = []
    QShortcut(QKeySequence(key), window, lambda: pressed.append(key))
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClick(window.windowHandle(), key)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_7)
    assert len(pressed) == 1
    assert "7" in field.text()


def test_undo_is_left_to_the_window_unless_something_is_half_typed(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    field = NumberField(1, 256, 5, window, name="k")
    undone = []
    QShortcut(QKeySequence.StandardKey.Undo, window, lambda: undone.append(field.text()))
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keySequence(window.windowHandle(), QKeySequence.StandardKey.Undo)
    assert undone == ["5"]
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_7)
    QTest.keySequence(window.windowHandle(), QKeySequence.StandardKey.Undo)
    assert undone == ["5"]
