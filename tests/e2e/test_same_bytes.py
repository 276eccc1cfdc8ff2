"""The promise: same photo and recipe, same labels, byte for byte; on every way in and with any number of threads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from kmeans_studio import Photo, Recipe, segment
from kmeans_studio.parallel import THREADS_VARIABLE
from kmeans_studio.ui.jobs import EACH, SegmentJob

ROOT = Path(__file__).resolve().parents[2]
COFFEE = ROOT / "resources" / "samples" / "coffee.png"
RECIPES = [Recipe(), Recipe(color_space="hsv", k=12, initializer="random", seed=5), Recipe(color_space="rgb", k=50)]


class EveryFrame:
    """Where the window's job leaves its frames; here all of them are kept."""

    def __init__(self):
        self.frames = []

    def wanted(self):
        return True

    def publish(self, frame):
        self.frames.append(frame)


def on_the_command_line(recipe, threads, out):
    command = [sys.executable, "-m", "kmeans_studio", "segment", COFFEE, "--labels", out]
    command += ["--space", recipe.color_space, "-k", recipe.k, "--init", recipe.initializer, "--seed", recipe.seed]
    environment = os.environ | {"PYTHONPATH": str(ROOT), THREADS_VARIABLE: threads}
    subprocess.run([str(part) for part in command], env=environment, check=True)
    return np.load(out, allow_pickle=False)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: f"{recipe.color_space}-{recipe.k}")
def test_window_command_line_and_python_agree(recipe, monkeypatch, tmp_path):
    maps = {}
    for threads in ("1", "2"):
        maps["command line", threads] = on_the_command_line(recipe, threads, tmp_path / f"{threads}.npy")
        monkeypatch.setenv(THREADS_VARIABLE, threads)
        maps["Python", threads] = segment(Photo.open(COFFEE), recipe).labels
        outlet = EveryFrame()
        run = SegmentJob(Photo.open(COFFEE), recipe).run(Event(), outlet)
        maps["window", threads] = run.segmentation.labels
        shown = [frame.segmentation.generation for frame in outlet.frames]
        assert shown[:EACH] == list(range(1, min(EACH, run.segmentation.generation) + 1))
        assert shown == sorted(set(shown))
    assert len(np.unique(maps["Python", "1"])) == recipe.k
    assert {labels.dtype for labels in maps.values()} == {np.dtype(np.uint8)}
    assert len({labels.tobytes() for labels in maps.values()}) == 1


def test_a_window_that_looks_at_few_frames_gets_the_same_result():
    class NoFrames(EveryFrame):
        def wanted(self):
            return False

    unseen = SegmentJob(Photo.open(COFFEE), Recipe()).run(Event(), NoFrames())
    assert unseen.segmentation.labels.tobytes() == segment(Photo.open(COFFEE)).labels.tobytes()


def test_another_run_before_changes_nothing():
    fresh = segment(Photo.open(COFFEE), Recipe(k=6)).labels
    photo = Photo.open(COFFEE)
    for other in (Recipe(k=30, seed=9), Recipe(color_space="rgb")):
        segment(photo, other)
    assert segment(photo, Recipe(k=6)).labels.tobytes() == fresh.tobytes()
