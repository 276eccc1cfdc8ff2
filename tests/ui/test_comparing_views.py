"""The parts of the Compare tab: board, table, swipe, differences, what they paint and say."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from kmeans_studio.photo import Photo
from kmeans_studio.pipeline.compare import compare
from kmeans_studio.recipe import Recipe
from kmeans_studio.ui.compare_jobs import Figures
from kmeans_studio.ui.compare_view import greys
from kmeans_studio.ui.compare_view.answers import agreeing
from kmeans_studio.ui.compare_view.board import DIFFERENCES, PANES, SWIPE, Board
from kmeans_studio.ui.compare_view.looks import look_of
from kmeans_studio.ui.compare_view.table import ARI, VI, AgreementTable
from kmeans_studio.ui.compare_view.view import CompareView
from kmeans_studio.ui.compare_view.words import likeness, percent
from kmeans_studio.ui.jobs import OpenedPhoto

RECIPES = (
    Recipe(k=2, restarts=1),
    Recipe(k=3, restarts=1, color_space="rgb"),
    Recipe(k=3, restarts=1, color_space="hsv"),
)


@pytest.fixture(scope="module")
def photo() -> Photo:
    rng = np.random.default_rng(1)
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:, :20], pixels[:, 20:40], pixels[:, 40:] = (200, 40, 40), (190, 120, 40), (40, 60, 180)
    return Photo.from_array((pixels + rng.integers(0, 40, pixels.shape)).astype(np.uint8))


@pytest.fixture(scope="module")
def comparison(photo):
    *_, last = compare(photo, RECIPES, reference=0)
    return last


@pytest.fixture
def board(comparison) -> Board:
    made = Board()
    made.begin(RECIPES)
    made.take(Figures(tuple(pane.key for pane in made.panes), comparison))
    return made


@pytest.fixture
def view(board, photo, qtbot) -> CompareView:
    page = CompareView(board)
    qtbot.addWidget(page)
    page.resize(1000, 640)
    page.show()
    page.set_photo(OpenedPhoto(photo, (photo.pixels,), "made", None))
    page.grid.refresh()
    return page


def grabbed(widget) -> QImage:
    return widget.grab().toImage()


# --- the board -------------------------------------------------------------------------------------------------------


def test_letters_go_by_place_and_keys_stay(board):
    keys = [pane.key for pane in board.panes]
    assert [board.letter(key) for key in keys] == ["A", "B", "C"]
    board.remove(keys[0])
    assert [board.letter(key) for key in keys] == ["", "A", "B"]
    assert board.reference == board.current == keys[1]


def test_what_comes_late_for_a_pane_that_is_gone_is_dropped(board, comparison):
    old = tuple(pane.key for pane in board.panes)
    board.replace(old[1], Recipe(k=5))
    board.take(Figures(old, comparison))
    assert [pane.missing for pane in board.panes] == [False, True, False]


def test_a_duplicate_has_its_result_at_once(board):
    first = board.panes[0]
    board.add(first.recipe, after=first.key)
    assert board.panes[1].result is first.result
    assert board.current == board.panes[1].key


def test_another_photo_keeps_recipes_places_and_reference(board):
    board.set_reference(board.panes[2].key)
    board.forget_results()
    assert [pane.recipe for pane in board.panes] == list(RECIPES)
    assert board.reference == board.panes[2].key
    assert all(pane.missing for pane in board.panes)
    assert board.figures is None


# --- looks -----------------------------------------------------------------------------------------------------------


def test_a_look_has_one_color_for_each_common_number(board, comparison):
    looks = [look_of(board, pane) for pane in board.panes]
    of_number: dict[int, set] = {}
    for look in looks:
        for segment in look.segments:
            of_number.setdefault(segment.label, set()).add((segment.color, segment.name))
        assert sum(segment.share for segment in look.segments) == pytest.approx(1)
    assert all(len(found) == 1 for found in of_number.values())
    numbers = zip(comparison.matched, board.panes, strict=True)
    assert set(of_number) == {int(number) for matched, pane in numbers for number in matched[: pane.result.k]}


def test_transparent_pixels_have_no_color(board):
    assert look_of(board, board.panes[0]).colors[255].tolist() == [0, 0, 0, 0]


# --- the table -------------------------------------------------------------------------------------------------------


def test_the_table_has_the_figures_of_each_pair(board, comparison, qtbot):
    table = AgreementTable(board)
    qtbot.addWidget(table)
    table.refresh()
    table.resize(220, table.sizeHint().height())
    a, b, _ = board.panes
    assert table.text(a, b) == f"{comparison.ari[0, 1]:.2f}"
    table.show_measure(VI)
    assert table.text(b, a) == f"{comparison.vi[0, 1]:.2f}"
    assert table.explains(a) == f"{comparison.explained[0]:.2f}"
    assert f"A and B: variation of information {comparison.vi[0, 1]:.2f} bits." in table.accessibleDescription()
    cell = table._cell(1, 0).center()
    assert table.told_at(cell.x(), cell.y()).startswith("A and B\n")
    assert table.told_at(1, 1) == ""


def test_more_agreement_stands_out_more_from_the_ground(board):
    for dark, ground in ((True, 0x29), (False, 0xF2)):
        levels = [greys.agreement_color(share, dark=dark).red() for share in (0, 0.5, 1)]
        away = [abs(level - ground) for level in levels]
        assert away == sorted(away)
        assert len(set(away)) == 3


def test_greys_of_answers_differ_and_a_transparent_pixel_has_none():
    for dark in (True, False):
        for panes in range(2, 7):
            colors = greys.answer_colors(panes, dark=dark)
            used = colors[1 : panes + 1, 0].astype(int)
            assert len(set(used)) == panes
            assert (np.diff(used) > 0).all() == dark
            assert colors[0].tolist() == [0, 0, 0, 0]


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "said"), [(1, "100 %"), (0.9999, "99 %"), (0, "0 %"), (0.0001, "1 %"), (0.914, "91 %")]
)
def test_only_what_is_exact_is_all_or_nothing(share, said):
    assert percent(share) == said


def test_the_agreement_of_all_is_said(board, comparison):
    assert agreeing(board) == f"{comparison.answers[0] * 100:.0f} % of the pixels: all three agree"


def test_what_is_going_on_takes_the_place_of_the_likeness(board):
    key = board.panes[1].key
    board.say(key, "filtering …")
    assert likeness(board, board.pane(key))[0] == "filtering …"
    board.say(key, "")
    assert likeness(board, board.pane(key))[0].endswith("% like A")


# --- the views -------------------------------------------------------------------------------------------------------


def test_the_swipe_view_shows_one_pane_on_each_side(view, board):
    board.set_matched(False)
    view.show_view(SWIPE)
    canvas = view.swipe.canvas
    assert view.swipe.sides == (board.panes[0].key, board.panes[1].key)
    QTest.qWait(0)
    canvas.set_curtain(0.5)
    photo = canvas.photo_rect()
    image, ratio = grabbed(canvas), canvas.devicePixelRatioF()

    def shown(x: int, y: int):
        at = QPoint(
            int(photo.left() + (x + 0.5) * photo.width() / 60), int(photo.top() + (y + 0.5) * photo.height() / 40)
        )
        return image.pixelColor(at * ratio).getRgb()[:3]

    for (x, y), pane, other in (((25, 6), *board.panes[:2]), ((35, 6), board.panes[1], board.panes[0])):
        color, other_color = (look_of(board, p).of_label[int(p.result.labels[y, x])].color for p in (pane, other))
        assert color != other_color
        assert shown(x, y) == color


def test_keys_move_the_curtain(view):
    view.show_view(SWIPE)
    canvas = view.swipe.canvas
    before = canvas.curtain
    QTest.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.curtain == pytest.approx(before - 0.1)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.curtain == pytest.approx(before - 0.09)


def test_taking_the_other_side_s_pane_swaps_them(view, board):
    view.show_view(SWIPE)
    a, b, c = (pane.key for pane in board.panes)
    view.swipe.right.picked.emit(str(a))
    assert view.swipe.sides == (b, a)
    view.swipe.left.picked.emit(str(c))
    assert view.swipe.sides == (c, a)
    board.set_current(b)
    view.refresh()
    assert view.swipe.sides == (c, a)
    board.remove(c)
    assert set(view.swipe.sides) == {a, b}


def test_the_difference_view_shows_the_number_of_answers(view, comparison):
    view.show_view(DIFFERENCES)
    canvas = view.differences.canvas
    assert canvas._layers._labels is comparison.differences
    assert not view.tools.layouts.isEnabled()
    view.show_view(PANES)
    assert view.tools.layouts.isEnabled()


def test_the_small_picture_opens_the_difference_view(view):
    QTest.keyClick(view.side.picture, Qt.Key.Key_Return)
    assert view.view == DIFFERENCES
    assert view.tools.views.current() == DIFFERENCES


def test_views_look_at_the_same_part(view, qtbot):
    view.grid.panes[0].canvas.set_zoom(13.0)
    view.show_view(SWIPE)
    qtbot.waitUntil(lambda: view.swipe.canvas.zoom == 13.0)


def test_the_mark_is_painted_twice_so_that_it_shows_everywhere(view):
    canvas = view.grid.panes[1].canvas
    view.set_mark((30, 20))
    canvas.set_mark((30, 20), None)
    at, _ = canvas._mark_place()
    image = grabbed(canvas)
    near = QRect(at.toPoint() - QPoint(22, 22), at.toPoint() + QPoint(22, 22))
    colors = {
        image.pixelColor(x, y).name()
        for x in range(near.left(), near.right())
        for y in range(near.top(), near.bottom())
    }
    assert "#ffffff" in colors
    assert any(int(color[1:3], 16) + int(color[3:5], 16) + int(color[5:], 16) < 150 for color in colors)


def test_the_original_shows_while_it_is_held(view, photo):
    view.hold_original(True)
    assert all(canvas._layers.shown == "original" for canvas in view.canvases())
    view.hold_original(False)
    assert view.grid.panes[0].canvas._layers.shown == "segments"


@pytest.mark.parametrize(("panes", "arrangement"), [(2, "1x2"), (3, "2x2"), (4, "2x2"), (5, "2x3"), (6, "2x3")])
def test_panes_are_arranged_by_their_number(view, board, panes, arrangement):
    while len(board) > panes:
        board.remove(board.current)
    while len(board) < panes:
        board.add(RECIPES[0])
    assert view.grid.arrangement == arrangement
    assert view.tools.layouts.current() == arrangement


def test_a_chosen_arrangement_stays_and_the_rest_is_scrolled_to(view, board, qtbot):
    while len(board) < 6:
        board.add(RECIPES[0])
    view.tools.layouts.picked.emit("1x2")
    assert view.grid.arrangement == "1x2"
    bar = view.grid.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    board.set_current(board.panes[0].key)
    assert bar.value() == 0
    board.set_current(board.panes[5].key)
    assert bar.value() > 0


def test_the_two_measures_can_be_changed(view):
    view.side.measure.picked.emit(VI)
    assert view.side.table.what == VI
    view.side.measure.picked.emit(ARI)
    assert view.side.table.what == ARI
