"""Weighted medians, exact however the values are spread."""

from __future__ import annotations

import numpy as np
import pytest

from kmeans_studio.engine import medians
from kmeans_studio.engine.medians import Medians
from kmeans_studio.parallel import CancelledError

RNG = np.random.default_rng(0)
SPREADS = {
    "even": lambda n: RNG.uniform(-5, 300, n),
    "whole": lambda n: RNG.integers(0, 256, n).astype(float),
    "one value": lambda n: np.full(n, 0.3),
    "mostly one value": lambda n: np.where(RNG.random(n) < 0.9, 0.1, RNG.normal(size=n)),
    "two values side by side": lambda n: np.where(RNG.random(n) < 0.5, 1.0, np.nextafter(np.float32(1), np.float32(2))),
    "all magnitudes": lambda n: RNG.choice([-1.0, 1.0], n) * 10.0 ** RNG.uniform(-30, 6, n),
    "tiny": lambda n: RNG.integers(0, 5000, n) * 1e-44,
}


def lower_median(values, weights):
    order = np.argsort(values, kind="stable")
    up_to = np.cumsum(weights[order])
    return values[order][np.searchsorted(up_to, up_to[-1] / 2)]


def expected(points, weights, labels, previous):
    centers = previous.copy()
    for cluster in np.unique(labels):
        own = labels == cluster
        centers[cluster] = [lower_median(column[own].astype(float), weights[own]) for column in points.T]
    return centers


@pytest.mark.parametrize("few", [1, 50, 1 << 16])
@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_least_value_that_has_half_of_the_weight_up_to_it(spread, few, dtype, monkeypatch):
    # However few rows may be sorted at once, and with bands that cut through everything.
    monkeypatch.setattr(medians, "FEW", few)
    monkeypatch.setattr(medians, "BAND", 300)
    points = np.asfortranarray(np.stack([SPREADS[spread](2000), RNG.uniform(0, 1, 2000)], axis=1).astype(dtype))
    weights = RNG.integers(1, 40, 2000).astype(float)
    k, previous = 6, np.full((6, 2), -7.0)
    labels = RNG.choice([0, 1, 3, 4, 5], 2000, p=[0.6, 0.2, 0.1, 0.0995, 0.0005]).astype(np.uint8)
    rule = Medians(points, weights, np.abs(points).max(axis=0), k)
    rule.update(labels, None)
    assert rule.centers(previous).tobytes() == expected(points, weights, labels, previous).tobytes()
    moved = np.where(RNG.random(2000) < 0.1, 2, labels).astype(np.uint8)
    rule.update(moved, labels)
    assert rule.centers(previous).tobytes() == expected(points, weights, moved, previous).tobytes()
    for row in (3, 500, 1999):
        old, moved[row] = int(moved[row]), 5
        rule.transfer(row, old, 5)
    assert rule.members().tolist() == np.bincount(moved, minlength=k).tolist()
    assert rule.centers(previous).tobytes() == expected(points, weights, moved, previous).tobytes()


class SetAfter:
    """Stands for an event that is set once it was asked so many times."""

    def __init__(self, times):
        self.left = times

    def is_set(self):
        self.left -= 1
        return self.left < 0


def test_medians_are_called_off_on_the_way(monkeypatch):
    monkeypatch.setattr(medians, "FEW", 10)
    monkeypatch.setattr(medians, "BAND", 100)
    points, weights, labels = np.full((1000, 1), 4.0), np.ones(1000), np.zeros(1000, np.uint8)
    points[:90, 0] = np.linspace(0, 8, 90)
    never = SetAfter(10**9)
    rule = Medians(points, weights, points.max(axis=0), 1, never)
    rule.update(labels, None)
    before = never.left
    rule.centers(np.zeros((1, 1)))
    asked = before - never.left
    assert asked > 20  # in each of 10 bands, when rows are found and when they are looked at
    for times in (0, 5, 15, asked - 1):
        rule = Medians(points, weights, points.max(axis=0), 1, never)
        rule.update(labels, None)
        never.left = times
        with pytest.raises(CancelledError):
            rule.centers(np.zeros((1, 1)))
        never.left = 10**9
