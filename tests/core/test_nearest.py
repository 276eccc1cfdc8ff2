"""Nearest centers: boxes and bounds spare comparisons, and change no label; numpy and compiled loops are the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmeans_studio.compiled import LOOPS_VARIABLE, kernels
from kmeans_studio.engine.compare import ComparedCenters
from kmeans_studio.engine.empty import EMPTY_RULES
from kmeans_studio.engine.lloyd import generations
from kmeans_studio.engine.metrics import METRICS
from kmeans_studio.engine.nearest import NearestCenters
from kmeans_studio.engine.norms import CITY_BLOCK, GREATEST, SQUARED
from kmeans_studio.engine.runs import LONGEST, Runs

NORMS = [SQUARED, CITY_BLOCK, GREATEST]
each_norm = pytest.mark.parametrize("norm", NORMS, ids=[norm.name for norm in NORMS])
both_loops = pytest.mark.usefixtures("loops")


@pytest.fixture(params=["numpy", "compiled"])
def loops(request, monkeypatch):
    monkeypatch.setenv(LOOPS_VARIABLE, request.param)
    if request.param == "compiled" and kernels("engine._nearest") is None:
        pytest.skip("the loops are not compiled here")


def sorted_colors(m=30_000, seed=0):
    """Return rows sorted by cells of a grid, and the cells."""
    rng = np.random.default_rng(seed)
    blobs = rng.uniform(0, 255, (12, 3))[rng.integers(0, 12, m)]
    rows = np.clip(blobs + rng.normal(0, 25, (m, 3)), 0, 255).astype(np.float32)
    cell = (rows // 32).astype(int) @ [64, 8, 1]
    order = np.argsort(cell, kind="stable")
    cells = np.append(np.flatnonzero(np.diff(cell[order], prepend=-1)), m).astype(np.intp)
    return np.asfortranarray(rows[order]), cells


def nearest_by_definition(points, norm, centers):
    return np.argmin([norm.costs(points, center) for center in centers], axis=0)


@both_loops
@each_norm
@pytest.mark.parametrize("k", [1, 2, 7, 60, 300])
def test_labels_are_those_of_comparing_everything_however_centers_move(norm, k):
    rows, cells = sorted_colors()
    rng = np.random.default_rng(k)
    for points, runs in ((rows, Runs(rows, cells)), (rows, Runs(rows, None))):
        nearest = NearestCenters(points, norm, runs, k)
        centers = points[rng.choice(len(points), k, replace=False)].astype(float)
        for step in (0, 8.0, 1.0, 0.1, 0.01, 60.0, 0, 0.5):
            centers = centers + rng.normal(0, step, centers.shape) * (rng.random(k) < 0.5)[:, None]
            np.testing.assert_array_equal(nearest.assign(centers), nearest_by_definition(points, norm, centers))


@both_loops
@each_norm
def test_of_equally_near_centers_the_first_counts(norm):
    grid = np.asfortranarray(np.stack(np.meshgrid(*[np.arange(9.0)] * 3), -1).reshape(-1, 3).astype(np.float32))
    centers = np.array([[2.0, 2, 2], [2, 2, 2], [6, 6, 6], [2, 6, 2], [6, 2, 6], [4, 4, 4]])
    nearest = NearestCenters(grid, norm, Runs(grid, np.arange(0, 730, 9)), 6)
    for order in (np.arange(6), np.arange(6)[::-1]):
        np.testing.assert_array_equal(nearest.assign(centers[order]), nearest_by_definition(grid, norm, centers[order]))


@both_loops
@each_norm
def test_a_center_that_comes_near_while_those_in_question_go_away(norm):
    # All move by less than the slack that it had; only together is it more.
    rows = np.asfortranarray(np.linspace(-0.5, 0.5, 40, dtype=np.float32)[:, None])
    nearest = NearestCenters(rows, norm, Runs(rows, np.array([0, 40])), 3)
    before, after = np.array([[-10.0], [10], [14]]), np.array([[-12.5], [12.5], [11.5]])
    for centers in (before, after):
        np.testing.assert_array_equal(nearest.assign(centers), nearest_by_definition(rows, norm, centers))
    assert 2 in nearest.labels


@st.composite
def journeys(draw):
    """Return rows, their runs, and centers that move again and again, by much or by next to nothing."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    m, d, k = draw(st.integers(30, 400)), draw(st.integers(1, 4)), draw(st.sampled_from([1, 2, *range(24, 31)]))
    rows = {
        "decades": lambda: rng.normal(0, 1, (m, d)) * 10.0 ** rng.integers(-30, 15, (m, 1)),
        "offset": lambda: rng.normal(0, 1e-3, (m, d)) + 1e6,
        "ties": lambda: rng.integers(0, 6, (m, d)),
        "sorted": lambda: np.sort(rng.normal(0, 1, (m, d)), axis=0),
        "tiny": lambda: rng.normal(0, 1e-37, (m, d)),
    }[draw(st.sampled_from(["decades", "offset", "ties", "sorted", "tiny"]))]()
    rows = np.asfortranarray(rows.astype(draw(st.sampled_from([np.float32, np.float64]))))
    cells = np.unique(np.concatenate([[0, m], rng.integers(0, m + 1, draw(st.integers(1, 100)))])).astype(np.intp)
    centers = rows[rng.integers(0, m, k)].astype(np.float64)
    greatest, steps = np.abs(rows).max(), [centers]
    for exponent in draw(st.lists(st.none() | st.integers(-8, 0), min_size=3, max_size=7)):
        away = rows[rng.integers(0, m, k)] - steps[-1]  # towards other rows, all the way or a part or not at all
        step = rng.choice([0, 0.5, 1], (k, 1)) * away
        if exponent is not None:
            step = rng.normal(0, 1, (k, d)) * greatest * 10.0**exponent
        steps.append(steps[-1] + step)
    return rows, cells, steps


@each_norm
@given(journey=journeys())
@settings(max_examples=100, deadline=None)
def test_both_loops_find_the_nearest_whatever_the_scale_and_the_moves(norm, journey):
    rows, cells, steps = journey
    with pytest.MonkeyPatch.context() as patch:
        found = []
        for how in ("numpy", "compiled"):
            patch.setenv(LOOPS_VARIABLE, how)
            found.append(NearestCenters(rows, norm, Runs(rows, cells), len(steps[0])))
    for centers in steps:
        expected = nearest_by_definition(rows, norm, centers)
        for nearest in found:
            np.testing.assert_array_equal(nearest.assign(centers), expected)


@both_loops
def test_a_row_given_away_by_force_is_looked_at_again():
    rows, cells = sorted_colors(2000)
    nearest = NearestCenters(rows, SQUARED, Runs(rows, cells), 3)
    centers = rows[[0, 1000, 1999]].astype(float)
    right = nearest.assign(centers).copy()
    for row in (0, 777, 1999):
        nearest.relocate(row, (int(right[row]) + 1) % 3)
        assert nearest.labels[row] != right[row]
    np.testing.assert_array_equal(nearest.assign(centers), right)


def test_most_rows_are_spared(monkeypatch):
    # Otherwise all of this would be for nothing: counted by what the loop in numpy compares.
    monkeypatch.setenv(LOOPS_VARIABLE, "numpy")
    rows, cells = sorted_colors()
    nearest = NearestCenters(rows, SQUARED, Runs(rows, cells), 8)
    compared = []
    compare = nearest._compare
    monkeypatch.setattr(nearest, "_compare", lambda rows, *rest: (compared.append(len(rows)), compare(rows, *rest)))
    centers = rows[::4000].astype(float)
    nearest.assign(centers)
    assert sum(compared) < 0.8 * len(rows)
    compared.clear()
    nearest.assign(centers + 0.01)
    assert sum(compared) < 0.05 * len(rows)


def test_comparing_everything_is_comparing_everything():
    norm = METRICS["ciede2000"].fit(np.zeros((1, 3)), np.ones(1), None).norm
    rng = np.random.default_rng(0)
    points = np.asfortranarray(rng.uniform((0, -60, -60), (100, 60, 60), (20_000, 3)).astype(np.float32))
    compared = ComparedCenters(points, norm, 9)
    centers = points[:9].astype(float)
    centers[5] = centers[2]
    for step in (0, 5.0, 0.1):
        centers = centers + rng.normal(0, step, (9, 1))
        np.testing.assert_array_equal(compared.assign(centers), nearest_by_definition(points, norm, centers))


def test_boxes_hold_their_rows():
    rows, cells = sorted_colors(5000)
    runs = Runs(rows, cells)
    for index in range(len(runs)):
        inside = rows[runs.starts[index] : runs.starts[index + 1]].astype(float)
        assert (np.abs(inside - runs.middle[index]) <= runs.half[index]).all()
        assert (np.abs(inside) <= runs.greatest).all()
    chosen = np.array([2, 5, 6])
    listed, place = runs.rows(chosen)
    expected = [np.arange(runs.starts[r], runs.starts[r + 1]) for r in chosen]
    np.testing.assert_array_equal(listed, np.concatenate(expected))
    np.testing.assert_array_equal(place, np.repeat([0, 1, 2], [len(e) for e in expected]))


@given(st.lists(st.integers(1, 5 * LONGEST), min_size=1, max_size=20))
def test_long_runs_are_cut_and_nothing_is_lost(lengths):
    ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp)
    runs = Runs(np.zeros((ends[-1], 1), np.float32, order="F"), ends)
    assert set(ends) <= set(runs.starts)
    assert (np.diff(runs.starts) <= LONGEST).all()
    assert (np.diff(runs.starts) > 0).all()


@st.composite
def clusterings(draw):
    """Return arguments for `generations`: rows of many kinds, weights, runs, and how."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    m, d = draw(st.integers(1, 150)), draw(st.integers(1, 4))
    metric = draw(st.sampled_from(METRICS.names))
    d = 3 if metric == "ciede2000" else d
    rows = {
        "ties": lambda: rng.integers(0, 5, (m, d)).astype(np.float32),
        "bytes": lambda: rng.integers(0, 256, (m, d)).astype(np.float32),
        "offset": lambda: rng.normal(0, 1, (m, d)) + 1e6,
        "tiny": lambda: rng.normal(0, 1e-9, (m, d)),
    }[draw(st.sampled_from(["ties", "bytes", "offset", "tiny"]))]()
    weights = rng.integers(1, 50, m).astype(float) if draw(st.booleans()) else rng.random(m) + 1e-3
    cells = blocks = None
    if draw(st.booleans()):
        cells = np.unique(np.concatenate([[0, m], rng.integers(0, m + 1, 20)])).astype(np.intp)
        blocks = np.unique(np.concatenate([cells[::3], [m]])).astype(np.intp)
    return rows, weights, draw(st.integers(1, min(m, 30))), {
        "cells": cells,
        "blocks": blocks,
        "metric": metric,
        "initializer": draw(st.sampled_from(["kmeans++", "kmeans-parallel", "random", "maximin"])),
        "restarts": draw(st.integers(1, 3)),
        "empty": draw(st.sampled_from(EMPTY_RULES.names)),
        "max_generations": 25,
    }  # fmt: skip


@given(clusterings())
@settings(max_examples=150)
def test_numpy_and_compiled_loops_give_the_same_bytes(arguments):
    if kernels("engine._nearest") is None:
        pytest.skip("the loops are not compiled here")
    rows, weights, k, how = arguments
    with pytest.MonkeyPatch.context() as patch:
        compiled = list(generations(rows, weights, k, **how))
        patch.setenv(LOOPS_VARIABLE, "numpy")
        plain = list(generations(rows, weights, k, **how))
    assert [g.labels.tobytes() for g in compiled] == [g.labels.tobytes() for g in plain]
    assert [g.centers.tobytes() for g in compiled] == [g.centers.tobytes() for g in plain]
    assert [(g.cost, g.moved, g.start_costs) for g in compiled] == [(g.cost, g.moved, g.start_costs) for g in plain]
