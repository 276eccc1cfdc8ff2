"""Evidence for k over whole photos: figures that can be checked from the pixels, and what is refused."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest
from skimage.color import rgb2lab
from sklearn import metrics

from kmeans_studio import Photo, Recipe, segment
from kmeans_studio.choosing import CRITERIA
from kmeans_studio.choosing.silhouette import widths
from kmeans_studio.features.count import NothingToSegmentError
from kmeans_studio.features.modes import MODES
from kmeans_studio.parallel import CancelledError
from kmeans_studio.pipeline.choose_k import NothingToChooseError, choose_k, silhouette_map
from kmeans_studio.pipeline.thumbnail import thumbnail

RNG = np.random.default_rng(0)
COLORS = np.array([[200, 40, 30], [30, 160, 60], [20, 50, 180], [230, 220, 90]])
PIXELS = np.clip(COLORS[RNG.integers(0, 4, (36, 44))] + RNG.normal(0, 12, (36, 44, 3)), 0, 255).astype(np.uint8)
FLAT = COLORS[np.arange(40 * 30).reshape(30, 40) % 4].astype(np.uint8)
"""Four different colors."""

STRIPES = np.zeros((64, 96, 3), np.uint8)
STRIPES[:, :48] = (np.arange(48) % 4 < 2)[None, :, None] * [200, 90, 20]
STRIPES[:, 48:] = (np.arange(64) % 9 < 4)[:, None, None] * [40, 120, 200]
STRIPES += RNG.integers(0, 40, STRIPES.shape).astype(np.uint8)
"""Two textures of two colors."""

QUICK = Recipe(restarts=2, seed=4)


def last_of(pixels, recipe=QUICK, ks=range(2, 7), alpha=None):
    *_, last = choose_k(Photo.from_array(pixels, alpha), recipe, ks)
    return last


@pytest.mark.parametrize("space", ["rgb", "lab"])
def test_figures_can_be_checked_over_all_the_pixels(space):
    alpha = RNG.integers(0, 2, PIXELS.shape[:2]).astype(np.uint8)
    photo, recipe = Photo.from_array(PIXELS, alpha), QUICK.change(color_space=space)
    *_, evidence = choose_k(photo, recipe, (1, 2, 4))
    rows = (PIXELS if space == "rgb" else rgb2lab(PIXELS / 255.0))[alpha > 0].astype(float)
    total = ((rows - rows.mean(axis=0)) ** 2).sum()
    # scikit-image's white point for Lab differs in the sixth digit.
    close = 1e-3 if space == "lab" else 1e-6
    assert evidence.total == pytest.approx(total, rel=close)
    for entry in evidence.entries:
        result = segment(photo, recipe.change(k=entry.k))
        assert entry.cost == result.cost
        np.testing.assert_array_equal(entry.palette, result.palette)
        assert entry.explained == pytest.approx(1 - result.cost / total, abs=close)
        if entry.k == 1:
            assert entry.silhouette is entry.calinski_harabasz is entry.davies_bouldin is entry.stability is None
            continue
        labels = result.labels[alpha > 0]
        assert entry.silhouette == pytest.approx(metrics.silhouette_score(rows, labels), abs=close)
        assert entry.silhouette_error == 0
        assert entry.calinski_harabasz == pytest.approx(metrics.calinski_harabasz_score(rows, labels), rel=close)
        assert entry.davies_bouldin == pytest.approx(metrics.davies_bouldin_score(rows, labels), rel=close)


def test_four_clear_groups_are_found():
    evidence = last_of(PIXELS)
    assert evidence.verdict.suggestion == 4
    assert evidence.verdict.agreeing >= 5
    assert evidence.entries[2].stability > 0.98
    assert evidence.notes == ()


def test_pieces_fill_in_costs_first():
    said = []
    photo = Photo.from_array(PIXELS)
    pieces = list(choose_k(photo, QUICK, [5, 3, 3], progress=lambda words, share: said.append((words, share))))
    assert [len(piece.entries) for piece in pieces[:2]] == [1, 2]
    assert all(piece.ks == (3, 5) for piece in pieces)
    assert all(entry.silhouette is None for entry in pieces[1].entries)
    known = [
        sum(getattr(entry, c.value.figure) is not None for entry in piece.entries for c in CRITERIA) for piece in pieces
    ]
    assert known == sorted(known)
    assert known[-1] == 2 * len(CRITERIA)
    shares = [piece.done for piece in pieces]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert [share for _, share in said] == sorted(share for _, share in said)
    assert {"Segmenting with k = 3", "Gap statistic", "Stability of k = 5"} <= {words for words, _ in said}


def test_the_same_figures_with_any_number_of_threads(monkeypatch):
    noisy = RNG.integers(0, 256, (60, 60, 3)).astype(np.uint8)
    found = []
    for threads in ("1", "4"):
        monkeypatch.setenv("KMEANS_STUDIO_THREADS", threads)
        entries = last_of(noisy, ks=(2, 4)).entries
        assert all(entry.silhouette_error > 0 for entry in entries)
        found.append([(e.cost, e.silhouette, e.davies_bouldin, e.gap, e.gap_error, e.stability) for e in entries])
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "choices",
    [
        {"metric": "manhattan"},
        {"metric": "chebyshev"},
        {"metric": "cosine"},
        {"metric": "mahalanobis"},
        {"metric": "ciede2000"},
        {"mode": "position"},
        {"mode": "texture"},
        {"mode": "texture", "sharpen": False, "clean_up": False, "metric": "cosine"},
        {"mode": "color+texture"},
        {"initializer": "given", "start_colors": ("#c8281e", "#1ea03c")},
        {"label_order": "previous"},
    ],
    ids=lambda choices: " ".join(map(str, choices.values())),
)
def test_every_mode_and_metric_has_figures(choices):
    texture = MODES[choices.get("mode", "color")].texture
    evidence = last_of(STRIPES if texture else PIXELS, QUICK.change(**choices), (2, 3))
    assert [entry.k for entry in evidence.entries] == [2, 3]
    for entry in evidence.entries:
        assert entry.segments == entry.k
        assert entry.recipe == QUICK.change(**choices, k=entry.k)
        assert 0 < entry.explained < 1
        assert -1 < entry.silhouette < 1
        assert entry.calinski_harabasz > 0
        assert entry.davies_bouldin > 0
        assert entry.gap is not None
        assert -0.2 < entry.stability <= 1
    assert evidence.entries[1].cost < evidence.entries[0].cost or texture
    special = choices.get("metric", "euclidean") not in ("euclidean", "mahalanobis")
    assert any("straight-line" in note for note in evidence.notes) == special
    sharpened = texture and choices.get("sharpen", True) and choices["mode"] == "texture"
    assert any("sharpening" in note for note in evidence.notes) == sharpened


def test_more_k_than_colors_are_cut_and_it_is_said():
    evidence = last_of(FLAT, ks=range(2, 9))
    assert evidence.ks == (2, 3, 4)
    assert evidence.notes == ("the photo has only 4 different colors, so k ends at 4",)
    assert evidence.entries[-1].explained == 1
    # Nothing is left within the segments: two of the measures are at their end.
    assert evidence.entries[-1].calinski_harabasz is None
    assert evidence.entries[-1].gap is None
    assert evidence.entries[-1].silhouette == 1
    assert evidence.entries[-1].davies_bouldin == 0


@pytest.mark.parametrize(
    ("pixels", "ks", "why"),
    [
        (np.full((20, 30, 3), 77, np.uint8), range(2, 13), "has only 1 color, so there is no k to choose"),
        (FLAT, range(5, 9), "only 4 different colors, so no k from 5 to 8 is possible"),
    ],
)
def test_too_few_colors_are_one_clear_line(pixels, ks, why):
    with pytest.raises(NothingToChooseError, match=why):
        last_of(pixels, ks=ks)


def test_transparent_photos_have_nothing():
    with pytest.raises(NothingToSegmentError):
        last_of(PIXELS, alpha=np.zeros(PIXELS.shape[:2], np.uint8))


@pytest.mark.parametrize(
    ("recipe", "ks", "why"),
    [
        (Recipe(mode="focus"), range(2, 5), "always has two segments"),
        (QUICK, (), "empty"),
        (QUICK, range(0, 4), "from 1 to 64, not 0 to 3"),
        (QUICK, (3, 65), "from 1 to 64"),
        (QUICK, range(2, 40), "at most 32"),
    ],
)
def test_what_cannot_be_is_refused_at_once(recipe, ks, why):
    with pytest.raises(ValueError, match=why):
        choose_k(Photo.from_array(PIXELS), recipe, ks)


class AfterAWhile(Event):
    """Set after it was asked so many times."""

    def __init__(self, times):
        super().__init__()
        self.left = times

    def is_set(self):
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize(("mode", "times"), [("color", 6), ("texture", 2)])
def test_cancelling_at_any_time(mode, times):
    photo, recipe = Photo.from_array(PIXELS if mode == "color" else STRIPES), Recipe(mode=mode, restarts=1)
    never = AfterAWhile(10**9)
    list(choose_k(photo, recipe, (2, 3), cancel=never))
    asked = 10**9 - never.left
    assert asked > 100
    for polls in np.linspace(0, asked * 0.9, times).astype(int):
        with pytest.raises(CancelledError):
            list(choose_k(photo, recipe, (2, 3), cancel=AfterAWhile(polls)))


def test_thumbnails_show_the_palette():
    alpha = np.ones((300, 500), np.uint8)
    alpha[:, 400:] = 0
    pixels = np.zeros((300, 500, 3), np.uint8)
    pixels[150:] = [250, 128, 3]
    result = segment(Photo.from_array(pixels, alpha), Recipe(k=2))
    small = thumbnail(result)
    assert small.shape == (96, 160, 3)
    np.testing.assert_array_equal(small[:40, :120], np.broadcast_to(result.palette[0], (40, 120, 3)))
    np.testing.assert_array_equal(small[60:, :120], np.broadcast_to(result.palette[1], (36, 120, 3)))
    assert (small[:, 140:] == 128).all()
    tiny = thumbnail(segment(Photo.from_array(FLAT), Recipe(k=4)))
    np.testing.assert_array_equal(tiny, FLAT)


def test_the_map_has_the_width_of_each_pixel():
    alpha = RNG.integers(0, 5, PIXELS.shape[:2]).astype(np.uint8)
    photo = Photo.from_array(PIXELS, alpha)
    result = segment(photo, Recipe(k=4))
    painted = silhouette_map(photo, result)
    assert painted.dtype == np.float32
    assert np.isnan(painted[alpha == 0]).all()
    space, labels = result.space, result.clusters.labels
    exact = widths(space.rows, labels, space.rows, space.weights, labels)
    seen = alpha > 0
    off = painted[seen] - exact[space.row_of_pixel[seen]]
    assert np.abs(off).mean() < 0.02
    np.testing.assert_array_equal(painted, silhouette_map(photo, result))
    assert not np.array_equal(painted, silhouette_map(photo, result, seed=1), equal_nan=True)


def test_the_map_of_many_rows_is_measured_at_some_of_them(monkeypatch):
    photo = Photo.from_array(PIXELS)
    result = segment(photo, Recipe(k=4))
    whole = silhouette_map(photo, result)
    monkeypatch.setattr("kmeans_studio.pipeline.silhouette_map.WORK", 240 * 3 * 300)
    coarse = silhouette_map(photo, result)
    assert 50 < len(np.unique(coarse)) < 320 < len(np.unique(whole))
    assert np.abs(coarse - whole).mean() < 0.1


def test_the_map_of_texture_goes_by_cells():
    alpha = np.ones(STRIPES.shape[:2], np.uint8)
    alpha[:16] = 0
    photo = Photo.from_array(STRIPES, alpha)
    result = segment(photo, Recipe(mode="texture", k=2))
    painted = silhouette_map(photo, result)
    assert painted.shape == STRIPES.shape[:2]
    assert np.isnan(painted[:16]).all()
    assert np.isfinite(painted[16:]).all()
    assert np.nanmean(painted) > 0.2


def test_one_segment_has_no_widths_and_cancelling_stops_the_map():
    photo = Photo.from_array(PIXELS)
    assert (silhouette_map(photo, segment(photo, Recipe(k=1))) == 0).all()
    with pytest.raises(CancelledError):
        silhouette_map(photo, segment(photo, Recipe(k=3)), cancel=AfterAWhile(1))
