"""Locked centers: they stay where they were put while the others move, in every part of a search."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kmeans_studio.compiled import LOOPS_VARIABLE
from kmeans_studio.engine.all_rows import on_all_rows
from kmeans_studio.engine.lloyd import generations
from kmeans_studio.engine.metrics import METRICS
from kmeans_studio.engine.sharpen import sharpened


@pytest.fixture(params=["compiled", "numpy"], autouse=True)
def loops(request, monkeypatch):
    if request.param == "numpy":
        monkeypatch.setenv(LOOPS_VARIABLE, "numpy")


def lloyd_with_fixed(rows, weights, centers, locked):
    """The textbook's loop, with some centers that stay; the labels of each round until none changes."""
    labels, found = None, []
    while True:
        costs = ((rows[:, None] - centers) ** 2).sum(axis=2)
        now = costs.argmin(axis=1)
        found.append(now)
        if labels is not None and (labels == now).all():
            return found, centers
        labels, centers = now, centers.copy()
        for cluster in range(len(centers)):
            mine = labels == cluster
            if mine.any() and cluster not in locked:
                centers[cluster] = np.average(rows[mine], axis=0, weights=weights[mine])


def blobs(seed, m=600, d=3, k=5):
    rng = np.random.default_rng(seed)
    rows = rng.normal(rng.uniform(-8, 8, (k, d))[rng.integers(0, k, m)], 1.5)
    return np.asfortranarray(rows), rng.uniform(0.5, 4, m), rng


@given(st.integers(0, 10**6), st.integers(2, 9), st.data())
@settings(max_examples=30, deadline=None)
def test_labels_are_those_of_the_textbook(seed, k, data):
    rows, weights, rng = blobs(seed)
    start = rows[rng.choice(len(rows), k, replace=False)] + rng.normal(0, 0.2, (k, 3))
    locked = data.draw(st.sets(st.integers(0, k - 1)))
    expected, centers = lloyd_with_fixed(rows, weights, start, locked)
    # One that loses all its rows would be moved: the textbook leaves that open.
    assume(all(len(np.unique(labels)) == k for labels in expected))
    rounds = list(generations(rows, weights, k, initializer="seeds", given=start, locked=sorted(locked)))
    assert [g.labels.tolist() for g in rounds] == [labels.tolist() for labels in expected]
    np.testing.assert_allclose(rounds[-1].centers, centers, rtol=1e-9)
    for g in rounds:
        assert g.centers[sorted(locked)].tobytes() == start[sorted(locked)].tobytes()
        assert np.flatnonzero(g.roots.locked).tolist() == sorted(locked)
        assert g.roots.start.tolist() == list(range(k))
    assert all(after.cost <= before.cost * (1 + 1e-12) for before, after in pairwise(rounds))


def test_with_many_rows_too():
    # So many that bounds are kept, in numpy's loops as well.
    rows, weights, rng = blobs(7, m=60_000)
    start = rows[:6] + rng.normal(0, 0.2, (6, 3))
    expected, _ = lloyd_with_fixed(rows, weights, start, {0, 4})
    rounds = list(generations(rows, weights, 6, initializer="seeds", given=start, locked=(0, 4)))
    assert len(rounds) > 5
    assert all((g.labels == labels).all() for g, labels in zip(rounds, expected, strict=True))


def test_all_can_be_locked():
    rows, weights, _ = blobs(3)
    rounds = list(generations(rows, weights, 3, initializer="given", given=rows[:3], locked=(0, 1, 2)))
    assert len(rounds) == 2
    assert rounds[-1].centers.tobytes() == np.ascontiguousarray(rows[:3]).tobytes()


@pytest.mark.parametrize("metric", METRICS.names)
@pytest.mark.parametrize("empty", ["relocate", "drop", "keep"])
def test_every_metric_keeps_them(metric, empty):
    rng = np.random.default_rng(1)
    rows = np.sort(rng.uniform(0, 60, (3000, 3)).astype(np.float32), axis=0)
    rows, cells = np.asfortranarray(rows), np.arange(0, 3001, 10)
    # The third one lies where no row is nearest to it.
    start = np.array([[5.0, 5, 5], [30, 31, 29], [-900, 900, -900], [50, 40, 50]])
    rounds = list(
        generations(
            rows, np.ones(3000), 6, cells=cells, metric=metric, empty=empty,
            initializer="seeds", given=start, locked=(1, 2), restarts=3,
        )
    )  # fmt: skip
    geometry = rounds[0].geometry
    placed = geometry.back(geometry.place(start))[[1, 2]]
    for g in rounds:
        held = [int(np.flatnonzero(g.roots.start == number)[0]) for number in (1, 2)]
        np.testing.assert_allclose(g.centers[held], placed, rtol=0, atol=1e-9)
        assert g.roots.locked.tolist() == [number in (1, 2) for number in g.roots.start]
        assert len(g.roots.start) == g.k
    assert 2 not in rounds[-1].labels
    assert not any(g.swapped for g in rounds)
    if METRICS[metric].descends:
        assert all(after.cost <= before.cost * (1 + 1e-9) for before, after in pairwise(rounds))
    # What is not locked has moved.
    assert not np.allclose(rounds[-1].centers[0], geometry.back(geometry.place(start))[0])


def test_numbers_go_along_when_others_are_dropped():
    rows = np.asfortranarray(np.array([[0.0], [1.0], [10.0], [11.0]]))
    start = np.array([[0.0], [500.0], [900.0], [8.0]])
    *_, last = generations(rows, np.ones(4), 4, initializer="given", given=start, locked=(2, 3), empty="drop")
    assert last.roots.start.tolist() == [0, 2, 3]
    assert last.roots.locked.tolist() == [False, True, True]
    assert last.centers[:, 0].tolist() == [0.5, 900.0, 8.0]
    assert last.labels.tolist() == [0, 0, 2, 2]


def test_others_without_rows_are_relocated_and_these_are_not():
    rows = np.asfortranarray(np.array([[0.0], [1.0], [10.0], [11.0], [40.0]]))
    start = np.array([[0.5], [900.0], [901.0]])
    first, *_, last = generations(rows, np.ones(5), 3, initializer="given", given=start, locked=(1,))
    assert first.relocated == 1
    assert first.centers[2] == 40.0
    assert last.centers[1] == 900.0
    assert 1 not in last.labels


def test_swaps_leave_those_that_are_kept():
    # Two blobs share a center while another one has two; the swap that mends it takes one of these two.
    rng = np.random.default_rng(0)
    points = np.repeat([[0.0, 0.0], [10.0, 0.0], [1000.0, 0.0]], 400, axis=0) + rng.normal(0, 1, (1200, 2))
    rows, start = np.asfortranarray(points), np.array([[5.0, 0.0], [999.0, 0.0], [1001.0, 0.0]])
    how = {"initializer": "given", "given": start, "restarts": 2}
    swapped = {kept: list(generations(rows, np.ones(1200), 3, kept=kept, **how)) for kept in (0, 2, 3)}
    assert any(g.swapped for g in swapped[0])
    assert any(g.swapped for g in swapped[2])
    assert swapped[2][-1].centers[1, 0] == pytest.approx(1000, abs=1)
    assert not any(g.swapped for g in swapped[3])
    locked = list(generations(rows, np.ones(1200), 3, locked=(0,), **how))
    assert not any(g.swapped for g in locked)


def test_starts_are_tried_with_locks():
    # With the first center held where no row is, the other one serves all, wherever it starts.
    rows = np.asfortranarray(np.repeat([[0.0], [10.0]], 50, axis=0))
    how = {"initializer": "given", "given": np.array([[1000.0]]), "restarts": 3}
    first, *_ = generations(rows, np.ones(100), 2, locked=(0,), **how)
    assert first.start_costs == (2500.0,) * 3
    first, *_ = generations(rows, np.ones(100), 2, **how)
    assert first.start_costs == (0.0,) * 3


def test_swaps_know_the_numbers_of_those_that_are_left():
    # The first of four is dropped; of the others two share a blob while two blobs share one, which a swap mends.
    rng = np.random.default_rng(0)
    points = np.repeat([[0.0, 0.0], [10.0, 0.0], [1000.0, 0.0]], 400, axis=0) + rng.normal(0, 1, (1200, 2))
    start = np.array([[5e4, 0.0], [5.0, 0.0], [999.0, 0.0], [1001.0, 0.0]])
    how = {"initializer": "given", "given": start, "restarts": 2, "empty": "drop"}
    rounds = list(generations(np.asfortranarray(points), np.ones(1200), 4, **how))
    assert any(g.swapped for g in rounds)
    assert all(g.roots.start.tolist() == [1, 2, 3] for g in rounds)


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"locked": (0,)}, "locked centers need the start method 'given' or 'seeds', not 'kmeans\\+\\+'"),
        ({"locked": (2,), "initializer": "seeds"}, "locked must be numbers of given centers, from 0 to 1; one is 2"),
        ({"locked": (-1,), "initializer": "given"}, "from 0 to 1; one is -1"),
    ],
)
def test_locks_of_what_is_not_given_are_refused(how, reason):
    rows, weights, _ = blobs(0)
    with pytest.raises(ValueError, match=reason):
        next(generations(rows, weights, 4, given=rows[:2], **how))


def textures(seed=0, m=900):
    """Rows that differ by one column only once the others, which are louder, are divided by their spread."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, m)
    rows = rng.normal(0, 1, (m, 4)) * [9, 7, 1, 1]
    rows[:, 2] += 6 * truth
    return np.asfortranarray(rows.astype(np.float32)), rng.uniform(0.5, 2, m)


@pytest.mark.parametrize("empty", ["relocate", "drop"])
def test_sharpening_keeps_them(empty):
    rows, weights = textures()
    finer = np.asfortranarray(rows * np.float32(1.5) + np.float32(2))
    start = rows[[5, 17, 30]].astype(np.float64)
    start[1] = [0, 0, -300, 0]
    held = {1: np.array([0.0, 0, -200, 0]), 2: finer[30].astype(np.float64)}
    *_, plain = generations(rows, weights, 3, initializer="seeds", given=start, locked=(1, 2), empty=empty)
    rounds = list(sharpened(finer, weights, plain, empty=empty, held=held))
    for g in rounds:
        assert g.roots.start.tolist() == [0, 1, 2]
        np.testing.assert_allclose(g.centers[1:], [held[1], held[2]], rtol=0, atol=1e-4)
        assert 1 not in g.labels
    for before, after in pairwise(rounds):
        if before.stage == after.stage:
            assert after.cost <= before.cost * (1 + 1e-9)
    # The space is about the rows' own means: none of the clusters, wherever its center is held, is wider for it.
    place = rounds[-1].geometry.place
    labels = rounds[-1].labels.astype(np.intp)
    points = place(finer).astype(np.float64)
    for cluster in (0, 2):
        assert points[labels == cluster].std(axis=0).max() < 12
    more = list(on_all_rows(finer, weights, rounds[-1], generations=4, empty=empty))
    for g in more:
        np.testing.assert_allclose(g.centers[1:], [held[1], held[2]], rtol=0, atol=1e-4)
        assert g.roots.locked.tolist() == [False, True, True]


def test_sharpening_goes_by_where_rows_are():
    # With the only center held far off, whitening must still be by the rows' own spread.
    rows, weights = textures()
    start, far = rows[:1].astype(np.float64), {0: np.array([500.0, 0, 0, 0])}
    *_, free = generations(rows, weights, 1, initializer="given", given=start)
    *_, locked = generations(rows, weights, 1, initializer="given", given=start, locked=(0,))
    *_, expected = sharpened(rows, weights, free)
    *_, found = sharpened(rows, weights, locked, held=far)
    np.testing.assert_allclose(found.geometry.place(rows), expected.geometry.place(rows), rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(found.centers, [far[0]], atol=1e-9)
