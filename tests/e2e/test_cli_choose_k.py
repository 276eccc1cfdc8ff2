"""The command `choose-k` as people meet it: a table, a picture, JSON, and clear words where that cannot be."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kmeans_studio import Recipe, cli, segment
from kmeans_studio.choosing import CRITERIA
from kmeans_studio.photo import Photo

ROOT = Path(__file__).resolve().parents[2]
RNG = np.random.default_rng(0)
COLORS = np.array([[200, 40, 30], [30, 160, 60], [20, 50, 180]])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    pixels = COLORS[RNG.integers(0, 3, (30, 40))] + RNG.normal(0, 9, (30, 40, 3))
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(tmp_path / "photo.png")
    Image.fromarray(np.full((9, 9, 3), 70, np.uint8)).save(tmp_path / "flat.png")
    Image.fromarray(COLORS[np.arange(12).reshape(3, 4) % 3].astype(np.uint8)).save(tmp_path / "three.png")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def choose(capsys, *arguments):
    """Run the command; return (exit code, lines on stdout, stderr)."""
    try:
        code = cli.main(["choose-k", *arguments])
    except SystemExit as stop:
        code = stop.code
    out, err = capsys.readouterr()
    return code, out.splitlines(), err


def test_a_table_a_picture_and_json_in_a_process_of_its_own(folder):
    done = subprocess.run(
        [sys.executable, "-m", "kmeans_studio", "choose-k", "photo.png", "--k", "2..5", "-o", "plot.png",
         "--json", "out.json", "--space", "rgb", "--seed", "3", "--restarts", "2"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    head, *rows = done.stdout.splitlines()[:5]
    assert head.split() == [
        "k", "explained", "cost", "silhouette", "Calinski-H.", "Davies-B.", "gap", "stability",
    ]  # fmt: skip
    assert [row.split()[0] for row in rows] == ["2", "3", "4", "5"]
    assert "Suggestion: 3. " in done.stdout
    assert done.stdout.count(" takes ") == len(CRITERIA)

    found = json.loads((folder / "out.json").read_text("utf-8"))
    assert found["suggestion"] == 3
    assert [entry["k"] for entry in found["k"]] == [2, 3, 4, 5]
    recipe = Recipe(**{name: tuple(v) if isinstance(v, list) else v for name, v in found["recipe"].items()})
    assert (recipe.color_space, recipe.seed, recipe.restarts) == ("rgb", 3, 2)
    again = segment(Photo.open(folder / "photo.png"), recipe.change(k=4))
    assert found["k"][2]["cost"] == again.cost
    assert found["k"][2]["palette"] == ["#{:02x}{:02x}{:02x}".format(*color) for color in again.palette.tolist()]
    assert [measure["name"] for measure in found["measures"]] == list(CRITERIA.names)
    stars = sum(row.count("*") for row in rows)
    assert stars == sum(measure["takes"] is not None for measure in found["measures"])

    with Image.open(folder / "plot.png") as plot:
        assert plot.width >= 900
        page = np.array(plot.convert("RGB"), int)
    assert (page[0] == 255).all()
    # The thumbnails are there, in their palette.
    for color in again.palette.astype(int):
        assert (np.abs(page - color).max(axis=2) <= 2).sum() > 40


def test_undefined_figures_are_null_and_the_range_is_cut(folder, capsys):
    code, out, err = choose(capsys, "three.png", "--k", "1-9", "--json", "out.json")
    assert code == 0
    assert err == "kmeans-studio: note: the photo has only 3 different colors, so k ends at 3\n"
    found = json.loads(Path("out.json").read_text("utf-8"))
    assert [entry["k"] for entry in found["k"]] == [1, 2, 3]
    assert found["k"][0]["silhouette"] is None
    assert found["notes"] == ["the photo has only 3 different colors, so k ends at 3"]
    assert [cell == "-" for cell in out[1].split()[4:]] == [True, True, True, False, True]


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["flat.png"], 1, "flat.png: the photo has only 1 color, so there is no k to choose"),
        (["three.png", "--k", "4..6"], 1, "three.png: the photo has only 3 different colors, so no k from 4 to 6"),
        (["gone.png"], 1, "gone.png"),
        (["photo.png", "--mode", "focus"], 2, "always has two segments"),
        (["photo.png", "--k", "5..2"], 2, "the range of k is empty"),
        (["photo.png", "--k", "2..90"], 2, "k must be from 1 to 64, not 2 to 90"),
        (["photo.png", "--k", "2..50"], 2, "at most 32 different k"),
        (["photo.png", "--k", "few"], 2, "must be a range such as 2..12"),
        (["photo.png", "-k", "3"], 2, "unrecognized arguments"),
        (["photo.png", "-o", "plot.svg"], 2, "plot.svg: must end in .png"),
        (["photo.png", "--json", "out.txt"], 2, "out.txt: must end in .json"),
        (["photo.png", "--k", "2", "-o", "photo.png", "--force"], 1, "is the photo itself"),
        (["photo.png", "--k", "2", "-o", "three.png"], 1, "three.png: exists already; --force writes over it"),
        (["photo.png", "--metric", "ciede2000", "--space", "rgb"], 2, "needs color_space 'lab'"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(folder, capsys, arguments, code, why):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    returned, out, err = choose(capsys, *arguments)
    assert returned == code
    assert out == []
    assert why in err.splitlines()[-1]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_force_writes_over_and_a_recipe_file_counts(folder, capsys):
    Path("recipe.json").write_text(Recipe(k=9, color_space="hsv", restarts=1).to_json(), "utf-8")
    Path("out.json").write_text("old", "utf-8")
    code, out, _ = choose(capsys, "photo.png", "--k", "3,2", "--recipe", "recipe.json", "--json", "out.json", "--force")
    assert code == 0
    assert [line.split()[0] for line in out[1:3]] == ["2", "3"]
    assert json.loads(Path("out.json").read_text("utf-8"))["recipe"]["color_space"] == "hsv"


def test_single_numbers_are_a_range_too(folder, capsys):
    code, out, _ = choose(capsys, "photo.png", "--k", "3", "--restarts", "1", "-o", "one.png")
    assert code == 0
    assert out[1].split()[0] == "3"
    assert Path("one.png").stat().st_size > 1000
