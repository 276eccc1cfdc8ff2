"""The panes of the filter bank tab that explain a result, in the running program."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from kmeans_studio.edits import Merge, Rename
from kmeans_studio.inspection import pixel_evidence, response_map, separation
from kmeans_studio.ui.inspect_jobs import PixelJob, ResponseJob, SeparationJob, TextonJob

JOBS = (ResponseJob, PixelJob, SeparationJob, TextonJob)


def made_pixels() -> np.ndarray:
    """Stripes, checks and noise side by side."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[:80, :120]
    checks = np.sign(np.sin(x * 0.35) * np.sin(y * 0.35))
    gray = np.where(x < 40, np.sin(x * 0.9), np.where(x < 80, checks, rng.normal(size=x.shape))) * 40 + 120
    return np.stack([gray, gray * 0.9, gray * 0.7], -1).clip(0, 255).astype(np.uint8)


class Bank:
    """The filter bank tab at work."""

    def __init__(self, desk) -> None:
        self.desk, self.session = desk, desk.session
        desk.studio.bank_tab.set_tab("bank")
        self.rest()
        view = desk.window.bank_view
        self.response, self.pixel, self.insight = view.response, view.pixel, view.insight
        self.model = view.response._model
        self.inspecting = desk.studio.bank_tab._inspecting

    def rest(self) -> None:
        self.desk.rest()
        self.desk._qtbot.wait(1)
        self.desk.rest()

    def pick(self, x: int, y: int) -> None:
        self.model.set_pixel((x, y))
        self.rest()


@pytest.fixture
def textured(desk):
    desk.session.change(mode="texture", bank="lm", k=3, pooling=4.0, brightness=0)
    desk.open_array(made_pixels())
    return Bank(desk)


@pytest.fixture
def started(desk, monkeypatch):
    """The jobs that were started, by kind."""
    jobs = []
    start = desk.studio.runner.start

    def note(job) -> None:
        jobs.append(job)
        start(job)

    monkeypatch.setattr(desk.studio.runner, "start", note)
    return jobs


# --- empty places ----------------------------------------------------------------------------------------------------


def test_empty_places_say_what_will_be_there(desk):
    bank = Bank(desk)
    assert desk.text("bank.response.hint") == "Open a photo to see what this filter answers to in it."
    assert desk.text("bank.pixel.hint").startswith("Run with Texture to see why")
    assert desk.text("bank.ranking.hint").startswith("Run with Texture to see which")
    assert desk.text("bank.textons.hint").startswith("Run with Texture to see the patch")
    assert bank.response.picture is None
    for name in ("bank.response.save", "bank.pixel.save", "bank.insight.save"):
        assert not desk.find(name).isEnabled()


def test_with_color_there_is_a_response_but_nothing_to_explain(desk):
    desk.session.change(mode="color", k=3)
    desk.open_array(made_pixels())
    bank = Bank(desk)
    bank.pick(5, 5)
    assert bank.response.picture is not None
    assert bank.pixel.figure is None
    assert desk.text("bank.pixel.hint").startswith("Run with Texture")
    assert bank.insight.ranking.entries == ()


def test_one_brightness_is_said(desk):
    desk.session.change(mode="color", k=2)
    desk.open_array(np.full((30, 40, 3), 90, np.uint8))
    Bank(desk)
    assert desk.text("bank.response.hint") == "The photo has one brightness everywhere, so there is no texture to see."


def test_nothing_is_worked_out_until_the_tab_is_shown(desk, started):
    desk.session.change(mode="texture", bank="lm", k=2)
    desk.open_array(made_pixels())
    bank = Bank(desk)
    assert sum(isinstance(job, ResponseJob) for job in started) == 1
    desk.studio.bank_tab.set_tab("canvas")
    started.clear()
    bank.model.select(9)
    bank.model.set_pixel((3, 3))
    desk.rest()
    assert not [job for job in started if isinstance(job, JOBS)]
    desk.studio.bank_tab.set_tab("bank")
    bank.rest()
    assert [type(job) for job in started if isinstance(job, JOBS)] == [ResponseJob, PixelJob]


# --- the response ----------------------------------------------------------------------------------------------------


def test_response_is_that_of_the_selected_filter(textured):
    photo, recipe = textured.session.opened.photo, textured.session.recipe
    for index in (2, 40):
        textured.model.select(index)
        textured.rest()
        picture, expected = textured.response.picture, response_map(photo, recipe, index)
        for x, y in ((3, 4), (60, 40), (119, 79)):
            off = abs(picture.at(x, y) - np.clip(expected[y, x], -picture.limit, picture.limit))
            assert off <= picture.limit / 127


def test_strength_and_pooled(textured):
    session, model = textured.session, textured.model
    model.select(7)
    textured.desk._qtbot.mouseClick(textured.desk.find("bank.response.sign.abs"), Qt.MouseButton.LeftButton)
    textured.rest()
    picture = textured.response.picture
    assert picture.kind == "abs"
    assert picture.levels[0].min() >= 128
    assert not textured.response.canvas.picture.levels[0].flags.writeable
    textured.desk._qtbot.mouseClick(textured.desk.find("bank.response.view.pooled"), Qt.MouseButton.LeftButton)
    textured.rest()
    picture = textured.response.picture
    space = session.shown.segmentation.space
    assert (picture.kind, picture.side) == ("pooled", space.stride)
    assert picture.levels[0].shape == space.row_of_cell.shape
    column = space.sources.index((7,))
    value = space.rows[space.row_of_cell[40 // space.stride, 30 // space.stride], column]
    assert picture.at(30, 40) == pytest.approx(value, abs=picture.limit / 100)
    # The sign is no matter then.
    assert not textured.desk.find("bank.response.sign").isEnabled()


def test_over_the_photo_and_alone_differ(textured):
    canvas = textured.response.canvas
    over = canvas.grab().toImage()
    textured.desk._qtbot.mouseClick(textured.desk.find("bank.response.view.alone"), Qt.MouseButton.LeftButton)
    assert not canvas.over_photo
    assert canvas.grab().toImage() != over


def test_another_filter_cancels_the_one_before(textured, started):
    for index in (3, 4, 5, 6):
        textured.model.select(index)
    textured.rest()
    assert [job.index for job in started if isinstance(job, ResponseJob)] == [3, 4, 5, 6]
    assert textured.inspecting._asked[ResponseJob.channel][2] == 6
    expected = response_map(textured.session.opened.photo, textured.session.recipe, 6)
    assert textured.response.picture.at(50, 50) == pytest.approx(expected[50, 50], abs=textured.response.picture.limit)


def test_click_picks_the_pixel_under_the_pointer(textured):
    canvas = textured.response.canvas
    photo = canvas.photo_rect()
    scale = photo.width() / 120
    at = QPoint(int(photo.left() + 30.5 * scale), int(photo.top() + 50.5 * scale))
    textured.desk._qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    x, y = textured.model.pixel
    assert abs(x - 30) <= 1
    assert abs(y - 50) <= 1


def test_pixel_by_keyboard(textured):
    canvas, press = textured.response.canvas, textured.desk._qtbot.keyClick
    press(canvas, Qt.Key.Key_Return)
    x, y = textured.model.pixel
    assert abs(x - 60) <= 1
    assert abs(y - 40) <= 1
    alt, shift = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
    press(canvas, Qt.Key.Key_Right, alt)
    press(canvas, Qt.Key.Key_Up, alt | shift)
    assert textured.model.pixel == (x + 1, y - 10)
    for _ in range(9):
        press(canvas, Qt.Key.Key_Up, alt | shift)
    assert textured.model.pixel == (x + 1, 0)


def test_click_on_the_main_canvas_picks_too_and_still_selects(textured):
    textured.desk.studio.bank_tab.set_tab("canvas")
    textured.desk._qtbot.waitUntil(lambda: textured.desk.window.canvas.isVisible())
    canvas = textured.desk.window.canvas
    textured.desk._qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=textured.desk.place_of(20, 30))
    assert textured.model.pixel == (20, 30)
    assert textured.session.selection == {int(textured.session.shown.segmentation.labels[30, 20])}


def test_both_canvases_look_at_the_same_part(textured):
    main, canvas = textured.desk.window.canvas, textured.response.canvas
    assert canvas.fitted
    textured.desk.studio.bank_tab.set_tab("canvas")
    main.set_zoom(main.zoom * 3)
    main.pan_by(60, -40)
    textured.desk.studio.bank_tab.set_tab("bank")
    textured.desk._qtbot.waitUntil(lambda: not canvas.fitted)
    assert middle_of(canvas) == pytest.approx(middle_of(main), abs=1.5)
    canvas.pan_by(-30, 20)
    textured.desk.studio.bank_tab.set_tab("canvas")
    assert middle_of(main) == pytest.approx(middle_of(canvas), abs=1.5)


def middle_of(canvas):
    sight = canvas.sight()
    return ((sight.width / 2 - sight.left) / sight.scale, (sight.height / 2 - sight.top) / sight.scale)


# --- the pixel -------------------------------------------------------------------------------------------------------


def test_bars_are_the_values_that_were_clustered(textured):
    textured.pick(95, 40)
    segmentation = textured.session.shown.segmentation
    evidence = pixel_evidence(segmentation, 95, 40)
    figure = textured.pixel.figure
    bars = {bar.filters[0]: bar for group in figure.groups for bar in group.bars}
    assert sorted(bars) == list(range(48))
    for number, bar in bars.items():
        assert bar.value == evidence.values[number]
        assert bar.nearest == evidence.centers[evidence.nearest, number]
        assert bar.runner_up == evidence.centers[evidence.runner_up, number]
        assert bar.title == textured.model.bank.filters[number].title
    assert [group.caption for group in figure.groups[:4]] == ["edges σ 1.4", "2.0", "2.8", "bars σ 1.4"]
    assert textured.desk.text("bank.pixel.title") == "Pixel (95, 40)"
    assert textured.desk.text("bank.pixel.about") == "48 responses, standardized"
    own = textured.session.edited.segment_of(int(segmentation.labels[40, 95]))
    said = textured.desk.text("bank.pixel.why")
    assert said.startswith(f"In {own.number} {own.name}")
    assert f"{evidence.distances.min():.1f}" in said


def test_filters_that_are_off_have_no_bars(textured):
    textured.session.change(filters_off=(0, 1, 2, 47))
    textured.pick(20, 20)
    bars = [bar for group in textured.pixel.figure.groups for bar in group.bars]
    assert sorted(bar.filters[0] for bar in bars) == sorted(set(range(48)) - {0, 1, 2, 47})
    assert {one.filters[0] for one in textured.insight.ranking.entries} == set(range(48)) - {0, 1, 2, 47}
    for bar in bars:
        assert bar.title == textured.model.bank.filters[bar.filters[0]].title


def test_click_on_a_bar_takes_its_filter_and_arrows_move_on(textured):
    textured.pick(20, 20)
    chart = textured.pixel.chart
    layout = chart.layout_in(chart._room())
    third = layout.groups[1][1][2]
    textured.desk._qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=third.room.center().toPoint())
    assert textured.model.selected == third.bar.filters[0] == 8
    textured.desk._qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert textured.model.selected == 9
    assert textured.model.bank.filters[9].title in chart.accessibleDescription()


def test_transparent_pixel_is_said(desk):
    alpha = np.full((80, 120), 255, np.uint8)
    alpha[:20, :30] = 0
    desk.session.change(mode="texture", bank="lm", k=2, pooling=4.0)
    desk.open_array(made_pixels(), alpha)
    bank = Bank(desk)
    bank.pick(2, 2)
    assert desk.text("bank.pixel.hint") == "This pixel is transparent and takes no part."
    bank.pick(60, 60)
    assert bank.pixel.figure is not None


def test_names_and_merges_are_followed_without_another_job(textured, started):
    textured.pick(95, 40)
    started.clear()
    near = textured.pixel.figure.near
    textured.session.edit(Rename(near[0].segment.label, "Gravel"), "Rename")
    assert "Gravel" in textured.desk.text("bank.pixel.why")
    textured.session.edit(Merge(frozenset((near[0].label, near[1].label))), "Merge")
    merged = textured.pixel.figure.near
    assert [one.label for one in merged] == [near[0].label, near[2].label]
    assert started == []


def test_another_photo_forgets_the_pixel(textured):
    textured.pick(95, 40)
    textured.desk.open_array(made_pixels()[:50, :60])
    textured.rest()
    assert textured.model.pixel is None
    assert textured.desk.text("bank.pixel.hint") == "Click the photo to see the responses at that place."
    assert textured.response.canvas.sight().columns == 60


def test_another_k_is_followed(textured):
    textured.pick(95, 40)
    textured.session.change(k=2)
    textured.rest()
    assert len(textured.pixel.figure.near) == textured.session.shown.segmentation.k == 2
    expected = separation(textured.session.shown.segmentation)
    assert textured.insight.ranking.entries[0].share == expected.shares.max()


def test_another_bank_without_live_says_to_run(textured):
    textured.pick(95, 40)
    textured.desk.trigger("live")
    textured.session.change(bank="schmid")
    textured.rest()
    assert textured.pixel.figure is None
    assert textured.desk.text("bank.pixel.hint").startswith("Run to see why")
    assert textured.response.picture is not None
    textured.desk.trigger("run")
    textured.rest()
    assert textured.pixel.figure.count == 13


# --- ranking and textons ---------------------------------------------------------------------------------------------


def test_ranking_is_that_of_the_result_and_selects(textured):
    found = separation(textured.session.shown.segmentation)
    ranked = textured.insight.ranking.entries
    assert [one.share for one in ranked] == found.shares[found.ranking].tolist()
    rows = textured.desk.find("bank.ranking.list")
    at = rows.visualRect(rows.model().index(1)).center()
    textured.desk._qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert textured.model.selected == ranked[1].filters[0]
    textured.model.select(ranked[4].filters[0])
    assert rows.currentIndex().row() == 4
    assert textured.model.selected == ranked[4].filters[0]


def test_strongest_direction_has_one_row_and_bar_for_all(textured):
    textured.session.change(strongest=True)
    textured.pick(95, 40)
    assert len(textured.insight.ranking.entries) == 18
    assert textured.pixel.figure.count == 18
    textured.model.select(3)
    assert [one.filters for one in textured.insight.ranking.entries if 3 in one.filters] == [(0, 1, 2, 3, 4, 5)]


def test_textons_of_all_segments(textured, started):
    textured.desk._qtbot.mouseClick(textured.desk.find("bank.insight.view.textons"), Qt.MouseButton.LeftButton)
    textured.rest()
    assert [type(job) for job in started if isinstance(job, JOBS)] == [TextonJob]
    shown = textured.insight.textons.entries
    assert [one.segment.number for one in shown] == [1, 2, 3]
    labels = textured.session.shown.segmentation.labels
    for one in shown:
        assert one.patch.shape == one.photo.shape == (49, 49, 3)
        assert labels[one.pixel[1], one.pixel[0]] == one.segment.label
    rows = textured.desk.find("bank.textons.list")
    at = rows.visualRect(rows.model().index(0)).center()
    textured.desk._qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert textured.model.pixel == shown[0].pixel


def test_color_and_place_have_bars_without_a_filter(textured):
    textured.session.change(mode="color+texture", place=1.0)
    textured.pick(95, 40)
    last = textured.pixel.figure.groups[-1]
    assert last.caption == "color, place"
    assert [bar.filters for bar in last.bars] == [()] * 5
    assert textured.desk.text("bank.pixel.about") == "53 features, standardized"
    assert len(textured.insight.ranking.entries) == 53


# --- saving ----------------------------------------------------------------------------------------------------------


def save(textured, piece, path):
    textured.inspecting.pieces.saver.write(piece, path)
    textured.rest()
    return path.read_bytes()


def test_response_as_it_is_seen_and_as_values(textured, tmp_path):
    pieces, recipe = textured.inspecting.pieces, textured.session.recipe
    textured.model.select(2)
    textured.rest()
    values = np.load(io.BytesIO(save(textured, pieces.response("values"), tmp_path / "r.npy")))
    np.testing.assert_array_equal(values, response_map(textured.session.opened.photo, recipe, 2))
    image = QImage.fromData(save(textured, pieces.response("picture"), tmp_path / "r.png"))
    assert (image.width(), image.height()) == (120, 80)
    # On the canvas, at 100 %, it is the same to a step of rounding.
    canvas = textured.response.canvas
    canvas.zoom_actual()
    textured.model.set_pixel(None)
    sight, seen = canvas.sight(), canvas.viewport().grab().toImage()
    for x, y in ((10, 10), (60, 40), (110, 70)):
        left, top = int(sight.left) + x, int(sight.top) + y
        if 0 <= left < seen.width() and 0 <= top < seen.height():
            pairs = zip(seen.pixelColor(left, top).getRgb(), image.pixelColor(x, y).getRgb(), strict=True)
            assert max(abs(one - other) for one, other in pairs) <= 3


def test_pixel_and_ranking_as_pictures_and_tables(textured, tmp_path):
    textured.pick(95, 40)
    pieces, evidence = textured.inspecting.pieces, textured.inspecting.evidence
    for ask, name in ((pieces.pixel, "pixel"), (pieces.insight, "ranking")):
        image = QImage.fromData(save(textured, ask("picture"), tmp_path / f"{name}.png"))
        assert image.width() > 300
        colors = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
        assert len(colors) > 3
        assert b"<svg" in save(textured, ask("picture"), tmp_path / f"{name}.svg")
    lines = list(csv.reader(io.StringIO(save(textured, pieces.pixel("table"), tmp_path / "p.csv").decode("utf-8-sig"))))
    assert len(lines) == 50
    assert float(lines[1][2]) == pytest.approx(evidence.values[0], rel=1e-6)
    assert [float(text) for text in lines[-1][3:6]] == pytest.approx(evidence.distances, rel=1e-6)
    lines = list(
        csv.reader(io.StringIO(save(textured, pieces.insight("table"), tmp_path / "r.csv").decode("utf-8-sig")))
    )
    assert [float(line[3]) for line in lines[1:]] == pytest.approx(
        [one.share for one in textured.insight.ranking.entries], abs=1e-6
    )


def test_textons_as_a_picture(textured, tmp_path):
    textured.insight.set_view("textons")
    textured.rest()
    assert textured.inspecting.pieces.insight("picture").suffixes == (".png", ".svg")
    image = QImage.fromData(save(textured, textured.inspecting.pieces.insight("picture"), tmp_path / "t.png"))
    assert image.height() > 200
    assert not textured.desk.find("bank.insight.save").menu().actions()[1].isVisible()


def test_save_button_opens_the_dialog(textured):
    actions = textured.desk.find("bank.response.save").menu().actions()
    assert [action.text() for action in actions] == ["Picture…", "Values…"]
    actions[0].trigger()
    dialog = textured.desk.find("save.dialog")
    assert dialog.defaultSuffix() == "png"
    dialog.reject()
