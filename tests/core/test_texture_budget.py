"""How fine the grid is: by the pooling, and no finer than memory allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmeans_studio.features.texture.budget import BUDGET, COARSEST, Plan, bytes_for, peak_bytes, plan


@pytest.mark.parametrize(("pooling", "stride"), [(0, 1), (3.9, 1), (4, 2), (7.9, 2), (8, 4), (12, 4), (100, 4)])
def test_wide_pooling_allows_a_coarse_grid(pooling, stride):
    assert plan((400, 600), 48, pooling).stride == stride
    assert plan((400, 600), 48, pooling).note == ""


def test_in_wavelengths_the_shortest_one_decides():
    assert plan((400, 600), 30, 1.5, "wavelength", 2.83).stride == 2
    assert plan((400, 600), 30, 3.0, "wavelength", 2.83).stride == 4
    assert plan((400, 600), 30, 1.0, "wavelength", 2.83).stride == 1


def test_large_photos_have_larger_cells():
    assert plan((2000, 2999), 48, 12).stride == 4
    assert plan((2000, 3000), 48, 12) == Plan(8, bytes_for((2000, 3000), 48, 8), "")
    assert plan((2000, 3000), 48, 4).stride == 2, "but not where little is pooled"


def test_what_takes_too_much_gets_a_coarser_grid_and_a_note():
    large = plan((4000, 6000), 48, 4)
    assert large.stride == 4
    assert "4 x 4 pixels instead of 2 x 2 pixels" in large.note
    assert "GB" in large.note
    assert "instead of each pixel" in plan((4000, 6000), 48, 0).note


@given(st.integers(1, 20000), st.integers(1, 10000), st.integers(1, 500), st.floats(0, 100))
def test_it_stays_within_the_budget(height, width, maps, pooling):
    made = plan((height, width), maps, pooling)
    assert made.bytes == bytes_for((height, width), maps, made.stride)
    assert made.bytes <= BUDGET or made.stride == COARSEST
    assert peak_bytes((height, width), maps, made.stride) > made.bytes
