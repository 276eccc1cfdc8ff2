"""Camera, scene and splatting: arithmetic of the cloud's picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmeans_studio import Photo, Recipe, segment
from kmeans_studio.inspection import color_cloud
from kmeans_studio.ui.canvas.glow import DIMMED, GLOWING, HALO
from kmeans_studio.ui.cloud_jobs import glow_levels
from kmeans_studio.ui.cloud_view.camera import LARGEST, SMALLEST, STEEPEST, Camera, Lens, Seen, landing, pick
from kmeans_studio.ui.cloud_view.colors import of_photo, of_segments
from kmeans_studio.ui.cloud_view.matrices import clip_matrix, eye_matrix
from kmeans_studio.ui.cloud_view.scene import EDGES, Scene
from kmeans_studio.ui.cloud_view.splat import splat
from kmeans_studio.ui.cloud_view.starts import starts

cameras = st.builds(
    Camera,
    st.floats(-180, 180),
    st.floats(-STEEPEST, STEEPEST),
    st.floats(SMALLEST, LARGEST),
    st.tuples(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5)),
)
lens = Lens(400, 300, (1.0, 0.8, 0.6))


def seen_at(*places) -> Seen:
    x, y, depth = np.array(places, np.float32).T
    return Seen(x, y, depth)


@given(camera=cameras)
@settings(deadline=None)
def test_the_rotation_keeps_lengths_and_does_not_mirror(camera):
    rotation = camera.rotation()
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-12)
    # Right, away, up: as the scene has them.
    assert np.linalg.det(rotation) == pytest.approx(1)


@given(camera=cameras, point=st.tuples(*[st.floats(-1, 1)] * 3))
@settings(deadline=None)
def test_what_is_seen_can_be_found_again(camera, point):
    seen = lens.see(camera, np.array([point], np.float32))
    back = lens.unsee(camera, float(seen.x[0]), float(seen.y[0]), float(seen.depth[0]))
    np.testing.assert_allclose(back, point, atol=2e-4)


def test_up_stays_up_and_right_is_right():
    for yaw in range(-180, 180, 30):
        camera = Camera(yaw=float(yaw))
        seen = lens.see(camera, np.array([[0, 0, -0.5], [0, 0, 0.5]], np.float32))
        assert seen.x[0] == pytest.approx(seen.x[1], abs=1e-3)
        assert seen.y[1] < seen.y[0]
    front = lens.see(Camera(yaw=0.0, pitch=0.0), np.array([[-0.5, 0, 0], [0.5, 0, 0], [0, 0.5, 0]], np.float32))
    assert front.x[0] < front.x[1]
    assert front.depth[2] > front.depth[0]
    # From above, what is farther away is seen higher.
    above = lens.see(Camera(yaw=0.0, pitch=30.0), np.array([[0, -0.5, 0], [0, 0.5, 0]], np.float32))
    assert above.y[1] < above.y[0]


@pytest.mark.parametrize("box", [(1.0, 1.0, 1.0), (1.0, 0.5, 0.2), (0.2, 0.2, 1.0), (1.0, 0.0, 0.0)])
@pytest.mark.parametrize("size", [(400, 300), (200, 600), (1200, 200)])
def test_the_whole_box_is_seen_however_it_is_turned(box, size):
    fits = Lens(*size, box)
    corners = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], np.float32) * np.float32(box)
    filled = 0.0
    for yaw in range(-180, 180, 10):
        seen = fits.see(Camera(yaw=float(yaw)), corners)
        assert seen.x.min() >= 0
        assert seen.x.max() <= size[0]
        assert seen.y.min() >= 0
        assert seen.y.max() <= size[1]
        filled = max(filled, np.ptp(seen.x) / size[0], np.ptp(seen.y) / size[1])
    assert filled > 0.75


def test_turning_zooming_and_panning_stay_within_bounds():
    camera = Camera()
    for _ in range(200):
        camera = camera.turned(50, 9).zoomed(1.3).panned(90, -70, lens)
    assert -180 <= camera.yaw <= 180
    assert camera.pitch == STEEPEST
    assert camera.zoom == LARGEST
    x, y = lens.middle(camera)
    assert 0 <= x <= lens.width + 1e-6
    assert -lens.height * 0.2 <= y <= lens.height
    assert Camera().zoomed(1e-9).zoom == SMALLEST


def test_picking_takes_what_is_in_front_within_reach():
    seen = seen_at((10, 10, 1.0), (12, 10, -1.0), (10, 11, 0.0), (30, 30, -5.0))
    assert pick(seen, 10, 10, 4) == 1
    assert pick(seen, 10, 10, 1.5) == 2
    assert pick(seen, 50, 50, 6) is None


def test_landing_takes_what_lies_under_the_pointer_rather_than_what_is_as_deep():
    seen = seen_at((100, 100, 1.0), (160, 100, 0.0))
    assert landing(seen, 102, 100, 0.0, 100) == 0
    assert landing(seen, 150, 100, 0.0, 100) == 1
    deep = seen_at((100, 100, 2.0), (104, 100, 0.0))
    assert landing(deep, 100, 100, 0.0, 100) == 1


@given(seed=st.integers(0, 50), count=st.integers(1, 60))
@settings(deadline=None, max_examples=40)
def test_discs_cover_each_other_as_if_painted_one_by_one_from_behind(seed, count):
    rng = np.random.default_rng(seed)
    width, height = 40, 30
    seen = Seen(
        rng.uniform(-5, 45, count).astype(np.float32),
        rng.uniform(-5, 35, count).astype(np.float32),
        # Far enough apart for any rounding.
        (rng.permutation(count) / 10).astype(np.float32),
    )
    sizes = rng.uniform(0.4, 9, count).astype(np.float32)
    colors = (0xFF000000 + np.arange(1, count + 1)).astype(np.uint32)
    colors[rng.random(count) < 0.2] = 0
    picture = splat(seen, sizes, colors, width, height)
    expected = np.zeros((height, width), np.uint32)
    for one in np.argsort(-seen.depth):
        if colors[one] and 0 <= seen.x[one] < width and 0 <= seen.y[one] < height:
            # By itself it is that disc.
            only = slice(one, one + 1)
            alone = splat(Seen(*(part[only] for part in seen)), sizes[only], colors[only], width, height)
            expected[alone != 0] = colors[one]
    np.testing.assert_array_equal(picture, expected)


@pytest.mark.parametrize("size", range(1, 20))
def test_a_disc_is_round_as_large_as_asked_and_where_it_should_be(size):
    middle = seen_at((30.5, 30.5, 0.0))
    disc = splat(middle, np.array([size], np.float32), np.array([0xFFFFFFFF], np.uint32), 61, 61) != 0
    down, across = np.nonzero(disc)
    assert np.ptp(down) + 1 == size
    assert np.ptp(across) + 1 == size
    np.testing.assert_array_equal(disc, disc.T)
    assert abs(down.mean() - 30) <= 0.5
    if size > 3:
        assert disc.sum() == pytest.approx(np.pi * size * size / 4, rel=0.15)


def test_nothing_is_drawn_where_nothing_is_seen():
    assert not splat(seen_at((-50, 5, 0)), np.ones(1, np.float32), np.ones(1, np.uint32), 20, 20).any()


def scene_of(**recipe) -> Scene:
    pixels = np.random.default_rng(0).integers(0, 256, (30, 40, 3)).astype(np.uint8)
    return Scene.of(color_cloud(segment(Photo.from_array(pixels), Recipe(k=3).change(**recipe))))


def test_a_scene_has_every_point_once_within_its_box_and_light_above():
    scene = scene_of()
    assert sorted(scene.order.tolist()) == list(range(len(scene.cloud.points)))
    assert (np.abs(scene.place) <= np.array(scene.space.box) + 1e-5).all()
    assert max(scene.space.box) == pytest.approx(1)
    lightness = scene.cloud.points[scene.order, 0]
    assert np.corrcoef(scene.place[:, 2], lightness)[0, 1] == pytest.approx(1)
    assert {label.text for label in scene.space.labels} == {"L* 100", "green", "red", "blue", "yellow"}
    assert scene.space.gray is not None
    assert scene_of(color_space="rgb").space.gray is None


def test_common_colors_are_larger():
    pixels = np.zeros((20, 20, 3), np.uint8)
    pixels[0, :5] = [[200, 0, 0], [0, 200, 0], [0, 0, 200], [9, 9, 9], [99, 99, 99]]
    scene = Scene.of(color_cloud(segment(Photo.from_array(pixels), Recipe(k=3))))
    counts = scene.cloud.counts[scene.order]
    assert scene.sizes[counts.argmax()] == scene.sizes.max()
    assert len(set(scene.sizes[counts == 1].tolist())) == 1


def test_edges_join_neighboring_corners():
    corners = scene_of().space.corners()
    assert len(EDGES) == 12
    for i, j in EDGES:
        assert np.count_nonzero(corners[i] != corners[j]) == 1


def test_colors_are_packed_and_hidden_segments_are_not_shown():
    assert of_photo(np.array([[1, 2, 3]], np.uint8)).tolist() == [0xFF010203]
    table = np.zeros((256, 4), np.uint8)
    table[0], table[1] = (10, 20, 30, 255), (1, 1, 1, 0)
    assert of_segments(np.array([0, 1, 255], np.uint8), table).tolist() == [0xFF0A141E, 0, 0]


@given(seed=st.integers(0, 20), height=st.integers(1, 700), width=st.integers(1, 700))
@settings(deadline=None, max_examples=15)
def test_a_spot_that_glows_is_never_lost_and_has_a_rim(seed, height, width):
    mask = np.zeros((height, width), bool)
    y, x = np.random.default_rng(seed).integers(0, (height, width))
    mask[y, x] = True
    levels = glow_levels(mask)
    np.testing.assert_array_equal(levels[0] == GLOWING, mask)
    around = np.zeros_like(mask)
    around[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2] = True
    np.testing.assert_array_equal(levels[0] != DIMMED, around)
    assert levels[0][around & ~mask].tolist() == [HALO] * int(around.sum() - 1)
    for number, level in enumerate(levels):
        assert np.argwhere(level == GLOWING).tolist() == [[y >> number, x >> number]]
    assert max(levels[-1].shape) <= 256


def test_a_dragged_center_starts_anew_while_locked_seeds_stay():
    pixels = [(0, 0), (1, 1), (2, 2)]
    assert starts(pixels, 0, Recipe(k=3), ()) == (tuple(pixels), ())
    given = Recipe(k=3, initializer="seeds", seeds=((7, 7), (8, 8)), locked=(0, 1))
    # Seed 0 became segment 2, seed 1 segment 0, which was dragged; nobody gave segment 1.
    assert starts(pixels, 0, given, (2, 0)) == (((7, 7), (0, 0), (1, 1)), (0, 1))
    assert starts(pixels, 1, given, (2, 0)) == (((7, 7), (8, 8), (1, 1)), (0, 1))
    # What became of a seed cannot be said: nothing is locked any more.
    assert starts(pixels, 0, given, (2, None)) == (tuple(pixels), ())


def test_opengl_sees_what_the_camera_sees():
    points = np.random.default_rng(0).uniform(-1, 1, (20, 3)).astype(np.float32)
    for camera in (Camera(), Camera(70, -40, 2.5, (0.2, -0.1))):
        clip = np.c_[points, np.ones(20)] @ clip_matrix(camera, lens).T
        ndc = clip[:, :3] / clip[:, 3:]
        seen = lens.see(camera, points)
        np.testing.assert_allclose((ndc[:, 0] + 1) / 2 * lens.width, seen.x, atol=0.01)
        np.testing.assert_allclose((1 - ndc[:, 1]) / 2 * lens.height, seen.y, atol=0.01)
        assert (np.argsort(ndc[:, 2]) == np.argsort(seen.depth)).all()
        eye = eye_matrix(camera) @ np.c_[points, np.ones(20)].T
        np.testing.assert_allclose(eye[2] - 6.0, seen.depth, atol=1e-5)
