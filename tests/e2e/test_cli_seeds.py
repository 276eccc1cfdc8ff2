"""Seeds and locked centers on the command line: the same as in Python, and clear about what cannot be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kmeans_studio import Photo, Recipe, cli, segment
from kmeans_studio.compiled import LOOPS_VARIABLE, loops
from kmeans_studio.parallel import THREADS_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
COFFEE = ROOT / "resources" / "samples" / "coffee.png"


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Segment a crop of the coffee; return exit code, what was said, the report's recipe and the labels."""
    Image.fromarray(Photo.open(COFFEE).pixels[100:220, 200:380]).save(tmp_path / "photo.png")
    monkeypatch.chdir(tmp_path)

    def segmented(*arguments):
        try:
            code = cli.main(["segment", "photo.png", "--labels", "o.npy", "--report", "o.json", "--force", *arguments])
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr().err.strip()
        if code:
            return code, said, None, None
        report = json.loads(Path("o.json").read_text(encoding="utf-8"))
        return code, said, Recipe(**report["recipe"]), np.load("o.npy", allow_pickle=False)

    return segmented


def test_seeds_choose_the_start_method_and_k(run):
    code, said, recipe, labels = run("--seeds", "12,8 100,90  150,20", "--lock", "3,1")
    assert (code, said) == (0, "")
    assert recipe == Recipe(k=3, initializer="seeds", seeds=[(12, 8), (100, 90), (150, 20)], locked=[0, 2])
    assert labels.tobytes() == segment(Photo.open("photo.png"), recipe).labels.tobytes()


def test_with_k_the_rest_is_placed(run):
    _, _, recipe, labels = run("--seeds", "12,8 100,90", "-k", "4", "--mode", "position")
    assert (recipe.k, recipe.mode, len(np.unique(labels))) == (4, "position", 4)


def test_seeds_beyond_the_photo_are_mentioned(run):
    code, said, recipe, labels = run("--seeds", "12,8 900,80", "-k", "2")
    assert code == 0
    assert "note: seed 2 at (900, 80) lies outside the photo, which is 180 x 120, so it was left out" in said
    assert (recipe.seeds, len(np.unique(labels))) == (((12, 8), (900, 80)), 2)


def test_recipes_in_files(run):
    own = Recipe(k=5, color_space="hsv", initializer="seeds", seeds=[(12, 8), (100, 90)], locked=[1])
    Path("own.json").write_text(own.to_json(), encoding="utf-8")
    assert run("--recipe", "own.json")[2] == own
    assert run("--recipe", "own.json", "--lock", "1")[2] == own.change(locked=[0])
    assert run("--recipe", "own.json", "--lock", "")[2] == own.change(locked=[])
    # The locks there are about other seeds.
    assert run("--recipe", "own.json", "--seeds", "9,9")[2] == own.change(seeds=[(9, 9)], locked=[], k=1)
    assert run("--recipe", "own.json", "--init", "random")[2] == own.change(initializer="random")
    colors = own.change(initializer="given", start_colors=["#112233"])
    assert run("--recipe", "own.json", "--start-colors", "112233")[2] == colors
    assert run("--start-colors", "112233,445566", "-k", "2", "--lock", "2")[2].locked == (1,)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--seeds", "120;80"], "argument --seeds: must be places such as '120,80 300,210', not '120;80'"),
        (["--seeds", "1,2,3"], "argument --seeds: must be places such as '120,80 300,210', not '1,2,3'"),
        (["--seeds", "1,x"], "argument --seeds: must be places such as '120,80 300,210', not '1,x'"),
        (["--seeds", "5,-1"], "seeds: each x and y must be a whole number from 0 to 999999, not -1"),
        (["--seeds", "1,2", "--init", "random"], "--seeds are for --init seeds, not random"),
        (["--seeds", "1,2", "--start-colors", "112233"], "--seeds are for --init seeds, not given"),
        (["--seeds", "1,2", "--mode", "focus"], "initializer 'seeds' does not go with mode 'focus'"),
        (["--init", "seeds"], "initializer 'seeds' needs seeds: at least one place such as [120, 80]"),
        (["--lock", "1"], "--lock is for --init seeds and --init given, not kmeans++"),
        (["--lock", "0"], "argument --lock: must be numbers of starts, counted from 1, such as 1,3, not '0'"),
        (["--lock", "a"], "argument --lock: must be numbers of starts, counted from 1, such as 1,3, not 'a'"),
        (["--seeds", "1,2 3,4", "--lock", "2,3"], "--lock 3: there are only 2 starts"),
        (["--seeds", "1,2", "--lock", "2"], "--lock 2: there is only 1 start"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_one_line(run, arguments, reason):
    code, said, *_ = run(*arguments)
    assert code == 2
    assert reason in said.splitlines()[-1]


def test_explain_knows_them(capsys):
    assert cli.main(["explain", "seeds"]) == 0
    said = capsys.readouterr().out
    assert "--init seeds: Seed pixels" in said
    assert "locked" in said


@pytest.mark.parametrize("mode", ["color", "texture"])
def test_processes_threads_and_loops_agree(mode, run):
    chosen = ["--mode", mode, "--seeds", "12,8 100,90 150,20", "--lock", "2", "-k", "4"]
    *_, recipe, expected = run(*chosen)
    for kind, threads in {(loops(), "1"), ("numpy", "2")}:
        environment = os.environ | {"PYTHONPATH": str(ROOT), LOOPS_VARIABLE: kind, THREADS_VARIABLE: threads}
        command = [sys.executable, "-m", "kmeans_studio", "segment", "photo.png", "--labels", "p.npy", "--force"]
        subprocess.run([*command, *chosen], env=environment, check=True)
        assert np.load("p.npy", allow_pickle=False).tobytes() == expected.tobytes()
    assert recipe.locked == (1,)
