"""The Compare tab in the running program: what is computed, when, and what people can do with the panes."""

from __future__ import annotations

import csv
import io
import subprocess
import sys

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from kmeans_studio.pipeline import segment
from kmeans_studio.recipe import Recipe
from kmeans_studio.ui.compare_jobs import CompareJob, ReferenceJob
from kmeans_studio.ui.compare_view.recipe_popup import RecipePopup
from kmeans_studio.ui.compare_view.save import board_picture, board_table


def made_pixels(seed: int = 3) -> np.ndarray:
    """A red, a green and a blue area, with noise."""
    pixels = np.zeros((48, 64, 3), np.uint8)
    pixels[:, :20], pixels[:, 20:44], pixels[:, 44:] = (180, 60, 50), (60, 150, 70), (50, 80, 190)
    noise = np.random.default_rng(seed).integers(-12, 13, pixels.shape)
    return (pixels + noise).clip(0, 255).astype(np.uint8)


class Compare:
    """The Compare tab at work."""

    def __init__(self, desk) -> None:
        self.desk, self.session = desk, desk.session
        self.comparing = desk.studio.comparing

    @property
    def board(self):
        return self.comparing.board

    @property
    def view(self):
        return self.comparing.view

    def pane(self, place: int):
        return self.view.grid.panes[place]

    def at_rest(self) -> bool:
        waits = self.comparing._put_off is None and self.board is not None and any(p.missing for p in self.board.panes)
        return self.desk.at_rest() and not self.desk.studio.studies._tickets and not waits

    def rest(self) -> None:
        self.desk._qtbot.waitUntil(self.at_rest, timeout=20_000)

    def open(self) -> None:
        self.desk.window.show_tab("compare")
        # The page is filled once it has been seen.
        self.desk._qtbot.waitUntil(lambda: self.desk.text("compare.empty") != "" or bool(self.board.panes))
        self.rest()

    def begin(self, *recipes: Recipe) -> None:
        self.board.begin(recipes)
        self.rest()

    def choose(self, place: int, text: str) -> None:
        """Choose an entry of a pane's menu."""
        menu = self.pane(place).menu
        menu.aboutToShow.emit()
        action = next(a for a in menu.actions() if a.text().replace("&", "").startswith(text))
        assert action.isEnabled(), text
        action.trigger()

    def offered(self, place: int) -> dict[str, bool]:
        menu = self.pane(place).menu
        menu.aboutToShow.emit()
        return {a.text().replace("&", "").split("\t")[0]: a.isEnabled() for a in menu.actions() if not a.isSeparator()}


@pytest.fixture
def compare(desk):
    """Three quick panes on a small photo."""
    desk.session.change(k=3, restarts=1)
    desk.open_array(made_pixels())
    tab = Compare(desk)
    desk.window.show_tab("compare")
    base = Recipe(k=3, restarts=1)
    desk._qtbot.waitUntil(lambda: bool(tab.board.panes))
    tab.begin(base.change(color_space="rgb"), base.change(color_space="hsv"), base.change(k=4))
    return tab


@pytest.fixture
def started(compare, monkeypatch):
    jobs = []
    start = compare.desk.studio.studies.start

    def note(job) -> None:
        jobs.append(job)
        start(job)

    monkeypatch.setattr(compare.desk.studio.studies, "start", note)
    return jobs


# --- the tab ---------------------------------------------------------------------------------------------------------


def test_nothing_of_the_tab_is_loaded_before_it_is_opened():
    script = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from kmeans_studio.ui import theme\n"
        "app = QApplication(['x', '-platform', 'offscreen', *theme.FUSION]); theme.apply(app)\n"
        "from kmeans_studio.ui.window import Window\n"
        "from kmeans_studio.ui.studio import Studio\n"
        "from kmeans_studio.ui.settings import Settings\n"
        "window = Window(); studio = Studio(window, Settings())\n"
        "print([name for name in sys.modules if 'compare_' in name or 'agreement' in name])\n"
        "window.show_tab('compare')\n"
        "print('kmeans_studio.ui.compare_view.view' in sys.modules)\n"
        "window.close()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == ["[]", "True"], done.stderr


def test_without_a_photo_it_says_what_will_be_there(desk):
    tab = Compare(desk)
    tab.open()
    assert desk.find("compare.empty").isVisible()
    assert desk.text("compare.empty") == "Open a photo to see side by side what several recipes make of it."
    assert tab.board.panes == ()


def test_it_begins_with_spaces_and_textures_of_the_main_recipe(desk):
    desk.session.change(k=2, restarts=1)
    desk.open_array(made_pixels())
    tab = Compare(desk)
    desk.window.show_tab("compare")
    desk._qtbot.waitUntil(lambda: bool(tab.board.panes))
    titles = [pane.chips.words[0] for pane in tab.view.grid.panes]
    assert titles == ["RGB", "HSV", "CIE Lab", "Texture: Corrected", "Texture: Tutorial"]
    assert {pane.recipe.k for pane in tab.board.panes} == {2}
    tab.comparing.stop_comparing()
    tab.rest()


def test_each_pane_shows_what_its_recipe_gives(compare):
    photo = compare.session.opened.photo
    for pane in compare.view.grid.panes:
        expected = segment(photo, pane.state.recipe).labels
        assert (pane.state.result.labels == expected).all()
        assert pane.canvas._layers._labels is pane.state.result.labels  # not a copy
        assert pane.look is not None


def test_nothing_is_computed_while_the_tab_is_not_shown(compare, started):
    compare.desk.window.show_tab("canvas")
    compare.desk.open_array(made_pixels(5))
    assert started == []
    assert not compare.board.done  # nothing of the photo before is kept
    compare.desk.window.show_tab("compare")
    compare.rest()
    assert len(compare.board.done) == 3
    assert compare.pane(0).state.result.labels.shape == (48, 64)


def test_closing_the_photo_keeps_the_recipes(compare):
    recipes = [pane.recipe for pane in compare.board.panes]
    compare.desk.trigger("close_photo")
    assert compare.desk.find("compare.empty").isVisible()
    assert [pane.recipe for pane in compare.board.panes] == recipes
    assert not compare.board.done
    compare.desk.open_array(made_pixels(6))
    compare.rest()
    assert len(compare.board.done) == 3


# --- panes come and go -----------------------------------------------------------------------------------------------


def test_only_what_is_missing_is_computed(compare, started):
    before = [pane.result for pane in compare.board.panes]
    compare.choose(1, "Duplicate")
    compare.rest()
    results = [pane.result for pane in compare.board.panes]
    assert results == [before[0], before[1], before[1], before[2]]
    compare.board.replace(compare.board.panes[0].key, Recipe(k=2, restarts=1))
    compare.rest()
    assert [pane.result for pane in compare.board.panes][1:] == results[1:]
    assert compare.board.panes[0].result.k == 2
    assert compare.board.figures.keys == tuple(pane.key for pane in compare.board.panes)


def test_two_panes_stay_and_six_are_enough(compare):
    for _ in range(5):
        compare.view.tools.add.click()
    assert len(compare.board) == 6
    assert not compare.view.tools.add.isEnabled()
    assert not compare.offered(0)["Duplicate"]
    assert compare.board.panes[5].recipe == compare.session.recipe
    compare.rest()
    for _ in range(6):
        compare.board.remove(compare.board.current)
    assert len(compare.board) == 2
    assert not compare.offered(0)["Remove"]
    compare.rest()
    assert len(compare.view.grid.panes) == 2


def test_delete_removes_the_current_pane(compare):
    compare.desk.window.activateWindow()
    gone = compare.board.panes[1].key
    compare.pane(1).canvas.setFocus()
    assert compare.board.current == gone
    QTest.keyClick(compare.pane(1).canvas, Qt.Key.Key_Delete)
    assert compare.board.pane(gone) is None
    assert [pane.letter for pane in compare.view.grid.panes] == ["A", "B"]
    compare.rest()
    assert compare.board.figures.keys == tuple(pane.key for pane in compare.board.panes)


def test_adopting_is_one_undo_entry(compare):
    before = compare.session.recipe
    compare.choose(1, "Adopt as Main Recipe")
    assert compare.session.recipe == compare.board.panes[1].recipe != before
    assert compare.session.undo_stack.undoText() == "Adopting the Recipe of B"
    assert not compare.offered(1)["Adopt as Main Recipe"]
    compare.desk.trigger("undo")
    assert compare.session.recipe == before
    compare.rest()


def test_a_pane_takes_the_main_recipe(compare):
    compare.session.change(k=2)
    compare.choose(0, "Replace by Main Recipe")
    compare.rest()
    assert compare.board.panes[0].recipe == compare.session.recipe
    assert compare.board.panes[0].result.k == 2


def test_all_panes_take_the_k_of_the_main_recipe(compare):
    assert compare.offered(0)["Take k = 3 in All Panes"]
    compare.session.change(k=2)
    compare.board.set_reference(compare.board.panes[1].key)
    compare.choose(0, "Take k = 2 in All Panes")
    compare.rest()
    assert [pane.recipe.k for pane in compare.board.panes] == [2, 2, 2]
    assert [pane.recipe.color_space for pane in compare.board.panes] == ["rgb", "hsv", "lab"]
    assert [pane.result.k for pane in compare.board.panes] == [2, 2, 2]
    assert compare.board.reference == compare.board.panes[1].key
    assert not compare.offered(0)["Take k = 2 in All Panes"]


def test_editing_a_pane(compare):
    compare.choose(0, "Edit Recipe")
    popup = compare.pane(0).findChild(RecipePopup)
    popup._boxes["color_space"].picked.emit("hsl")
    popup.k.changed.emit(2)
    assert compare.board.panes[0].recipe.k == 3  # not before Apply
    popup.apply.click()
    compare.rest()
    recipe = compare.board.panes[0].recipe
    assert (recipe.color_space, recipe.k) == ("hsl", 2)
    assert compare.pane(0).chips.words[-1] == "k 2"


def test_stopping_keeps_what_is_done_and_run_goes_on(compare):
    compare.board.add(Recipe(mode="texture", k=3, restarts=1))
    compare.view.tools.stop.click()
    compare.rest()
    assert [pane.missing for pane in compare.board.panes] == [False, False, False, True]
    assert compare.view.tools.run.isVisible()
    compare.view.tools.run.click()
    compare.rest()
    assert not any(pane.missing for pane in compare.board.panes)
    assert not compare.view.tools.run.isVisible()


def test_a_recipe_that_cannot_run_says_why_and_the_rest_goes_on(desk):
    desk.session.change(k=2, restarts=1)
    desk.open_array(np.full((30, 40, 3), 90, np.uint8))
    tab = Compare(desk)
    desk.window.show_tab("compare")
    desk._qtbot.waitUntil(lambda: bool(tab.board.panes))
    tab.begin(Recipe(mode="texture", k=2), Recipe(k=2, restarts=1), Recipe(k=2, restarts=1, color_space="rgb"))
    assert desk.text("compare.a.hint") == "The photo has one brightness everywhere, so there is no texture to see."
    assert desk.find("compare.a.hint").isVisible()
    assert desk.text("compare.a.likeness") == "cannot run"
    assert desk.text("compare.b.likeness") == "reference"
    assert desk.text("compare.c.likeness") == "100 % like B"
    assert len(tab.board.done) == 2


# --- what is said ----------------------------------------------------------------------------------------------------


def test_another_reference_is_matched_without_segmenting_again(compare, started):
    compare.choose(2, "Compare Others with This")
    compare.rest()
    assert [type(job) for job in started] == [ReferenceJob]
    assert compare.desk.text("compare.c.likeness") == "reference"
    assert compare.desk.text("compare.a.likeness").endswith("% like C")
    numbers = compare.board.figures.numbers(compare.board.panes[2].key)
    assert numbers[:4].tolist() == [0, 1, 2, 3]


def test_the_share_that_is_said_is_that_of_equal_pixels(compare):
    figures, (a, b, _) = compare.board.figures, compare.board.panes
    maps = [figures.numbers(pane.key)[pane.result.labels] for pane in (a, b)]
    same = float((maps[0] == maps[1]).mean())
    said = compare.desk.text("compare.b.likeness")
    assert said.endswith("% like A")
    assert abs(int(said.split(" ")[0]) - 100 * same) <= 1


def test_matched_colors_are_the_same_for_the_same_thing_and_own_ones_are_own(compare):
    place = (10, 20)

    def color(pane: int):
        look, result = compare.pane(pane).look, compare.pane(pane).state.result
        return look.of_label[int(result.labels[place[1], place[0]])].color

    assert color(0) == color(1)
    compare.view.tools.match.click()
    for index in range(3):
        result = compare.pane(index).state.result
        assert color(index) == tuple(result.palette[result.labels[place[1], place[0]]].tolist())
        table = compare.pane(index).canvas._layers._color_table
        assert table[int(result.labels[place[1], place[0]])] & 0xFFFFFF == int.from_bytes(bytes(color(index)))


def test_hovering_marks_the_spot_everywhere(compare):
    canvas = compare.pane(1).canvas
    canvas.hovered.emit(30, 12)
    assert [pane.canvas.mark for pane in compare.view.grid.panes] == [(30, 12)] * 3
    assert all(pane.canvas.mark_chip is not None for pane in compare.view.grid.panes)
    entries = compare.view.side.pointer.entries
    assert [letter for letter, _ in entries] == ["A", "B", "C"]
    shown = compare.pane(0).look.of_label[int(compare.pane(0).state.result.labels[12, 30])]
    assert entries[0][1] == shown
    assert compare.desk.text("status.pointer") == f"(30, 12)   A: segment {shown.number}"
    canvas.left.emit()
    assert all(pane.canvas.mark is None for pane in compare.view.grid.panes)
    assert compare.desk.text("status.pointer") == ""


def test_the_mark_moves_by_key(compare):
    canvas = compare.pane(0).canvas
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert compare.pane(2).canvas.mark == (33, 24)
    QTest.keyClick(canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier)
    assert compare.pane(2).canvas.mark == (33, 14)


def test_a_click_makes_a_pane_the_current_one(compare):
    QTest.mouseClick(compare.pane(2).canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert compare.board.current == compare.board.panes[2].key


def test_panes_zoom_and_move_together_until_they_are_let_go(compare):
    first, second, third = (pane.canvas for pane in compare.view.grid.panes)
    first.set_zoom(9.0)
    first.pan_by(-40, -25)
    assert second.zoom == third.zoom == 9.0
    for canvas in (second, third):
        ours, theirs = canvas.sight(), first.sight()
        assert abs((ours.width / 2 - ours.left) - (theirs.width / 2 - theirs.left)) <= 1
        assert abs((ours.height / 2 - ours.top) - (theirs.height / 2 - theirs.top)) <= 1
    compare.view.tools.link.click()
    second.set_zoom(4.0)
    assert (first.zoom, third.zoom) == (9.0, 9.0)
    compare.board.set_current(compare.board.panes[1].key)
    compare.view.tools.link.click()
    assert (first.zoom, third.zoom) == (4.0, 4.0)


# --- saving ----------------------------------------------------------------------------------------------------------


def test_saving_is_offered_only_where_there_is_a_board(compare):
    actions = compare.desk.window.actions_
    assert actions["save_board"].isEnabled()
    assert actions["save_board_csv"].isEnabled()
    compare.desk.window.show_tab("canvas")
    assert not actions["save_board"].isEnabled()
    compare.desk.window.show_tab("compare")
    assert actions["save_board"].isEnabled()
    compare.desk.trigger("close_photo")
    assert not actions["save_board"].isEnabled()


def test_the_board_is_saved_as_picture_and_table(compare, tmp_path):
    comparison, saver = compare.comparing._comparison(), compare.comparing.saver
    saver.write(board_picture(compare.session.opened.photo, comparison), tmp_path / "a.png")
    saver.write(board_table(comparison), tmp_path / "a.csv")
    compare.rest()
    assert QImage(str(tmp_path / "a.png")).width() > 600
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text("utf-8"))))
    assert [row["pane"] for row in rows] == ["A", "B", "C"]
    assert float(rows[0]["ari_to_B"]) == pytest.approx(comparison.ari[0, 1], abs=1e-6)


def test_what_is_running_goes_on_when_panes_are_added(compare, started):
    done = []
    compare.desk.studio.studies.done.connect(lambda job, _: done.append(job))
    compare.board.add(Recipe(k=5, restarts=1, seed=8))
    compare.board.add(Recipe(k=6, restarts=1, seed=8))
    compare.rest()
    jobs = [job for job in started if isinstance(job, CompareJob)]
    assert len(jobs) == 2
    assert [len(job.recipes) for job in jobs] == [4, 5]
    assert done == jobs  # the first one was not called off
    assert all(pane.result is not None for pane in compare.board.panes)
