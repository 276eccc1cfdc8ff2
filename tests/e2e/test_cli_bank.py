"""The command `bank`: pictures and numbers of filter banks, and every way to be refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kmeans_studio import cli
from kmeans_studio.export.bank_sheet import bank_sheet
from kmeans_studio.export.diverging import LIGHT, PLACES, diverging
from kmeans_studio.features.banks import FILTER_BANKS, BankOptions, make_bank

ROOT = Path(__file__).resolve().parents[2]
KNOWN = [name for name in FILTER_BANKS.names if name != "file"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder, capsys):
    """Run the command in this process; return its exit code and what it said."""

    def run_command(*arguments):
        try:
            code = cli.main(["bank", *(str(part) for part in arguments)])
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return code, said.out + said.err

    return run_command


def pixels(path):
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def test_a_picture_and_numbers_and_not_a_word(folder):
    done = subprocess.run(
        [sys.executable, "-m", "kmeans_studio", "bank", "lm", "-o", "BANK.png", "--npy", "BANK.npy"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted(path.name for path in folder.iterdir()) == ["BANK.npy", "BANK.png"]
    np.testing.assert_array_equal(np.load("BANK.npy", allow_pickle=False), make_bank("lm").kernels)
    np.testing.assert_array_equal(pixels("BANK.png"), bank_sheet(make_bank("lm")))


@pytest.mark.parametrize("name", KNOWN)
def test_every_bank_can_be_looked_at(run, name):
    assert run(name, "-o", "BANK.webp") == (0, "")
    assert pixels("BANK.webp").shape[1] > 500


def test_every_option(run):
    chosen = ["--scales", "1,2.5,4", "--orientations", "4", "--size", "21", "--without", "0,3", "--one-scale"]
    assert run("rfs", "-o", "BANK.png", "--npy", "BANK.npy", *chosen) == (0, "")
    bank = make_bank("rfs", BankOptions((1.0, 2.5, 4.0), 4, 21)).without([0, 3])
    np.testing.assert_array_equal(np.load("BANK.npy", allow_pickle=False), bank.kernels)
    np.testing.assert_array_equal(pixels("BANK.png"), bank_sheet(bank, one_scale=True))


def test_filters_from_a_file(run):
    assert run("gabor", "--npy", "own.npy", "--size", "9") == (0, "")
    assert run("file", "--bank-file", "own.npy", "--npy", "again.npy", "-o", "own.png", "--without", "29") == (0, "")
    own, again = np.load("own.npy", allow_pickle=False), np.load("again.npy", allow_pickle=False)
    np.testing.assert_array_equal(again, own[:29])


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        ("lm", 2, "nothing to write: name an output with -o or --npy"),
        ("", 2, "required: NAME"),
        ("lml -o a.png", 2, "invalid choice: 'lml' (choose from"),
        ("lm -o a.gif", 2, "a.gif: cannot be written as .gif; use .png, .tif"),
        ("lm --npy a", 2, "a: cannot be written as a file without a suffix; use .npy"),
        ("lm -o a.png --scales 0", 2, "each scale must be a number from 0.1 to 300 pixels, not 0.0"),
        ("lm -o a.png --scales=-1,2", 2, "each scale must be a number from 0.1 to 300 pixels, not -1.0"),
        ("lm -o a.png --scales nan", 2, "each scale must be a number"),
        ("lm -o a.png --scales 1,,2", 2, "must be numbers such as 1,2,4, not '1,,2'"),
        ("gabor -o a.png --scales 1.9", 2, "each wavelength must be a number from 2 to 2000 pixels, not 1.9"),
        ("lm -o a.png --size 48", 2, "the size must be odd, so that a filter has a middle pixel, not 48"),
        ("lm -o a.png --size 0", 2, "--size must be more than 0"),
        ("lm -o a.png --size 1001", 2, "from 3 to 999, not 1001"),
        ("lm -o a.png --orientations 0", 2, "--orientations must be more than 0"),
        ("lm -o a.png --orientations 37", 2, "directions must be from 1 to 36, not 37"),
        ("lm -o a.png --without 48", 2, "there is no filter 48 to leave out: they are numbered from 0 to 47"),
        ("lm -o a.png --without x", 2, "must be whole numbers such as 0,3, not 'x'"),
        ("lm -o a.png --scales 1 --orientations 1 --without 0,1,2,3,4", 2, "nothing to look through"),
        ("schmid -o a.png --orientations 4", 2, "--orientations is not for the bank 'schmid', but for: gabor, lm, lms"),
        ("lm -o a.png --bank-file own.npy", 2, "--bank-file is not for the bank 'lm', but for: file"),
        ("file -o a.png", 2, "the bank 'file' needs --bank-file"),
        ("file -o a.png --bank-file own.npy --size 9", 2, "--size is not for the bank 'file', but for: gabor"),
        ("file -o a.png --bank-file nowhere.npy", 1, "nowhere.npy: cannot be read: No such file or directory"),
        ("file -o a.png --bank-file text.npy", 1, "text.npy: is not a .npy file"),
        ("file -o a.png --bank-file own.npy --without 9", 2, "there is no filter 9"),
        ("file --npy own.npy --bank-file own.npy --force", 1, "own.npy: is where the filters come from"),
        ("lm -o old.png", 1, "old.png: exists already; --force writes over it"),
        ("lm -o new.png --npy own.npy", 1, "own.npy: exists already; --force writes over it"),
        ("lm -o nowhere/a.png", 1, "a.png: the folder nowhere does not exist"),
        ("lm -o a.png --npy a.png", 2, "use .npy"),
    ],
)
def test_what_cannot_be_is_said_in_one_line_and_nothing_is_written(run, folder, arguments, code, reason):
    (folder / "old.png").write_bytes(b"precious")
    (folder / "text.npy").write_text("not an array", encoding="utf-8")
    np.save("own.npy", np.ones((2, 3, 3)), allow_pickle=False)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    returned, said = run(*arguments.split())
    assert reason in said.splitlines()[-1]
    assert returned == code
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_force_writes_over(run, folder):
    (folder / "old.png").write_bytes(b"old")
    assert run("schmid", "-o", "old.png", "--force") == (0, "")
    assert pixels("old.png").size


def test_help_names_the_banks(run):
    code, said = run("--help")
    assert code == 0
    assert all(name in "".join(said.split()) for name in FILTER_BANKS.names)
    for option in ("--scales", "--orientations", "--size", "--without", "--bank-file", "--one-scale", "--force"):
        assert option in said


def test_colors_go_from_blue_over_nearly_white_to_orange():
    stops = [tuple(int(stop[at : at + 2], 16) for at in (1, 3, 5)) for stop in LIGHT]
    np.testing.assert_array_equal(diverging(np.array(PLACES)), stops)
    np.testing.assert_array_equal(diverging(np.array([[-9.0, 9.0]])), [[stops[0], stops[-1]]])
    assert diverging(np.array(-0.35)).tolist() == [133, 174, 214]


@pytest.mark.parametrize("name", ["lm", "schmid", "tutorial"])
@pytest.mark.parametrize("one_scale", [False, True])
def test_every_kernel_is_on_the_sheet_twice_as_large_pixel_by_pixel(name, one_scale):
    bank = make_bank(name)
    sheet = bank_sheet(bank, one_scale=one_scale)
    strongest = np.abs(bank.kernels).max()
    # Where the corners of cells are: the frame's color left of and above them.
    found = 0
    frame = np.all(sheet == 0xD6, axis=-1)
    tops = np.argwhere(frame[:-100, :-100] & frame[1:-99, :-100] & frame[:-100, 1:-99])
    cells = {sheet[top + 1 : top + 99, left + 1 : left + 99].tobytes() for top, left in tops}
    for kernel in bank.kernels:
        peak = strongest if one_scale else np.abs(kernel).max()
        shown = diverging((kernel / peak).astype(np.float32)).repeat(2, 0).repeat(2, 1)
        found += shown.tobytes() in cells
    assert found == len(bank)


def test_the_sheet_of_a_large_bank_stays_a_picture():
    sheet = bank_sheet(make_bank("gabor", BankOptions(scales=(2.0, 500.0), orientations=36)))
    assert sheet.dtype == np.uint8
    assert max(sheet.shape) < 5000
