"""What the canvas paints, looked at pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage

from kmeans_studio.ui.canvas import Canvas
from kmeans_studio.ui.canvas.levels import halvings

PALETTE = ((200, 30, 40), (20, 160, 60), (40, 50, 210), (240, 230, 20))


@pytest.fixture
def scene():
    """A photo of noise in gray, and a label map of four quarters."""
    rng = np.random.default_rng(0)
    pixels = np.repeat(rng.integers(60, 200, (60, 80, 1), np.uint8), 3, axis=2)
    labels = np.zeros((60, 80), np.uint8)
    labels[:, 40:] += 1
    labels[30:] += 2
    return pixels, labels


def palette(hidden: tuple[int, ...] = ()) -> np.ndarray:
    colors = np.zeros((256, 4), np.uint8)
    colors[:4, :3] = PALETTE
    colors[:4, 3] = 255
    colors[list(hidden), 3] = 0
    return colors


@pytest.fixture
def canvas(qtbot, scene):
    pixels, labels = scene
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.set_ground(QColor(0x1B, 0x1B, 0x1B))
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.set_photo(halvings(pixels))
    canvas.set_colors(palette())
    canvas.set_groups(np.arange(256, dtype=np.uint8))
    canvas.set_labels(labels)
    return canvas


def seen(canvas) -> np.ndarray:
    """The viewport's device pixels as (h, w, 3)."""
    image = canvas.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def photo_part(canvas) -> np.ndarray:
    x0, y0, x1, y1 = canvas.sight().box
    return seen(canvas)[y0:y1, x0:x1]


@pytest.mark.parametrize("final", [True, False])
@pytest.mark.parametrize("zoom", [1, 2, 3])
def test_whole_zooms_are_exact(canvas, scene, zoom, final):
    pixels, labels = scene
    canvas.set_labels(labels, final=final)
    canvas.set_zoom(zoom)
    large = np.array(PALETTE, np.uint8)[labels].repeat(zoom, 0).repeat(zoom, 1)
    assert (photo_part(canvas) == large).all()
    canvas.set_view("original")
    assert (photo_part(canvas) == pixels.repeat(zoom, 0).repeat(zoom, 1)).all()


def test_recolor_shows_at_once(canvas):
    canvas.fit()
    for zoom in (0.5, 1):
        canvas.set_zoom(zoom)
        canvas.set_colors(palette())
        before = photo_part(canvas)
        other = palette()
        other[0] = (1, 2, 3, 255)
        canvas.set_colors(other)
        assert (before[2, 2] == PALETTE[0]).all()
        assert (photo_part(canvas)[2, 2] == (1, 2, 3)).all()


def test_drawn_small_colors_are_averaged_once_final(canvas, scene):
    _, labels = scene
    stripes = np.zeros_like(labels)
    stripes[:, ::2] = 1
    canvas.set_zoom(0.5)
    canvas.set_labels(stripes, final=False)
    assert {tuple(color) for color in photo_part(canvas).reshape(-1, 3)} <= set(PALETTE)
    canvas.set_labels(stripes)
    middle = np.mean(PALETTE[:2], axis=0)
    assert np.abs(photo_part(canvas) - middle).max() <= 1


def test_hidden_segments_show_the_checkerboard(canvas):
    canvas.set_zoom(2)
    canvas.set_colors(palette(hidden=(0,)))
    part = photo_part(canvas)
    corner = {tuple(color) for color in part[:60, :80].reshape(-1, 3).tolist()}
    assert len(corner) == 2
    assert all(red == green == blue for red, green, blue in corner)
    square = part[:8, :8].reshape(-1, 3)
    assert (square == square[0]).all()
    assert (part[0, 8] != part[0, 0]).all()
    assert (part[0, 100] == PALETTE[1]).all()


def test_transparent_photo(canvas, scene):
    pixels, labels = scene
    alpha = np.full(labels.shape, 255, np.uint8)
    alpha[:, :20] = 0
    alpha[:, 20:40] = 128
    canvas.set_photo(halvings(pixels), halvings(alpha))
    canvas.zoom_actual()
    for view in ("original", "segments"):
        canvas.set_view(view)
        canvas.set_labels(labels if view == "segments" else None)
        top = pixels if view == "original" else np.array(PALETTE, np.uint8)[labels]
        part = photo_part(canvas)
        assert (part[:, 40:] == top[:, 40:]).all()
        clear = {tuple(color) for color in part[:, :20].reshape(-1, 3).tolist()}
        assert len(clear) == 2
        low, high = min(clear)[0], max(clear)[0]
        half = top[:, 20:40].astype(float) * 128 / 255
        assert (part[:, 20:40] >= half + low / 2 - 3).all()
        assert (part[:, 20:40] <= half + high / 2 + 3).all()


def test_outline_view_draws_where_labels_change(canvas, scene):
    pixels, _ = scene
    canvas.set_zoom(4)
    canvas.set_view("outline")
    part = photo_part(canvas)
    changed = (part != pixels.repeat(4, 0).repeat(4, 1)).any(axis=2)
    y0 = canvas.sight().box[1]
    middle = round(30 * 4 + canvas.sight().top) - y0
    near = np.zeros_like(changed)
    near[:, 157:163] = True
    near[middle - 3 : middle + 3] = True
    assert changed.any()
    assert not (changed & ~near).any()
    assert (part[10:100, 159] == 255).all()
    assert (part[10:100, 158] < 100).all()


def cut_out(canvas) -> bool:
    """Whether the upper left quarter, in outline view, is the checkerboard's two grays and not the photo's noise."""
    part = photo_part(canvas)[8:100, 8:140]
    return len(np.unique(part.reshape(-1, 3), axis=0)) == 2


def test_hidden_segments_are_cut_out_of_the_outline_view_only(canvas):
    canvas.set_zoom(4)
    canvas.set_view("outline")
    assert not cut_out(canvas)
    canvas.set_colors(palette(hidden=(0,)))
    assert cut_out(canvas)
    photo = photo_part(canvas)[140:220, 180:300]
    assert len(np.unique(photo)) > 20
    canvas.set_view("original")
    assert not cut_out(canvas)
    canvas.set_view("outline")
    canvas.hold_original(True)
    assert not cut_out(canvas)
    canvas.hold_original(False)
    canvas.set_colors(palette())
    assert not cut_out(canvas)


def test_what_is_merged_into_a_hidden_segment_is_cut_out_too(canvas):
    groups = np.full(256, 255, np.uint8)
    groups[:4] = (0, 0, 2, 3)
    canvas.set_zoom(4)
    canvas.set_view("outline")
    canvas.set_groups(groups)
    assert not cut_out(canvas)
    canvas.set_colors(palette(hidden=(0, 1)))
    assert cut_out(canvas)


def test_the_last_of_256_segments_is_cut_out(canvas, scene):
    _, labels = scene
    canvas.set_zoom(4)
    canvas.set_view("outline")
    every = np.full((256, 4), 255, np.uint8)
    canvas.set_colors(every)
    canvas.set_labels(np.where(labels == 0, np.uint8(255), labels))
    assert not cut_out(canvas)
    every[255, 3] = 0
    canvas.set_colors(every.copy())
    assert cut_out(canvas)


def test_merged_labels_have_no_line_between_them(canvas):
    groups = np.arange(256, dtype=np.uint8)
    groups[1] = 0
    canvas.set_groups(groups)
    canvas.set_zoom(4)
    canvas.set_view("outline")
    white = (photo_part(canvas) == 255).all(axis=2)
    assert not white[10:100, 140:180].any()
    assert white.any()


def test_selected_and_hovered_differ_without_color(canvas):
    def lines() -> np.ndarray:
        return (photo_part(canvas) == 255).all(axis=2)

    canvas.set_zoom(4)
    assert not lines().any()
    canvas.set_hovered(0)
    thin = lines()
    canvas.set_selected(frozenset({0}))
    thick = lines()
    assert thin[50, 157:163].sum() == 1
    assert thick[50, 157:163].sum() == 2
    assert not lines()[200:, 200:].any()
    canvas.set_selected(frozenset())
    canvas.set_hovered(None)
    assert not lines().any()


def test_selecting_all_draws_one_strong_line_between_neighbors(canvas):
    canvas.set_zoom(4)
    canvas.set_selected(frozenset(range(4)))
    white = (photo_part(canvas) == 255).all(axis=2)
    assert np.flatnonzero(white[50]).tolist() == [159, 160]
    assert np.flatnonzero(white[:, 50]).tolist() == [119, 120]


@pytest.mark.parametrize("marks", [{"selected": frozenset({7})}, {"hovered": 7}])
def test_a_segment_of_specks_alone_is_marked_all_the_same(canvas, scene, marks):
    _, labels = scene
    labels = labels.copy()
    labels[5:25:10, 5:35:10] = 7
    colors = palette()
    colors[7] = (90, 90, 90, 255)
    canvas.set_colors(colors)
    canvas.set_labels(labels)
    canvas.zoom_actual()
    assert not (photo_part(canvas) == 255).all(axis=2).any()
    canvas.set_selected(marks.get("selected", frozenset()))
    canvas.set_hovered(marks.get("hovered"))
    white = (photo_part(canvas) == 255).all(axis=2)
    assert (white == (labels == 7)).all()
    assert white.sum() == 6


def test_split_has_photo_left_and_segments_right(canvas, scene):
    pixels, labels = scene
    canvas.set_zoom(2)
    canvas.set_view("split")
    canvas.set_curtain(0.25)
    part = photo_part(canvas)
    large = np.array(PALETTE, np.uint8)[labels].repeat(2, 0).repeat(2, 1)
    top = slice(0, 40)  # above handle and chips
    assert (part[top, :36] == pixels.repeat(2, 0).repeat(2, 1)[top, :36]).all()
    assert (part[top, 44:] == large[top, 44:]).all()
    assert (part[top, 39:41] > 150).all()


def test_holding_the_original_shows_the_photo_alone(canvas, scene):
    pixels, _ = scene
    canvas.zoom_actual()
    canvas.set_selected(frozenset({1}))
    for view in ("segments", "outline", "split"):
        canvas.set_view(view)
        canvas.hold_original(True)
        assert (photo_part(canvas) == pixels).all()
        canvas.hold_original(False)
        assert (photo_part(canvas) != pixels).any()


def test_without_labels_every_view_is_the_photo(canvas, scene):
    pixels, _ = scene
    canvas.set_labels(None)
    canvas.zoom_actual()
    for view in ("segments", "outline", "split"):
        canvas.set_view(view)
        assert (photo_part(canvas) == pixels).all()


def test_a_cleared_canvas_is_all_ground(canvas):
    canvas.clear()
    assert (seen(canvas) == 0x1B).all()


def test_the_hover_chip_stays_inside(canvas):
    canvas.clear()
    empty = seen(canvas)
    for pointer in (QPointF(5, 5), QPointF(399, 299)):
        canvas._pointer = pointer
        canvas.set_hover_chip(12, QColor(*PALETTE[0]), "Meadow", "31.6 %")
        shown = (seen(canvas) != empty).any(axis=2)
        ys, xs = np.nonzero(shown)
        assert xs.max() - xs.min() > 100
        assert ys.max() - ys.min() >= 26
        assert xs.max() < 399 or pointer.x() < 200
    canvas.clear_hover_chip()
    assert (seen(canvas) == empty).all()


def test_unfit_arrays_change_nothing(canvas, scene):
    pixels, labels = scene
    canvas.zoom_actual()
    before = photo_part(canvas)
    with pytest.raises(ValueError, match="does not fit"):
        canvas.set_labels(labels[:20].copy())
    with pytest.raises(ValueError, match="uint8"):
        canvas.set_labels(labels.astype(np.int32))
    with pytest.raises(ValueError, match="does not fit"):
        canvas.set_photo(halvings(pixels), halvings(labels[:20].copy()))
    with pytest.raises(ValueError, match="groups"):
        canvas.set_groups(np.zeros(3, np.uint8))
    with pytest.raises(ValueError, match="view"):
        canvas.set_view("sideways")
    with pytest.raises(ValueError, match="tool"):
        canvas.set_tool("hammer")
    assert (photo_part(canvas) == before).all()


def test_painting_leaves_the_arrays_alone(canvas, scene):
    pixels, labels = (array.copy() for array in scene)
    for view in ("original", "segments", "outline", "split"):
        canvas.set_view(view)
        for zoom in (0.3, 1, 5):
            canvas.set_zoom(zoom)
            seen(canvas)
    assert (pixels == scene[0]).all()
    assert (labels == scene[1]).all()
