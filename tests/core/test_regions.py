"""Regions: votes and merging against plain definitions, and on pictures whose answer is seen at once."""

from __future__ import annotations

from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import ndimage
from skimage.measure import label as regions_of

from kmeans_studio.parallel import CancelledError
from kmeans_studio.regions import merge_small, merged_labels, smoothed_votes

RNG = np.random.default_rng(0)
pictures = arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=12), elements=st.integers(0, 3))


def picture(*lines):
    return np.array([[int(sign) for sign in line] for line in lines], np.uint8)


def shares_of_regions(labels, weights=None):
    """The share of each 4-connected region in all the weight."""
    parts = regions_of(labels.astype(int) + 1, connectivity=1, background=0)
    masses = np.bincount(parts.ravel(), None if weights is None else weights.ravel())[1:]
    return masses / masses.sum()


def scores_of(labels):
    return smoothed_votes(labels, int(labels.max()) + 1, 0)


@pytest.mark.parametrize("sigma", [0.7, 1.5, 3.0])
def test_votes_are_those_of_a_gaussian(sigma):
    labels = RNG.integers(0, 4, (40, 61)).astype(np.uint8)
    votes = smoothed_votes(labels, 5, sigma)
    for number in range(5):
        expected = ndimage.gaussian_filter((labels == number).astype(float), sigma, mode="reflect", truncate=4)
        np.testing.assert_allclose(votes[number], expected, atol=1e-5)
    np.testing.assert_allclose(votes.sum(axis=0), 1, atol=1e-5)


@given(pictures)
def test_without_neighbors_each_cell_decides_for_itself(labels):
    np.testing.assert_array_equal(smoothed_votes(labels, 4, 0).argmax(axis=0), labels)


def test_cells_without_weight_have_no_vote():
    labels = np.ones((9, 9), np.uint8)
    labels[:, 4:] = 0
    weights = np.where(labels == 1, 1.0, 0.0)
    votes = smoothed_votes(labels, 2, 1.0, weights)
    np.testing.assert_allclose(votes[1, :, :8], 1, atol=1e-5)
    assert np.isfinite(votes).all()


def test_a_speck_is_voted_away_and_a_straight_border_stays():
    labels = np.zeros((30, 30), np.uint8)
    labels[:, 15:] = 1
    speckled = labels.copy()
    speckled[5, 5], speckled[20, 20] = 1, 0
    np.testing.assert_array_equal(smoothed_votes(speckled, 2, 1.5).argmax(axis=0), labels)


def test_it_is_merged_into_the_neighbor_with_the_longest_border():
    # The 2s have four sides in common with the 1s and two with the 0s, which are heavier.
    labels = picture("000001111", "000002111", "000002111", "000001111")
    np.testing.assert_array_equal(merged_labels(labels, 0.2), np.where(labels == 2, 1, labels))


def test_of_equal_borders_the_heavier_neighbor_counts():
    np.testing.assert_array_equal(merged_labels(picture("0002111"), 0.2), picture("0000111"))
    np.testing.assert_array_equal(merged_labels(picture("00021111"), 0.2), picture("00011111"))


def test_the_smallest_come_first():
    # The one-cell 3 joins the 2 around it, which is big enough then.
    labels = picture("00000000", "02222000", "02322000", "02222000", "00000000")
    np.testing.assert_array_equal(merged_labels(labels, 0.29), np.where(labels == 3, 2, labels))
    assert not merged_labels(labels, 0.31).any()


def test_neighbors_of_one_label_become_one_region():
    # Without the 1 between them the two 2s are one region, which is big enough.
    np.testing.assert_array_equal(merged_labels(picture("2212200000000"), 0.3), picture("2222200000000"))
    assert not merged_labels(picture("2212000000000"), 0.31).any()


@given(pictures, st.sampled_from([0.0, 0.05, 0.2, 0.5, 1.0]))
def test_no_region_is_too_small_afterwards(labels, least):
    merged = merged_labels(labels, least)
    shares = shares_of_regions(merged)
    assert len(shares) == 1 or shares.min() >= least * (1 - 1e-9)
    assert set(np.unique(merged)) <= set(np.unique(labels))
    np.testing.assert_array_equal(merged_labels(merged, least), merged)
    if shares_of_regions(labels).min() >= least:
        np.testing.assert_array_equal(merged, labels)


@given(pictures, st.sampled_from([0.05, 0.2, 0.5]), st.floats(0, 3))
def test_scores_decide_for_the_merged_labels(labels, least, sigma):
    scores = smoothed_votes(labels, 4, sigma)
    before = scores.copy()
    merged = merge_small(scores, least)
    np.testing.assert_array_equal(scores, before)
    expected = merged_labels(scores.argmax(axis=0).astype(np.uint8), least)
    np.testing.assert_array_equal(merged.argmax(axis=0), expected)
    np.testing.assert_allclose(merged.sum(axis=0), scores.sum(axis=0), atol=1e-5)


def test_equal_scores_decide_for_the_merged_labels_too():
    # The third cell is 0 and becomes 2, for which nothing spoke; as much speaks for 1.
    scores = np.array([[[0, 0, 0.5, 0, 0, 0]], [[1, 1, 0.5, 0, 0, 0]], [[0, 0, 0, 1, 1, 1]]], np.float32)
    assert merge_small(scores, 0.2).argmax(axis=0).tolist() == [[1, 1, 2, 2, 2, 2]]


def test_a_region_is_as_big_as_its_weight():
    labels = picture("0001000")
    weights = np.array([[1.0, 1, 1, 2, 1, 1, 1]])
    np.testing.assert_array_equal(merged_labels(labels, 0.25, weights), labels)
    assert not merged_labels(labels, 0.25).any()


def test_cells_without_weight_take_no_part():
    labels = picture("0100111", "0000111")
    weights = np.ones(labels.shape)
    weights[:, 2] = weights[:, 3] = 0
    merged = merged_labels(labels, 0.2, weights)
    np.testing.assert_array_equal(merged, picture("0000111", "0000111"))
    # A region with nothing but transparent cells around it has no neighbor to go to.
    alone = np.ones((3, 3))
    alone[1] = 0
    labels = picture("110", "222", "000")
    np.testing.assert_array_equal(merged_labels(labels, 0.4, alone), picture("111", "222", "000"))


def test_many_parts_give_the_same_as_in_any_other_run():
    labels = RNG.integers(0, 6, (200, 300)).astype(np.uint8)
    once, again = merged_labels(labels, 0.01), merged_labels(labels.copy(), 0.01)
    assert once.tobytes() == again.tobytes()
    assert shares_of_regions(once).min() >= 0.01


def test_one_cell_and_all_labels():
    assert merged_labels(np.zeros((1, 1), np.uint8), 1.0).tolist() == [[0]]
    labels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    np.testing.assert_array_equal(merged_labels(labels, 1 / 256), labels)
    assert len(np.unique(merged_labels(labels, 1.0))) == 1


def test_cancel():
    cancel = Event()
    cancel.set()
    labels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    with pytest.raises(CancelledError):
        smoothed_votes(labels, 256, 1.0, cancel=cancel)
    with pytest.raises(CancelledError):
        merge_small(scores_of(labels), 0.5, cancel=cancel)
