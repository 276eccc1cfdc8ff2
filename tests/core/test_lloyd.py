"""The loop against scikit-learn, against comparing every row with every center, and at its edges."""

from __future__ import annotations

from itertools import pairwise
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from kmeans_studio.engine.lloyd import generations, iterate
from kmeans_studio.engine.metrics import METRICS
from kmeans_studio.engine.seeding import FROM_GIVEN, INITIALIZERS
from kmeans_studio.parallel import CancelledError

RNG = np.random.default_rng(0)
ROWS = np.asfortranarray(RNG.uniform(0, 255, (100_017, 3)).astype(np.float32))
WEIGHTS = RNG.integers(1, 1000, len(ROWS)).astype(float)

STARTS = tuple(name for name in INITIALIZERS.names if name not in FROM_GIVEN)
DESCENDING = tuple(entry.name for entry in METRICS if entry.value.descends)


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


def some_rows(greatest=6, columns=2):
    row = st.tuples(*[st.integers(0, greatest)] * columns)
    return st.lists(row, min_size=1, max_size=30).map(lambda rows: np.array(rows, np.float32))


@pytest.mark.parametrize("k", [1, 2, 9, 40])
def test_scikit_learn_agrees(k):
    centers = ROWS[RNG.choice(len(ROWS), k, replace=False)].astype(float)
    judge = KMeans(k, init=centers, n_init=1, tol=0, max_iter=300, algorithm="lloyd")
    judge.fit(ROWS.astype(float), sample_weight=WEIGHTS)
    ours = last(iterate(ROWS, WEIGHTS, centers))
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
    rows, weights = ROWS[:60_000], WEIGHTS[:60_000]
    centers = rows[:k].astype(float)
    rounds = zip(iterate(rows, weights, centers, max_generations=12), brute_force(rows, weights, centers), strict=False)
    for ours, expected in rounds:
        assert ours.labels.dtype == (np.uint8 if k <= 256 else np.int32)
        np.testing.assert_array_equal(ours.labels, expected)


@given(
    some_rows(greatest=40, columns=3),
    st.integers(0, 9),
    st.sampled_from(STARTS),
    st.sampled_from(METRICS.names),
    st.sampled_from([1, 3]),
    st.data(),
)
@settings(max_examples=200)
def test_cost_never_rises_and_nothing_is_empty(rows, seed, initializer, metric, restarts, data):
    k = data.draw(st.integers(1, len(rows)))
    weights = np.arange(1.0, len(rows) + 1)
    how = {"initializer": initializer, "metric": metric, "restarts": restarts}
    rounds = list(generations(rows, weights, k, seed=seed, **how))
    assert [g.number for g in rounds] == list(range(1, len(rounds) + 1))
    assert rounds[0].moved == 1.0
    assert rounds[-1].converged
    assert not any(g.converged for g in rounds[:-1])
    assert len(rounds[0].start_costs) == (restarts if restarts > 1 else 0)
    for before, after in pairwise(rounds):
        if metric in DESCENDING:
            assert after.cost <= before.cost * (1 + 1e-9) + 1e-9
        if not after.dropped and not after.reason:
            assert after.moved == pytest.approx(weights[before.labels != after.labels].sum() / weights.sum())
    assert rounds[-1].cost <= min(g.cost for g in rounds) * (1 + 1e-9) + 1e-9
    for g in rounds:
        assert set(g.labels) == set(range(len(g.centers)))
        assert np.isfinite(g.centers).all()
    assert len(rounds[-1].centers) == k or rounds[-1].cost == pytest.approx(0, abs=1e-6)
    final = rounds[-1]
    distances = final.geometry.distances(rows, final.centers)[np.arange(len(rows)), final.labels]
    power = 1 if metric in ("manhattan", "chebyshev") else 2
    assert final.cost == pytest.approx((weights * distances**power).sum(), rel=1e-6, abs=1e-6)


@given(some_rows(), st.integers(0, 5))
def test_the_same_arguments_give_the_same_bytes(rows, seed):
    k = (len(rows) + 1) // 2
    once, again = (
        [(g.labels.tobytes(), g.centers.tobytes(), g.cost) for g in generations(rows, w, k, seed=seed, restarts=2)]
        for w in (np.ones(len(rows)), np.ones(len(rows)))
    )
    assert once == again


def test_the_order_of_the_rows_in_memory_does_not_matter():
    in_rows, in_columns = (
        last(generations(make(ROWS), WEIGHTS, 8)) for make in (np.ascontiguousarray, np.asfortranarray)
    )
    assert in_rows.labels.tobytes() == in_columns.labels.tobytes()
    assert in_rows.centers.tobytes() == in_columns.centers.tobytes()


@pytest.mark.parametrize("metric", METRICS.names)
def test_neither_does_the_order_of_the_rows_for_the_centers(metric):
    # Sums are exact, so a shuffled photo gives the very same centers.
    rows, weights, centers = ROWS[:5000], WEIGHTS[:5000], ROWS[:6].astype(float)
    order = RNG.permutation(len(rows))
    straight, shuffled = (
        last(iterate(rows[o], weights[o], centers, metric, max_generations=5)) for o in (slice(None), order)
    )
    if metric in ("cosine", "mahalanobis"):  # what they make of all rows at first is rounded
        np.testing.assert_allclose(straight.centers, shuffled.centers, rtol=1e-6)
    else:
        assert straight.centers.tobytes() == shuffled.centers.tobytes()
        assert straight.labels[order].tobytes() == shuffled.labels.tobytes()


def test_earlier_generations_are_not_written_to():
    rounds = list(generations(ROWS, WEIGHTS, 8, max_generations=6))
    labels, centers = rounds[2].labels, rounds[2].centers
    fresh = last(generations(ROWS, WEIGHTS, 8, max_generations=3))
    np.testing.assert_array_equal(labels, fresh.labels)
    np.testing.assert_array_equal(centers, fresh.centers)


def test_huge_weights_lose_nothing():
    rows, weights = np.array([[10.0], [12.0], [200.0]], np.float32), np.array([24e6, 1.0, 1.0])
    result = last(iterate(rows, weights, np.array([[10.0], [200.0]])))
    assert result.labels.tolist() == [0, 0, 1]
    assert result.centers[0, 0] == pytest.approx(10 + 2 / (24e6 + 1), rel=1e-15)
    assert result.cost == pytest.approx(24e6 / (24e6 + 1) * 4, rel=1e-9)


def test_a_cluster_that_loses_nearly_all_its_weight_has_the_mean_of_what_is_left():
    rows, weights = np.array([[0.1], [0.3], [40.7]], np.float32), np.array([1.0, 1.0, 24e6])
    first = next(iterate(rows, weights, np.array([[0.2], [999.0]]), max_generations=1))
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


def test_the_cap_holds_where_the_loop_runs_on_cells_too():
    cells = np.arange(0, 100_001, 50)
    for most in (1, 2, 3):
        how = {"metric": "ciede2000", "max_generations": most}
        rounds = list(generations(ROWS[:100_000], WEIGHTS[:100_000], 5, cells=cells, **how))
        assert [g.number for g in rounds] == list(range(1, most + 1))


def test_a_tolerance_ends_it_sooner_and_says_so():
    exact = list(generations(ROWS, WEIGHTS, 12))
    loose = list(generations(ROWS, WEIGHTS, 12, tolerance=0.01))
    assert len(loose) < len(exact)
    assert loose[-1].converged
    assert 0 < loose[-1].moved <= 0.01 < loose[-2].moved
    assert "1%" in loose[-1].reason
    assert loose[-1].labels.tobytes() == exact[len(loose) - 1].labels.tobytes()


@pytest.mark.parametrize("k", [0, -1, 6])
def test_a_k_that_cannot_be(k):
    with pytest.raises(ValueError, match=f"between 1 and the number of rows, 5; it is {k}"):
        next(generations(ROWS[:5], WEIGHTS[:5], k))
    with pytest.raises(ValueError, match="number of rows, 5"):
        next(iterate(ROWS[:5], WEIGHTS[:5], np.zeros((max(k, 0), 3))))


@pytest.mark.parametrize(
    ("rows", "weights", "words"),
    [
        (np.zeros((0, 3), np.float32), np.ones(0), "rows must be"),
        (np.zeros((3, 0), np.float32), np.ones(3), "rows must be"),
        (np.zeros(3, np.float32), np.ones(3), "rows must be"),
        (np.zeros((3, 2), np.uint8), np.ones(3), "float32 or float64 .* uint8"),
        (np.zeros((3, 2), np.float32), np.ones(2), r"weights must be \(3,\)"),
        (np.zeros((3, 2), np.float32), np.ones(3, int), "float64"),
        (np.zeros((3, 2)), np.array([1.0, 0.0, 1.0]), "weights must be finite numbers above 0"),
        (np.zeros((3, 2)), np.array([1.0, np.nan, 1.0]), "weights must be finite"),
        (np.zeros((3, 2)), np.array([1.0, np.inf, 1.0]), "weights must be finite"),
        (np.array([[0.0], [np.nan], [1.0]]), np.ones(3), "rows must be finite"),
        (np.array([[0.0], [-np.inf], [1.0]]), np.ones(3), "rows must be finite"),
        (np.zeros((3, 2)), np.array([1.0, 1e-30, 1.0]), "vanish beside their sum"),
        (np.array([[0.0], [1e200], [1.0]]), np.ones(3), "beyond 1e"),
        (np.array([[0.0], [1e29], [1.0]]), np.full(3, 1e250), "overflow"),
    ],
)
@pytest.mark.parametrize("metric", METRICS.names)
def test_arrays_that_cannot_be(rows, weights, words, metric):
    with pytest.raises(ValueError, match=words):
        next(generations(rows, weights, 1, metric=metric))


def test_points_whose_distances_would_not_fit():
    with pytest.raises(ValueError, match="beyond 1e"):
        next(generations(np.array([[0.0], [1e40], [1.0]]), np.ones(3), 1))


@pytest.mark.parametrize("wrong", [{"metric": "miles"}, {"initializer": "luck"}, {"empty": "hope"}])
def test_names_that_are_not_registered(wrong):
    with pytest.raises(ValueError, match="choose from"):
        next(generations(ROWS[:5], WEIGHTS[:5], 2, **wrong))


@pytest.mark.parametrize(
    ("given", "words"),
    [(None, "none were given"), (np.zeros((0, 3)), "none were given"), (np.zeros((2, 2)), r"\(g, 3\)"),
     (np.zeros(3), r"\(g, 3\)"), (np.full((2, 3), np.nan), "finite")],
)  # fmt: skip
def test_given_centers_that_cannot_be(given, words):
    with pytest.raises(ValueError, match=words):
        next(generations(ROWS[:5], WEIGHTS[:5], 2, initializer="given", given=given))


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


@pytest.mark.parametrize("metric", METRICS.names)
@pytest.mark.parametrize("looks", [0, 1, 3, 8])
def test_cancelled_within_the_first_generation(looks, metric):
    with pytest.raises(CancelledError):
        next(generations(ROWS, WEIGHTS, 5, metric=metric, restarts=2, cancel=SetAfter(looks)))
