"""Texture and focus on the command line: presets, banks, switches, cut-outs, and every way to be refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from kmeans_studio import Photo, Recipe, cli, segment
from kmeans_studio.features.banks import make_bank
from kmeans_studio.presets import PRESETS

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (40, 50, 3)).astype(np.uint8)


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
def recipe_of(folder, run):
    """Segment the photo with some options; return the recipe in the report, after a look at the labels."""

    def make(*arguments):
        code, said = run(
            "segment", "photo.png", "--labels", "out.npy", "--report", "out.json", "--force", "-k", 3, *arguments
        )
        assert code == 0, said
        recipe = Recipe.from_json((folder / "out.json").read_bytes())
        labels = np.load(folder / "out.npy", allow_pickle=False)
        np.testing.assert_array_equal(labels, segment(Photo.from_array(PIXELS), recipe).labels)
        return recipe

    return make


@pytest.mark.parametrize("mode", ["texture", "color+texture", "focus"])
def test_modes_give_what_python_gives(recipe_of, mode):
    assert recipe_of("--mode", mode).mode == mode


@pytest.mark.parametrize("preset", PRESETS.names)
def test_presets_imply_texture(recipe_of, preset):
    assert recipe_of("--preset", preset) == Recipe(mode="texture", k=3).change(**PRESETS[preset])


def test_what_is_said_beside_a_preset_counts_more(recipe_of):
    made = recipe_of(
        "--preset", "lm-corrected", "--mode", "color+texture", "--mix", "0.3", "--pooling", "5", "--no-weber"
    )
    expected = Recipe(mode="color+texture", k=3).change(**PRESETS["lm-corrected"])
    assert made == expected.change(mix=0.3, pooling=5, weber=False)


def test_every_option(recipe_of):
    made = recipe_of(
        "--bank", "lm", "--scales", "1.4,2", "--orientations", 4, "--filter-size", 31, "--without", "0,7",
        "--amplitude", "energy", "--strongest", "--pool-unit", "wavelength", "--pooling", "1",
        "--no-log", "--no-standardize",
        "--no-sharpen", "--no-clean-up", "--place", "0.5",
    )  # fmt: skip
    assert made == Recipe(
        mode="texture", k=3, bank="lm", bank_scales=[1.4, 2], bank_orientations=4, bank_size=31, filters_off=[0, 7],
        amplitude="energy", strongest=True, pool_unit="wavelength", pooling=1, log=False, standardize=False,
        sharpen=False, clean_up=False, place=0.5,
    )  # fmt: skip


def test_texture_is_implied_only_where_no_mode_is_named(recipe_of, folder):
    assert recipe_of("--bank", "lm").mode == "texture"
    assert recipe_of("--bank", "lm", "--mode", "color").mode == "color"
    assert recipe_of("--mode", "color+texture").mode == "color+texture"
    (folder / "before.json").write_bytes((folder / "out.json").read_bytes())
    assert recipe_of("--recipe", "before.json", "--bank", "lm").mode == "color+texture"


def test_filters_of_your_own(recipe_of, folder):
    np.save(folder / "own.npy", make_bank("rfs").kernels[:7])
    made = recipe_of("--bank-file", "own.npy")
    assert (made.mode, made.bank, made.bank_file) == ("texture", "file", "own.npy")
    assert json.loads((folder / "out.json").read_text())["feature_space"]["features"][0] == "Own 1"


def test_the_cutout_is_transparent_but_for_the_subject(folder, run):
    blurred = np.repeat(np.linspace(60, 180, 200), 160).reshape(200, 160).T[..., None].repeat(3, axis=2)
    blurred[50:110, 60:140] = RNG.integers(0, 256, (60, 80, 3))
    Image.fromarray(blurred.astype(np.uint8)).save(folder / "sharp.png")
    code, said = run("segment", "sharp.png", "--cutout", "cut.png", "--report", "out.json")
    assert code == 0, said
    cut = np.asarray(Image.open(folder / "cut.png"))
    assert cut.shape == (160, 200, 4)
    assert cut[60:100, 70:130, 3].min() == 255
    assert cut[:30, :, 3].max() == 0
    assert cut[:30, :, :3].max() == 0, "what cannot be seen is not there"
    np.testing.assert_array_equal(cut[60:100, 70:130, :3], blurred[60:100, 70:130])
    report = json.loads((folder / "out.json").read_text())
    assert report["recipe"]["mode"] == "focus"
    assert not report["segments"][0]["hidden"], "the label map is of both"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--mode", "texture", "--cutout", "c.png"], "--cutout is for --mode focus, not texture"),
        (["--cutout", "c.png", "--preset", "vgg"], "--cutout goes by sharpness alone"),
        (["--cutout", "c.jpg"], "cannot be written as .jpg"),
        (["--bank", "file"], "bank 'file' needs bank_file"),
        (["--bank", "lm", "--bank-file", "own.npy"], "--bank-file is for --bank file, not lm"),
        (["--preset", "lm-corrected", "--filter-size", "48"], "bank_size must be odd"),
        (["--scales", "0"], "bank_scales: each must be above 0"),
        (["--scales", "fine"], "must be numbers such as 1.4,2,2.8"),
        (["--without", "1.5"], "must be whole numbers such as 0,7,12"),
        (["--mode", "texture", "--start-colors", "aa0000"], "needs mode 'color' or 'position'"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_done(folder, run, arguments, reason):
    code, said = run("segment", "photo.png", "--labels", "out.npy", *arguments)
    assert (code, reason in said) == (2, True), said
    assert not (folder / "out.npy").exists()


@pytest.mark.parametrize(
    ("kernels", "reason"),
    [
        (np.zeros((2, 5, 5)), "filter 0 (counted from 0) is zero everywhere"),
        (np.full((2, 5, 5), np.nan), "filter 0 (counted from 0) has values that are no finite numbers"),
        (np.ones((2, 4, 4)), "the size must be odd, so that a filter has a middle pixel, not 4"),
        (np.ones(7), "is 7; a bank is an array (filters, side, side) or (side, side, filters)"),
        (np.array([{}], dtype=object), "holds no plain numbers"),
    ],
)
def test_bad_filters_are_refused_in_one_line(folder, run, kernels, reason):
    np.save(folder / "own.npy", kernels)
    code, said = run("segment", "photo.png", "--labels", "out.npy", "--bank-file", "own.npy")
    assert code == 1
    assert said.startswith(f"kmeans-studio: own.npy: {reason}")
    assert len(said.splitlines()) == 1
    assert not (folder / "out.npy").exists()


def test_a_photo_of_one_color_is_refused_in_one_line(folder, run):
    Image.new("RGB", (30, 20), "teal").save(folder / "flat.png")
    for mode in ("texture", "color+texture", "focus"):
        code, said = run("segment", "flat.png", "--labels", "out.npy", "--mode", mode)
        assert code == 1
        what = "nothing in it is sharp or blurred" if mode == "focus" else "there is no texture to see"
        assert said == f"kmeans-studio: flat.png: the photo has one brightness everywhere, so {what}\n"


def test_explain_knows_presets_and_banks(run):
    code, said = run("explain", "preset", "bank")
    assert code == 0
    for word in ("lm-corrected", "Tutorial (as written)", "schmid", "matlab-gabor"):
        assert word in said
