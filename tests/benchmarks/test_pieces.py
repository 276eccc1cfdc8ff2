"""The measuring itself is right: photos, cost, turns, chart."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest
from sklearn.cluster import KMeans

from kmeans_studio.compiled import loops

from .chart import Panel, draw
from .contest import MissingError, Outcome, contest, in_a_row
from .contestants import CONTESTANTS, Contestant, Task
from .cost import squares
from .photos import Picture, crops, different_colors, mosaic, noise, of_size, sixteen_bits
from .search import search, squares_of_rows
from .tables import Goal

RNG = np.random.default_rng(0)


def numbered(height: int, width: int, first: int = 0) -> Picture:
    """Every pixel another color."""
    codes = np.arange(first, first + height * width).reshape(height, width)
    return Picture(f"from {first}", np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=2).astype(np.uint8))


def codes(pixels: np.ndarray) -> np.ndarray:
    return pixels.astype(int) @ [65536, 256, 1]


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_the_cost_is_scikit_learns(kind):
    top = np.iinfo(kind).max
    pixels = RNG.integers(0, top, (40, 50, 3), endpoint=True).astype(kind)
    fitted = KMeans(5, n_init=1, tol=0, random_state=0).fit(pixels.reshape(-1, 3) * (255 / top))
    assert squares(pixels, fitted.labels_.reshape(40, 50)) == pytest.approx(fitted.inertia_, rel=1e-9)
    rows = pixels.reshape(-1, 3) * (255 / top)
    assert squares_of_rows(rows, np.ones(2000), fitted.labels_) == pytest.approx(fitted.inertia_, rel=1e-9)


def test_labels_that_do_not_fit_have_no_cost():
    with pytest.raises(ValueError, match="3 labels for 4 pixels"):
        squares(np.zeros((2, 2, 3), np.uint8), np.zeros(3, int))


def test_a_mosaic_is_of_different_crops_that_were_not_resized():
    made = mosaic([numbered(40, 50), numbered(45, 40, 5000), numbered(9, 9, 9000)], 0.01)
    assert made.pixels.shape == (87, 115, 3)
    found = codes(made.pixels)
    crop = found[:40, :40]
    assert (np.diff(crop, axis=1) == 1).all()
    assert crop.max() < 9000
    assert (found[:40, :40] != found[:40, 40:80]).any()
    assert "2 photos" in made.title


def test_photos_of_a_size_are_cut_where_they_are_large_enough():
    small, large = numbered(20, 20), numbered(50, 80, 1000)
    (cut,) = crops([small, large], 0.002, 2)
    assert cut.title == "crop of from 1000"
    assert cut.megapixels == pytest.approx(0.002, rel=0.02)
    assert [picture.title.split()[0] for picture in of_size([small, large], 0.002, 3)] == ["crop", "mosaic", "mosaic"]


def test_noise_has_a_color_for_each_pixel_and_16_bits_have_more_than_8():
    picture = noise(0.01)
    assert different_colors(picture.pixels) == picture.pixels.shape[0] * picture.pixels.shape[1]
    deep = sixteen_bits(picture)
    assert deep.pixels.dtype == np.uint16
    assert (deep.pixels % 257 != 0).any()
    assert deep.pixels[0, 0, 0] == int(picture.pixels[:4, :4, 0].sum()) * 257 // 16


def test_a_contest_measures_each_and_names_who_is_missing(monkeypatch):
    class Absent(Contestant):
        pass

    monkeypatch.setitem(CONTESTANTS, "absent", Absent)
    picture = noise(0.02)
    names = ["K-Means Studio, numpy only", "Pillow", "absent"]
    ours, pillow, absent = contest(picture, [(name, name, Task(4)) for name in names])
    for outcome in (ours, pillow):
        assert not outcome.missing
        assert len(outcome.seconds) == 5
        assert outcome.median > 0
        assert 0 < outcome.cost < squares(picture.pixels, np.zeros(picture.pixels.shape[:2], int))
    assert ours.rounds
    assert pillow.rounds is None
    # A contestant's process knows only those of the file.
    assert absent.missing == "KeyError: 'absent'"
    assert not absent.seconds
    with pytest.raises(MissingError, match="absent"):
        in_a_row(picture, "absent", [Task(4)])


@pytest.mark.skipif(loops() != "compiled", reason="nothing is compiled here")
def test_both_loops_give_the_same_labels():
    names = ["K-Means Studio", "K-Means Studio, numpy only"]
    compiled, plain = contest(noise(0.02), [(name, name, Task(4)) for name in names])
    assert compiled.digest == plain.digest != ""


def test_the_search_finds_what_is_there():
    centers = np.array([[10, 10, 10], [100, 200, 30], [250, 250, 250]])
    colors = np.concatenate([center + RNG.integers(-5, 6, (60, 3)) for center in centers]).clip(0, 255).astype(np.uint8)
    rows, weights = colors.astype(float), RNG.integers(1, 9, 180).astype(float)
    expected = squares_of_rows(rows, weights, np.repeat([0, 1, 2], 60))
    assert search(rows, weights, colors, 3, 0.1).cost == pytest.approx(expected)


def test_goals_say_whether_they_were_met():
    assert Goal("speed", "us", 80, 75).row() == ["speed", "us", "≥ 75", "80", "met"]
    assert Goal("cost", "us", 1.1, 1.001, at_most=True).row() == ["cost", "us", "≤ 1.001", "1.1", "MISSED"]
    assert Goal("cost", "us", None, 1).row()[-1] == "not measured"


def test_the_chart_is_svg_with_bars_as_long_as_the_times():
    outcomes = [
        Outcome("ours", seconds=[0.5], cost=10),
        Outcome("<them>", seconds=[2.0, 1.0, 3.0], cost=11),
        Outcome("gone", missing="not there"),
    ]
    root = ElementTree.fromstring(draw([Panel("12 MP", "a photo", outcomes)], ["a machine"]))
    bars = [float(bar.get("width")) for bar in root.iter("{http://www.w3.org/2000/svg}rect") if bar.get("x")]
    texts = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert bars[1] == pytest.approx(4 * bars[0], rel=0.01)
    assert "2.00 s · 4.0× · cost 1.100" in texts
    assert "<them>" in texts
    assert "gone" not in texts
