"""Saving: what is written is what is on the screen, off the GUI thread, and failures are told."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from kmeans_studio.export import EXPORTERS
from kmeans_studio.export.render import segments_picture
from kmeans_studio.ui.start_page import sample_path

VIEWS = ("original", "segments", "outline", "split")


@pytest.fixture
def desk(desk):
    """A sample with one segment hidden and two merged."""
    desk.open(sample_path("rocket.jpg"))
    desk.session.select(frozenset({0}))
    desk.trigger("hide")
    desk.session.select(frozenset({1, 2}))
    desk.trigger("merge")
    return desk


def save(desk, action: str, path: Path) -> None:
    """Save by the dialog."""
    desk.trigger(action)
    dialog = desk.find("save.dialog")
    dialog.fileSelected.emit(str(path))
    dialog.close()
    desk.rest()


def read(path: Path) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(path.read_bytes())))


@pytest.mark.parametrize("view", VIEWS)
def test_the_picture_of_each_view_is_the_export_layers(desk, tmp_path, view):
    desk.studio.looking.set_view(view)
    desk.window.canvas.set_curtain(0.3)
    save(desk, "save_picture", tmp_path / "out.png")
    result = desk.studio.saving._result()
    assert (result.view, result.curtain) == (view, 0.3)
    expected = EXPORTERS["picture"].encode(result, tmp_path / "out.png")
    assert (tmp_path / "out.png").read_bytes() == bytes(expected)
    assert desk.text("status.words") == "Saved out.png"


@pytest.mark.parametrize("view", ["original", "segments", "split"])
def test_the_picture_is_what_is_on_the_screen(desk, tmp_path, view):
    """At 1:1 without lines, every pixel of the canvas is the file's."""
    canvas = desk.window.canvas
    desk.trigger("show_all")
    desk.session.select(frozenset())
    desk.studio.looking.set_view(view)
    canvas.zoom_actual()
    save(desk, "save_picture", tmp_path / "out.png")
    saved = read(tmp_path / "out.png")[..., :3]
    screen = canvas.viewport().grab().toImage()
    for x in (205, 300, 420):  # away from the curtain and the chips
        for y in (150, 210, 280):
            shown = screen.pixelColor(desk.place_of(x, y)).getRgb()[:3]
            assert shown == tuple(saved[y, x]), (x, y)


def test_the_cut_out_is_the_photo_without_what_is_hidden(desk, tmp_path):
    save(desk, "save_cutout", tmp_path / "out.png")
    cutout, labels = read(tmp_path / "out.png"), desk.session.shown.segmentation.labels
    assert ((cutout[..., 3] == 0) == (labels == 0)).all()
    assert (cutout[labels != 0][:, :3] == desk.session.opened.photo.pixels[labels != 0]).all()


@pytest.mark.parametrize("suffix", [".png", ".tif", ".npy"])
def test_the_label_map_has_merged_segments_as_one(desk, tmp_path, suffix):
    path = tmp_path / f"out{suffix}"
    save(desk, "save_labels", path)
    saved = np.load(path) if suffix == ".npy" else read(path)
    labels = desk.session.shown.segmentation.labels
    assert (saved == np.where(labels == 2, 1, labels)).all()


def test_the_report_holds_recipe_and_edits(desk, tmp_path):
    save(desk, "save_report", tmp_path / "out.json")
    report = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert report["recipe"]["k"] == 5
    assert [segment["hidden"] for segment in report["segments"]] == [True, False, False, False]
    assert report["result"]["generations"] == desk.session.shown.segmentation.generation


def test_what_is_saved_is_what_was_shown_when_the_dialog_was_opened(desk, tmp_path):
    before = desk.session.edited
    desk.trigger("save_picture")
    desk.session.undo_stack.undo()
    dialog = desk.find("save.dialog")
    dialog.fileSelected.emit(str(tmp_path / "out.png"))
    dialog.close()
    desk.rest()
    photo, segmentation = desk.session.opened.photo, desk.session.shown.segmentation
    assert (read(tmp_path / "out.png") == segments_picture(photo, segmentation, before)).all()


@pytest.mark.parametrize(
    ("action", "suggested", "kinds"),
    [
        ("save_picture", "rocket-outline.png", 6),
        ("save_cutout", "rocket-cutout.png", 4),
        ("save_labels", "rocket-labels.png", 4),
        ("save_report", "rocket-report.json", 1),
    ],
)
def test_the_dialog_suggests_a_name_and_offers_the_kinds(desk, action, suggested, kinds):
    desk.studio.looking.set_view("outline")
    desk.trigger(action)
    dialog = desk.find("save.dialog")
    assert [Path(file).name for file in dialog.selectedFiles()] == [suggested]
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert len(dialog.nameFilters()) == kinds
    assert not dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    for kind in dialog.nameFilters():
        dialog.filterSelected.emit(kind)
        assert f"*.{dialog.defaultSuffix()})" in kind
    dialog.close()


def test_the_next_dialog_opens_where_the_last_file_went(desk, tmp_path):
    save(desk, "save_picture", tmp_path / "out.png")
    desk.trigger("save_report")
    dialog = desk.find("save.dialog")
    assert Path(dialog.directory().absolutePath()) == tmp_path
    dialog.close()


def test_cancelling_the_dialog_saves_nothing(desk):
    desk.trigger("save_picture")
    desk.find("save.dialog").reject()
    assert desk.studio.runner.jobs == ()


@pytest.mark.parametrize(
    ("name", "reason"),
    [("no/such/folder.png", "does not exist"), ("out.jpg", "transparent"), ("out.xyz", ".xyz")],
)
def test_what_cannot_be_saved_is_told_and_leaves_nothing(desk, tmp_path, name, reason):
    save(desk, "save_picture", tmp_path / name)
    what, why = desk.message().splitlines()
    assert what == f"Could not save “{Path(name).name}”"
    assert reason in why
    assert list(tmp_path.iterdir()) == []
    QTest.mouseClick(desk.find("message.save_again"), Qt.MouseButton.LeftButton)
    desk.find("save.dialog").close()


def test_the_photo_itself_is_never_written_over(desk, tmp_path):
    path = tmp_path / "mine.png"
    Image.effect_noise((60, 40), 90).save(path)
    before = path.read_bytes()
    desk.open(path)
    save(desk, "save_picture", path)
    assert "never overwritten" in desk.message()
    assert path.read_bytes() == before


def test_a_file_that_was_agreed_to_is_written_over(desk, tmp_path):
    (tmp_path / "out.png").write_text("old")
    save(desk, "save_picture", tmp_path / "out.png")
    assert read(tmp_path / "out.png").ndim == 3


def test_two_files_saved_at_once_are_both_written(desk, qtbot, tmp_path):
    result = desk.studio.saving._result()
    for name in ("one.png", "two.png"):
        desk.studio.saving.save(result, "picture", tmp_path / name)
    desk.rest()
    assert {path.name for path in tmp_path.iterdir()} == {"one.png", "two.png"}


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be there")
def test_an_odd_name(desk, tmp_path):
    save(desk, "save_picture", tmp_path / "ü\n日本.png")
    assert (tmp_path / "ü\n日本.png").exists()


def test_closing_the_window_does_not_lose_what_is_being_saved(desk, tmp_path):
    result = desk.studio.saving._result()
    for name in ("one.png", "two.png"):
        desk.studio.saving.save(result, "picture", tmp_path / name)
    desk.window.close()
    assert {path.name for path in tmp_path.iterdir()} == {"one.png", "two.png"}


def test_stop_does_not_stop_a_save(desk, tmp_path):
    desk.studio.saving.save(desk.studio.saving._result(), "picture", tmp_path / "one.png")
    assert not desk.studio.showing.there_is()["busy"]
    desk.studio.stop()
    desk.rest()
    assert (tmp_path / "one.png").exists()
