"""Buttons and the segmented control."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QMenu, QRadioButton, QWidget

from kmeans_studio.ui import icons, theme
from kmeans_studio.ui.kit.button import Button
from kmeans_studio.ui.kit.disclosure import Disclosure
from kmeans_studio.ui.kit.info import InfoButton
from kmeans_studio.ui.kit.segmented import Segmented
from kmeans_studio.ui.kit.tool_button import ToolButton

VIEWS = [("original", "Original"), ("segments", "Segments"), ("outline", "Outline"), ("split", "Split")]


def edge(widget: QWidget) -> QColor:
    """The color in the middle of the left edge."""
    return widget.grab().toImage().pixelColor(0, widget.height() // 2)


class TestButton:
    def test_is_28_high_and_grows_with_the_font(self, qapp, qtbot):
        button = Button("Suggest", name="suggest")
        qtbot.addWidget(button)
        before = qapp.font()
        font = qapp.font()
        font.setPixelSize(13)
        qapp.setFont(font)
        assert button.sizeHint().height() == 28
        font.setPixelSize(26)
        qapp.setFont(font)
        assert button.sizeHint().height() == 56
        qapp.setFont(before)

    def test_a_click_and_the_space_bar_press_it(self, qtbot, shown):
        button = Button("Suggest", name="suggest")
        shown(button)
        with qtbot.waitSignals([button.clicked, button.clicked]):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
            qtbot.keyClick(button, Qt.Key.Key_Space)

    def test_the_ring_shows_for_the_keyboard_and_not_after_a_click(self, qtbot, shown):
        button, other = Button("One", name="one"), Button("Two", name="two")
        shown(button, other)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert button.hasFocus()
        assert edge(button) != theme.scheme().accent
        qtbot.keyClick(button, Qt.Key.Key_Tab)
        assert other.hasFocus()
        assert edge(other) == theme.scheme().accent
        qtbot.keyClick(other, Qt.Key.Key_Backtab)
        assert edge(button) == theme.scheme().accent

    def test_the_ring_of_the_primary_button_is_not_blue(self, shown):
        button = Button("Open", name="open", primary=True)
        shown(button)
        button.setFocus()
        assert edge(button) == theme.scheme().text

    @pytest.mark.parametrize("primary", [False, True])
    def test_disabled_has_a_faint_outline(self, shown, primary):
        button = Button("Open", name="open", primary=primary)
        shown(button)
        button.setEnabled(False)
        assert edge(button) == theme.scheme().line

    def test_pressed_is_another_fill(self, shown):
        button = Button("Open", name="open")
        shown(button)
        button.setDown(True)
        assert button.grab().toImage().pixelColor(4, 14) == theme.scheme().press


class TestToolButton:
    def test_the_narrow_form_is_square_and_still_says_its_word(self, qtbot):
        button = ToolButton("Live", "live", name="live", checkable=True)
        qtbot.addWidget(button)
        wide = button.sizeHint()
        button.set_narrow(True)
        assert button.sizeHint().width() == button.sizeHint().height() < wide.width()
        assert button.accessibleName() == "Live"
        assert button.toolTip() == "Live"
        button.set_narrow(False)
        assert button.sizeHint() == wide

    def test_checked_has_an_outline(self, shown):
        button = ToolButton("Live", "live", name="live", checkable=True)
        shown(button)
        plain = edge(button)
        button.setChecked(True)
        assert edge(button) == theme.scheme().edge != plain

    def test_follows_its_action(self, qtbot, shown):
        action = QAction(icons.icon("run"), "&Run")
        button = ToolButton("Run", name="run")
        button.setDefaultAction(action)
        shown(button)
        action.setEnabled(False)
        assert not button.isEnabled()
        action.setEnabled(True)
        with qtbot.waitSignal(action.triggered):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    @pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
    def test_only_the_chevron_of_a_split_button_opens_the_menu(self, qtbot, shown, direction):
        menu = QMenu()
        qtbot.addWidget(menu)
        menu.addAction("recent.jpg")
        opened = []
        button = ToolButton("Open", "open", name="open", menu=menu, split=True)
        button.showMenu = lambda: opened.append(True)
        window = shown(button)
        window.setLayoutDirection(direction)
        button.setFixedWidth(button.sizeHint().width())
        left, right = QPoint(8, 14), QPoint(button.width() - 8, 14)
        chevron, word = (right, left) if direction == Qt.LayoutDirection.LeftToRight else (left, right)
        with qtbot.waitSignal(button.clicked):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=word)
        assert not opened
        qtbot.mousePress(button, Qt.MouseButton.LeftButton, pos=chevron)
        assert opened == [True]
        qtbot.keyClick(button, Qt.Key.Key_Down)
        assert opened == [True, True]

    def test_return_presses_it(self, qtbot, shown):
        button = ToolButton("Fit", "fit", name="fit", icon_only=True)
        shown(button)
        with qtbot.waitSignal(button.clicked):
            qtbot.keyClick(button, Qt.Key.Key_Return)


def piece(control: Segmented, entry: str) -> QRadioButton:
    return control.findChild(QRadioButton, f"{control.objectName()}.{entry}")


class TestSegmented:
    @pytest.fixture
    def control(self, shown):
        result = Segmented(VIEWS, name="view", title="View")
        shown(Button("before", name="before"), result, Button("after", name="after"))
        return result

    def test_starts_with_the_first(self, control):
        assert control.current() == "original"
        assert piece(control, "original").isChecked()

    def test_a_click_picks_once(self, qtbot, control):
        picked = []
        control.picked.connect(picked.append)
        for _ in range(2):
            qtbot.mouseClick(piece(control, "outline"), Qt.MouseButton.LeftButton)
        assert picked == ["outline"]
        assert control.current() == "outline"

    def test_setting_it_says_nothing(self, qtbot, control):
        with qtbot.assertNotEmitted(control.picked):
            control.set_current("split")
        assert piece(control, "split").isChecked()

    def test_arrow_keys_move(self, qtbot, control):
        piece(control, "original").setFocus()
        with qtbot.waitSignal(control.picked) as signal:
            qtbot.keyClick(piece(control, "original"), Qt.Key.Key_Right)
        assert signal.args == ["segments"]
        assert piece(control, "segments").hasFocus()
        qtbot.keyClick(piece(control, "segments"), Qt.Key.Key_Left)
        assert control.current() == "original"

    def test_is_one_tab_stop(self, qtbot, control):
        control.set_current("outline")
        before, after = (control.window().findChild(Button, name) for name in ("before", "after"))
        before.setFocus()
        qtbot.keyClick(before, Qt.Key.Key_Tab)
        assert piece(control, "outline").hasFocus()
        qtbot.keyClick(piece(control, "outline"), Qt.Key.Key_Tab)
        assert after.hasFocus()

    def test_nothing_moves_when_the_choice_does(self, control):
        before = control.sizeHint()
        control.set_current("segments")
        assert control.sizeHint() == before

    def test_five_modes_fit_the_side_panel(self, qtbot):
        modes = [(m.lower(), m) for m in ("Auto", "Color", "Texture", "Both", "Focus")]
        control = Segmented(modes, name="mode")
        qtbot.addWidget(control)
        assert control.minimumSizeHint().width() <= 288

    def test_short_words_keep_the_titles_for_tips_and_screen_readers(self, qtbot):
        control = Segmented([("a", "Color and texture"), ("b", "Color")], name="mode", word_of={"a": "Both"})
        qtbot.addWidget(control)
        assert (piece(control, "a").text(), piece(control, "b").text()) == ("Both", "Color")
        assert piece(control, "a").toolTip() == piece(control, "a").accessibleName() == "Color and texture"
        assert piece(control, "b").toolTip() == ""

    def test_short_words_become_smaller_where_there_is_little_room_and_are_never_cut(self, qtbot):
        words = [(word.lower(), word) for word in ("Color", "Place", "Texture", "Both", "Focus")]
        least = {}
        for shrinks in (False, True):
            control = Segmented(words, name="mode", word_of={} if shrinks else None)
            qtbot.addWidget(control)
            least[shrinks] = control.minimumSizeHint().width()
        assert least[True] <= 244 < least[False], "what a panel of 276 leaves"
        control.resize(least[True], control.sizeHint().height())
        control.show()
        qtbot.waitExposed(control)
        assert all(piece(control, name).width() >= piece(control, name).minimumSizeHint().width() for name, _ in words)

    def test_icons_alone_keep_their_words_for_tips_and_screen_readers(self, qtbot):
        control = Segmented([("pan", "Pan")], name="tool", icon_of={"pan": "pan"})
        qtbot.addWidget(control)
        assert piece(control, "pan").toolTip() == piece(control, "pan").text() == "Pan"
        assert piece(control, "pan").objectName() == "tool.pan"


class TestInfoButton:
    def test_opens_and_escape_closes(self, qtbot, shown):
        button = InfoButton("Distance", "One sentence. Another one.", name="distance.info")
        shown(button)
        popover = button.open_popover()
        assert popover.isVisible()
        assert popover.accessibleDescription() == button.accessibleDescription() == "One sentence. Another one."
        with qtbot.waitSignal(popover.destroyed):
            qtbot.keyClick(popover, Qt.Key.Key_Escape)

    def test_can_explain_something_else_later(self, shown):
        button = InfoButton("RGB", "Red, green, blue.", name="space.info")
        shown(button)
        button.explain("CIE Lab", "As eyes see it.")
        popover = button.open_popover()
        assert popover.accessibleName() == "CIE Lab"
        assert button.accessibleName() == "About CIE Lab"
        popover.close()


class TestDisclosure:
    @pytest.fixture(params=[Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
    def button(self, shown, request):
        result = Disclosure("More", name="more")
        result.setLayoutDirection(request.param)
        shown(result)
        return result

    def test_opens_and_closes_and_says_which(self, qtbot, button):
        for is_open, name in ((True, "More, open"), (False, "More, closed")):
            with qtbot.waitSignal(button.opened) as told:
                qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
            assert told.args == [is_open]
            assert button.accessibleName() == name

    def test_setting_it_says_nothing_and_shows_it(self, qtbot, button):
        closed = button.grab().toImage()
        with qtbot.assertNotEmitted(button.opened):
            button.set_open(True)
        assert button.grab().toImage() != closed
