"""CIEDE2000 against scikit-image, and against the pairs that its authors published to catch mistakes."""

from __future__ import annotations

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000

from kmeans_studio.engine.ciede2000 import squared_differences

# Sharma, Wu and Dalal 2005, table 1: pairs that tell the hue rules apart.
PAIRS = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, 3.1571, -77.2803), (50.0, 0.0, -82.7485), 2.8615),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0009), 7.1792),
    ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
    ((50.0, -0.001, 2.49), (50.0, 0.0011, -2.49), 4.7461),
    ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (58.0, 24.0, 15.0), 19.4535),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
    ((90.8027, -2.0831, 1.441), (91.1528, -1.6435, 0.0447), 1.4441),
    ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("one", "other", "difference"), PAIRS)
def test_the_published_pairs(one, other, difference):
    for a, b in ((one, other), (other, one)):
        assert np.sqrt(squared_differences(np.array([a]), np.array(b)))[0] == pytest.approx(difference, abs=5e-5)


def test_scikit_image_agrees():
    rng = np.random.default_rng(0)
    a, b = (rng.uniform((0, -120, -120), (100, 120, 120), (20_000, 3)) for _ in range(2))
    a[::7, 1:] = 0  # greys
    b[::11, 1:] = 0
    b[::13] = a[::13]
    np.testing.assert_allclose(np.sqrt(squared_differences(a, b)), deltaE_ciede2000(a, b), atol=1e-6)


def test_every_point_with_every_center():
    rng = np.random.default_rng(1)
    points, centers = rng.uniform(0, 60, (50, 3)).astype(np.float32), rng.uniform(0, 60, (4, 3))
    table = squared_differences(points[None], centers[:, None])
    assert table.shape == (4, 50)
    for row, center in zip(table, centers, strict=True):
        np.testing.assert_array_equal(row, squared_differences(points, center))
