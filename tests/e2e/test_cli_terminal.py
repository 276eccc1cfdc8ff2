"""The command line on a terminal: progress while it runs, and an end at once when it is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kmeans_studio import Photo, Recipe, segment

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "kmeans_studio")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals and signals")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def save_noise(name, height, width):
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (height, width, 3)).astype(np.uint8)).save(name)


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, *arguments):
        try:
            self.ours, theirs = os.openpty()
        except OSError as error:
            pytest.skip(f"this system gives no terminals: {error}")
        self.said = ""
        self.process = subprocess.Popen(
            [*COMMAND, *arguments],
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)

    def read(self, until=None):
        """Read what it says up to some words, or to its end."""
        while until is None or until not in self.said:
            try:
                part = os.read(self.ours, 4096)
            except OSError:  # Linux says so at the end of a terminal
                part = b""
            if not part:
                break
            self.said += part.decode()
        return self.said

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.ours)


@pytest.fixture
def terminal():
    opened = []

    def open_terminal(*arguments):
        opened.append(Terminal(*arguments))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.close()


def test_progress_on_a_terminal(folder, terminal):
    save_noise("photo.png", 40, 50)
    running = terminal("segment", "photo.png", "-o", "out.png", "-k", "7")
    said = running.read()
    assert running.process.wait() == 0
    _, opening, *progress, writing, cleared, end = [line.rstrip(" ") for line in said.removesuffix("\r\n").split("\r")]
    assert (opening, writing, cleared) == ("opening photo.png", "writing", "")
    assert progress[0] == "generation 1: 100.0% of the pixels moved"
    assert len(progress) > 4
    generations = segment(Photo.open(folder / "photo.png"), Recipe(k=7)).generation
    assert end.startswith(f"kmeans-studio: 50 x 40, 7 segments, {generations} generations (converged), ")
    assert end.endswith(" s")


def test_interrupted_while_it_runs(folder, terminal):
    save_noise("noise.png", 500, 500)
    before = sorted(folder.iterdir())
    running = terminal("segment", "noise.png", "-o", "out.png", "-k", "256")
    running.read(until="generation 2")
    running.process.send_signal(signal.SIGINT)
    said = running.read()
    assert running.process.wait() == 130
    assert said.endswith("kmeans-studio: interrupted; nothing was written\r\n")
    assert "Traceback" not in said
    assert sorted(folder.iterdir()) == before
