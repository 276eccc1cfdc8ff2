"""Label orders: each by what it says, checked pixel by pixel; and numbers that stay put from run to run."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from kmeans_studio import label_order
from kmeans_studio.label_order import LABEL_ORDERS, Clusters, Numbering
from kmeans_studio.parallel import THREADS_VARIABLE

RNG = np.random.default_rng(0)


def clusters_of(row_of_pixel, cluster_of_row, colors, previous=None):
    rows = len(cluster_of_row)
    weights = np.bincount(row_of_pixel.ravel(), minlength=rows + 1)[:rows].astype(np.float64)
    counts = np.bincount(cluster_of_row, weights, minlength=len(colors))
    return Clusters(
        np.ascontiguousarray(row_of_pixel, np.int32),
        np.asarray(cluster_of_row, np.uint8),
        weights,
        counts,
        np.asarray(colors, np.float64),
        previous,
    )


def some_clusters(seed, k=6, shape=(40, 30), rows=50):
    """Pixels that read any row or, being transparent, none; clusters in which any cluster may be empty."""
    rng = np.random.default_rng(seed)
    cluster_of_row = rng.integers(0, k, rows)
    return clusters_of(rng.integers(0, rows + 1, shape), cluster_of_row, rng.integers(0, 256, (k, 3)))


def labels_of(clusters, order, transparent=255):
    """Paint the label map in the plainest way."""
    segment = np.empty(len(order) + 1, np.uint8)
    segment[order] = np.arange(len(order))
    segment[-1] = transparent
    cluster = np.append(clusters.cluster_of_row.astype(int), len(order))
    return segment[cluster[clusters.row_of_pixel]]


def numbering(clusters, order):
    segment = np.empty(len(order), np.uint8)
    segment[order] = np.arange(len(order))
    return Numbering(clusters.row_of_pixel, np.append(segment[clusters.cluster_of_row], np.uint8(255)))


@pytest.mark.parametrize("name", LABEL_ORDERS.names)
@given(seed=st.integers(0, 10**6), k=st.integers(1, 9))
def test_every_order_is_a_permutation_that_does_not_depend_on_how_the_engine_numbers(name, seed, k):
    before = some_clusters(seed + 1, k=5)
    clusters = replace(some_clusters(seed, k), previous=numbering(before, np.arange(5)))
    order = LABEL_ORDERS[name](clusters)
    assert order.tolist() == LABEL_ORDERS[name](clusters).tolist()
    assert sorted(order) == list(range(k))
    shuffle = np.random.default_rng(seed).permutation(k)
    place = np.argsort(shuffle)
    shuffled = replace(
        clusters,
        cluster_of_row=place[clusters.cluster_of_row].astype(np.uint8),
        counts=clusters.counts[shuffle],
        colors=clusters.colors[shuffle],
    )
    assert shuffle[LABEL_ORDERS[name](shuffled)].tolist() == order.tolist()


def test_dark_to_light_ties_are_settled_by_red_then_green_then_blue():
    gray = clusters_of(np.array([[0, 1, 2]]), [0, 1, 2], [[9, 9, 9], [0, 0, 0], [9, 9, 9]])
    assert LABEL_ORDERS["dark"](gray).tolist() == [1, 0, 2]
    # Blue is dark and green is light, though their numbers are the same.
    vivid = clusters_of(np.array([[0, 1, 2]]), [0, 1, 2], [[0, 255, 0], [255, 0, 0], [0, 0, 255]])
    assert LABEL_ORDERS["dark"](vivid).tolist() == [2, 1, 0]


def test_largest_first():
    clusters = some_clusters(3)
    order = LABEL_ORDERS["size"](clusters)
    labels = labels_of(clusters, order)
    sizes = [(labels == number).sum() for number in range(6)]
    assert sizes == sorted(sizes, reverse=True)
    even = clusters_of(np.array([[0, 1, 2]]), [0, 1, 2], [[200] * 3, [9] * 3, [80] * 3])
    assert LABEL_ORDERS["size"](even).tolist() == [1, 2, 0], "as large ones go from dark to light"


@pytest.mark.parametrize("rows", [40, 1200], ids=["few colors", "a color for nearly every pixel"])
@pytest.mark.parametrize("seed", range(3))
def test_top_to_bottom(seed, rows):
    clusters = some_clusters(seed, rows=rows)
    labels = labels_of(clusters, LABEL_ORDERS["position"](clusters))
    heights = [np.nonzero(labels == number)[0].mean() for number in range(6)]
    assert heights == sorted(heights)


def test_level_segments_go_from_left_to_right_and_empty_ones_last():
    pixels = np.array([[2, 0, 0, 1]] * 3)
    clusters = clusters_of(pixels, [0, 1, 3], [[0, 0, 0], [1, 1, 1], [9, 9, 9], [5, 5, 5]])
    assert LABEL_ORDERS["position"](clusters).tolist() == [3, 0, 1, 2]


@pytest.mark.parametrize("rows", [50, 5000])
def test_places_are_the_same_with_any_number_of_threads_and_kept_only_while_the_photo_is(monkeypatch, rows):
    monkeypatch.setattr(label_order, "BAND", 128)
    orders = []
    for threads in ("1", "2"):
        monkeypatch.setenv(THREADS_VARIABLE, threads)
        clusters = some_clusters(5, shape=(120, 40), rows=rows)
        assert sorted(LABEL_ORDERS["position"](clusters)) == list(range(6))
        orders.append(LABEL_ORDERS["position"](clusters).tolist())
    assert orders[0] == orders[1]
    gone = weakref.ref(clusters.row_of_pixel)
    del clusters
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("k", [3, 5, 8])
@pytest.mark.parametrize("way", ["rows", "pixels", "label map"])
@pytest.mark.parametrize("seed", range(3))
def test_the_most_pixels_keep_their_number(k, way, seed):
    before, clusters = some_clusters(seed, k=5), some_clusters(seed + 50, k)
    order = RNG.permutation(5)
    if way == "rows":
        clusters = clusters_of(before.row_of_pixel, clusters.cluster_of_row, clusters.colors)
        clusters = replace(clusters, row_of_pixel=before.row_of_pixel)
    old = labels_of(before, order)
    previous = Numbering.of_label_map(old) if way == "label map" else numbering(before, order)
    found = LABEL_ORDERS["previous"](replace(clusters, previous=previous))
    new = labels_of(clusters, found)
    visible = (clusters.row_of_pixel < 50) & ((old != 255) | (way == "label map"))
    overlap = np.zeros((k, 256))
    np.add.at(overlap, (labels_of(clusters, np.arange(k))[visible], old[visible]), 1)
    overlap = overlap[:, : np.flatnonzero(overlap.any(axis=0)).max() + 1]
    best = overlap[linear_sum_assignment(overlap, maximize=True)].sum()
    if k >= 5 and way != "label map":
        assert ((old == new) & visible).sum() == best
    if k < 5:
        # Fewer than before: matched ones keep their order.
        numbers = [overlap[cluster].argmax() for cluster in found]
        assert len(found) == k
        assert len(set(numbers)) < k or numbers == sorted(numbers)


def test_more_segments_than_before_come_after_them_from_dark_to_light():
    before = clusters_of(np.array([[0, 0, 0, 1, 1, 1]]), [0, 1], [[200] * 3, [0] * 3])
    now = clusters_of(np.array([[0, 0, 3, 1, 1, 2]]), [0, 1, 2, 3], [[100] * 3, [50] * 3, [240] * 3, [180] * 3])
    assert LABEL_ORDERS["previous"](replace(now, previous=numbering(before, [1, 0]))).tolist() == [1, 0, 3, 2]


def test_between_equal_matches_the_order_from_dark_to_light_decides():
    before = clusters_of(np.array([[0, 1, 2] * 3]), [0, 1, 2], [[10] * 3, [20] * 3, [30] * 3])
    now = clusters_of(np.array([[0, 0, 0, 1, 1, 1, 2, 2, 2]]), [0, 1, 2], [[70] * 3, [90] * 3, [50] * 3])
    assert LABEL_ORDERS["previous"](replace(now, previous=numbering(before, [0, 1, 2]))).tolist() == [2, 0, 1]


def test_without_a_run_before_the_order_is_from_dark_to_light():
    clusters = some_clusters(0)
    assert LABEL_ORDERS["previous"](clusters).tolist() == LABEL_ORDERS["dark"](clusters).tolist()


def test_the_same_segments_keep_all_their_numbers():
    clusters = some_clusters(9, k=256, rows=4000, shape=(100, 100))
    order = RNG.permutation(256)
    again = LABEL_ORDERS["previous"](replace(clusters, previous=numbering(clusters, order)))
    filled = clusters.counts[order] > 0
    assert again[filled].tolist() == order[filled].tolist()
