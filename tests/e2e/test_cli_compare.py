"""The command `compare`: a board, a table, and every way to be refused."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kmeans_studio import Photo, Recipe, cli
from kmeans_studio.export.board import board
from kmeans_studio.pipeline.compare import compare, start_panes, titles_of

ROOT = Path(__file__).resolve().parents[2]
BROKEN = Recipe(mode="texture", bank="file", bank_file="there is no such.npy")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(8)
    y, x = np.mgrid[:48, :64]
    pixels = np.stack([x * 3.9, y * 5.0, 255 - x * 3.9], -1) + rng.normal(0, 6, (48, 64, 3))
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save("photo.png")
    return tmp_path


@pytest.fixture
def run(folder, capsys):
    """Run the command in this process; return its exit code, what it printed and what it said."""

    def run_command(*arguments):
        try:
            code = cli.main(["compare", *(str(part) for part in arguments)])
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_command


def rows(path):
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_board_table_and_figures_on_the_screen(folder):
    done = subprocess.run(
        [sys.executable, "-m", "kmeans_studio", "compare", "photo.png", "--spaces", "rgb,hsv,lab", "--k", "4",
         "-o", "BOARD.png", "--csv", "OUT.csv"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in folder.iterdir()) == ["BOARD.png", "OUT.csv", "photo.png"]
    photo = Photo.open("photo.png")
    *_, found = compare(photo, [Recipe(k=4, color_space=space) for space in ("rgb", "hsv", "lab")])
    assert f"{found.ari[1, 0]:.3f}" in done.stdout
    assert f"{found.vi[2, 1]:.3f}" in done.stdout
    assert f"{found.explained[2]:.1%}" in done.stdout
    assert f"all agree on {found.answers[0]:.1%} of the pixels" in done.stdout
    assert [row["title"] for row in rows("OUT.csv")] == list(titles_of([pane.recipe for pane in found.panes]))
    with Image.open("BOARD.png") as picture:
        assert np.asarray(picture.convert("RGB")).shape == board(photo, found).shape


def test_recipes_come_first_then_spaces_then_presets(run):
    Path("a.json").write_text(Recipe(k=3, color_space="oklab").to_json())
    Path("b.json").write_text('{"metric": "manhattan", "k": 2}')
    chosen = ["--recipe", "a.json", "--recipe", "b.json", "--spaces", "grey", "--presets", "vgg"]
    assert run("photo.png", *chosen, "--csv", "1.csv")[0] == 0
    assert [row["title"] for row in rows("1.csv")] == [
        "OKLab, Euclidean, k 3",
        "CIE Lab, Manhattan, k 2",
        "Grey, Euclidean, k 5",
        "Texture: VGG, k 5",
    ]
    assert run("photo.png", *chosen, "--csv", "2.csv", "-k", "2", "--seed", "9")[0] == 0
    assert [row["k"] for row in rows("2.csv")] == ["2"] * 4


def test_without_a_choice_it_compares_what_the_window_begins_with(run):
    code, out, said = run("photo.png", "--reference", "c")
    assert code == 0
    # Two notes: the filters of the texture panes are larger than so small a photo.
    assert [line.split(": ")[2] for line in said.splitlines()] == ["D", "E"]
    for title in titles_of(start_panes()):
        assert title in out


def test_a_recipe_that_cannot_run_is_said_and_the_rest_goes_on(run):
    Path("broken.json").write_text(BROKEN.to_json())
    code, out, said = run(
        "photo.png", "--recipe", "broken.json", "--spaces", "rgb,lab", "-o", "b.png", "--csv", "b.csv"
    )
    assert code == 0
    assert said.count("\n") == 1
    assert "A (Texture" in said
    assert "there is no such.npy" in said
    assert "cannot run" in out
    assert Path("b.png").exists()
    assert rows("b.csv")[0]["reason"]


def test_odd_names_of_files_are_one_plain_line(run):
    for number, name in enumerate(("a\nb.npy", "\x1b[2J.npy", "\udcff.npy")):
        path = Path(f"{number}.json")
        path.write_text(Recipe(mode="texture", bank="file", bank_file=name).to_json())
    recipes = (part for number in range(3) for part in ("--recipe", f"{number}.json"))
    code, printed, said = run("photo.png", *recipes, "--spaces", "rgb,lab", "-o", "b.png", "--csv", "b.csv")
    assert code == 0
    assert printed.replace("\n", "").isprintable()
    assert len(said.splitlines()) == 3
    assert [row["title"].split("bank file ")[-1] for row in rows("b.csv")][:3] == [
        "a\\nb.npy",
        "\\x1b[2J.npy",
        "\\udcff.npy",
    ]
    assert all(row["reason"].isprintable() for row in rows("b.csv"))


def test_with_fewer_than_two_answers_nothing_is_written(run):
    Path("broken.json").write_text(BROKEN.to_json())
    code, out, said = run("photo.png", "--recipe", "broken.json", "--spaces", "rgb", "-o", "b.png")
    assert (code, out) == (1, "")
    assert "fewer than two" in said
    assert not Path("b.png").exists()


def test_nothing_is_written_over_unasked(run):
    Path("b.png").write_bytes(b"mine")
    code, _, said = run("photo.png", "--spaces", "rgb,lab", "-o", "b.png", "--csv", "b.csv")
    assert code == 1
    assert "--force writes over it" in said
    assert Path("b.png").read_bytes() == b"mine"
    assert not Path("b.csv").exists()
    assert run("photo.png", "--spaces", "rgb,lab", "-o", "b.png", "--force")[0] == 0
    assert Path("b.png").read_bytes() != b"mine"
    code, _, said = run("photo.png", "--spaces", "rgb,lab", "-o", "photo.png", "--force")
    assert code == 1
    assert "never overwritten" in said


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["photo.png", "--spaces", "rgb"], 2, "2 to 6 recipes"),
        (["photo.png", "--spaces", "rgb,hsv,lab,luv,lch,grey,hsl"], 2, "not 7"),
        (["photo.png", "--spaces", "rgb,nope"], 2, "'nope' is not a color space"),
        (["photo.png", "--presets", "nope"], 2, "'nope' is not a preset"),
        (["photo.png", "--spaces", "rgb,lab", "--k", "0"], 2, "k must be"),
        (["photo.png", "--spaces", "rgb,lab", "--k", "many"], 2, "invalid int"),
        (["photo.png", "--spaces", "rgb,lab", "--reference", "C"], 2, "A, B"),
        (["photo.png", "--spaces", "rgb,lab", "-o", "b.txt"], 2, "cannot be written as .txt"),
        (["photo.png", "--spaces", "rgb,lab", "--csv", "b.xls"], 2, "cannot be written as .xls"),
        (["photo.png", "--spaces", "rgb,lab", "-o", "none/b.png"], 1, "does not exist"),
        (["nope.png", "--spaces", "rgb,lab"], 1, "nope.png"),
        (["text.png", "--spaces", "rgb,lab"], 1, "text.png"),
        (["photo.png", "--recipe", "text.png", "--spaces", "rgb"], 2, "text.png: the recipe is not JSON"),
        (["photo.png", "--recipe", "none.json", "--spaces", "rgb"], 1, "none.json: cannot be read"),
        (["photo.png", "--recipe", "k.json", "--spaces", "rgb"], 2, "k.json: k must be"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(run, arguments, code, words):
    Path("text.png").write_text("no photo, no recipe")
    Path("k.json").write_text('{"k": 900}')
    found, out, said = run(*arguments)
    assert found == code
    assert out == ""
    assert words in said
    assert "Traceback" not in said
    assert said.rstrip("\n").count("\n") == 0 or "usage:" in said
