"""The loop against scikit-learn, against comparing every row with every center, and at its edges."""

from __future__ import annotations

from itertools import pairwise
from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from kmeans_studio.engine.lloyd import generations, iterate
from kmeans_studio.engine.metrics import BAND
from kmeans_studio.engine.seeding import INITIALIZERS
from kmeans_studio.parallel import CancelledError

RNG = np.random.default_rng(0)
ROWS = np.asfortranarray(RNG.uniform(0, 255, (3 * BAND + 17, 3)).astype(np.float32))
WEIGHTS = RNG.integers(1, 1000, len(ROWS)).astype(float)


def last(rounds):
    *_, result = rounds
    return result


def brute_force(rows, weights, centers):
    """Yield the labels of each round, by comparing everything; of equally near centers the first."""
    rows, previous = rows.astype(float), None
    while True:
        costs = [sum((rows[:, c] - center[c]) ** 2 for c in range(rows.shape[1])) for center in centers]
        labels = np.argmin(costs, axis=0)
        yield labels
        if previous is not None and (labels == previous).all():
            return
        previous, mass = labels, np.bincount(labels, weights, len(centers))
        sums = np.stack([np.bincount(labels, weights * column, len(centers)) for column in rows.T], axis=1)
        centers = np.where(mass[:, None] > 0, sums / np.maximum(mass, 1)[:, None], centers)


def some_rows(greatest=6):
    row = st.tuples(*[st.integers(0, greatest)] * 2)
    return st.lists(row, min_size=1, max_size=30).map(lambda rows: np.array(rows, np.float32))


@pytest.mark.parametrize("initializer", INITIALIZERS.names)
@pytest.mark.parametrize("k", [1, 2, 9, 40])
def test_scikit_learn_agrees(initializer, k):
    centers = INITIALIZERS[initializer](ROWS, WEIGHTS, k, np.random.default_rng(k))
    judge = KMeans(k, init=centers, n_init=1, tol=0, max_iter=300, algorithm="lloyd")
    judge.fit(ROWS.astype(float), sample_weight=WEIGHTS)
    ours = last(generations(ROWS, WEIGHTS, k, initializer=initializer, seed=k))
    assert ours.converged or ours.number == 300
    np.testing.assert_array_equal(ours.labels, judge.labels_)
    assert ours.cost == pytest.approx(judge.inertia_, rel=1e-9)
    np.testing.assert_allclose(ours.centers, judge.cluster_centers_, rtol=1e-9)


def test_counted_colors_are_as_good_as_all_the_pixels():
    colors, counts = RNG.uniform(0, 255, (200, 3)).astype(np.float32), RNG.integers(1, 60, 200)
    pixels = colors.repeat(counts, axis=0)
    counted = iterate(colors, counts.astype(float), colors[:6].astype(float))
    one_by_one = iterate(pixels, np.ones(len(pixels)), colors[:6].astype(float))
    for ours, theirs in zip(counted, one_by_one, strict=True):
        np.testing.assert_array_equal(ours.labels.repeat(counts), theirs.labels)
        assert ours.cost == pytest.approx(theirs.cost, rel=1e-9)
        assert ours.moved == pytest.approx(theirs.moved, rel=1e-12)


@given(some_rows(), st.data())
def test_every_round_is_that_of_comparing_everything(rows, data):
    # Small whole numbers, so that many rows are equally near to several centers.
    weights = np.array(data.draw(st.lists(st.integers(1, 4), min_size=len(rows), max_size=len(rows))), float)
    k = data.draw(st.integers(1, len(np.unique(rows, axis=0))))
    centers = np.unique(rows, axis=0)[:k].astype(float)
    for ours, expected in zip(iterate(rows, weights, centers), brute_force(rows, weights, centers), strict=True):
        if ours.relocated:
            return
        np.testing.assert_array_equal(ours.labels, expected)


@pytest.mark.parametrize("k", [2, 17, 255, 256, 300])
def test_every_round_is_that_of_comparing_everything_on_many_rows(k):
    rows, weights = ROWS[: 2 * BAND], WEIGHTS[: 2 * BAND]
    centers = rows[:k].astype(float)
    rounds = zip(iterate(rows, weights, centers, max_generations=12), brute_force(rows, weights, centers), strict=False)
    for ours, expected in rounds:
        np.testing.assert_array_equal(ours.labels, expected)


@given(some_rows(greatest=40), st.integers(0, 9), st.sampled_from(INITIALIZERS.names), st.data())
def test_cost_never_rises_and_nothing_is_empty(rows, seed, initializer, data):
    k = data.draw(st.integers(1, len(rows)))
    weights = np.arange(1.0, len(rows) + 1)
    rounds = list(generations(rows, weights, k, seed=seed, initializer=initializer))
    assert [g.number for g in rounds] == list(range(1, len(rounds) + 1))
    assert rounds[0].moved == 1.0
    assert rounds[-1].converged
    assert not any(g.converged for g in rounds[:-1])
    for before, after in pairwise(rounds):
        assert after.cost <= before.cost * (1 + 1e-12) + 1e-12
        assert after.moved == pytest.approx(weights[before.labels != after.labels].sum() / weights.sum())
    for g in rounds:
        assert set(g.labels) == set(range(k))
        assert np.isfinite(g.centers).all()
        error = (weights * ((rows - g.centers[g.labels]) ** 2).sum(axis=1)).sum()
        assert g.cost == pytest.approx(error, rel=1e-9, abs=1e-9)


@given(some_rows(), st.integers(0, 5))
def test_the_same_arguments_give_the_same_bytes(rows, seed):
    k = (len(rows) + 1) // 2
    once, again = (
        [(g.labels.tobytes(), g.centers.tobytes(), g.cost) for g in generations(rows, w, k, seed=seed)]
        for w in (np.ones(len(rows)), np.ones(len(rows)))
    )
    assert once == again


def test_earlier_generations_are_not_written_to():
    rounds = list(generations(ROWS, WEIGHTS, 8, max_generations=6))
    labels, centers = rounds[2].labels, rounds[2].centers
    fresh = last(generations(ROWS, WEIGHTS, 8, max_generations=3))
    np.testing.assert_array_equal(labels, fresh.labels)
    np.testing.assert_array_equal(centers, fresh.centers)


@pytest.mark.parametrize(
    ("centers", "relocated"),
    [([[0.5], [10.5], [1000.0]], 1), ([[5.0]] * 4, 3), ([[1e9], [2e9], [3e9], [0.0]], 3)],
)
def test_empty_clusters_restart_at_the_worst_served_row(centers, relocated):
    rows = np.array([[0.0], [1.0], [10.0], [13.0], [11.0]], np.float32)
    first, *rest = iterate(rows, np.ones(5), np.array(centers))
    assert first.relocated == relocated
    for g in (first, *rest):
        assert set(g.labels) == set(range(len(centers)))
        assert np.isfinite(g.centers).all()
    assert rest[-1].converged


def test_the_worst_served_row_is_the_one_that_restarts():
    rows = np.array([[0.0], [4.0], [5.0], [20.0]], np.float32)
    first = next(iterate(rows, np.ones(4), np.array([[4.0], [999.0]])))
    assert first.labels.tolist() == [0, 0, 0, 1]
    assert first.centers.tolist() == [[3.0], [20.0]]


def test_the_last_row_of_a_cluster_is_never_taken():
    rows = np.array([[0.0], [1.0], [100.0]], np.float32)
    first = next(iterate(rows, np.ones(3), np.array([[0.6], [60.0], [999.0]])))
    assert first.labels.tolist() == [2, 0, 1]


def test_rows_that_coincide_end_too():
    for k in (1, 2, 5):
        result = last(generations(np.full((5, 3), 7, np.float32), np.ones(5), k))
        assert result.converged
        assert result.cost == 0
        assert (result.centers == 7).all()


def test_huge_weights_lose_nothing():
    rows, weights = np.array([[10.0], [12.0], [200.0]], np.float32), np.array([24e6, 1.0, 1.0])
    result = last(iterate(rows, weights, np.array([[10.0], [200.0]])))
    assert result.labels.tolist() == [0, 0, 1]
    assert result.centers[0, 0] == pytest.approx(10 + 2 / (24e6 + 1), rel=1e-15)
    assert result.cost == pytest.approx(24e6 / (24e6 + 1) * 4, rel=1e-9)


def test_a_cluster_that_loses_nearly_all_its_weight_has_the_mean_of_what_is_left():
    rows, weights = np.array([[0.1], [0.3], [40.7]], np.float32), np.array([1.0, 1.0, 24e6])
    first = next(iterate(rows, weights, np.array([[0.2], [999.0]])))
    assert first.labels.tolist() == [0, 0, 1]
    np.testing.assert_allclose(first.centers, [[0.2], [40.7]], atol=1e-6)


def test_as_many_clusters_as_rows():
    result = last(generations(ROWS[:256], WEIGHTS[:256], 256))
    assert sorted(result.labels) == list(range(256))
    assert result.cost == 0


def test_the_cap_on_generations():
    capped = list(generations(ROWS, WEIGHTS, 30, max_generations=4))
    assert [g.converged for g in capped] == [False] * 4
    assert len(list(generations(ROWS, WEIGHTS, 30, max_generations=1))) == 1


@pytest.mark.parametrize("k", [0, -1, 6])
def test_a_k_that_cannot_be(k):
    with pytest.raises(ValueError, match=f"between 1 and the number of rows, 5; it is {k}"):
        next(generations(ROWS[:5], WEIGHTS[:5], k))
    with pytest.raises(ValueError, match="number of rows, 5"):
        next(iterate(ROWS[:5], WEIGHTS[:5], np.zeros((max(k, 0), 3))))


@pytest.mark.parametrize("wrong", [{"metric": "miles"}, {"initializer": "luck"}])
def test_names_that_are_not_registered(wrong):
    with pytest.raises(ValueError, match="choose from"):
        next(generations(ROWS[:5], WEIGHTS[:5], 2, **wrong))


def test_cancelled_between_generations():
    cancel, seen = Event(), []

    def run():
        for g in generations(ROWS, WEIGHTS, 30, cancel=cancel):
            seen.append(g.number)
            if g.number == 3:
                cancel.set()

    with pytest.raises(CancelledError):
        run()
    assert seen == [1, 2, 3]


class SetAfter(Event):
    """An event that is set once it has been looked at so many times."""

    def __init__(self, looks):
        super().__init__()
        self.looks = looks

    def is_set(self):
        self.looks -= 1
        return self.looks < 0


@pytest.mark.parametrize("looks", [0, 1, 3])
def test_cancelled_within_the_first_generation(looks):
    # Four bands: the event is looked at before each.
    with pytest.raises(CancelledError):
        next(generations(ROWS, WEIGHTS, 5, cancel=SetAfter(looks)))
