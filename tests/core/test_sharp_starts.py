"""Choosing a start by what sharpening makes of it."""

from __future__ import annotations

import os
import subprocess
import sys
from threading import Event

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from kmeans_studio.engine import lloyd, sharp_starts
from kmeans_studio.engine.sharp_starts import sharpest_start
from kmeans_studio.engine.sharpen import sharpened
from kmeans_studio.engine.within import Moments
from kmeans_studio.parallel import CancelledError


def long_clusters(seed=0, m=5000):
    """Three long clusters side by side; the lowest cost cuts across them."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, m)
    rows = np.stack([truth * 2.0, np.zeros(m)], axis=1) + rng.uniform(-1, 1, (m, 2)) * [0.5, 2.1]
    return np.asfortranarray(rows.astype(np.float32)), truth


def test_it_finds_what_the_lowest_cost_misses():
    rows, truth = long_clusters()
    ones = np.ones(len(rows))
    *_, cheapest = lloyd.generations(rows, ones, 3, restarts=10)
    *_, usual = sharpened(rows, ones, cheapest)
    centers = sharpest_start(rows, rows, ones, 3, starts=10)
    *_, chosen = sharpened(rows, ones, next(lloyd.iterate(rows, ones, centers)))
    assert centers.shape == (3, 2)
    assert adjusted_rand_score(truth, usual.labels) < 0.9
    assert adjusted_rand_score(truth, chosen.labels) > 0.98


def test_the_volume_is_the_determinant_and_knows_no_scale():
    rows, truth = long_clusters()
    moments = Moments.of(rows, np.ones(len(rows)))
    inside = np.cov(rows[truth == 0].T)
    ridge = np.trace(moments.scatter) / 2000 * np.eye(2)
    assert moments.log_volume(inside) == pytest.approx(np.linalg.slogdet(inside + ridge)[1])
    flat = Moments.of(np.ones((5, 2), np.float32, order="F"), np.ones(5))
    assert flat.log_volume(np.zeros((2, 2))) == -np.inf


def test_more_starts_are_not_worse():
    rows, _ = long_clusters(1)
    ones = np.ones(len(rows))
    moments = Moments.of(rows, ones)
    volumes = []
    for starts in (1, 4, 16):
        centers = sharpest_start(rows, rows, ones, 3, starts=starts)
        *_, plain = lloyd.iterate(rows, ones, centers)
        *_, sharp = sharpened(rows, ones, plain)
        counts = np.bincount(sharp.labels, minlength=3).astype(float)
        volumes.append(moments.log_volume(moments.within(sharp.centers, counts)))
    assert volumes[1] <= volumes[0] + 0.05
    assert volumes[2] <= volumes[1] + 0.05


def test_rows_of_little_weight_do_not_decide():
    rows, truth = long_clusters()
    weights = np.where(truth == 2, 1e-6, 1.0)
    centers = sharpest_start(rows, rows, weights, 2, starts=10)
    *_, chosen = sharpened(rows, weights, next(lloyd.iterate(rows, weights, centers)))
    seen = truth < 2
    assert adjusted_rand_score(truth[seen], chosen.labels[seen]) > 0.98
    # Were they as heavy as the others, two clusters could not tell the first two apart and take in the third.
    centers = sharpest_start(rows, rows, np.ones(len(rows)), 2, starts=10)
    *_, other = sharpened(rows, np.ones(len(rows)), next(lloyd.iterate(rows, np.ones(len(rows)), centers)))
    assert adjusted_rand_score(truth[seen], other.labels[seen]) < 0.9


@pytest.mark.parametrize(("m", "k"), [(1, 1), (2, 2), (5, 3), (sharp_starts.SAMPLE + 1, 40)])
def test_any_number_of_rows(m, k):
    rows = np.asfortranarray(np.random.default_rng(0).normal(size=(m, 2)).astype(np.float32))
    assert sharpest_start(rows, rows, np.ones(m), k, starts=2).shape == (k, 2)


def test_rows_that_are_too_alike_have_fewer_centers():
    rows = np.asfortranarray(np.arange(12).reshape(-1, 1) % 2, np.float32)
    assert sharpest_start(rows, rows, np.ones(12), 5, starts=3).shape == (2, 1)


def test_cancel():
    rows, _ = long_clusters()
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        sharpest_start(rows, rows, np.ones(len(rows)), 3, cancel=cancel)


SAME = """
import hashlib, numpy as np
from kmeans_studio.engine.sharp_starts import sharpest_start
rows = np.asfortranarray(np.random.default_rng(0).normal(size=(20_000, 30)).astype(np.float32))
print(hashlib.sha256(sharpest_start(rows, rows, np.ones(len(rows)), 5, starts=4, seed=3).tobytes()).hexdigest())
"""


def test_the_same_bytes_with_any_number_of_threads():
    found = set()
    for threads in ("1", "3"):
        here = os.environ | {"KMEANS_STUDIO_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        found.add(subprocess.run([sys.executable, "-c", SAME], env=here, check=True, capture_output=True).stdout)
    assert len(found) == 1
