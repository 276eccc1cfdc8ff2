"""The cloud: rows as points, the same pixels here and there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmeans_studio import Photo, Recipe, generations, segment
from kmeans_studio.features.color import COLOR_SPACES
from kmeans_studio.inspection import cloud_merging, color_cloud, first_pixels, pixels_of
from kmeans_studio.inspection.cloud_axes import axes_of
from kmeans_studio.parallel import THREADS_VARIABLE


def made(height=24, width=30, seed=0, *, levels=6, alpha=False) -> Photo:
    """A photo of few colors, so that several pixels have the same one."""
    rng = np.random.default_rng(seed)
    pixels = (rng.integers(0, levels, (height, width, 3)) * (255 // (levels - 1))).astype(np.uint8)
    if not alpha:
        return Photo.from_array(pixels)
    return Photo.from_array(pixels, (rng.random((height, width)) > 0.3).astype(np.uint8) * 255)


@pytest.mark.parametrize("space", [entry.name for entry in COLOR_SPACES])
def test_points_are_the_colors_in_the_units_of_their_space_and_lie_in_the_box(space):
    photo = made()
    recipe = Recipe(k=4, color_space=space)
    cloud = color_cloud(segment(photo, recipe))
    chosen = COLOR_SPACES[space]
    expected = chosen.convert(cloud.colors.astype(np.float64))
    if expected.shape[1] <= 3:
        np.testing.assert_allclose(cloud.points[:, : expected.shape[1]], expected, rtol=1e-5, atol=1e-4)
        assert not cloud.points[:, expected.shape[1] :].any()
        assert cloud.axes.explained is None
    else:
        assert cloud.axes.explained is not None
    low = np.array([axis.low for axis in cloud.axes.axes])
    high = np.array([axis.high for axis in cloud.axes.axes])
    assert (cloud.points >= low - 1e-3).all()
    assert (cloud.points <= high + 1e-3).all()
    assert cloud.counts.sum() == photo.width * photo.height


def test_lab_points_upwards_and_names_its_ends():
    axes = color_cloud(segment(made(), Recipe(k=3))).axes
    assert axes.upright == 0
    assert [(axis.low_label, axis.high_label) for axis in axes.axes] == [
        ("", "L* 100"),
        ("green", "red"),
        ("blue", "yellow"),
    ]


def test_channel_weights_are_divided_out_and_a_channel_without_weight_is_no_axis():
    photo = made()
    plain = color_cloud(segment(photo, Recipe(k=3)))
    weighted = color_cloud(segment(photo, Recipe(k=3, channel_weights=(3, 0.5, 1))))
    np.testing.assert_allclose(weighted.points, plain.points, rtol=1e-5, atol=1e-4)
    flat = color_cloud(segment(photo, Recipe(k=3, channel_weights=(0, 1, 2))))
    np.testing.assert_allclose(flat.points[:, :2], plain.points[:, 1:], rtol=1e-5, atol=1e-4)
    assert [axis.name for axis in flat.axes.axes] == ["a*", "b*", ""]


def test_principal_components_are_those_of_scikit_learn():
    from sklearn.decomposition import PCA

    segmentation = segment(made(), Recipe(k=3, mode="position", compactness=0.7))
    space, cloud = segmentation.space, color_cloud(segmentation)
    rows = np.asarray(space.rows, np.float64)
    oracle = PCA(3).fit(rows)
    expected = oracle.transform(rows)
    signs = np.sign((expected * cloud.points).sum(axis=0))
    np.testing.assert_allclose(cloud.points, expected * signs, atol=2e-3)
    np.testing.assert_allclose(cloud.axes.explained, oracle.explained_variance_ratio_, rtol=1e-6)
    for direction in cloud.axes.matrix.T:
        assert direction[np.abs(direction).argmax()] > 0


@given(
    most=st.integers(1, 300), seed=st.integers(0, 5), mode=st.sampled_from(["color", "position"]), alpha=st.booleans()
)
@settings(max_examples=25, deadline=None)
def test_merging_loses_no_pixel_and_every_point_stands_for_what_lies_around_it(most, seed, mode, alpha):
    photo = made(seed=seed, levels=16, alpha=alpha)
    segmentation = segment(photo, Recipe(k=3, mode=mode))
    space = segmentation.space
    cloud = color_cloud(segmentation, most=most)
    assert len(cloud.points) <= max(most, 1)
    assert cloud.counts.sum() == space.weights.sum()
    if not cloud.is_part:
        assert len(cloud.points) == len(space.rows)
        return
    of_row = cloud.point_of_row
    np.testing.assert_array_equal(np.bincount(of_row, space.weights, minlength=len(cloud.points)), cloud.counts)
    np.testing.assert_array_equal(of_row[cloud.rows], np.arange(len(cloud.points)))
    for point in range(min(len(cloud.points), 20)):
        rows = np.flatnonzero(of_row == point)
        assert cloud.rows[point] == rows[space.weights[rows].argmax()]
    # So many cubes to a side are never too many; borders of cubes lie on those of the finest grid.
    sides = int(np.floor(np.cbrt(most) + 1e-9))
    long = max(axis.high - axis.low for axis in cloud.axes.axes)
    apart = np.abs(cloud.axes.points(space.rows) - cloud.points[of_row]).max()
    assert apart <= long * (1 / sides + 1 / cloud_merging.FINEST) + 1e-3


def test_merging_keeps_a_rare_color_that_lies_alone():
    pixels = np.random.default_rng(1).integers(90, 160, (64, 64, 3)).astype(np.uint8)
    pixels[10, 20] = (255, 0, 0)
    cloud = color_cloud(segment(Photo.from_array(pixels), Recipe(k=3)), most=200)
    assert cloud.is_part
    (red,) = np.flatnonzero((cloud.colors == (255, 0, 0)).all(axis=1))
    assert cloud.counts[red] == 1
    assert cloud.point_at(20, 10) == red
    assert cloud.shown == f"{len(cloud.points):,} of {len(cloud.space.rows):,} colors shown, each for those around it"


def test_the_same_photo_gives_the_same_cloud_with_any_number_of_threads(monkeypatch):
    photo = made(60, 60, levels=200)
    clouds = []
    for threads in ("1", "3"):
        monkeypatch.setenv(THREADS_VARIABLE, threads)
        monkeypatch.setattr(cloud_merging, "BAND", 512)
        clouds.append(color_cloud(segment(photo, Recipe(k=3)), most=500))
    for field in ("points", "counts", "colors", "rows", "point_of_row"):
        np.testing.assert_array_equal(getattr(clouds[0], field), getattr(clouds[1], field))


@pytest.mark.parametrize("recipe", [Recipe(k=4), Recipe(k=4, mode="position"), Recipe(k=2, mode="texture")])
def test_pixels_and_points_find_each_other(recipe):
    photo = made(40, 52, seed=3, alpha=True)
    segmentation = segment(photo, recipe)
    cloud = color_cloud(segmentation)
    labels = segmentation.labels
    owner = np.full(labels.shape, -1)
    for y in range(labels.shape[0]):
        for x in range(labels.shape[1]):
            point = cloud.point_at(x, y)
            assert (point is None) == (photo.alpha[y, x] == 0)
            owner[y, x] = -1 if point is None else point
    for point in range(0, len(cloud.points), 7):
        chosen = np.zeros(len(cloud.points), bool)
        chosen[point] = True
        np.testing.assert_array_equal(pixels_of(cloud, chosen), owner == point)
    np.testing.assert_array_equal(np.bincount(owner[owner >= 0], minlength=len(cloud.points)), cloud.counts)
    if cloud.spots is None:
        seen = owner >= 0
        np.testing.assert_array_equal(cloud.segments(segmentation)[owner[seen]], labels[seen])
    else:
        at = cloud.spots[:, 1], cloud.spots[:, 0]
        np.testing.assert_array_equal(owner[at], np.arange(len(cloud.points)))


def test_what_is_near_is_within_reach_or_the_nearest_of_a_rare_one():
    photo = made(150, 200, levels=36)
    cloud = color_cloud(segment(photo, Recipe(k=2, color_space="rgb", restarts=1, max_generations=2)))
    needed, reach = 150 * 200 / 1000, 255 / 40
    extended = 0
    for point in range(0, len(cloud.points), 997):
        away = np.linalg.norm(cloud.points.astype(np.float64) - cloud.points[point], axis=1)
        expected, found = 0, 0.0
        order = np.argsort(away, kind="stable")
        for other in order:
            if away[other] > 3 * reach or (away[other] > reach and found >= needed):
                break
            expected += 1
            found += cloud.counts[other]
        extended += away[order[expected - 1]] > reach
        near = cloud.near(point)
        assert near[point]
        assert np.count_nonzero(near) == expected
        assert away[near].max() <= away[~near].min() + 1e-6
    assert extended


@pytest.mark.parametrize("metric", ["euclidean", "manhattan", "cosine", "mahalanobis"])
def test_centers_are_the_segments_centers_and_trails_end_there(metric):
    every = list(generations(made(levels=20), Recipe(k=4, metric=metric, initializer="random", restarts=1)))
    last = every[-1]
    cloud = color_cloud(last)
    centers = cloud.centers(last)
    if metric == "cosine":
        directions = last.centers / np.linalg.norm(last.centers, axis=1, keepdims=True)
        lengths = np.linalg.norm(centers, axis=1)
        np.testing.assert_allclose(centers / lengths[:, None], directions, atol=1e-5)
        np.testing.assert_allclose(lengths, lengths[0], rtol=1e-5)
    else:
        np.testing.assert_allclose(centers, last.centers, rtol=1e-5, atol=1e-4)
    trails = cloud.trails([one.clusters.centers for one in every[:-1]], last)
    assert trails.shape == (last.k, len(every), 3)
    np.testing.assert_array_equal(trails[:, -1], centers)
    if metric == "euclidean":
        first = cloud.axes.points(every[0].clusters.centers[last.cluster_of_segment])
        np.testing.assert_allclose(trails[:, 0], first, rtol=1e-6)


def test_trails_begin_where_k_last_changed():
    last = segment(made(), Recipe(k=4))
    earlier = [np.zeros((5, 3)), last.clusters.centers + 1, last.clusters.centers]
    assert color_cloud(last).trails(earlier, last).shape == (4, 3, 3)


def test_axes_can_be_used_again_for_other_rows_of_the_same_features():
    one = color_cloud(segment(made(), Recipe(k=3, mode="position")))
    other = segment(made(seed=9), Recipe(k=3, mode="position"))
    assert color_cloud(other, axes=one.axes).axes is one.axes
    of_colors = segment(made(), Recipe(k=3))
    assert color_cloud(of_colors, axes=one.axes).axes is not one.axes


@pytest.mark.parametrize("recipe", [Recipe(k=4), Recipe(k=2, mode="texture")])
def test_first_pixels_read_their_rows(recipe):
    photo = made(40, 52, seed=5, alpha=True)
    space = segment(photo, recipe).space
    rows = np.arange(0, len(space.rows), 5)[::-1].copy()
    places = first_pixels(space, rows)
    cloud = color_cloud(segment(photo, recipe))
    assert [cloud.point_at(x, y) for x, y in places] == rows.tolist()
    if recipe.mode == "color":
        flat = space.row_of_pixel.ravel().tolist()
        assert [y * photo.width + x for x, y in places] == [flat.index(row) for row in rows]


def test_the_cells_of_a_grid_have_the_mean_color_of_their_visible_pixels():
    photo = made(37, 45, seed=2, alpha=True)
    segmentation = segment(photo, Recipe(k=2, mode="texture"))
    space, cloud = segmentation.space, color_cloud(segmentation)
    side = space.stride
    for point in range(0, len(cloud.points), 11):
        y, x = np.argwhere(space.row_of_cell == cloud.rows[point])[0] * side
        visible = photo.alpha[y : y + side, x : x + side] > 0
        expected = photo.pixels[y : y + side, x : x + side][visible].mean(axis=0)
        np.testing.assert_allclose(cloud.colors[point], expected, atol=0.51)


def test_one_color_and_deep_photos_have_a_cloud():
    flat = Photo.from_array(np.full((8, 9, 3), 130, np.uint8))
    cloud = color_cloud(segment(flat, Recipe(k=3)))
    assert cloud.shown == "1 color"
    assert cloud.counts.tolist() == [72]
    one = color_cloud(segment(flat, Recipe(k=2, mode="position")), most=10)
    assert np.isfinite(one.points).all()
    deep = Photo.from_array(np.random.default_rng(0).random((9, 8, 3)).astype(np.float32))
    cloud = color_cloud(segment(deep, Recipe(k=3, color_space="rgb")))
    points = cloud.points[cloud.space.row_of_pixel]
    np.testing.assert_allclose(points, deep.pixels * 255, rtol=1e-5)


def test_the_focus_has_one_feature_and_no_box_to_fall_out_of():
    segmentation = segment(made(48, 64), Recipe(mode="focus"))
    axes = axes_of(segmentation.space)
    assert axes.title == "Sharpness"
    assert [axis.name for axis in axes.axes] == ["1st", "", ""]
