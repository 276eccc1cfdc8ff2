"""Painting values of rows onto pixels against numpy's own indexing."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest

from kmeans_studio.compiled import LOOPS_VARIABLE, kernels
from kmeans_studio.features.paint import paint
from kmeans_studio.parallel import THREADS_VARIABLE, CancelledError


@pytest.fixture(params=["compiled", "numpy"], autouse=True)
def loops(request, monkeypatch):
    """Every test runs with the compiled loops and without."""
    if request.param == "numpy":
        monkeypatch.setenv(LOOPS_VARIABLE, "numpy")
    elif kernels("features._colors") is None:
        pytest.skip("features/_colors.pyx is not compiled here")


@pytest.mark.parametrize("threads", ["1", "2"])
@pytest.mark.parametrize("shape", [(1, 1), (1, 700_001), (1300, 900)])
@pytest.mark.parametrize("rows", [1, 300, 70_000])
def test_each_pixel_gets_the_value_of_its_row(shape, rows, threads, monkeypatch):
    monkeypatch.setenv(THREADS_VARIABLE, threads)
    rng = np.random.default_rng(rows)
    values = rng.integers(0, 256, rows, np.uint8)
    row_of_pixel = rng.integers(0, rows, shape, np.int32)
    for array in (values, row_of_pixel):
        array.flags.writeable = False
    painted = paint(values, row_of_pixel)
    assert painted.dtype == np.uint8
    assert painted.flags.c_contiguous
    np.testing.assert_array_equal(painted, values[row_of_pixel])


def test_cancelled():
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        paint(np.zeros(1, np.uint8), np.zeros((2, 2), np.int32), cancel)
