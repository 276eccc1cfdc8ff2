"""Start methods: a contract for each that is registered, and that they draw as they say."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import numpy as np
import pytest

from kmeans_studio.engine import seeding
from kmeans_studio.engine.norms import CITY_BLOCK, SQUARED
from kmeans_studio.engine.seeding import FROM_GIVEN, INITIALIZERS, Field
from kmeans_studio.engine.summary import MOST, thinned_out
from kmeans_studio.parallel import CancelledError

RNG = np.random.default_rng(0)
MANY = np.asfortranarray(RNG.uniform(0, 255, (3 * MOST, 3)).astype(np.float32))
MANY_WEIGHTS = RNG.integers(1, 50, len(MANY)).astype(float)
FEW, FEW_WEIGHTS = MANY[:30], MANY_WEIGHTS[:30]
BLOBS = np.concatenate([RNG.normal(at, 1, (40, 2)) for at in (0, 1000, 2000)]).astype(np.float32)

STARTS = [entry for entry in INITIALIZERS if entry.name not in FROM_GIVEN]
each_initializer = pytest.mark.parametrize("start", [e.value for e in STARTS], ids=[e.name for e in STARTS])


def draw(start, rows, weights, k, seed=0, norm=SQUARED, given=None):
    rng = seed if isinstance(seed, Always) else np.random.default_rng(seed)
    return start(Field(*thinned_out(rows, weights, k, rng), norm, given), k, rng)


@each_initializer
@pytest.mark.parametrize(
    ("rows", "weights", "k"),
    [
        (FEW, FEW_WEIGHTS, 1),
        (FEW, FEW_WEIGHTS, 7),
        (FEW, FEW_WEIGHTS, 30),
        (MANY, MANY_WEIGHTS, 1),
        (MANY, MANY_WEIGHTS, 256),
        (FEW[:1], FEW_WEIGHTS[:1], 1),
    ],
)
def test_centers_are_different_rows_of_the_data(start, rows, weights, k):
    centers = draw(start, rows, weights, k)
    assert (centers.shape, centers.dtype) == ((k, 3), np.float64)
    assert len(np.unique(centers, axis=0)) == k
    known = {row.tobytes() for row in rows.astype(np.float64)}
    assert all(center.tobytes() in known for center in centers)


@each_initializer
@pytest.mark.parametrize(("rows", "weights"), [(FEW, FEW_WEIGHTS), (MANY, MANY_WEIGHTS)])
def test_the_seed_decides(start, rows, weights):
    first = draw(start, rows, weights, 5, seed=1)
    assert draw(start, rows, weights, 5, seed=1).tobytes() == first.tobytes()
    assert draw(start, np.ascontiguousarray(rows), weights, 5, seed=1).tobytes() == first.tobytes()
    assert any(draw(start, rows, weights, 5, seed=s).tobytes() != first.tobytes() for s in range(2, 6))


@each_initializer
def test_rows_that_coincide_still_give_k_centers(start):
    rows = np.array([[5, 5]] * 9 + [[7, 7]], np.float32)
    for k in (2, 5, 10):
        centers = draw(start, rows, np.ones(10), k)
        assert centers.shape == (k, 2)
    assert [7, 7] in draw(start, rows, np.ones(10), 10).tolist()


class Always:
    """A generator that draws the same number every time: the least or the greatest that there can be."""

    def __init__(self, number):
        self.number = number

    def random(self, size=None):
        return self.number if size is None else np.full(size, self.number)


@each_initializer
@pytest.mark.parametrize("number", [0.0, np.nextafter(1.0, 0.0)])
def test_the_least_and_the_greatest_draw(start, number):
    for rows, weights in ((FEW, FEW_WEIGHTS), (MANY, MANY_WEIGHTS)):
        assert len(np.unique(draw(start, rows, weights, 7, Always(number)), axis=0)) == 7


@each_initializer
def test_heavy_rows_are_drawn_by_their_weight(start):
    rows, weights = np.array([[0.0], [1.0], [2.0]], np.float32), np.array([1.0, 2.0, 7.0])
    first = [draw(start, rows, weights, 1, seed)[0, 0] for seed in range(2000)]
    shares = np.bincount(np.array(first, int), minlength=3) / len(first)
    np.testing.assert_allclose(shares, weights / 10, atol=0.04)  # 4 standard deviations


@each_initializer
def test_heavy_rows_are_drawn_by_their_weight_from_many_rows_too(start):
    weights = np.ones(len(MANY))
    weights[:500] = len(MANY) / 50  # nine tenths of all
    heavy = {row.tobytes() for row in MANY[:500].astype(float)}
    first = [draw(start, MANY, weights, 1, seed).tobytes() in heavy for seed in range(60)]
    assert 45 < sum(first) < 60


@each_initializer
def test_a_photo_of_nearly_one_color_is_no_trouble(start):
    weights = np.ones(len(MANY))
    weights[7] = 24e6
    assert len(np.unique(draw(start, MANY, weights, 200), axis=0)) == 200


def test_kmeans_plus_plus_starts_far_apart():
    start = INITIALIZERS["kmeans++"]
    for seed in range(50):
        centers = draw(start, BLOBS, np.ones(len(BLOBS)), 3, seed)
        assert sorted(np.rint(centers[:, 0] / 1000)) == [0, 1, 2]


def test_kmeans_plus_plus_prefers_heavy_rows_among_far_ones():
    # Two rows equally far from the first: the one with more pixels helps more.
    rows, weights = np.array([[0.0], [100.0], [-100.0]], np.float32), np.array([1e6, 1.0, 999.0])
    second = [draw(INITIALIZERS["kmeans++"], rows, weights, 2, seed)[1, 0] for seed in range(200)]
    assert second.count(-100.0) > 190


def test_kmeans_plus_plus_keeps_the_candidate_that_helps_most_pixels():
    # Of two candidates, one heavy row counts for more than a hundred light ones.
    rows = np.concatenate([[[0.0], [100.0]], np.linspace(-101, -99, 100)[:, None]]).astype(np.float32)
    weights = np.concatenate([[1e9, 1000.0], np.ones(100)])
    second = [draw(INITIALIZERS["kmeans++"], rows, weights, 2, seed)[1, 0] for seed in range(200)]
    assert second.count(100.0) > 190


def test_kmeans_plus_plus_on_a_sample_starts_as_well_as_on_everything():
    def cost(centers):
        return sum(
            (MANY_WEIGHTS[i : i + 4096, None] * ((MANY[i : i + 4096, None] - centers) ** 2).sum(2)).min(1).sum()
            for i in range(0, len(MANY), 4096)
        )

    plus, random = (
        np.mean([cost(draw(INITIALIZERS[name], MANY, MANY_WEIGHTS, 16, seed)) for seed in range(5)])
        for name in ("kmeans++", "random")
    )
    assert plus < 0.9 * random


def test_given_centers_come_first_and_kmeans_plus_plus_adds_the_others():
    start, given = INITIALIZERS["given"], np.array([[7.0, 7.0], [1000.0, 0.0]])
    weights = np.ones(len(BLOBS))
    assert draw(start, BLOBS, weights, 2, given=given).tolist() == given.tolist()
    assert draw(start, BLOBS, weights, 1, given=given).tolist() == given[:1].tolist()
    for seed in range(20):
        centers = draw(start, BLOBS, weights, 3, seed, given=given)
        assert centers[:2].tolist() == given.tolist()
        assert abs(centers[2, 0] - 2000) < 10
    with pytest.raises(ValueError, match="none were given"):
        draw(start, BLOBS, weights, 3)


def test_farthest_first_takes_the_farthest_each_time():
    rows = np.array([[0.0], [1.0], [10.0], [26.0], [18.5]], np.float32)
    weights = np.array([1e9, 1, 1, 1, 1])
    assert draw(INITIALIZERS["maximin"], rows, weights, 5)[:, 0].tolist() == [0.0, 26.0, 10.0, 18.5, 1.0]


def test_starts_measure_as_the_metric_does():
    # From the origin (3, 3) is farther than (5, 0) by city blocks, and nearer as the crow flies.
    rows, weights = np.array([[0.0, 0.0], [3.0, 3.0], [5.0, 0.0]], np.float32), np.array([1e12, 1.0, 1.0])
    for norm, farthest in ((SQUARED, [5.0, 0.0]), (CITY_BLOCK, [3.0, 3.0])):
        assert draw(INITIALIZERS["maximin"], rows, weights, 2, norm=norm)[1].tolist() == farthest


def test_kmeans_parallel_starts_as_well_as_kmeans_plus_plus():
    def cost(centers):
        return ((BLOBS[:, None] - centers) ** 2).sum(2).min(1).sum()

    weights = np.ones(len(BLOBS))
    parallel, plus = (
        np.mean([cost(draw(INITIALIZERS[name], BLOBS, weights, 9, seed)) for seed in range(20)])
        for name in ("kmeans-parallel", "kmeans++")
    )
    assert parallel < 1.5 * plus


class SetAfter(Event):
    """An event that is set by itself once it was asked so many times."""

    def __init__(self, times):
        super().__init__()
        self.left = times

    def is_set(self):
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("norm", [SQUARED, replace(SQUARED, bounded=False)], ids=["bounded", "dear"])
@pytest.mark.parametrize("name", ["kmeans++", "kmeans-parallel", "maximin", "given"])
def test_choosing_a_start_is_called_off_on_the_way(name, norm):
    field = Field(np.asfortranarray(BLOBS, np.float64), np.ones(len(BLOBS)), norm, BLOBS[:2].astype(float))
    never = SetAfter(10**9)
    centers = INITIALIZERS[name](replace(field, cancel=never), 60, np.random.default_rng(0))
    assert len(centers) == 60
    asked = 10**9 - never.left
    assert asked > 50  # about once for each center
    for times in (0, 5, asked - 1):
        with pytest.raises(CancelledError):
            INITIALIZERS[name](replace(field, cancel=SetAfter(times)), 60, np.random.default_rng(0))


@each_initializer
def test_centers_measured_one_by_one_or_many_at_a_time(start, monkeypatch):
    rows = np.round(MANY[:600] / 25).astype(np.float32)  # many ties
    together = draw(start, rows, np.ones(600), 40)
    for pairs in (1, 600 * 7):
        monkeypatch.setattr(seeding, "PAIRS", pairs)
        assert draw(start, rows, np.ones(600), 40).tobytes() == together.tobytes()
