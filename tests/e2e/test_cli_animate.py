"""`segment --animate` on the command line: what it writes, how it is refused, and that Ctrl-C leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer

import numpy as np
import pytest
from PIL import Image

from kmeans_studio import Photo, Recipe, cli, generations

ROOT = Path(__file__).resolve().parents[2]
PIXELS = np.random.default_rng(0).integers(0, 256, (40, 50, 3)).astype(np.uint8)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    Image.fromarray(PIXELS).save(tmp_path / "photo.png")
    (tmp_path / "there.gif").write_text("mine")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys):
    """Run a command in this process; return its exit code and what it said."""

    def run_command(*arguments):
        try:
            code = cli.main(["segment", "photo.png", "-k", "4", *arguments])
        except SystemExit as ended:
            code = ended.code
        return code, capsys.readouterr().err

    return run_command


def every_generation():
    return list(generations(Photo.from_array(PIXELS), Recipe(k=4)))


def test_the_run_as_an_animation(folder, run):
    assert run("--animate", "out.gif") == (0, "")
    assert run("--animate", "small.webp", "--animate-size", "25", "--animate-ms", "70", "-o", "o.png") == (0, "")
    every = every_generation()
    with Image.open("out.gif") as picture:
        # The last two look the same, as nothing moved any more: they are one frame.
        assert (picture.size, picture.n_frames) == ((50, 40), len(every) - 1)
        first, time = np.asarray(picture.convert("RGB")), picture.info["duration"]
    np.testing.assert_array_equal(first, every[0].palette[every[0].labels])
    assert time == 200
    with Image.open("small.webp") as picture:
        picture.load()
        assert (picture.format, picture.size, picture.info["duration"]) == ("WEBP", (25, 20), 70)
    with Image.open("o.png") as picture:
        np.testing.assert_array_equal(np.asarray(picture), every[-1].palette[every[-1].labels])
    # Over what is there, it is written when asked.
    assert run("--animate", "there.gif", "--force") == (0, "")
    assert (folder / "there.gif").read_bytes() == (folder / "out.gif").read_bytes()


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (("--animate", "out.jpg"), 2, "out.jpg: the name must end in .gif, .webp, .png or .apng"),
        (("--animate-size", "100", "-o", "out.png"), 2, "--animate-size is of use only with --animate"),
        (("--animate-ms", "100", "-o", "out.png"), 2, "--animate-ms is of use only with --animate"),
        (("--animate", "o.gif", "--animate-size", "8"), 2, "must be a whole number from 16 to 4096, not '8'"),
        (("--animate", "o.gif", "--animate-ms", "fast"), 2, "must be a whole number from 20 to 10000, not 'fast'"),
        (("--animate", "none/o.gif"), 1, "o.gif: the folder none does not exist"),
        (("--animate", "photo.png", "--force"), 1, "photo.png: is the photo itself, which is never overwritten"),
        (("--animate", "there.gif"), 1, "there.gif: exists already; --force writes over it"),
        (("--animate", "o.png", "-o", "o.png"), 1, "o.png: is named for two outputs"),
    ],
)
def test_what_cannot_be_is_one_line_and_leaves_nothing(folder, run, options, code, says):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    returned, said = run(*options)
    *usage, line = said.splitlines()
    assert (returned, line.endswith(says)) == (code, True), line
    assert usage == [] or usage[0].startswith("usage: ")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_is_left_out_is_said(folder, run, monkeypatch):
    monkeypatch.setattr("kmeans_studio.export.animation.MOST_FRAMES", 3)
    code, said = run("--animate", "out.gif")
    assert code == 0
    wanted = f"kmeans-studio: note: the animation shows 3 of {len(every_generation())} generations, evenly spaced\n"
    assert said == wanted


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_interrupting_leaves_nothing(folder):
    before = {path.name for path in folder.iterdir()}
    # It waits at the third frame, so that there is something to interrupt.
    code = (
        "import sys, threading, kmeans_studio.export.animation as animation, kmeans_studio.__main__ as program\n"
        "paint, painted = animation.reduced_labels, []\n"
        "def told(*given, **how):\n"
        "    painted.append(1)\n"
        "    if len(painted) == 3:\n"
        "        print('painting', flush=True)\n"
        "        threading.Event().wait(60)\n"
        "    return paint(*given, **how)\n"
        "animation.reduced_labels = told\n"
        "sys.exit(program.main())"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, "segment", "photo.png", "-k", "4", "-o", "o.png", "--animate", "out.gif"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    guard = Timer(60, process.kill)
    guard.start()
    assert process.stdout.readline() == "painting\n"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    guard.cancel()
    assert (process.returncode, said) == (130, "kmeans-studio: interrupted; nothing was written\n")
    assert {path.name for path in folder.iterdir()} == before
