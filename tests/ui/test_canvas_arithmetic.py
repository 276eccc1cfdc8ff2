"""Zoom steps, bounds, reduced copies, and which pixel lies where."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmeans_studio.ui.canvas import interaction
from kmeans_studio.ui.canvas.levels import fitting, halvings
from kmeans_studio.ui.canvas.sight import Sight, sample
from kmeans_studio.ui.canvas.smooth import SmoothLabels, averaged
from kmeans_studio.ui.qimage import packed


def test_zoom_steps_are_round_and_bounded():
    ups = [interaction.next_step(scale, up=True) for scale in (0.3, 1, 1.2, 64)]
    assert ups == pytest.approx([1 / 3, 1.5, 1.5, 64])
    downs = [interaction.next_step(scale, up=False) for scale in (0.6, 1, 1.2, 1 / 64)]
    assert downs == pytest.approx([0.5, 2 / 3, 1, 1 / 64])
    assert interaction.bounded(1e9, 1) == 64
    assert interaction.bounded(1e-9, 1) == 1 / 64
    assert interaction.bounded(1e-9, 1e-3) == 1e-3


def test_fit_leaves_the_margin():
    assert interaction.fit_scale(624, 1000, 300, 100, 12) == 2
    assert interaction.fit_scale(1000, 124, 300, 100, 12) == 1
    assert interaction.fit_scale(1000, 1000, 1, 1, 12) == 64


def test_wheel_and_touchpad_agree():
    assert interaction.wheel_factor(120, 0) == pytest.approx(1.25)
    assert interaction.wheel_factor(-120, 0) == pytest.approx(0.8)
    small_steps = np.prod([interaction.wheel_factor(2, 1) for _ in range(60)])
    assert small_steps == pytest.approx(1.25)


def test_a_photo_is_never_lost():
    assert interaction.settled(-1e6, 500, 100, fitting=False) == -450
    assert interaction.settled(1e6, 500, 100, fitting=False) == 50
    assert interaction.settled(7, 500, 100, fitting=False) == 7
    assert interaction.settled(7, 80, 100, fitting=True) == 10


def test_taking_hold_of_the_curtain():
    assert interaction.on_curtain(104, 10, line=100, middle=300)
    assert not interaction.on_curtain(110, 10, line=100, middle=300)
    assert interaction.on_curtain(110, 305, line=100, middle=300)


@given(
    st.floats(1 / 64, 64),
    st.floats(-3000, 300),
    st.floats(-2000, 200),
    st.integers(0, 299),
    st.integers(0, 199),
)
def test_what_is_painted_is_what_is_pointed_at(scale, left, top, x, y):
    sight = Sight(scale, left, top, 300, 200, 97, 61)
    x0, y0, x1, y1 = sight.box
    inside = x0 <= x < x1 and y0 <= y < y1
    assert (sight.pixel(x + 0.3, y + 0.9) is not None) == inside
    if inside:
        painted = (sight.photo_columns(x0, x1)[x - x0], sight.photo_rows(y0, y1)[y - y0])
        assert sight.pixel(x + 0.3, y + 0.9) == painted


def test_sampling_reads_rows_and_columns():
    labels = np.arange(200, dtype=np.uint8).reshape(10, 20)
    rows, columns = np.array([2, 2, 7]), np.array([5, 6, 6, 19])
    assert (sample(labels, rows, columns) == labels[rows][:, columns]).all()
    assert sample(labels, rows[:0], columns).shape == (0, 4)


def test_halvings():
    pixels = np.random.default_rng(0).integers(0, 256, (1300, 2100, 3), np.uint8)
    levels = halvings(pixels)
    assert [level.shape for level in levels] == [(1300, 2100, 3), (650, 1050, 3), (325, 525, 3)]
    assert levels[0].ctypes.data == pixels.ctypes.data
    assert pixels.flags.writeable
    assert not any(level.flags.writeable for level in levels)
    mean = pixels[10:12, 20:22].reshape(4, 3).mean(0)
    assert np.abs(levels[1][5, 10] - mean).max() <= 0.5
    assert len(halvings(pixels[:, :1000])) == 2
    with pytest.raises(ValueError, match="float64"):
        halvings(pixels / 255)


def test_sixteen_bits_are_cut_to_eight():
    deep = np.array([[[0, 257, 65535]]], np.uint16)
    assert halvings(deep)[0].tolist() == [[[0, 1, 255]]]


def test_floating_point_is_cut_to_eight_bits_and_to_what_a_screen_shows():
    high = np.array([[[-0.5, 0.5, 7.0]] * 3] * 5, np.float32)
    assert halvings(high)[0].tolist() == [[[0, 128, 255]] * 3] * 5
    tall = np.ones((2000, 300, 3), np.float32)
    assert halvings(tall)[0].min() == 255


def test_the_fitting_level_is_never_enlarged():
    widths = [6000, 3000, 1500, 750]
    assert [fitting(widths, scale) for scale in (4, 1, 0.51, 0.5, 0.2, 0.01)] == [0, 0, 0, 1, 2, 3]


def colors(*rgba: tuple[int, int, int, int]) -> np.ndarray:
    table = np.zeros((256, 4), np.uint8)
    table[: len(rgba)] = rgba
    return packed(table)


def test_colors_are_averaged_not_labels():
    labels = np.zeros((8, 8), np.uint8)
    labels[:, ::2] = 2
    table = colors((0, 0, 0, 255), (255, 0, 0, 255), (100, 100, 100, 255))
    small = averaged(labels, table, Sight(0.5, 0, 0, 4, 4, 8, 8), (0, 0, 4, 4))
    assert (small == (50, 50, 50, 255)).all()


@pytest.mark.parametrize("move", [(5, 0), (-4, 0), (0, 7), (-6, -3), (9, -8), (1000, 0)])
def test_a_pan_gives_what_a_new_picture_gives(move):
    labels = np.random.default_rng(1).integers(0, 4, (300, 400), np.uint8)
    table = colors((9, 9, 9, 255), (200, 0, 0, 255), (0, 150, 0, 255), (0, 0, 250, 0))
    smooth = SmoothLabels()
    smooth.pixels(labels, table, Sight(0.4, -20, -15, 90, 70, 400, 300))
    there = Sight(0.4, -20 + move[0], -15 + move[1], 90, 70, 400, 300)
    panned = smooth.pixels(labels, table, there)
    assert (panned == averaged(labels, table, there, there.box)).all()
