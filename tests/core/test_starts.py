"""Restarts: the best of several starts is run, on a summary that stands for all rows."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from kmeans_studio.engine import lloyd
from kmeans_studio.engine.lloyd import generations
from kmeans_studio.engine.summary import ENOUGH, MOST, means_of_runs, summarize

RNG = np.random.default_rng(0)
BLOBS = RNG.uniform(0, 255, (15, 3))
ROWS = np.asfortranarray(
    (BLOBS[np.sort(RNG.integers(0, 15, 40_000))] + RNG.normal(0, 4, (40_000, 3))).astype(np.float32)
)
WEIGHTS = RNG.integers(1, 100, len(ROWS)).astype(float)
CELLS = np.arange(0, 40_001, 20)
BLOCKS = np.arange(0, 40_001, 200)


def last(rounds):
    *_, result = rounds
    return result


def test_more_starts_are_not_worse_and_their_costs_are_told():
    once, often = (
        [last(generations(ROWS, WEIGHTS, 15, cells=CELLS, blocks=BLOCKS, seed=seed, restarts=n, initializer="random"))
         for seed in range(5)]
        for n in (1, 12)
    )  # fmt: skip
    assert all(result.start_costs == () for result in once)
    assert all(len(result.start_costs) == 12 for result in often)
    assert np.mean([result.cost for result in often]) < 0.8 * np.mean([result.cost for result in once])


def test_the_first_restart_is_the_start_of_a_single_one():
    single, several = (
        [last(generations(ROWS, WEIGHTS, 6, cells=CELLS, blocks=BLOCKS, seed=s, restarts=n)) for s in range(8)]
        for n in (1, 2)
    )
    same = [a.labels.tobytes() == b.labels.tobytes() for a, b in zip(single, several, strict=True)]
    first_won = [b.start_costs[0] <= b.start_costs[1] for b in several]
    assert any(first_won)
    assert all(s for s, won in zip(same, first_won, strict=True) if won)


def test_costs_of_starts_are_those_of_a_run_on_the_blocks():
    means, mass = means_of_runs(ROWS, WEIGHTS, BLOCKS, np.full(3, 300.0))
    there = last(generations(np.asfortranarray(means), mass, 4))
    how = {"cells": CELLS, "blocks": BLOCKS, "restarts": 3}
    from_there = next(generations(ROWS, WEIGHTS, 4, initializer="given", given=there.centers, **how))
    np.testing.assert_allclose(from_there.start_costs, there.cost, rtol=1e-6)
    anywhere = next(generations(ROWS, WEIGHTS, 4, initializer="random", **how))
    assert len(set(anywhere.start_costs)) == 3
    assert min(anywhere.start_costs) > 0


def test_means_of_runs_are_weighted_means():
    means, mass = means_of_runs(ROWS, WEIGHTS, CELLS, np.full(3, 300.0))
    for run in (0, 777, 1999):
        inside = slice(CELLS[run], CELLS[run + 1])
        np.testing.assert_allclose(means[run], np.average(ROWS[inside], axis=0, weights=WEIGHTS[inside]), rtol=1e-6)
        assert mass[run] == WEIGHTS[inside].sum()


@pytest.mark.parametrize(("k", "size"), [(200 // ENOUGH, 200), (200 // ENOUGH + 1, 2000), (2000 // ENOUGH, 2000)])
def test_the_coarsest_level_with_enough_runs_stands_for_the_rows(k, size):
    points, weights = summarize(ROWS, WEIGHTS, k, (BLOCKS, CELLS), np.full(3, 300.0), np.random.default_rng(0))
    assert weights.sum() == WEIGHTS.sum()
    assert len(points) == size


def test_where_even_the_finest_level_has_too_few_its_runs_are_cut():
    k = 2000 // ENOUGH + 1
    points, weights = summarize(ROWS, WEIGHTS, k, (BLOCKS, CELLS), np.full(3, 300.0), np.random.default_rng(0))
    assert ENOUGH * k <= len(points) <= 2 * ENOUGH * k
    assert weights.sum() == WEIGHTS.sum()


def test_many_points_without_levels_are_thinned_out():
    points, weights = summarize(ROWS, WEIGHTS, 5, (), np.full(3, 300.0), np.random.default_rng(0))
    assert len(points) <= MOST
    assert weights.sum() == pytest.approx(WEIGHTS.sum())


def test_swaps_find_what_the_loop_alone_does_not():
    # Two blobs that share a center while another one has two: no generation ever mends that.
    rng = np.random.default_rng(0)
    blobs = np.repeat([[0.0, 0.0], [10.0, 0.0], [1000.0, 0.0]], 400, axis=0) + rng.normal(0, 1, (1200, 2))
    rows, start = np.asfortranarray(blobs.astype(np.float32)), np.array([[5.0, 0.0], [999.0, 0.0], [1001.0, 0.0]])
    how = {"initializer": "given", "given": start}
    alone = last(generations(rows, np.ones(1200), 3, **how))
    rounds = list(generations(rows, np.ones(1200), 3, restarts=2, **how))
    assert sum(g.swapped for g in rounds) == 1
    assert rounds[-1].cost < 0.2 * alone.cost
    assert [g.number for g in rounds] == list(range(1, len(rounds) + 1))
    assert all(after.cost <= before.cost * (1 + 1e-12) for before, after in pairwise(rounds))


def test_swaps_also_try_centers_that_are_missed_more_than_others():
    # Two places share the last center. Each of the three light places around the heavy one would be missed less, at
    # once, than either of the first two centers, but cost more for good: those two can do with one between them.
    light = [(1001, 0), (999.5, 0.866), (999.5, -0.866)]
    start = np.array([(0, 0), (1, 0), *light, (1000, 0), (0, 1000.5)])
    rows = np.asfortranarray([*start[:-1], (0, 1000), (0, 1001)])
    weights = np.array([6.0, 6, 5, 5, 5, 5000, 8, 8])
    result = last(generations(rows, weights, 7, initializer="given", given=start, restarts=30))
    assert result.cost < 4
    assert {(0, 1000), (0, 1001)} <= set(map(tuple, result.centers.tolist()))


def test_swaps_wait_until_the_run_has_settled():
    # Until then it is the very run that it would be without them.
    rng = np.random.default_rng(3)
    far = rng.normal(0, 0.1, (4000, 2)) + np.repeat([[10.0, 0.0], [12.0, 0.0]], 2000, axis=0)
    rows = np.asfortranarray(np.concatenate([rng.uniform(0, 1, (20_000, 2)), far]))
    start = np.concatenate([rows[np.argsort(rows.sum(axis=1))[:11]], [[11.0, 0.0]]])
    weights, how = np.ones(len(rows)), {"initializer": "given", "given": start}
    alone = list(generations(rows, weights, 12, **how))
    rounds = list(generations(rows, weights, 12, restarts=10, **how))
    (swap,) = [at for at, this in enumerate(rounds) if this.swapped]
    assert rounds[swap - 1].moved < 0.01 < max(this.moved for this in rounds[swap - 9 : swap - 1])
    same = zip(rounds[:swap], alone, strict=False)
    assert all(ours.labels.tobytes() == theirs.labels.tobytes() for ours, theirs in same)


def test_what_is_better_on_the_summary_alone_is_not_taken(monkeypatch):
    # It nearly always is on all rows, too; so here the summary is made to mislead.
    worse = np.array([[0.0, 0], [1.0, 0], [5.0, 0]])
    monkeypatch.setattr(lloyd, "swapped", lambda *arguments: worse)
    rows = np.asfortranarray(np.repeat([[0.0, 0], [1.0, 0], [50.0, 0], [100.0, 0]], 10, axis=0))
    how = {"initializer": "given", "given": np.array([[0.5, 0], [50.0, 0], [100.0, 0]])}
    alone = list(generations(rows, np.ones(40), 3, **how))
    rounds = list(generations(rows, np.ones(40), 3, restarts=2, **how))
    assert not any(this.swapped for this in rounds)
    assert [this.labels.tobytes() for this in rounds] == [this.labels.tobytes() for this in alone]


def test_rows_of_a_dropped_cluster_have_moved():
    # In the second generation the middle one has lost its two rows to the first and to the last.
    rows, start = np.array([[-6.5], [-5.0], [5.0], [6.5]]), np.array([[-12.0], [0.0], [12.0]])
    first, second, *_ = generations(rows, np.ones(4), 3, initializer="given", given=start, empty="drop")
    assert first.labels.tolist() == [0, 1, 1, 2]
    assert (second.dropped, second.labels.tolist()) == (1, [0, 0, 1, 1])
    assert second.moved == 0.5
