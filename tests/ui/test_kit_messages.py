"""Labels and the message bar: text of any length in windows of any width."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kmeans_studio.ui import theme
from kmeans_studio.ui.kit.button import Button
from kmeans_studio.ui.kit.labels import ElidedLabel, Paragraph, Rule
from kmeans_studio.ui.kit.message_bar import MessageBar

LONG = "/home/somebody/" + "photos_of_a_very_long_journey_" * 12 + ".jpg"


@pytest.fixture
def window(qtbot):
    result = QWidget()
    result.resize(600, 1000)
    QVBoxLayout(result)
    qtbot.addWidget(result)
    return result


@pytest.fixture
def bar(qtbot, window):
    result = MessageBar(name="message")
    window.layout().addWidget(result)
    window.layout().addStretch(1)
    with qtbot.waitActive(window):
        window.show()
    return result


class TestElidedLabel:
    def test_never_asks_for_the_width_of_its_text(self, window):
        label = ElidedLabel(LONG)
        window.layout().addWidget(label)
        assert window.minimumSizeHint().width() < 100

    def test_tells_in_the_tooltip_what_is_cut(self, window):
        label = ElidedLabel(LONG)
        window.layout().addWidget(label)
        window.show()
        assert label.toolTip() == LONG
        label.setText("short")
        assert label.toolTip() == ""

    def test_dim_follows_the_scheme(self, window):
        label = ElidedLabel("████", dim=True)
        window.layout().addWidget(label)
        window.show()
        image = label.grab().toImage()
        colors = {image.pixelColor(x, y).name() for x in range(20) for y in range(image.height())}
        assert theme.scheme().dim.name() in colors


class TestParagraph:
    def test_gets_higher_as_it_gets_narrower(self, qtbot):
        paragraph = Paragraph("Segments appear here as soon as a photo is open.")
        qtbot.addWidget(paragraph)
        line = paragraph.heightForWidth(2000)
        assert paragraph.heightForWidth(160) in (2 * line, 3 * line)

    def test_breaks_even_a_word_that_is_too_long(self, qtbot):
        paragraph = Paragraph(LONG)
        qtbot.addWidget(paragraph)
        assert paragraph.heightForWidth(200) > 5 * paragraph.heightForWidth(10_000)

    def test_shows_markup_as_it_is(self, qtbot):
        paragraph = Paragraph("<b>a & b</b>.jpg")
        qtbot.addWidget(paragraph)
        assert paragraph.textFormat() == Qt.TextFormat.PlainText


class TestMessageBar:
    def test_is_hidden_until_there_is_something_to_say(self, bar):
        assert not bar.isVisible()
        bar.tell("Could not open “x.png”")
        assert bar.isVisible()

    def test_a_failure_moves_the_focus_to_the_most_useful_button(self, bar):
        copy, another = Button("Copy details", name="copy"), Button("Open another…", name="another")
        bar.tell("Could not open “x.png”", ["The file is empty."], buttons=[copy, another])
        assert another.hasFocus()
        assert another.ring_shown()

    def test_a_failure_without_buttons_moves_it_to_the_close_button(self, bar):
        bar.tell("Could not open “x.png”")
        assert bar.window().focusWidget().objectName() == "message.close"

    def test_a_notice_leaves_the_focus_where_it_is(self, bar, window):
        field = Button("here", name="here")
        window.layout().addWidget(field)
        field.show()
        field.setFocus()
        bar.tell("Stopped after 3 generations", failure=False)
        assert field.hasFocus()

    def test_escape_closes_from_within(self, qtbot, bar):
        another = Button("Open another…", name="another")
        bar.tell("Could not open “x.png”", buttons=[another])
        with qtbot.waitSignal(another.destroyed):
            qtbot.keyClick(another, Qt.Key.Key_Escape)
        assert not bar.isVisible()

    def test_a_new_message_takes_the_place_of_the_old_one(self, qtbot, bar):
        old = Button("Old", name="old")
        bar.tell("One", ["a", "b"], buttons=[old])
        with qtbot.waitSignal(old.destroyed):
            bar.tell("Two")
        assert bar.accessibleName() == "Two"
        assert bar.accessibleDescription() == ""

    def test_never_asks_for_the_width_of_its_text(self, bar, window):
        before = window.width()
        bar.tell("Could not open " + LONG, [LONG, LONG], buttons=[Button("Copy details", name="copy")])
        assert window.width() == before
        assert window.minimumSizeHint().width() < 320
        assert bar.height() >= bar.heightForWidth(bar.width())

    @pytest.mark.parametrize("failure", [True, False])
    def test_the_edge_tells_a_failure_from_a_notice(self, bar, failure):
        bar.tell("What", failure=failure)
        expected = theme.scheme().bad if failure else theme.scheme().edge
        assert bar.grab().toImage().pixelColor(2, 10) == expected


def test_a_rule_is_one_pixel(qtbot):
    rule = Rule()
    qtbot.addWidget(rule)
    rule.resize(50, 1)
    assert rule.height() == 1
    assert rule.grab().toImage().pixelColor(20, 0) == theme.scheme().line


def test_return_presses_the_button_that_has_the_focus(qtbot):
    bar = MessageBar(name="message")
    qtbot.addWidget(bar)
    again = Button("Save again…", name="again")
    bar.tell("Could not save", ["Why."], buttons=[again])
    with qtbot.waitSignal(again.clicked):
        qtbot.keyClick(again, Qt.Key.Key_Return)
