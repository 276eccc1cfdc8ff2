"""Choosing k in the window: measuring, the dock, what is suggested, and what is said where nothing can be."""

from __future__ import annotations

import json
from dataclasses import replace
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kmeans_studio.choosing import CRITERIA
from kmeans_studio.parallel import CancelledError
from kmeans_studio.photo import Photo
from kmeans_studio.pipeline import segment
from kmeans_studio.pipeline.choose_k import choose_k, silhouette_map
from kmeans_studio.recipe import Recipe
from kmeans_studio.ui.choose_jobs import MIDDLE, NOWHERE, STEPS, Study, StudyJob, coded, reduced
from kmeans_studio.ui.choose_view.columns import Columns
from kmeans_studio.ui.choose_view.measures import compared, measures_of
from kmeans_studio.ui.choose_view.saver import chart_of, figures_of
from kmeans_studio.ui.choose_view.silhouette_look import colors
from kmeans_studio.ui.choose_view.wording import FOCUS, NO_PHOTO, heading, read_range, write_range

ENDS = (2, 5)


def four_colors(seed: int = 3) -> np.ndarray:
    """Four clear groups of colors with some noise, (12, 12, 3)."""
    groups = np.array([[30, 30, 40], [200, 40, 40], [40, 180, 60], [230, 230, 220]])
    which = np.repeat(np.repeat(np.arange(4).reshape(2, 2), 6, 0), 6, 1)
    noise = np.random.default_rng(seed).normal(0, 5, (12, 12, 3))
    return (groups[which] + noise).clip(0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def study() -> Study:
    *_, evidence = choose_k(Photo.from_array(four_colors()), Recipe(), range(2, 6))
    return Study(evidence, evidence.verdict, 144, 0.1)


class Chooser:
    """What a person does at the dock and waits for."""

    def __init__(self, desk, qtbot) -> None:
        self.desk, self.qtbot, self.choosing = desk, qtbot, desk.studio.choosing
        self.choosing.set_range(ENDS)
        self.choosing._wait.setInterval(0)
        self.started: list[StudyJob] = []
        desk.studio.studies.posted.connect(self.started.append)

    @property
    def view(self):
        return self.choosing._dock.view

    def open(self) -> None:
        self.choosing.show(True)

    def rest(self) -> None:
        """Wait until everything is measured, and the run that a suggestion may have begun is over."""
        self.qtbot.waitUntil(self._at_rest, timeout=20_000)

    def _at_rest(self) -> bool:
        return not (self.choosing.measuring or self.choosing._wait.isActive()) and self.desk.at_rest()


@pytest.fixture
def chooser(desk, qtbot) -> Chooser:
    desk.open_array(four_colors())
    return Chooser(desk, qtbot)


# --- measuring -------------------------------------------------------------------------------------------------------


def test_values_that_were_measured_on_samples_are_told_with_their_error(study):
    silhouette = next(measure for measure in measures_of(study) if measure.name == "silhouette")
    assert silhouette.told(4) == silhouette.say(silhouette.at(4))  # of all pixels: there is no error
    sampled = replace(silhouette, points=((4, 0.5),), errors=((4, 0.012),))
    assert sampled.told(4) == "0.50 ± 0.01"
    assert sampled.told(5) == ""


def test_opening_the_dock_measures_at_once(chooser):
    chooser.choosing._wait.setInterval(60_000)
    chooser.open()
    assert chooser.choosing.measuring
    chooser.rest()
    assert chooser.choosing.study.ended


def test_nothing_is_measured_before_somebody_wants_to_know(chooser, desk):
    desk.session.change(seed=1)
    desk.rest()
    chooser.rest()
    assert chooser.started == []
    assert not desk.window.recipe.k_rows.curve.isVisible()


def test_the_open_dock_measures_and_shows_the_suggestion(chooser, desk):
    chooser.open()
    chooser.rest()
    assert desk.text("choose.suggestion") == "Suggestion: 4."
    assert desk.text("choose.use") == "Use 4"
    assert desk.text("recipe.k.suggest") == "Suggest 4"
    assert desk.window.recipe.k_rows.curve.isVisible()
    assert "Your 5" in desk.text("choose.compared")
    assert chooser.choosing.study.evidence.done == 1


def test_what_it_finds_is_what_the_pipeline_finds(chooser):
    chooser.open()
    chooser.rest()
    *_, evidence = choose_k(Photo.from_array(four_colors()), Recipe(), range(2, 6))
    found = chooser.choosing.study.evidence
    assert [(one.k, one.cost, one.silhouette) for one in found.entries] == [
        (one.k, one.cost, one.silhouette) for one in evidence.entries
    ]


def test_another_k_or_numbering_is_measured_already(chooser, desk):
    chooser.open()
    chooser.rest()
    desk.session.change(k=3)
    desk.session.change(label_order="size")
    chooser.rest()
    assert len(chooser.started) == 1
    assert desk.text("choose.suggestion") == "Suggestion: 4."


def test_another_color_space_is_measured_anew_and_the_way_back_is_kept(chooser, desk):
    chooser.open()
    chooser.rest()
    before = chooser.choosing.study
    desk.session.change(color_space="rgb")
    assert chooser.view.chart.look.stale
    assert desk.text("recipe.k.suggest") == "Suggest"
    chooser.rest()
    assert not chooser.view.chart.look.stale
    assert chooser.choosing.study is not before
    desk.trigger("undo")
    chooser.rest()
    assert chooser.choosing.study is before
    assert len(chooser.started) == 2


def test_another_range_is_measured(chooser, desk):
    chooser.open()
    chooser.rest()
    field = desk.find("choose.range")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "3-4")
    QTest.keyClick(field, Qt.Key.Key_Return)
    chooser.rest()
    assert chooser.view.chart.look.ks == (3, 4)
    assert field.text() == "3..4"


def test_stopping_keeps_what_is_known_and_again_goes_through_all_of_it(chooser, desk, qtbot):
    chooser.open()
    qtbot.waitUntil(lambda: chooser.choosing.study is not None, timeout=20_000)
    known = len(chooser.choosing.study.evidence.entries)
    QTest.mouseClick(desk.find("choose.stop"), Qt.MouseButton.LeftButton)
    chooser.rest()
    assert len(chooser.choosing.study.evidence.entries) >= known
    chooser.choosing.again()
    chooser.rest()
    assert chooser.choosing.study.evidence.done == 1


class StopAfter:
    """An outlet that stops the job after so many studies."""

    def __init__(self, count: int) -> None:
        self.cancel, self.left, self.frames = Event(), count, []

    def wanted(self) -> bool:
        return True

    def publish(self, frame) -> None:
        self.frames.append(frame)
        self.left -= isinstance(frame, Study)
        if self.left <= 0:
            self.cancel.set()


def test_a_stopped_job_hands_over_what_it_has(monkeypatch):
    monkeypatch.setattr("kmeans_studio.ui.choose_jobs.FRAME_SECONDS", 0)
    outlet = StopAfter(2)
    study = StudyJob(Photo.from_array(four_colors()), Recipe(), (2, 3, 4, 5)).run(outlet.cancel, outlet)
    assert study.stopped
    assert study.ended
    assert [one.k for one in study.evidence.entries] == [2, 3]
    assert heading(study, ENDS)[1].endswith("Stopped early, so there may be better ones.")


def test_a_job_that_is_stopped_at_once_has_nothing():
    outlet = StopAfter(0)
    outlet.cancel.set()
    with pytest.raises(CancelledError):
        StudyJob(Photo.from_array(four_colors()), Recipe(), (2, 3)).run(outlet.cancel, outlet)


def test_what_was_stopped_before_there_was_anything_is_not_begun_again_by_itself(chooser, desk):
    chooser.choosing.show(True)
    chooser.choosing._start()
    chooser.choosing.stop()
    chooser.rest()
    assert len(chooser.started) == 1
    if chooser.choosing.study is None:
        assert "stopped" in desk.text("choose.hint")


def test_closing_the_photo_ends_it(chooser, desk):
    chooser.choosing.show(True)
    chooser.choosing._start()
    desk.trigger("close_photo")
    chooser.rest()
    assert chooser.choosing.study is None
    assert desk.text("choose.hint") == NO_PHOTO
    assert not desk.window.recipe.k_rows.curve.isVisible()
    assert not desk.find("recipe.k.suggest").isEnabled()


def test_another_photo_is_measured_anew(chooser, desk):
    chooser.open()
    chooser.rest()
    before = chooser.choosing.study
    desk.open_array(four_colors()[::-1].copy())
    chooser.rest()
    assert len(chooser.started) == 2
    assert chooser.choosing.study is not before


def test_the_dock_and_its_action_go_together(chooser, desk):
    action = desk.window.actions_["choose_k"]
    action.trigger()
    assert chooser.choosing.is_open
    chooser.rest()
    QTest.mouseClick(desk.find("choose.close"), Qt.MouseButton.LeftButton)
    assert not chooser.choosing.is_open
    assert not action.isChecked()


# --- taking a k ------------------------------------------------------------------------------------------------------


def test_suggest_measures_takes_the_majority_and_says_why_in_one_undo_entry(chooser, desk):
    desk.session.undo_stack.clear()
    QTest.mouseClick(desk.find("recipe.k.suggest"), Qt.MouseButton.LeftButton)
    chooser.rest()
    assert desk.session.recipe.k == 4
    assert desk.text("status.words").startswith("Suggestion: 4. ")
    assert desk.session.undo_stack.count() == 1
    desk.trigger("undo")
    assert desk.session.recipe.k == 5


def test_suggest_takes_at_once_what_is_known(chooser, desk):
    chooser.open()
    chooser.rest()
    QTest.mouseClick(desk.find("recipe.k.suggest"), Qt.MouseButton.LeftButton)
    assert desk.session.recipe.k == 4
    assert len(chooser.started) == 1
    desk.rest()
    QTest.mouseClick(desk.find("recipe.k.suggest"), Qt.MouseButton.LeftButton)
    assert "taken already" in desk.text("status.words")


def test_a_choice_of_ones_own_takes_the_wish_for_a_suggestion_back(chooser, desk):
    chooser.choosing.suggest()
    desk.session.change(k=3)
    chooser.rest()
    assert desk.session.recipe.k == 3


def test_use_takes_the_suggestion(chooser, desk):
    chooser.open()
    chooser.rest()
    QTest.mouseClick(desk.find("choose.use"), Qt.MouseButton.LeftButton)
    assert desk.session.recipe.k == 4
    assert not desk.find("choose.use").isEnabled()


@pytest.mark.parametrize("part", ["choose.heads", "choose.measures", "choose.thumbnails"])
def test_a_click_in_a_column_takes_its_k(chooser, desk, part):
    chooser.open()
    chooser.rest()
    widget = desk.find(part)
    x = round(chooser.view.chart.columns.x(3))
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
    assert desk.session.recipe.k == 3
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(3, 10))
    assert desk.session.recipe.k == 3


def test_arrows_and_return_take_a_k(chooser, desk):
    chooser.open()
    chooser.rest()
    chart = chooser.view.chart
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(chart, key)
    assert desk.session.recipe.k == 5
    assert chart.look.cursor == 3
    assert "k = 3" in chart.accessibleDescription()
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert desk.session.recipe.k == 3


def test_whoever_takes_a_k_gets_what_was_measured(chooser, desk):
    chooser.open()
    chooser.rest()
    desk.session.change(k=3)
    desk.rest()
    (entry,) = [one for one in chooser.choosing.study.evidence.entries if one.k == 3]
    shown = desk.session.shown.segmentation
    assert shown.cost == entry.cost
    assert np.array_equal(shown.palette, entry.palette)


# --- the chart -------------------------------------------------------------------------------------------------------


def test_there_is_a_row_and_an_explanation_for_every_criterion(chooser, desk):
    chooser.open()
    chooser.rest()
    rows = chooser.view.chart.look.measures
    assert [row.name for row in rows] == list(CRITERIA.names)
    for criterion in CRITERIA:
        info = desk.find(f"choose.{criterion.name}.info")
        assert info.accessibleDescription() == criterion.help


def test_every_pixel_of_the_own_column_says_here(chooser):
    """The band of the current k runs from the numbers to the pictures, and blue is in it and nowhere else."""
    chooser.open()
    chooser.rest()
    chooser.choosing.take(3)
    chooser.desk.rest()
    chart = chooser.view.chart
    image = chart.grab().toImage()
    ratio = image.devicePixelRatio()
    begin, end = (edge * ratio for edge in chart.columns.span(3))
    blue = {x for x in range(image.width()) for y in range(image.height()) if _is_blue(image.pixelColor(x, y))}
    assert begin <= min(blue) <= max(blue) <= end
    frame = chart.place_of(3)
    row = [image.pixelColor(x, round(frame.y() * ratio)) for x in range(round(begin), round(end))]
    assert sum(map(_is_blue, row)) >= 2


def _is_blue(color: QColor) -> bool:
    return color.blue() - color.red() > 80


def test_no_clear_knee_is_said_in_words(study):
    votes = dict(study.verdict.votes) | {"knee": None}
    without = Study(study.evidence, type(study.verdict)(4, votes, "", (), None), 144, 0.1)
    (row,) = [row for row in measures_of(without) if row.name == "knee"]
    assert row.prefers == "no clear knee"
    assert row.best is None


def test_the_rows_hold_the_figures(study):
    rows = {row.name: row for row in measures_of(study)}
    for entry in study.evidence.entries:
        assert rows["variance"].at(entry.k) == entry.explained
        assert rows["knee"].at(entry.k) == pytest.approx(entry.cost / 144)
        assert rows["davies-bouldin"].at(entry.k) == entry.davies_bouldin
    assert {name: row.best for name, row in rows.items()} == dict(study.verdict.votes)
    assert all(row.points == () for row in measures_of(None))


def test_the_own_k_is_compared_in_words(study):
    assert compared(study, 4) == ""
    assert compared(study, 9) == "Your 9 was not measured."
    said = compared(study, 2)
    assert said.startswith("Your 2: ")
    assert "less of the variance" in said


def test_why_they_differ_can_be_read(chooser, desk):
    chooser.open()
    chooser.rest()
    QTest.mouseClick(desk.find("choose.why"), Qt.MouseButton.LeftButton)
    said = [desk.text(f"choose.reason.{number}") for number in range(len(CRITERIA))]
    for sentence, criterion in zip(said, CRITERIA, strict=True):
        assert sentence in f"{criterion.help}"
    assert desk.find("choose.reasons").isVisible()


@pytest.mark.parametrize("width", [300, 700, 1100])
def test_columns_are_alike_and_find_their_k(width):
    columns = Columns((2, 3, 4, 5), width)
    assert [columns.k_at(columns.x(k)) for k in columns.ks] == [2, 3, 4, 5]
    assert columns.k_at(columns.left - 1) is None
    assert columns.k_at(width) is None


@pytest.mark.parametrize(
    ("typed", "ends"), [("2..12", (2, 12)), (" 3 - 9 ", (3, 9)), ("8 to 4", (4, 8)), ("k = 2..8", (2, 8))]
)
def test_ranges_are_read(typed, ends):
    assert read_range(typed) == ends
    assert read_range(write_range(ends)) == ends


@pytest.mark.parametrize("typed", ["", "5", "a..b", "0..4", "2..65", "2..40", "2..12..3", "9999999..3"])
def test_what_is_no_range_is_said(typed):
    with pytest.raises(ValueError, match=r"\w"):
        read_range(typed)


# --- which pixels sit badly ------------------------------------------------------------------------------------------


def test_which_pixels_sit_badly_is_painted_over_the_photo_until_it_is_closed(chooser, desk, qtbot):
    chooser.open()
    chooser.rest()
    canvas, action = desk.window.canvas, desk.find("choose.menu.silhouette")
    before = canvas.grab().toImage()
    action.setChecked(True)
    silhouettes = chooser.choosing._dock.silhouettes
    qtbot.waitUntil(lambda: silhouettes.item.picture is not None)
    assert canvas.grab().toImage() != before
    assert desk.find("choose.silhouette").isVisible()
    QTest.mouseClick(desk.find("choose.silhouette.close"), Qt.MouseButton.LeftButton)
    assert not action.isChecked()
    assert silhouettes.item.picture is None
    QApplication.processEvents()
    assert canvas.grab().toImage() == before


def test_it_follows_what_is_shown(chooser, desk, qtbot):
    chooser.open()
    chooser.rest()
    silhouettes = chooser.choosing._dock.silhouettes
    desk.find("choose.menu.silhouette").setChecked(True)
    qtbot.waitUntil(lambda: silhouettes.item.picture is not None)
    desk.session.change(k=2)
    desk.rest()
    qtbot.waitUntil(
        lambda: (
            silhouettes.item.picture is not None
            and silhouettes.item.picture.segmentation is desk.session.shown.segmentation
        )
    )


def test_codes_hold_the_silhouettes():
    photo = Photo.from_array(four_colors())
    widths = silhouette_map(photo, segment(photo, Recipe(k=3))).copy()
    codes = coded(widths)
    assert np.abs((codes.astype(float) - MIDDLE) / STEPS - widths).max() <= 0.51 / STEPS
    widths[0, :5] = np.nan
    assert (coded(widths) == NOWHERE).sum() == 5


def test_smaller_copies_leave_transparent_pixels_out():
    codes = np.full((600, 1200), 200, np.uint8)
    codes[:, 601:] = NOWHERE
    levels = reduced(codes)
    assert [level.shape for level in levels] == [(600, 1200), (300, 600), (150, 300)]
    for level in levels[1:]:
        assert set(np.unique(level)) <= {NOWHERE, *range(198, 203)}
        assert not level.flags.writeable


@pytest.mark.parametrize("dark", [False, True])
def test_the_worse_a_pixel_sits_the_warmer_it_is_and_nowhere_is_transparent(dark):
    table = colors(dark).astype(int)
    warmth = table[:, 0] - table[:, 2]
    between, well = warmth[MIDDLE], warmth[MIDDLE + STEPS]
    assert abs(well) < 10 < between
    assert table[NOWHERE, 3] == 0
    assert (table[1:, 3] > 200).all()


# --- saving ----------------------------------------------------------------------------------------------------------


def test_the_chart_is_saved_as_a_picture_and_the_figures_as_json(study, tmp_path):
    photo = Photo.from_array(four_colors())
    picture = bytes(chart_of(study, "four.png").make(tmp_path / "k.png"))
    assert picture.startswith(b"\x89PNG")
    figures = json.loads(figures_of(study, photo, Recipe()).make(tmp_path / "k.json"))
    assert figures["suggestion"] == 4
    assert [one["k"] for one in figures["k"]] == [2, 3, 4, 5]


def test_files_are_named_after_the_photo(chooser, desk, study):
    chooser.open()
    chooser.rest()
    saver = chooser.choosing._dock._saver
    assert saver._suggest(chart_of(study, "")).name == "made-choose-k.png"


# --- what cannot be --------------------------------------------------------------------------------------------------


def test_focus_says_why_there_is_nothing_to_choose(chooser, desk):
    chooser.open()
    chooser.rest()
    desk.session.change(mode="focus")
    chooser.rest()
    assert desk.text("choose.hint") == FOCUS
    assert desk.find("choose.hint").isVisible()
    assert not desk.find("recipe.k.suggest").isVisible()
    desk.trigger("undo")
    chooser.rest()
    assert not desk.find("choose.hint").isVisible()


def test_a_photo_of_one_color_says_so_in_its_place_and_the_rest_goes_on(desk, qtbot):
    desk.open_array(np.full((12, 12, 3), 90, np.uint8))
    chooser = Chooser(desk, qtbot)
    chooser.open()
    chooser.rest()
    assert "1 color" in desk.text("choose.hint")
    assert desk.message() == ""
    chooser.choosing.suggest()
    chooser.rest()
    assert "1 color" in desk.text("status.words")
    desk.open_array(four_colors())
    chooser.rest()
    assert desk.text("choose.suggestion") == "Suggestion: 4."


def test_a_range_beyond_the_colors_ends_earlier_and_says_so(desk, qtbot):
    pixels = np.array([[[0, 0, 0], [250, 0, 0], [0, 250, 0], [0, 0, 250]]], np.uint8).repeat(8, 0)
    desk.open_array(pixels)
    chooser = Chooser(desk, qtbot)
    chooser.choosing.set_range((2, 9))
    chooser.open()
    chooser.rest()
    assert chooser.view.chart.look.ks == (2, 3, 4)
    assert "4 " in desk.text("choose.compared")


def test_without_a_photo_there_is_nothing_to_suggest(desk):
    assert not desk.find("recipe.k.suggest").isEnabled()
    desk.studio.choosing.suggest()
    desk.studio.choosing.show(True)
    assert desk.text("choose.hint") == NO_PHOTO


def test_nothing_is_wider_than_a_narrow_window(make_desk, qtbot):
    desk = make_desk(1024, 700)
    desk.open_array(four_colors())
    chooser = Chooser(desk, qtbot)
    chooser.open()
    chooser.rest()
    assert (desk.window.width(), desk.window.height()) == (1024, 700)
    for widget in chooser.view.findChildren(QWidget):
        if widget.isVisible() and widget.objectName():
            assert widget.mapTo(desk.window, QPoint(widget.width(), 0)).x() <= 1024
