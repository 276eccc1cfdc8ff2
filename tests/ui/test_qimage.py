"""Arrays become QImages without a copy, or are refused."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from kmeans_studio.ui.qimage import alpha_image, argb_image, color_table, labels_image, packed, photo_image

SHAPES = [(labels_image, ()), (alpha_image, ()), (photo_image, (3,)), (argb_image, (4,))]


def address(image: QImage) -> int:
    return np.frombuffer(image.constBits(), np.uint8).ctypes.data


@pytest.mark.parametrize(("wrap", "tail"), SHAPES)
def test_the_image_is_the_array(wrap, tail):
    array = np.zeros((5, 7, *tail), np.uint8)  # 7 and 21 bytes a row: Qt would assume 8 and 24
    image = wrap(array)
    assert address(image) == array.ctypes.data
    assert image.bytesPerLine() == array.strides[0]
    assert (image.width(), image.height()) == (7, 5)


def test_recoloring_copies_nothing():
    labels = np.zeros((5, 7), np.uint8)
    labels.flags.writeable = False
    image = labels_image(labels)
    for gray in (10, 200):
        image.setColorTable(color_table(np.full((256, 4), gray, np.uint8)))
        assert address(image) == labels.ctypes.data
        assert image.pixelColor(3, 3) == QColor(gray, gray, gray, gray)


def test_the_array_lives_as_long_as_the_image():
    labels = np.arange(35, dtype=np.uint8).reshape(5, 7).copy()
    seen = weakref.ref(labels)
    image = labels_image(labels)
    del labels
    gc.collect()
    assert seen() is not None
    assert image.pixelIndex(6, 4) == 34
    del image
    gc.collect()
    assert seen() is None


@pytest.mark.parametrize(("wrap", "tail"), SHAPES)
def test_unfit_arrays_are_refused(wrap, tail):
    good = np.zeros((6, 8, *tail), np.uint8)
    with pytest.raises(ValueError, match="uint8"):
        wrap(good.astype(np.uint16))
    with pytest.raises(ValueError, match="contiguous"):
        wrap(good[:, ::2])
    with pytest.raises(ValueError, match="shape"):
        wrap(good[0])
    with pytest.raises(ValueError, match="shape"):
        wrap(good[:0])


def test_colors_in_qt_order():
    colors = np.zeros((256, 4), np.uint8)
    colors[1] = (10, 20, 30, 255)
    colors[2] = (100, 200, 50, 128)
    table = color_table(colors)
    assert len(table) == 256
    assert table[1] == 0xFF0A141E
    assert table[2] == 0x8064C832
    assert packed(colors)[1] == 0xFF0A141E
    assert packed(colors)[2] == 0x80326419  # premultiplied by 128 / 255


@pytest.mark.parametrize("colors", [np.zeros((255, 4), np.uint8), np.zeros((256, 4)), np.zeros((256, 3), np.uint8)])
def test_unfit_colors_are_refused(colors):
    for make in (color_table, packed):
        with pytest.raises(ValueError, match="colors"):
            make(colors)
