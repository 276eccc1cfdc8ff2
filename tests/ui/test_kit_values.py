"""The check box, and the field for a value that is typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut
from PySide6.QtWidgets import QToolTip

from kmeans_studio.ui import theme
from kmeans_studio.ui.kit.button import Button
from kmeans_studio.ui.kit.check import Check
from kmeans_studio.ui.kit.value_field import ValueField


def halves(text: str) -> float:
    if not text:
        return 0.0
    value = float(text)
    if value * 2 % 1:
        raise ValueError("Halves only")
    return value


class TestCheck:
    @pytest.fixture
    def check(self, shown):
        result = Check("Sharpen", name="sharpen")
        shown(result)
        return result

    @pytest.mark.parametrize("spot", ["box", "words"])
    def test_a_click_on_box_or_words_turns_it_and_tells(self, qtbot, check, spot):
        told = []
        check.changed.connect(told.append)
        place = QPoint(6 if spot == "box" else check.width() - 4, check.height() // 2)
        for _ in range(2):
            qtbot.mouseClick(check, Qt.MouseButton.LeftButton, pos=place)
        assert told == [True, False]

    def test_the_space_bar_turns_it(self, qtbot, check):
        with qtbot.waitSignal(check.changed) as told:
            qtbot.keyClick(check, Qt.Key.Key_Space)
        assert told.args == [True]

    def test_setting_it_says_nothing(self, qtbot, check):
        with qtbot.assertNotEmitted(check.changed):
            check.set_value(True)
        assert check.isChecked()

    def test_the_tick_and_the_ring_are_painted(self, check, qapp):
        plain = check.grab().toImage()
        check.set_value(True)
        ticked = check.grab().toImage()
        assert ticked != plain
        check.setFocus(Qt.FocusReason.TabFocusReason)
        focused = check.grab().toImage()
        edge = focused.pixelColor(1, focused.height() // 2)
        assert edge == theme.scheme().accent

    def test_a_screen_reader_hears_words_and_state(self, check):
        interface = QAccessible.queryAccessibleInterface(check)
        assert interface.text(QAccessible.Text.Name) == "Sharpen"
        assert interface.role() == QAccessible.Role.CheckBox
        check.set_value(True)
        assert interface.state().checked


class TestValueField:
    @pytest.fixture
    def field(self, shown):
        result = ValueField(halves, lambda v: f"{v:g}" if v else "", name="width", title="Width", placeholder="none")
        shown(result, Button("after", name="after"))
        result.set_value(1.5)
        result.setFocus()
        result.selectAll()
        return result

    @pytest.fixture
    def told(self, field):
        told = []
        field.changed.connect(told.append)
        return told

    def test_return_and_leaving_take_it_once(self, qtbot, field, told):
        qtbot.keyClicks(field, "2.5")
        assert told == []
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.keyClick(field, Qt.Key.Key_Tab)
        assert told == [2.5]
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, "4")
        qtbot.keyClick(field, Qt.Key.Key_Tab)
        assert told == [2.5, 4.0]

    def test_what_cannot_be_comes_back_with_a_tip(self, qtbot, field, told):
        qtbot.keyClicks(field, "0.3")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert (field.text(), told) == ("1.5", [])
        assert QToolTip.text() == "Halves only"
        QToolTip.hideText()

    def test_escape_takes_it_back(self, qtbot, field, told):
        qtbot.keyClicks(field, "7")
        qtbot.keyClick(field, Qt.Key.Key_Escape)
        qtbot.keyClick(field, Qt.Key.Key_Tab)
        assert (field.text(), told) == ("1.5", [])

    def test_the_same_value_in_other_words_tells_nothing(self, qtbot, field, told):
        qtbot.keyClicks(field, "1.50")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert (field.text(), told) == ("1.5", [])

    def test_emptied_it_shows_what_nothing_stands_for(self, qtbot, field, told):
        qtbot.keyClick(field, Qt.Key.Key_Backspace)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert (field.text(), field.placeholderText(), told) == ("", "none", [0.0])

    def test_setting_it_says_nothing(self, qtbot, field):
        with qtbot.assertNotEmitted(field.changed):
            field.set_value(9.0)
        assert field.text() == "9"

    def test_letters_and_undo_are_left_to_the_window(self, qtbot, field):
        heard = []
        for keys in ("H", "Ctrl+Z"):
            QShortcut(QKeySequence(keys), field.window(), lambda keys=keys: heard.append(keys))
        qtbot.keyClick(field, Qt.Key.Key_H)
        qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert heard == ["H", "Ctrl+Z"]
        qtbot.keyClicks(field, "3")
        qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert heard == ["H", "Ctrl+Z"], "half typed, undo is the field's own"
        assert field.text() == "1.5"
