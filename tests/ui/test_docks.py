"""The places under the canvas: their order and their widths."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from kmeans_studio.ui.docks import Dock, Docks


@pytest.fixture
def docks(qtbot) -> Docks:
    docks = Docks(QWidget())
    qtbot.addWidget(docks)
    docks.resize(1000, 800)
    docks.show()
    return docks


def dock(name: str) -> Dock:
    return Dock(name.title(), QWidget(), name=name)


@pytest.mark.parametrize("right_first", [False, True])
def test_docks_stand_in_their_places_whichever_is_opened_first(docks, right_first):
    left, right = dock("left"), dock("right")
    wanted = [(left, 3, 0), (right, 1, 1)]
    for there, stretch, place in reversed(wanted) if right_first else wanted:
        docks.add(there, stretch=stretch, place=place)
        docks.open(there, True)
    assert left.mapTo(docks, left.rect().topLeft()).x() < right.mapTo(docks, right.rect().topLeft()).x()
    assert left.width() == pytest.approx(750, abs=3)
    assert right.width() == pytest.approx(250, abs=3)


def test_a_dock_alone_has_all_the_width(docks, qtbot):
    left, right = dock("left"), dock("right")
    for place, there in enumerate((left, right)):
        docks.add(there, stretch=place + 1, place=place)
        docks.open(there, True)
    docks.open(left, False)
    assert not left.isVisible()
    qtbot.waitUntil(lambda: right.width() == 1000)
