"""The promise: same photo and recipe, same result, byte for byte.

On every way in, with any number of threads, with the compiled loops and with numpy's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from kmeans_studio import Photo, Recipe, segment
from kmeans_studio.cli.options import OPTIONS
from kmeans_studio.compiled import LOOPS_VARIABLE, loops
from kmeans_studio.parallel import THREADS_VARIABLE
from kmeans_studio.recipe import REGISTRIES
from kmeans_studio.ui.jobs import SegmentJob
from kmeans_studio.ui.walk import EACH, Walk

ROOT = Path(__file__).resolve().parents[2]
COFFEE = ROOT / "resources" / "samples" / "coffee.png"
PIXELS = Photo.open(COFFEE).pixels[100:260, 200:420]
NOISE = np.random.default_rng(0).integers(0, 257, PIXELS.shape).astype(np.uint16)

LOOPS = [loops(), "numpy"] if loops() != "numpy" else ["numpy"]
"""What can be compared here; where nothing is compiled, numpy alone."""

WAYS = [(kind, threads) for kind in LOOPS for threads in ("1", "2")]

RECIPES = [
    *(Recipe(metric=name, k=7) for name in REGISTRIES["metric"].names),
    *(Recipe(initializer=name, k=9, start_colors=["#402010", "#ffffff"], seeds=[(9, 9), (200, 70)])
      for name in REGISTRIES["initializer"].names),
    Recipe(initializer="seeds", k=4, seeds=[(9, 9), (200, 70), (100, 40)], locked=[0, 2]),
    Recipe(initializer="seeds", k=4, seeds=[(9, 9), (200, 70)], locked=[1], mode="texture"),
    *(Recipe(mode=name, k=6, color_space="oklab", compactness=1) for name in REGISTRIES["mode"].names),
    *(Recipe(empty=name, k=3, initializer="given", start_colors=["#000000", "#ff00ff", "#ffffff"])
      for name in REGISTRIES["empty"].names),
    Recipe(color_space="hsl", channel_weights=[1, 0.5], k=40, restarts=2, label_order="position"),
]  # fmt: skip


def name_of(recipe):
    """The choices that are not the standard ones."""
    made = {field.name: getattr(recipe, field.name) for field in fields(Recipe)}
    return " ".join(str(value) for field, value in made.items() if value != getattr(Recipe(), field))


def everything_in(result):
    """What could differ, as bytes."""
    arrays = (result.labels, result.palette, result.centers, result.counts, np.float64(result.cost))
    return [array.tobytes() for array in arrays] + [np.float64(result.start_costs).tobytes(), result.warnings]


class EveryFrame:
    """Where the window's job leaves its frames; here all of them are kept."""

    def __init__(self):
        self.frames = []

    def wanted(self):
        return True

    def publish(self, frame):
        self.frames.append(frame)


class NoFrames(EveryFrame):
    def wanted(self):
        return False


def in_the_window(photo, recipe, outlet):
    return SegmentJob(Walk(photo, recipe)).run(Event(), outlet).segmentation


@pytest.mark.parametrize("depth", ["8 bit", "16 bit", "float"])
@pytest.mark.parametrize("recipe", RECIPES, ids=name_of)
def test_threads_loops_and_window_agree(recipe, depth, monkeypatch):
    # Noise below what 8 bits can tell, so that there are many more colors.
    deep = PIXELS[:80].astype(np.uint16) * 256 + NOISE[:80] % 256
    pixels = {"8 bit": PIXELS, "16 bit": deep, "float": (deep / 65535).astype(np.float32)}[depth]
    results = []
    for kind, threads in WAYS:
        monkeypatch.setenv(LOOPS_VARIABLE, kind)
        monkeypatch.setenv(THREADS_VARIABLE, threads)
        results.append(segment(Photo.from_array(pixels), recipe))
    results.append(in_the_window(Photo.from_array(pixels), recipe, NoFrames()))
    first, *others = map(everything_in, results)
    for other in others:
        assert other == first


def on_the_command_line(recipe, environment, folder):
    """Segment the coffee; return the label map and the report."""
    labels, report = folder / "labels.npy", folder / "report.json"
    command = [sys.executable, "-m", "kmeans_studio", "segment", COFFEE, "--labels", labels, "--report", report]
    command += ["-k", recipe.k, "--seed", recipe.seed, "--restarts", recipe.restarts, "--force"]
    for field, (option, _) in OPTIONS.items():
        command += [option, getattr(recipe, field)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    subprocess.run([str(part) for part in command], env=environment, check=True)
    return np.load(labels, allow_pickle=False), json.loads(report.read_text(encoding="utf-8"))


ON_EVERY_WAY = [Recipe(), Recipe(color_space="hsv", k=20, initializer="random", seed=5, restarts=1, label_order="size")]


@pytest.mark.parametrize("recipe", ON_EVERY_WAY, ids=lambda recipe: recipe.color_space)
def test_window_command_line_and_python_agree(recipe, tmp_path):
    expected = segment(Photo.open(COFFEE), recipe)
    outlet = EveryFrame()
    in_window = in_the_window(Photo.open(COFFEE), recipe, outlet)
    assert everything_in(in_window) == everything_in(expected)
    shown = [frame.segmentation.generation for frame in outlet.frames]
    assert shown[:EACH] == list(range(1, min(EACH, in_window.generation) + 1))
    assert shown == sorted(set(shown))
    assert len(np.unique(expected.labels)) == recipe.k
    for kind, threads in (WAYS[0], WAYS[-1]):
        labels, report = on_the_command_line(recipe, {LOOPS_VARIABLE: kind, THREADS_VARIABLE: threads}, tmp_path)
        assert report["program"]["loops"] == kind
        assert (labels.dtype, labels.tobytes()) == (np.uint8, expected.labels.tobytes())
        # JSON holds every digit of a float.
        assert report["result"]["cost"] == expected.cost
        assert [segment["centers"] for segment in report["segments"]] == expected.centers[:, None].tolist()
        assert [bytes.fromhex(s["mean_color"][1:]) for s in report["segments"]] == [bytes(c) for c in expected.palette]


def test_another_run_before_changes_nothing():
    fresh = segment(Photo.from_array(PIXELS), Recipe(k=6)).labels
    photo = Photo.from_array(PIXELS)
    for other in (Recipe(k=30, seed=9), Recipe(color_space="rgb")):
        segment(photo, other)
    assert segment(photo, Recipe(k=6)).labels.tobytes() == fresh.tobytes()
