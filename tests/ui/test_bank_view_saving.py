"""What can be saved from the filter bank tab, and that it holds what it says."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from kmeans_studio.export.files import ExportError
from kmeans_studio.export.kernel_files import bank_csv, bank_npy, kernel_csv, kernel_png, kernel_svg, spectrum_png
from kmeans_studio.features.banks import make_bank, read_bank
from kmeans_studio.ui.bank_view.pieces import BankPieces
from kmeans_studio.ui.save_piece import Piece


@pytest.fixture
def bank(desk):
    """A studio without a photo that shows the Leung-Malik bank."""
    desk.session.change(mode="texture", bank="lm")
    desk.window.show_tab("bank")
    return desk


def decoded(data) -> np.ndarray:
    import cv2

    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_bank_that_was_saved_can_be_read_again(tmp_path):
    for name in ("lm", "gabor"):
        bank = make_bank(name)
        path = tmp_path / f"{name}.npy"
        path.write_bytes(bank_npy(bank))
        assert read_bank(path).kernels.tobytes() == bank.kernels.tobytes()


def test_the_table_of_a_bank_holds_every_number(tmp_path):
    bank = make_bank("lms")
    rows = list(csv.DictReader(io.StringIO(bank_csv(bank, tmp_path / "a.csv").decode())))
    assert len(rows) == 48 * 49 * 49
    kernels = np.zeros((48, 49, 49))
    for row in rows:
        kernels[int(row["filter"]), int(row["row"]), int(row["column"])] = float(row["value"])
    assert (kernels == bank.kernels).all()
    assert rows[49 * 49 * 2]["title"] == "Edge σ 1.0 60°"


def test_a_table_that_would_be_too_long_is_refused(tmp_path):
    bank = make_bank("matlab-gabor", shape=(3000, 4000))
    with pytest.raises(ExportError, match="save them as NPY"):
        bank_csv(bank, tmp_path / "a.csv")


def test_the_table_of_a_kernel_is_exact():
    kernel = make_bank("lm").kernel(3)
    read = np.loadtxt(io.BytesIO(kernel_csv(kernel)), delimiter=",")
    assert (read == kernel).all()


def test_the_picture_of_a_kernel_shows_each_pixel_as_a_square(tmp_path):
    kernel = make_bank("lm").kernel(12)
    picture = decoded(kernel_png(kernel, tmp_path / "a.png"))
    assert picture.shape == (490, 490, 3)
    squares = picture.reshape(49, 10, 49, 10, 3)
    assert (squares == squares[:, :1, :, :1]).all()
    blue, red = picture[5::10, 5::10, 0].astype(int), picture[5::10, 5::10, 2].astype(int)
    strong = np.abs(kernel) > 0.3 * np.abs(kernel).max()
    assert ((red > blue) == (kernel > 0))[strong].all()


def test_the_drawing_of_a_kernel_has_the_colors_of_its_picture(tmp_path):
    kernel = make_bank("lm").kernel(13)
    picture = decoded(kernel_png(kernel, tmp_path / "a.png"))[5::10, 5::10, ::-1]
    root = ET.fromstring(kernel_svg(kernel, "Edge <σ>"))
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title").text == "Edge <σ>"
    drawn = np.zeros((49, 49, 3), np.uint8)
    for rect in root.iter(f"{space}rect"):
        x, y = int(rect.get("x", 0)), int(rect.get("y", 0))
        color = [int(rect.get("fill")[at : at + 2], 16) for at in (1, 3, 5)]
        drawn[y : y + int(rect.get("height")), x : x + int(rect.get("width"))] = color
    assert (drawn == picture).all()


def test_a_very_large_kernel_becomes_a_drawing_of_bearable_size():
    kernel = make_bank("gabor").kernel(29).real
    drawing = kernel_svg(np.pad(kernel, 350), "large")
    assert len(drawing) < 3_000_000
    assert 'viewBox="0 0 167 167"' in drawing.decode()


def test_the_spectrum_is_dark_where_the_filter_passes_most(tmp_path):
    bank = make_bank("gabor")
    picture = decoded(spectrum_png(bank, 8, tmp_path / "a.png"))
    row, column = np.unravel_index(np.argmin(picture), picture.shape)
    middle, side = len(picture) // 2, len(picture)
    frequency = np.hypot(row - middle, column - middle) / side
    assert frequency == pytest.approx(1 / bank.filters[8].wavelength, rel=0.02)


# --- in the window ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("of", ["bank", "filter"])
def test_every_entry_of_a_menu_writes_a_file(bank, tmp_path, of):
    model = bank.studio.bank_tab._model
    model.select(2)
    for number, (_, make) in enumerate(BankPieces(model, lambda: False).offers(of)):
        piece = make()
        path = tmp_path / f"{number}{piece.suffixes[0]}"
        bank.window.bank_view.saver.write(piece, path)
        bank.rest()
        assert path.stat().st_size > 100
        assert bank.text("status.words") == f"Saved {path.name}"


def test_the_dialog_suggests_a_name_and_writes_there(bank, tmp_path):
    bank.studio.bank_tab._model.select(2)
    bank.window.bank_view.saver._folder = str(tmp_path)
    menu = bank.find("bank.detail.save").menu()
    menu.actions()[0].trigger()
    dialog = bank.window.findChild(QFileDialog, "save.dialog")
    assert dialog.selectedFiles() == [str(tmp_path / "lm-edge-1.4-60.png")]
    dialog.fileSelected.emit(dialog.selectedFiles()[0])
    dialog.close()
    bank.rest()
    assert [path.name for path in tmp_path.iterdir()] == ["lm-edge-1.4-60.png"]


def test_what_is_saved_is_what_was_shown_when_it_was_asked_for(bank, tmp_path):
    model = bank.studio.bank_tab._model
    piece = BankPieces(model, lambda: False).kernel_table()
    kernel = model.bank.kernel(0)
    bank.session.change(bank="schmid")
    bank.window.bank_view.saver.write(piece, tmp_path / "a.csv")
    bank.rest()
    assert (np.loadtxt(tmp_path / "a.csv", delimiter=",") == kernel).all()


def test_a_file_that_cannot_be_written_is_told_and_asked_for_again(bank, tmp_path):
    asked = []
    saver = bank.window.bank_view.saver
    piece = Piece("a", "the thing", (".png", ".svg"), lambda path: b"data")
    saver.save = asked.append
    saver.write(piece, tmp_path / "none" / "a.png")
    bank.rest()
    assert bank.message().startswith("Could not save “a.png”\nThe folder")
    bank.find("message.save_again").click()
    assert asked == [piece]
    saver.write(piece, tmp_path / "a.gif")
    bank.rest()
    assert "let its name end in .png or .svg" in bank.message()
    assert list(tmp_path.iterdir()) == []
