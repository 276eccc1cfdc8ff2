"""Seeds and locked centers in recipes and runs: which pixels a run starts from, and what becomes of them."""

from __future__ import annotations

import numpy as np
import pytest

from kmeans_studio import Photo, Recipe, RecipeError, segment
from kmeans_studio.pipeline import default_seeds, feature_space, generations
from kmeans_studio.pipeline.preview import LARGE
from kmeans_studio.pipeline.texture_space import texture_spaces
from kmeans_studio.recipe import REGISTRIES

RNG = np.random.default_rng(0)
COLORS = np.array([[30, 30, 40], [200, 60, 50], [70, 160, 80], [230, 220, 200]])
"""Of the quarters of the photo, left to right, above first."""

QUARTERS = np.repeat(np.repeat(np.array([[0, 1], [2, 3]]), 30, axis=0), 40, axis=1)
PIXELS = np.clip(COLORS[QUARTERS] + RNG.normal(0, 8, (60, 80, 3)), 0, 255).astype(np.uint8)
MIDDLES = ((20, 15), (60, 15), (20, 45), (60, 45))


def stripes(height=128, width=192):
    """Three patterns beside each other, of one brightness in the mean."""
    y, x = np.mgrid[0:height, 0:width]
    waves = np.stack([np.sin(x * 1.3), np.sin(y * 0.7), np.sin((x + y) * 0.35)])
    third = np.minimum(3 * x // width, 2)
    gray = 128 + 60 * np.take_along_axis(waves, third[None], axis=0)[0] + RNG.normal(0, 6, (height, width))
    return np.repeat(np.clip(gray, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


STRIPES = Photo.from_array(stripes())
THIRDS = ((32, 64), (96, 64), (160, 64))
TEXTURE = Recipe(mode="texture", k=3, initializer="seeds", seeds=THIRDS)


def refused(**choices):
    with pytest.raises(RecipeError) as caught:
        Recipe(**choices)
    (reason,) = str(caught.value).splitlines()
    return reason


# --- recipes


def test_seeds_and_locks_are_plain():
    recipe = Recipe(initializer="seeds", seeds=[[3, 4], (np.int64(5), 6)], locked=[1, 0, 1])
    assert (recipe.seeds, recipe.locked, recipe.starts) == (((3, 4), (5, 6)), (0, 1), 2)
    assert '  "seeds": [[3, 4], [5, 6]],' in recipe.to_json().splitlines()
    assert '  "locked": [0, 1],' in recipe.to_json().splitlines()
    assert Recipe.from_json(recipe.to_json()) == recipe
    assert Recipe(seeds=[[3, 4]]).starts == 0, "other start methods leave them alone"


@pytest.mark.parametrize(
    ("choices", "reason"),
    [
        ({"seeds": "3,4"}, "seeds must be a list of places such as [120, 80], not '3,4'"),
        ({"seeds": [3, 4]}, "seeds: each must be a place such as [120, 80], not 3"),
        ({"seeds": [[3, 4, 5]]}, "seeds: each must be a place such as [120, 80], not [3, 4, 5]"),
        ({"seeds": [[3, -1]]}, "seeds: each x and y must be a whole number from 0 to 999999, not -1"),
        ({"seeds": [[3, 1.5]]}, "seeds: each x and y must be a whole number from 0 to 999999, not 1.5"),
        ({"seeds": [[0, 0]] * 257}, "seeds must be 256 places at most, not 257"),
        ({"locked": 1}, "locked must be a list of whole numbers, not 1"),
        ({"locked": [-1]}, "locked: each must be a whole number from 0 to 255, not -1"),
        ({"locked": [0]}, "locked needs initializer 'given' or 'seeds', not 'kmeans++'"),
        ({"locked": [0, 2], "initializer": "seeds", "seeds": [[1, 1], [2, 2]]},
         "locked: each must be the number of a start, from 0 to 1, not 2"),
        ({"locked": [1], "initializer": "given", "start_colors": ["#000000"], "seeds": [[1, 1], [2, 2]]},
         "locked: each must be the number of a start, from 0 to 0, not 1"),
        ({"initializer": "seeds"}, "initializer 'seeds' needs seeds: at least one place such as [120, 80]"),
        ({"initializer": "seeds", "seeds": [[1, 1]], "mode": "focus"},
         "initializer 'seeds' does not go with mode 'focus', which starts by itself"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_one_line(choices, reason):
    assert refused(**choices) == reason


def test_changes_that_do_not_go_with_seeds():
    seeded = Recipe(initializer="seeds", seeds=[(1, 2), (3, 4), (5, 6)], locked=[0, 2])
    for other in ("random", "kmeans++"):
        assert (seeded.change(initializer=other).locked, seeded.change(initializer=other).seeds) == ((), seeded.seeds)
    assert seeded.change(initializer="given", start_colors=["#000000"]).locked == ()
    assert seeded.change(mode="texture").initializer == "seeds"
    assert seeded.change(mode="texture").locked == (0, 2)
    focus = seeded.change(mode="focus")
    assert (focus.initializer, focus.locked) == ("kmeans++", ())
    assert focus.change(initializer="seeds").mode == "color"
    assert seeded.change(seeds=[(1, 2), (3, 4)]).locked == (0,)
    assert seeded.change(seeds=[(9, 9), (3, 4), (7, 7), (8, 8)]).locked == (0, 2)
    assert seeded.change(seeds=[(9, 9)], locked=[0]).locked == (0,)
    assert seeded.change(k=2).locked == (0, 2), "they come back with k"
    for wrong in ({"seeds": []}, {"seeds": 7}, {"locked": [3]}):
        with pytest.raises(RecipeError):
            seeded.change(**wrong)
    colors = Recipe(initializer="given", start_colors=["#000000", "#ffffff"], locked=[1])
    assert colors.change(start_colors=["#123456"]).locked == ()
    assert colors.change(seeds=[(1, 2)]).locked == (1,)
    assert colors.change(mode="texture").locked == ()


# --- runs


@pytest.mark.parametrize("mode", ["color", "position"])
@pytest.mark.parametrize("metric", ["euclidean", "manhattan", "cosine"])
def test_the_first_centers_are_the_rows_of_the_pixels(mode, metric):
    photo, recipe = Photo.from_array(PIXELS), Recipe(mode=mode, metric=metric, k=4, initializer="seeds", seeds=MIDDLES)
    space = feature_space(photo, recipe)
    rows = space.rows[[space.row_of_pixel[y, x] for x, y in MIDDLES]]
    first, *_, last = generations(photo, recipe)
    assert first.clusters.geometry.nearest(space.rows, rows)[0].tolist() == first.clusters.labels.tolist()
    assert len(set(last.segment_of_start)) == 4
    for (x, y), segment_ in zip(MIDDLES, last.segment_of_start, strict=True):
        assert last.labels[y, x] == segment_
    assert (last.start_costs, last.warnings) == ((), ())


def test_segments_of_starts_are_those_of_the_recipe_whatever_the_order():
    for order in ("dark", "size", "position"):
        for seeds in (MIDDLES, MIDDLES[::-1]):
            result = segment(Photo.from_array(PIXELS), Recipe(k=4, initializer="seeds", seeds=seeds, label_order=order))
            assert [result.labels[y, x] for x, y in seeds] == list(result.segment_of_start)
    assert segment(Photo.from_array(PIXELS), Recipe(k=4)).segment_of_start == ()
    colors = ["#e6dcc8", "#1e1e28"]
    given = segment(Photo.from_array(PIXELS), Recipe(k=4, initializer="given", start_colors=colors))
    assert given.segment_of_start == (3, 0)


def test_more_seeds_than_k_and_fewer():
    photo = Photo.from_array(PIXELS)
    few = segment(photo, Recipe(k=2, initializer="seeds", seeds=MIDDLES, locked=[0, 3]))
    assert (few.k, few.segment_of_start[2:]) == (2, (None, None))
    assert sorted(few.segment_of_start[:2]) == [0, 1]
    rest = segment(photo, Recipe(k=4, initializer="seeds", seeds=MIDDLES[:1], locked=[0], restarts=5))
    assert len(rest.start_costs) == 5
    assert sorted(map(tuple, rest.palette // 10)) == sorted(map(tuple, segment(photo, Recipe(k=4)).palette // 10))
    space = feature_space(photo, Recipe())
    held = space.in_units(space.rows[space.row_of_pixel[15, 20]].astype(float))
    assert rest.centers[rest.segment_of_start[0]].tolist() == held.tolist()


def test_swaps_leave_the_segments_of_seeds():
    # Two seeds share the light third, and one center the dark two: a swap would take the second seed's there.
    columns = np.repeat([5, 45], 8).tolist() + [200, 210] * 8
    gray = np.array(columns)[None] + RNG.normal(0, 2, (30, 32))
    photo = Photo.from_array(np.clip(gray, 0, 255).astype(np.uint8)[..., None].repeat(3, axis=2))
    seeds = [(20, 15), (21, 15)]
    recipe = Recipe(k=3, color_space="rgb", initializer="seeds", seeds=seeds, restarts=5)
    result = segment(photo, recipe)
    assert [result.labels[y, x] for x, y in seeds] == list(result.segment_of_start)
    assert len(set(result.segment_of_start)) == 2


def test_seeds_that_are_none_are_left_out_and_the_rest_goes_on():
    alpha = np.full((60, 80), 255, np.uint8)
    alpha[45, 20] = 0
    photo = Photo.from_array(PIXELS, alpha)
    seeds = ((20, 15), (80, 15), (20, 45), (60, 45), (3, 60))
    result = segment(photo, Recipe(k=4, initializer="seeds", seeds=seeds, locked=[1, 3]))
    assert result.warnings == (
        "seed 2 at (80, 15) lies outside the photo, which is 80 x 60, so it was left out",
        "seed 3 at (20, 45) lies on a transparent pixel, so it was left out",
        "seed 5 at (3, 60) lies outside the photo, which is 80 x 60, so it was left out",
    )
    assert [number is None for number in result.segment_of_start] == [False, True, True, False, True]
    assert result.segment_of_start[0] == result.labels[15, 20]
    # The lock of the one that is gone went with it; that of the fourth is the second center's now.
    assert result.clusters.roots.locked.tolist() == [False, True, False, False]
    many = segment(photo, Recipe(k=2, initializer="seeds", seeds=[(20, 15)] + [(200, 200)] * 9)).warnings
    assert len(many) == 4
    assert many[-1] == "6 more seeds were left out in the same way"


@pytest.mark.parametrize("mode", ["color", "texture"])
def test_with_no_seed_left_it_starts_as_usual(mode):
    photo = STRIPES if mode == "texture" else Photo.from_array(PIXELS)
    lost = Recipe(mode=mode, k=3, initializer="seeds", seeds=[(500, 15)], locked=[0], restarts=2)
    result, usual = segment(photo, lost), segment(photo, Recipe(mode=mode, k=3, restarts=2))
    assert result.labels.tobytes() == usual.labels.tobytes()
    assert result.segment_of_start == (None,)
    assert result.warnings[-1] == "no seed is left, so the run started with k-means++"


def test_seeds_of_one_color_and_photos_with_too_few_colors():
    even = Photo.from_array(np.full((4, 4, 3), 7, np.uint8))
    result = segment(even, Recipe(k=2, initializer="seeds", seeds=[(0, 0), (3, 3)], locked=[0, 1]))
    assert (result.k, result.segment_of_start) == (1, (0, None))
    same = segment(Photo.from_array(PIXELS), Recipe(k=3, initializer="seeds", seeds=[(20, 15)] * 3, locked=[0, 1]))
    assert "1 segment is empty: no pixel lies nearest to the center" in same.warnings
    assert same.k == 3


@pytest.mark.parametrize("restarts", [1, 4])
def test_texture_starts_from_the_cells_of_seeds(restarts):
    recipe = TEXTURE.change(restarts=restarts)
    rounds = list(generations(STRIPES, recipe))
    space = texture_spaces(STRIPES, recipe).first
    rows = [space.row_of_cell[y // space.stride, x // space.stride] for x, y in THIRDS]
    nearest = rounds[0].clusters.geometry.nearest(space.rows, space.rows[rows])[0]
    assert rounds[0].clusters.labels.tolist() == nearest.tolist()
    last = rounds[-1]
    assert [last.labels[y, x] for x, y in THIRDS] == list(last.segment_of_start)
    assert sorted(last.segment_of_start) == [0, 1, 2]


def test_locked_centers_hold_in_all_stages_of_texture(monkeypatch):
    # So few that most cells are left for the end.
    monkeypatch.setattr("kmeans_studio.pipeline.rows.SAMPLE", 900)
    recipe = TEXTURE.change(locked=[0, 2])
    spaces = texture_spaces(STRIPES, recipe)
    rounds = list(generations(STRIPES, recipe))
    assert {"", "sharpening 1 of 3", "all cells", "clean-up"} <= {this.stage for this in rounds}
    for this in rounds:
        space = spaces.finer if this.stage else spaces.first
        for start in (0, 2):
            x, y = THIRDS[start]
            row = space.rows[space.row_of_cell[y // space.stride, x // space.stride]].astype(float)
            center = this.centers[this.segment_of_start[start]]
            np.testing.assert_allclose(center, space.in_units(row), rtol=1e-5, atol=1e-6)
    last = rounds[-1]
    assert [last.labels[y, x] for x, y in THIRDS] == list(last.segment_of_start)


def test_fewer_seeds_than_textures():
    result = segment(STRIPES, TEXTURE.change(seeds=THIRDS[:1], locked=[0], restarts=3))
    assert result.k == 3
    assert result.labels[64, 32] == result.segment_of_start[0]
    assert {result.labels[y, x] for x, y in THIRDS} == {0, 1, 2}


def test_the_first_look_starts_from_the_same_places():
    side = int(LARGE**0.5) + 8
    photo = Photo.from_array(stripes(side, side))
    seeds = [(side // 6, 99), (side // 2, 99), (side - 99, 99), (side + 5, 3)]
    first = next(generations(photo, TEXTURE.change(seeds=seeds), preview=True))
    assert first.preview
    assert [first.labels[y, x] for x, y in seeds[:3]] == list(first.segment_of_start[:3])
    assert first.segment_of_start[3] is None


@pytest.mark.parametrize("initializer", ["random", "maximin", "kmeans-parallel"])
def test_sharpened_texture_starts_as_the_recipe_says(initializer):
    def first(**choices):
        return next(generations(STRIPES, Recipe(mode="texture", k=3, restarts=2, **choices))).clusters.labels.tobytes()

    # More than one seed, as two ways may choose the same by chance.
    assert any(first(seed=seed) != first(seed=seed, initializer=initializer) for seed in range(3))


def test_filters_that_are_larger_than_the_photo_are_mentioned():
    small = segment(STRIPES, Recipe(mode="texture", k=2, restarts=1, bank="gabor")).warnings
    assert small == (
        "the largest filters look at 307 x 307 pixels, and the photo has only 192 x 128: beyond its edges they see its "
        "mirror image",
    )
    for bank in ("lm", "matlab-gabor"):
        assert segment(STRIPES, Recipe(mode="texture", k=2, restarts=1, bank=bank)).warnings == ()


# --- seeds by default


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize("choices", [{}, {"mode": "position"}, {"metric": "cosine"}, {"color_space": "hsv"}], ids=str)
def test_default_seeds_lie_nearest_to_the_centers(choices, quick):
    photo, recipe = Photo.from_array(PIXELS), Recipe(k=4, **choices)
    result = segment(photo, recipe)
    seeds = default_seeds(result, photo.shape, 4, quick=quick)
    assert [result.labels[y, x] for x, y in seeds] == [0, 1, 2, 3]
    space, clusters = result.space, result.clusters
    costs = clusters.geometry.distances(space.rows, clusters.centers)[:, result.cluster_of_segment]
    rows = [space.row_of_pixel[y, x] for x, y in seeds]
    assert costs[rows, range(4)] == pytest.approx(costs.min(axis=0), rel=1e-5)
    assert default_seeds(result, photo.shape, 2, quick=quick) == seeds[:2]
    again = segment(photo, recipe.change(initializer="seeds", seeds=seeds))
    assert again.segment_of_start == (0, 1, 2, 3)


def test_quick_default_seeds_of_a_large_photo_are_nearly_as_near():
    pixels = np.tile(PIXELS, (20, 20, 1))
    pixels[0, 0] = (255, 0, 255)
    photo = Photo.from_array(pixels, np.where(np.arange(1600) % 7, 255, 0).astype(np.uint8)[None].repeat(1200, axis=0))
    result = segment(photo, Recipe(k=4))
    for x, y in default_seeds(result, photo.shape, 4, quick=True):
        assert photo.alpha[y, x]
    seeds = default_seeds(result, photo.shape, 4, quick=True)
    assert [result.labels[y, x] for x, y in seeds] == [0, 1, 2, 3]


@pytest.mark.parametrize("quick", [False, True])
def test_default_seeds_of_textures_are_visible_pixels_of_their_segments(quick):
    alpha = np.full(STRIPES.shape, 255, np.uint8)
    alpha[1::2] = 0
    photo = Photo.from_array(STRIPES.pixels, alpha)
    result = segment(photo, Recipe(mode="texture", k=3, restarts=2))
    seeds = default_seeds(result, photo.shape, 3, quick=quick)
    assert [result.labels[y, x] for x, y in seeds] == [0, 1, 2]


def test_default_seeds_where_the_clean_up_left_some_out():
    pixels = np.tile(STRIPES.pixels[:, :60], (1, 4, 1))
    pixels[60:72, 40:52] = np.where(np.indices((12, 12)).sum(axis=0) % 2, 255, 0)[..., None]
    photo = Photo.from_array(pixels)
    finest = {"filters_off": tuple(range(6, 30)), "pooling": 1.5, "brightness": 0, "log": False, "sharpen": False}
    result = segment(photo, Recipe(mode="texture", k=2, initializer="seeds", seeds=[(41, 61), (200, 20)], **finest))
    assert result.k == 1
    (seed,) = default_seeds(result, photo.shape, 2)
    assert not (36 <= seed[0] < 56 and 56 <= seed[1] < 76), "nearest to the center that is left"


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1), (427, 640), (3000, 20)])
@pytest.mark.parametrize("k", [1, 2, 5, 16, 256])
def test_without_segments_they_are_spread_over_the_photo(shape, k):
    seeds = default_seeds(None, shape, k)
    assert len(seeds) == k
    assert all(0 <= x < shape[1] and 0 <= y < shape[0] for x, y in seeds)
    if k <= 16 and shape == (427, 640):
        assert len(set(seeds)) == k


def test_seeds_are_for_every_mode_but_focus():
    for mode in REGISTRIES["mode"].names:
        if mode == "focus":
            continue
        photo = STRIPES if "texture" in mode else Photo.from_array(PIXELS)
        result = segment(photo, Recipe(mode=mode, k=3, initializer="seeds", seeds=MIDDLES[:3], locked=[1]))
        assert len(result.segment_of_start) == 3, mode
