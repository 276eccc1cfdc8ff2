"""Small pictures of recent photos."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from kmeans_studio.ui.thumbnails import SIZE, forget_thumbnails, thumbnail_path, write_thumbnail


def test_each_photo_has_its_own_place_in_the_cache(home):
    paths = {thumbnail_path(name) for name in ("/a.png", "/b.png", "/ü\udcff.png")}
    assert len(paths) == 3
    assert all(home in path.parents for path in paths)


@pytest.mark.parametrize(("height", "width"), [(400, 600), (600, 400), (1, 1), (96, 144), (400, 20)])
def test_any_shape_is_cut_to_the_size(tmp_path, height, width):
    target = tmp_path / "some" / "folder" / "small.png"
    write_thumbnail(target, np.full((height, width, 3), (200, 90, 10), np.uint8))
    picture = np.asarray(Image.open(target))
    assert picture.shape == (SIZE[1], SIZE[0], 3)
    assert (picture == (200, 90, 10)).all()


def test_it_shows_the_middle(tmp_path):
    pixels = np.zeros((96, 144 * 3, 3), np.uint8)
    pixels[:, 144:288] = 255
    write_thumbnail(tmp_path / "small.png", pixels)
    assert np.asarray(Image.open(tmp_path / "small.png")).min() == 255


@pytest.mark.parametrize("shape", [(1, 5000), (5000, 1)])
def test_a_photo_as_thin_as_a_hair_does_without(tmp_path, shape):
    write_thumbnail(tmp_path / "small.png", np.zeros((*shape, 3), np.uint8))
    assert not (tmp_path / "small.png").exists()


def test_where_nothing_can_be_written_it_does_without(tmp_path):
    (tmp_path / "file").touch()
    write_thumbnail(tmp_path / "file" / "small.png", np.zeros((9, 9, 3), np.uint8))


def test_all_can_be_forgotten():
    target = thumbnail_path("/a.png")
    write_thumbnail(target, np.zeros((9, 9, 3), np.uint8))
    forget_thumbnails()
    assert not target.exists()
    forget_thumbnails()
