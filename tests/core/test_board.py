"""The board as a picture, label maps made small, and the table as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kmeans_studio import Photo, Recipe
from kmeans_studio.export.board import board
from kmeans_studio.export.board_csv import as_text, board_csv
from kmeans_studio.export.board_parts import shortened, width_of, wrapped
from kmeans_studio.export.reduced import reduced_labels, reduced_photo, reduced_shape
from kmeans_studio.pipeline.compare import compare

BROKEN = Recipe(mode="texture", bank="file", bank_file="nowhere.npy")


def photo_of(shape=(60, 90), transparent=False):
    rng = np.random.default_rng(4)
    y, x = np.mgrid[: shape[0], : shape[1]]
    pixels = np.stack([x * 250 / shape[1], y * 250 / shape[0], 255 - x * 250 / shape[1]], -1)
    pixels = (pixels + rng.normal(0, 4, pixels.shape)).clip(0, 255).astype(np.uint8)
    alpha = np.where(x + y < 40, 0, 255).astype(np.uint8) if transparent else None
    return Photo.from_array(pixels, alpha)


def compared(photo, *recipes):
    *_, found = compare(photo, recipes)
    return found


TWO = (Recipe(k=3, restarts=1), Recipe(k=4, color_space="rgb", restarts=1))


def colors_in(picture):
    return {tuple(color) for color in np.unique(picture.reshape(-1, 3), axis=0).tolist()}


# --- made small ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(7, 9), (30, 1), (33, 44)])
def test_a_place_has_the_label_that_most_of_its_pixels_have(shape):
    labels = np.random.default_rng(0).integers(0, 4, (33, 45)).astype(np.uint8)
    small = reduced_labels(labels, shape)
    rows = np.arange(33) * shape[0] // 33
    columns = np.arange(45) * shape[1] // 45
    for y in range(shape[0]):
        for x in range(shape[1]):
            block = labels[rows == y][:, columns == x]
            assert small[y, x] == np.bincount(block.ravel()).argmax()


def test_small_maps_are_enlarged_by_repeating():
    labels = np.arange(6, dtype=np.uint8).reshape(2, 3)
    np.testing.assert_array_equal(reduced_labels(labels, (4, 6)), labels.repeat(2, 0).repeat(2, 1))
    assert reduced_shape((2, 3), 10) == (6, 9)
    assert reduced_shape((3000, 4000), 640) == (480, 640)
    assert reduced_shape((10, 40000), 640) == (1, 640)


def test_the_photo_is_averaged_and_what_cannot_be_seen_does_not_shine_through():
    pixels = np.full((8, 8, 3), 100, np.uint8)
    pixels[:, :4] = (255, 0, 0)
    alpha = np.where(np.arange(8) < 4, 0, 255).astype(np.uint8)[None].repeat(8, 0)
    small = reduced_photo(Photo.from_array(pixels, alpha), (2, 2), 240)
    assert small.tolist() == [[[240] * 3, [100] * 3]] * 2
    half = reduced_photo(Photo.from_array(pixels, alpha), (1, 1), 240)
    np.testing.assert_array_equal(half, [[[170] * 3]])
    assert reduced_photo(Photo.from_array(pixels), (4, 4), 240)[0, 3].tolist() == [100] * 3


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_panes_are_painted_in_the_common_colors_and_no_others():
    photo = photo_of((48, 64))
    found = compared(photo, *TWO)
    page = board(photo, found, side=64)
    shown = colors_in(page)
    for index, pane in enumerate(found.panes):
        numbers = found.matched[index][: pane.segmentation.k]
        assert {tuple(color) for color in found.colors[numbers].tolist()} <= shown
    # Where the first pane is: exactly its label map.
    painted = found.colors[found.matched[0][found.panes[0].segmentation.labels]]
    corners = np.argwhere((page == painted[0, 0]).all(axis=2)).tolist()
    assert any(np.array_equal(page[y : y + 48, x : x + 64], painted) for y, x in corners)


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
def test_a_board_of_every_number_of_panes(count):
    photo = photo_of()
    recipes = [Recipe(k=2 + n, restarts=1) for n in range(count)]
    page = board(photo, compared(photo, *recipes), side=120)
    assert page.dtype == np.uint8
    assert 800 < page.shape[1] < 2600
    # Paper all around: nothing is cut off.
    for edge in (page[:20], page[-20:], page[:, :20], page[:, -20:]):
        assert (edge == 255).all()


@pytest.mark.parametrize("shape", [(300, 12), (12, 300), (1, 1), (700, 500)])
def test_photos_of_every_shape(shape):
    photo = photo_of(shape)
    page = board(photo, compared(photo, *TWO))
    assert max(page.shape) < 2600


def test_transparent_places_and_panes_that_cannot_run():
    photo = photo_of(transparent=True)
    with_reason = board(photo, compared(photo, TWO[0], BROKEN, TWO[1]))
    without = compared(photo, *TWO, TWO[0].change(k=5))
    assert with_reason.shape[1] == board(photo, without).shape[1]
    # What stands in its place is there to be read: it is not the same without a reason.
    found = compared(photo, TWO[0], BROKEN, TWO[1])
    silent = replace(found, panes=(found.panes[0], replace(found.panes[1], reason=""), found.panes[2]))
    assert not np.array_equal(board(photo, silent), with_reason)
    nothing = compared(Photo.from_array(photo.pixels, np.zeros(photo.shape, np.uint8)), *TWO)
    assert board(photo, nothing).shape[1] > 800


def test_long_and_odd_names_are_cut_off():
    photo = replace_path(photo_of(), "a\nb\u202e" + "x" * 300 + ".jpg")
    page = board(photo, compared(photo, *TWO), side=120)
    assert (page[:, -20:] == 255).all()


def replace_path(photo, name):
    return Photo.from_array(photo.pixels, path=Path(name))


def test_the_same_board_again():
    photo = photo_of()
    found = compared(photo, *TWO)
    np.testing.assert_array_equal(board(photo, found, side=100), board(photo, found, side=100))


def test_text_fits():
    for text in ("Texture: Corrected, k 5", "x" * 90, ""):
        assert width_of(shortened(text, 22, 200), 22) <= 200
    lines = wrapped("there is no room for this recipe on this photo " + "y" * 80, 20, 180)
    assert all(width_of(line, 20) <= 180 for line in lines)
    assert " ".join(lines).startswith("there is no room for this recipe on this photo")


# --- the table -------------------------------------------------------------------------------------------------------


def test_the_table_has_a_row_for_each_pane():
    photo = photo_of()
    found = compared(photo, *TWO, BROKEN)
    rows = list(csv.DictReader(io.StringIO(board_csv(found).decode())))
    assert [row["pane"] for row in rows] == ["A", "B", "C"]
    assert [row["title"] for row in rows] == [pane.title for pane in found.panes]
    assert float(rows[0]["ari_to_B"]) == float(rows[1]["ari_to_A"]) == pytest.approx(found.ari[0, 1], abs=1e-6)
    assert float(rows[1]["vi_to_A"]) == pytest.approx(found.vi[0, 1], abs=1e-6)
    assert float(rows[1]["same_as_A"]) == pytest.approx(found.alike[0, 1], abs=1e-6)
    assert float(rows[1]["explained_in_lab"]) == pytest.approx(found.explained[1], abs=1e-6)
    assert float(rows[0]["cost"]) == pytest.approx(found.panes[0].segmentation.cost, rel=1e-9)
    assert rows[2]["k"] == rows[2]["cost"] == rows[2]["ari_to_A"] == rows[0]["ari_to_C"] == ""
    assert "nowhere.npy" in rows[2]["reason"]


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_title_becomes_a_formula(name):
    photo = photo_of()
    *_, found = compare(photo, TWO, titles=[name, 'say "hi", you'])
    rows = list(csv.DictReader(io.StringIO(board_csv(found).decode(), newline="")))
    assert rows[0]["title"] == "'" + name
    assert rows[1]["title"] == 'say "hi", you'
    assert as_text("Lab - k 5") == "Lab - k 5"
