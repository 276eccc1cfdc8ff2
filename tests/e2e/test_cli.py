"""The command line as people meet it: in a process of its own, in a pipe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kmeans_studio import Photo, Recipe, __version__, cli, segment
from kmeans_studio.recipe import REGISTRIES

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "kmeans_studio")
NO_DISPLAY = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals and signals")


def environment():
    values = {name: value for name, value in os.environ.items() if name not in NO_DISPLAY}
    return values | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    pixels = np.random.default_rng(0).integers(0, 256, (40, 50, 4)).astype(np.uint8)
    Image.fromarray(pixels[..., :3]).save(tmp_path / "photo.png")
    pixels[..., 3] = np.where(pixels[..., 3] > 127, 255, 0)
    Image.fromarray(pixels).save(tmp_path / "holes.png")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    """Run the program in the current folder, in a pipe; return (exit code, what it said)."""
    done = subprocess.run(
        [*COMMAND, *arguments], env=environment(), capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL
    )
    assert "Traceback" not in done.stderr
    if arguments and arguments[0] == "segment" and "--help" not in arguments:
        assert done.stdout == ""
    return done.returncode, done.stdout + done.stderr


def refused(*arguments, code, folder):
    """Run what must fail; return the one line it said, after seeing that no file came, went or changed."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    returned, said = run("segment", *arguments)
    assert returned == code, said
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    *usage, line = said.splitlines()
    assert usage == [] or usage[0].startswith("usage: kmeans-studio")
    return line


def labels_in(path):
    with Image.open(path) as picture:
        return np.asarray(picture)


def test_help_and_version():
    code, said = run("--help")
    assert (code, "kmeans-studio segment PHOTO -o OUT.png" in said) == (0, True)
    code, said = run("segment", "--help")
    assert code == 0
    for option in ("--output", "--labels", "--report", "--recipe", "--match", "--force", "kmeans-studio explain"):
        assert option in said
    for registry in REGISTRIES.values():
        assert all(name in said for name in registry.names)
    assert run("--version") == (0, f"kmeans-studio {__version__}\n")


def test_version_loads_neither_numpy_nor_qt():
    code = (
        "import sys, kmeans_studio.__main__ as program\n"
        "sys.argv[1:] = ['--version']\n"
        "try: program.main()\n"
        "except SystemExit: print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)
    assert "kmeans_studio.cli" in done.stdout.split()
    assert not {"numpy", "cv2", "PIL", "PySide6", "kmeans_studio.ui"} & set(done.stdout.split())


def test_one_photo_one_picture_and_not_a_word(folder):
    assert run("segment", "photo.png", "-o", "out.png") == (0, "")
    expected = segment(Photo.open(folder / "photo.png"))
    np.testing.assert_array_equal(labels_in("out.png"), expected.palette[expected.labels])
    assert sorted(path.name for path in folder.iterdir()) == ["holes.png", "out.png", "photo.png"]


def test_every_option(folder):
    recipe = Recipe(
        color_space="hsv", initializer="random", k=9, seed=77, max_generations=4, mode="color", metric="euclidean"
    )
    choices = "--mode color --space hsv --metric euclidean --init random -k 9 --seed 77 --max-generations 4"
    outputs = "--labels labels.tif --report report.json --output out.webp"
    note = "kmeans-studio: note: the limit of generations was reached before nothing moved any more\n"
    assert run("segment", *choices.split(), "holes.png", *outputs.split()) == (0, note)
    expected = segment(Photo.open(folder / "holes.png"), recipe)
    np.testing.assert_array_equal(labels_in("labels.tif"), expected.labels)
    np.testing.assert_array_equal(labels_in("out.webp")[..., 3] == 0, expected.labels == 255)
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert Recipe(**report["recipe"]) == recipe
    assert report["result"]["cost"] == expected.cost
    assert report["photo"]["file"] == "holes.png"
    assert report["seconds"].keys() == {"open", "segment"}


@pytest.mark.parametrize(("option", "field"), [("--space", "color_space"), ("--init", "initializer")])
def test_a_wrong_name_is_answered_with_the_choices(folder, option, field):
    said = refused("photo.png", "-o", "out.png", option, "nonsense", code=2, folder=folder)
    assert "nonsense" in said
    assert all(name in said for name in REGISTRIES[field].names)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("photo.png", "nothing to write: name an output with -o, --cutout, --labels, --report or --animate"),
        ("-o out.png", "required: PHOTO"),
        ("photo.png -o out.png -k 0", "k must be a whole number from 1 to 256, not 0"),
        ("photo.png -o out.png -k many", "-k: invalid int value: 'many'"),
        ("photo.png -o out.png --seed -1", "seed must be a whole number from 0"),
        ("photo.png -o out.png --max-generations 0", "max_generations must be a whole number from 1"),
        ("photo.png -o out.gif", "out.gif: cannot be written as .gif; use .png, .tif"),
        ("photo.png -o out", "out: cannot be written as a file without a suffix; use .png"),
        ("photo.png --labels out.jpg", "out.jpg: cannot be written as .jpg; use .png, .tif, .tiff, .npy"),
        ("photo.png --report out.txt", "out.txt: cannot be written as .txt; use .json"),
        ("photo.png -o out.png --frobnicate", "unrecognized arguments: --frobnicate"),
    ],
)
def test_wrong_arguments(folder, arguments, reason, capsys):
    before = sorted(folder.iterdir())
    try:
        code = cli.main(["segment", *arguments.split()])
    except SystemExit as end:
        code = end.code
    said = capsys.readouterr()
    assert (code, said.out) == (2, "")
    assert reason in said.err
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    "name", ["nowhere.png", ".", "text.jpg", "empty.png", "broken.png", "two\nlines.png", "\x1b[2J.png"]
)
def test_a_photo_that_cannot_be_opened(folder, name):
    (folder / "text.jpg").write_text("not a picture", encoding="utf-8")
    (folder / "empty.png").touch()
    (folder / "broken.png").write_bytes((folder / "photo.png").read_bytes()[:300])
    line = refused(name, "-o", "out.png", code=1, folder=folder)
    assert line.startswith("kmeans-studio: ")


def test_photos_that_cannot_be_segmented_or_written_as_asked(folder):
    Image.new("RGBA", (3, 3)).save("clear.png")
    line = refused("clear.png", "-o", "out.png", code=1, folder=folder)
    assert line == "kmeans-studio: clear.png: every pixel is transparent, so there is nothing to segment"
    line = refused("holes.png", "-o", "out.jpg", "--labels", "labels.png", code=1, folder=folder)
    assert line == "kmeans-studio: out.jpg: JPEG cannot hold transparent parts; choose PNG, TIFF or WebP"


def test_what_differs_from_what_was_asked_is_said_in_a_pipe_too(folder):
    Image.new("RGB", (3, 3), "teal").save("flat.png")
    code, said = run("segment", "flat.png", "-o", "out.png")
    note = "kmeans-studio: note: the photo has only 1 color, so there is 1 segment instead of 5\n"
    assert (code, said) == (0, note)


def test_no_file_is_written_over_without_force(folder):
    (folder / "out.png").write_bytes(b"precious")
    line = refused("photo.png", "-o", "out.png", "--labels", "labels.png", code=1, folder=folder)
    assert line == "kmeans-studio: out.png: exists already; --force writes over it"
    line = refused("nowhere.png", "-o", "out.png", code=1, folder=folder)
    assert line == "kmeans-studio: out.png: exists already; --force writes over it", "found out before any work is done"
    assert run("segment", "photo.png", "-o", "out.png", "--force") == (0, "")
    assert labels_in("out.png").shape == (40, 50, 3)


def test_the_photo_is_never_written_over(folder):
    line = refused("photo.png", "-o", "./photo.png", "--force", code=1, folder=folder)
    assert "is the photo itself" in line
    line = refused("photo.png", "-o", "a.png", "--labels", "a.png", code=1, folder=folder)
    assert line == "kmeans-studio: a.png: is named for two outputs"


def test_odd_names(folder):
    for name in ("-dash.png", "sp ace ☃ ü.png", "%s{}.png", "segment"):
        (folder / name).write_bytes((folder / "photo.png").read_bytes())
        out = f"out of {name}.png"
        assert run("segment", "-o", out, "--", name) == (0, "")
        assert (folder / out).exists()
    assert run("segment", "photo.png", "--output=-out.png") == (0, "")
    assert (folder / "-out.png").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere any bytes are not a name, or there is always a display")
def test_a_name_that_is_no_text(folder):
    name = os.fsdecode(b"caf\xe9.png")
    (folder / name).write_bytes((folder / "photo.png").read_bytes())
    assert run("segment", name, "-o", f"out-{name}", "--report", "report.json") == (0, "")
    assert json.loads((folder / "report.json").read_text(encoding="utf-8"))["photo"]["file"] == name
    assert "caf\\udce9.png" in refused(name, "-o", name, code=1, folder=folder)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
@pytest.mark.parametrize("arguments", [(), ("photo.png",), ("nowhere.png",)])
def test_without_a_display_one_line_names_the_command(folder, arguments):
    code, said = run(*arguments)
    assert code == 1
    assert said.count("\n") == 1
    assert "display" in said
    assert "kmeans-studio segment PHOTO -o OUT.png" in said


def test_a_command_that_does_not_exist(folder):
    code, said = run("segmnt", "photo.png", "-o", "out.png")
    assert code == 2
    assert said.startswith("usage: kmeans-studio")


@needs_posix
def test_without_standard_error(folder):
    command = 'exec "$0" -m kmeans_studio segment photo.png -o out.png 2>&-'
    assert subprocess.run(["sh", "-c", command, sys.executable], env=environment()).returncode == 0
    assert (folder / "out.png").exists()


def test_interrupted_while_it_starts(monkeypatch, capsys):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_parser", interrupted)
    assert cli.main(["segment", "photo.png"]) == 130
    assert capsys.readouterr().err == "kmeans-studio: interrupted; nothing was written\n"
