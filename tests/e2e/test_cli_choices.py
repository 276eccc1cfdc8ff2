"""Choices on the command line: every option, recipes from files, earlier label maps, and what the choices mean."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kmeans_studio import Photo, Recipe, cli, segment
from kmeans_studio.cli.options import OPTIONS
from kmeans_studio.compiled import LOOPS_VARIABLE
from kmeans_studio.recipe import REGISTRIES

ROOT = Path(__file__).resolve().parents[2]
PIXELS = np.random.default_rng(0).integers(0, 256, (40, 50, 3)).astype(np.uint8)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    Image.fromarray(PIXELS).save(tmp_path / "photo.png")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys):
    """Run a command in this process; return its exit code and what it said."""

    def run_command(*arguments):
        try:
            code = cli.main([str(part) for part in arguments])
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return code, said.out + said.err

    return run_command


@pytest.fixture
def made(folder, run):
    """Segment the photo with some options; return the recipe in the report and the label map."""

    def make(*arguments, note=""):
        done = run("segment", "photo.png", "--labels", "out.npy", "--report", "out.json", "--force", *arguments)
        assert done == (0, note)
        report = json.loads((folder / "out.json").read_text(encoding="utf-8"))
        return Recipe(**report["recipe"]), np.load(folder / "out.npy", allow_pickle=False)

    return make


@pytest.mark.parametrize(
    ("arguments", "choices"),
    [
        ("-k 9 --seed 77 --max-generations 4", {"k": 9, "seed": 77, "max_generations": 4}),
        ("--mode color --space rgb --weights 1,0.5,0", {"color_space": "rgb", "channel_weights": (1, 0.5, 0)}),
        ("--metric manhattan --restarts 2", {"metric": "manhattan", "restarts": 2}),
        ("--init maximin --tolerance 0.02", {"initializer": "maximin", "tolerance": 0.02}),
        ("--init kmeans-parallel --empty drop", {"initializer": "kmeans-parallel", "empty": "drop"}),
        ("--order position --compactness 2", {"label_order": "position", "compactness": 2}),
        (
            "-k 2 --start-colors #AA0000,00ff00",
            {"k": 2, "initializer": "given", "start_colors": ("#aa0000", "#00ff00")},
        ),
        ("--start-colors= --weights=", {}),
    ],
)
def test_every_choice_is_followed(made, arguments, choices):
    note = ""
    if "max_generations" in choices:
        note = "kmeans-studio: note: the limit of generations was reached before nothing moved any more\n"
    recipe, labels = made(*arguments.split(), note=note)
    assert recipe == Recipe(**choices)
    assert labels.tobytes() == segment(Photo.from_array(PIXELS), recipe).labels.tobytes()


def test_there_is_an_option_for_every_choice(run):
    code, said = run("segment", "--help")
    assert code == 0
    written = {"k": "-k", "channel_weights": "--weights", "bank_scales": "--scales", "bank_size": "--filter-size"}
    written |= {"bank_orientations": "--orientations", "filters_off": "--without", "locked": "--lock"}
    written |= {field: option for field, (option, _) in OPTIONS.items()}
    for field in Recipe.__dataclass_fields__:
        assert written.get(field, "--" + field.replace("_", "-")) in said
    assert OPTIONS.keys() == REGISTRIES.keys()


@pytest.mark.parametrize("source", ["recipe", "report"])
def test_a_recipe_from_a_file_and_options_that_override_it(folder, made, source):
    recipe = Recipe(k=4, color_space="hsl", channel_weights=[1, 2], seed=3, restarts=2)
    content = (
        recipe.to_json() if source == "recipe" else json.dumps({"photo": {}, "recipe": json.loads(recipe.to_json())})
    )
    (folder / "mine.json").write_text(content, encoding="utf-8")
    assert made("--recipe", "mine.json")[0] == recipe
    assert made("--recipe", "mine.json", "-k", "5", "--weights", "")[0] == Recipe(
        k=5, color_space="hsl", seed=3, restarts=2
    )


@pytest.mark.parametrize(
    ("content", "code", "reason"),
    [
        (None, 1, "mine.json: cannot be read: No such file or directory"),
        ("nonsense", 2, "mine.json: the recipe is not JSON: Expecting value: line 1 column 1 (char 0)"),
        ('{"k": 0}', 2, "mine.json: k must be a whole number from 1 to 256, not 0"),
        ('{"K": 5}', 2, "mine.json: the recipe has choices that this version does not know: K"),
    ],
)
def test_a_recipe_that_cannot_be_read(folder, run, content, code, reason):
    if content is not None:
        (folder / "mine.json").write_text(content, encoding="utf-8")
    assert run("segment", "photo.png", "-o", "out.png", "--recipe", "mine.json") == (code, f"kmeans-studio: {reason}\n")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("--weights 1,x", "argument --weights: must be numbers such as 1,0.5,1, not '1,x'"),
        ("--weights 1,2", "channel_weights must be 3 numbers for color_space 'lab'"),
        ("--weights 1,nan,1", "channel_weights: each must be a number from 0 to 10, not nan"),
        ("--tolerance 0.6", "tolerance must be a number from 0 to 0.5, not 0.6"),
        ("--tolerance much", "argument --tolerance: invalid float value: 'much'"),
        ("--compactness inf", "compactness must be a number from 0 to 10, not inf"),
        ("--restarts 0", "restarts must be a whole number from 1 to 100, not 0"),
        ("--init given", "initializer 'given' needs start_colors"),
        ("--start-colors red", "start_colors: each must be a color such as '#aa0000', not '#red'"),
        ("--init random --start-colors #aa0000", "--start-colors are for --init given, not random"),
        ("--order size --match labels.png", "--match is for --order previous, not size"),
        ("--metric ciede2000 --space rgb", "metric 'ciede2000' needs color_space 'lab', not 'rgb'"),
    ],
)
def test_choices_that_cannot_be(folder, run, arguments, reason):
    code, said = run("segment", "photo.png", "-o", "out.png", *arguments.split())
    assert code == 2
    assert reason in said.splitlines()[-1]
    assert sorted(path.name for path in folder.iterdir()) == ["photo.png"]


@pytest.mark.parametrize("suffix", [".png", ".tif", ".npy"])
def test_segments_keep_the_numbers_of_an_earlier_label_map(folder, made, run, suffix):
    earlier = f"earlier{suffix}"
    assert run("segment", "photo.png", "--labels", earlier, "--order", "size") == (0, "")
    _, dark = made()
    recipe, matched = made("--match", earlier)
    assert recipe.label_order == "previous"
    expected = segment(Photo.from_array(PIXELS), Recipe(label_order="size")).labels
    np.testing.assert_array_equal(matched, expected)
    assert not np.array_equal(dark, expected)


def test_nothing_to_match_to(made):
    note = "there is nothing to match to without --match, so the segments are numbered from dark to light"
    _, labels = made("--order", "previous", note=f"kmeans-studio: note: {note}\n")
    np.testing.assert_array_equal(labels, segment(Photo.from_array(PIXELS)).labels)


def test_a_photo_too_large_for_a_mode(folder, run, monkeypatch):
    monkeypatch.setattr("kmeans_studio.features.position.MEMORY_LIMIT", 1000)
    code, said = run("segment", "photo.png", "-o", "out.png", "--mode", "position")
    assert code == 1
    assert re.fullmatch("kmeans-studio: photo.png: .* too large for color and position together: .*\n", said)
    assert run("segment", "photo.png", "-o", "out.png") == (0, "")


@pytest.mark.parametrize("reason", ["missing", "left aside"])
def test_on_a_terminal_it_says_once_that_it_runs_the_slower_loops(folder, run, monkeypatch, reason):
    for module in ("segment", "talk"):
        monkeypatch.setattr(f"kmeans_studio.cli.{module}.on_terminal", lambda: True)
    monkeypatch.setattr("kmeans_studio.cli.segment.loops", lambda: "numpy")
    monkeypatch.delenv(LOOPS_VARIABLE, raising=False)
    if reason == "left aside":
        monkeypatch.setenv(LOOPS_VARIABLE, "numpy")
    code, said = run("segment", "photo.png", "-o", "out.png")
    assert code == 0
    assert said.count("note: the compiled loops are missing from this installation") == (reason == "missing")


@pytest.mark.parametrize(
    ("choices", "ending"),
    [
        ("--max-generations 2", "2 generations (stopped at the limit)"),
        ("-k 4", "generations (converged)"),
        ("--metric ciede2000", "generations (the search on groups of alike colors had ended"),
    ],
)
def test_on_a_terminal_it_says_how_it_ended(folder, run, monkeypatch, choices, ending):
    monkeypatch.setattr("kmeans_studio.cli.segment.on_terminal", lambda: True)
    assert ending in run("segment", "photo.png", "-o", "out.png", *choices.split())[1].splitlines()[-1]


WRONG_MAPS = {
    "small.png": "the label map is 30 x 20 pixels, but the photo is 50 x 40",
    "small.npy": "the label map is 30 x 20 pixels, but the photo is 50 x 40",
    "photo.png": "is not a label map: not gray with 8 bits",
    "deep.png": "is not a label map: not gray with 8 bits",
    "wide.npy": "is not a label map: not (height, width) numbers of 8 bits",
    "cube.npy": "is not a label map: not (height, width) numbers of 8 bits",
    "text.npy": "is not a label map: not an array of numbers",
    "empty.npy": "is not a label map: not an array of numbers",
    "objects.npy": "is not a label map: not an array of numbers",
    "nowhere.npy": "cannot be read: No such file or directory",
}


@pytest.mark.parametrize("name", WRONG_MAPS)
def test_what_is_no_label_map_of_this_photo(folder, run, name):
    Image.fromarray(PIXELS[:20, :30, 0]).save("small.png")
    np.save("small.npy", PIXELS[:20, :30, 0])
    Image.fromarray(PIXELS[..., 0].astype(np.uint16) * 99).save("deep.png")
    np.save("wide.npy", PIXELS[..., 0].astype(np.int64))
    np.save("cube.npy", PIXELS)
    (folder / "text.npy").write_text("nonsense", encoding="utf-8")
    (folder / "empty.npy").touch()
    np.save("objects.npy", np.array([[None]]), allow_pickle=True)
    said = run("segment", "photo.png", "-o", "out.png", "--match", name)
    assert said == (1, f"kmeans-studio: {name}: {WRONG_MAPS[name]}\n")
    assert not (folder / "out.png").exists()


def test_explain_says_what_every_choice_means(run):
    code, said = run("explain")
    words = " ".join(said.split())
    assert code == 0
    for field, registry in REGISTRIES.items():
        assert f"{OPTIONS[field][0]}: " in said
        for entry in registry:
            assert f"  {entry.name}: {entry.title}\n" in said
            assert entry.help in words
    assert max(map(len, said.splitlines())) <= 100


@pytest.mark.parametrize("name", ["space", "--space", "color_space"])
def test_explain_an_option(run, name):
    code, said = run("explain", "--", name)
    assert code == 0
    assert said.startswith("--space: the color space\n\n  rgb: RGB\n")
    assert re.findall(r"^  ([\w-]+): ", said, re.MULTILINE) == list(REGISTRIES["color_space"].names)


def test_explain_choices_by_name(run):
    code, said = run("explain", "lab", "drop")
    assert code == 0
    assert [line for line in said.splitlines() if line.startswith("--")] == [
        "--space lab: CIE Lab",
        "--empty drop: Drop",
    ]
    assert run("explain", "lba") == (
        2,
        "kmeans-studio: explain: 'lba' is neither a choice nor one of the options "
        "mode, space, metric, init, empty, order, bank, amplitude, pool-unit, focus-quality, preset\n",
    )


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
def test_explain_into_a_pipe_that_closes(tmp_path):
    command = '"$0" -m kmeans_studio explain | true; echo "${PIPESTATUS[0]}"'
    here = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", command, sys.executable], env=here, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("0\n", "")
