"""Evenness of cells: what it is by definition, and at its edges."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest
from scipy import ndimage

import kmeans_studio.features.texture.evenness as tested
from kmeans_studio.features.texture.evenness import LEAST, evenness
from kmeans_studio.parallel import CancelledError

RNG = np.random.default_rng(0)
MAPS = RNG.normal(size=(3, 37, 23)).astype(np.float32)
ONES = np.ones(MAPS.shape[1:], np.float32)


def by_definition(maps, rows=slice(None)):
    squares = sum(np.square(np.gradient(maps.astype(float), axis=axis)).sum(axis=0) for axis in (1, 2))
    return np.maximum(np.exp(-squares / np.median(squares[rows]) / 2), LEAST)


def test_it_falls_with_the_gradient():
    np.testing.assert_allclose(evenness(MAPS, ONES), by_definition(MAPS), rtol=1e-5)


def test_bands_leave_no_seams(monkeypatch):
    whole = evenness(MAPS, ONES)
    monkeypatch.setattr(tested, "BAND", 23 * 4)
    np.testing.assert_array_equal(evenness(MAPS, ONES), whole)


def test_borders_count_less_than_what_lies_between():
    maps = ndimage.gaussian_filter((np.arange(60) > 30)[None, None].repeat(20, axis=1).astype(np.float32), (0, 0, 3))
    maps += RNG.normal(size=maps.shape).astype(np.float32) * 1e-3
    even = evenness(maps, np.ones((20, 60), np.float32))
    assert even[:, 30].max() == pytest.approx(LEAST)
    assert even[:, :15].mean() > 0.3


def test_cells_without_weight_do_not_count():
    weights = ONES.copy()
    weights[:5] = 0
    maps = MAPS * np.where(weights == 0, 9, 1).astype(np.float32)
    even = evenness(maps, weights)
    assert not even[:5].any()
    np.testing.assert_allclose(even[5:], by_definition(maps, slice(5, None))[5:], rtol=1e-5)


@pytest.mark.parametrize("shape", [(1, 1, 1), (2, 1, 9), (2, 9, 1), (1, 5, 5)])
def test_where_nothing_changes_all_count_alike(shape):
    np.testing.assert_array_equal(evenness(np.ones(shape, np.float32), np.ones(shape[1:], np.float32)), 1)


def test_cancel():
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        evenness(MAPS, ONES, cancel)
