"""The status bar: what is going on, once it takes a while; facts; what is under the pointer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from kmeans_studio.ui.status_bar import StatusBar


@pytest.fixture
def bar(qtbot):
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.resize(1000, 28)
    bar.show()
    qtbot.waitExposed(bar)
    return bar


def test_what_is_quick_shows_no_progress(bar):
    bar.begin("Opening x.png …")
    assert not bar._progress.isVisible()
    bar.say("Done")
    assert bar._words.text() == "Done"
    assert not bar._patience.isActive()


def test_what_takes_a_while_shows_words_progress_and_a_way_out(bar, qtbot):
    bar.say("Converged after 7 generations")
    bar.begin("Segmenting …")
    assert bar._words.text() == "Converged after 7 generations", "the old words stay until it has taken a while"
    bar.advance("Generation 3", 0.25)
    qtbot.waitUntil(lambda: bar._progress.isVisible())
    assert bar._words.text() == "Generation 3"
    assert bar._progress.value() == 250
    bar.advance("Generation 4", 0.5)
    assert bar._words.text() == "Generation 4"
    with qtbot.waitSignal(bar.cancelled):
        QTest.mouseClick(bar._stop, Qt.MouseButton.LeftButton)
    bar.say("Stopped")
    assert not bar._progress.isVisible()
    assert not bar._stop.isVisible()


def test_while_nobody_knows_how_far_it_is_the_bar_does_not_say(bar):
    bar.begin("Opening …")
    assert bar._progress.maximum() == 0


def test_one_thing_after_another_keeps_the_progress_up(bar, qtbot):
    bar.begin("Opening …")
    qtbot.waitUntil(lambda: bar._progress.isVisible())
    bar.begin("Segmenting …")
    assert bar._words.text() == "Segmenting …"
    assert bar._progress.isVisible()


def test_the_pointer_and_its_color(bar):
    bar.show_pointer("(1, 2)   #ff0000", QColor(255, 0, 0))
    assert bar._swatch.isVisible()
    picture = bar._swatch.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, picture.height() // 2) == QColor(255, 0, 0)
    bar.show_pointer("", None)
    assert not bar._swatch.isVisible()


def test_notes_are_offered_where_there_are_any(bar):
    assert not bar._notes.isVisible()
    bar.show_notes(("turned upright", "converted to sRGB"))
    assert bar._notes.isVisible()
    assert bar._notes.accessibleDescription() == "Turned upright.\nConverted to sRGB."


def test_the_result_is_explained_where_there_is_one(bar):
    assert not bar._result.isVisible()
    bar.show_result(("ended after 3 generations: why", "best of 10 starts"))
    assert bar._result.isVisible()
    assert bar._result.accessibleDescription() == "Ended after 3 generations: why.\nBest of 10 starts."
    bar.show_result(())
    assert not bar._result.isVisible()


def test_long_words_do_not_widen_the_window_and_its_height_stays(bar, qtbot):
    height = bar.sizeHint().expandedTo(bar.minimumSizeHint()).height()
    bar.show_facts("x" * 500)
    bar.show_pointer("y" * 500, QColor(0, 0, 0))
    bar.begin("z" * 500)
    qtbot.waitUntil(lambda: bar._progress.isVisible())
    assert bar.minimumSizeHint().width() <= 400
    assert bar.sizeHint().height() <= height
    assert bar._stop.geometry().right() <= bar.width()
