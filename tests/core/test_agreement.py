"""Agreement of segmentations, against scikit-learn, scikit-image and brute force."""

from __future__ import annotations

from itertools import permutations
from threading import Event

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.metrics import variation_of_information as skimage_variation
from sklearn.metrics import adjusted_rand_score

from kmeans_studio import Photo, Recipe, segment
from kmeans_studio.agreement.common_colors import CLEARLY, common_colors
from kmeans_studio.agreement.common_numbers import MOST, common_numbers
from kmeans_studio.agreement.contingency import contingency
from kmeans_studio.agreement.differences import answer_shares, differences
from kmeans_studio.agreement.explained import explained
from kmeans_studio.agreement.information import variation_of_information
from kmeans_studio.agreement.matching import ALIKE, NONE, match
from kmeans_studio.agreement.rand import adjusted_rand
from kmeans_studio.features.color import lab
from kmeans_studio.label_order import Numbering
from kmeans_studio.parallel import CancelledError
from kmeans_studio.pipeline import feature_space
from kmeans_studio.segmentation import NO_SEGMENT

K = 6
maps = st.tuples(st.integers(1, 12), st.integers(1, 12)).flatmap(
    lambda shape: st.tuples(*(arrays(np.uint8, shape, elements=st.integers(0, K - 1)) for _ in range(2)))
)


def random_maps(count, shape=(60, 70), k=K, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.integers(0, k, shape).astype(np.uint8) for _ in range(count)]


# --- the table -------------------------------------------------------------------------------------------------------


@given(maps)
def test_the_table_counts_each_pixel_once(pair):
    a, b = pair
    expected = np.zeros((K, K), np.int64)
    np.add.at(expected, (a.ravel(), b.ravel()), 1)
    table = contingency(a, b, K, K)
    assert table.dtype == np.int64
    np.testing.assert_array_equal(table, expected)


def test_transparent_pixels_are_not_counted():
    a, b = random_maps(2)
    a[:10], b[:10] = NO_SEGMENT, NO_SEGMENT
    np.testing.assert_array_equal(contingency(a, b, K, K), contingency(a[10:], b[10:], K, K))


def test_256_segments_and_several_bands():
    rng = np.random.default_rng(1)
    a, b = (rng.integers(0, k, (600, 700)).astype(np.uint8) for k in (256, 3))
    a[0, 0] = 255
    table = contingency(a, b, 256, 3)
    assert table.shape == (256, 3)
    np.testing.assert_array_equal(table.sum(axis=1), np.bincount(a.ravel(), minlength=256))
    np.testing.assert_array_equal(contingency(b, a, 3, 256), table.T)


def test_maps_of_different_sizes_and_cancelling():
    a, b = random_maps(2)
    with pytest.raises(ValueError, match="one size"):
        contingency(a, b[1:], K, K)
    stop = Event()
    stop.set()
    with pytest.raises(CancelledError):
        contingency(a, b, K, K, stop)


# --- figures ---------------------------------------------------------------------------------------------------------


@given(maps)
def test_rand_index_is_that_of_scikit_learn(pair):
    a, b = pair
    assert adjusted_rand(contingency(a, b, K, K)) == pytest.approx(adjusted_rand_score(a.ravel(), b.ravel()), abs=1e-12)


@given(maps)
def test_variation_of_information_is_that_of_scikit_image(pair):
    a, b = pair
    found = variation_of_information(contingency(a, b, K, K))
    assert found == pytest.approx(sum(skimage_variation(a, b)), abs=1e-9)
    assert found >= 0


@given(maps, st.permutations(range(K)))
def test_numbers_and_sides_do_not_matter(pair, order):
    a, b = pair
    table = contingency(a, b, K, K)
    renamed = contingency(np.array(order, np.uint8)[a], b, K, K)
    assert adjusted_rand(table) == adjusted_rand(renamed) == adjusted_rand(table.T)
    assert variation_of_information(renamed) == pytest.approx(variation_of_information(table.T), abs=1e-12)


@given(maps)
def test_the_same_is_exactly_the_same(pair):
    table = contingency(pair[0], pair[0], K, K)
    assert adjusted_rand(table) == 1.0
    assert variation_of_information(table) == 0.0


def test_one_segment_against_itself_and_against_many():
    assert adjusted_rand(np.array([[40]])) == 1.0
    assert adjusted_rand(np.array([[10, 10, 20]])) == 0.0
    assert variation_of_information(np.array([[8, 8]])) == 1.0


def test_rand_index_of_a_photo_with_more_pairs_than_64_bits_hold():
    # 40 billion squared is beyond int64: whole numbers in Python have no end.
    table = np.array([[20, 1], [1, 18]]) * 10**9
    small = adjusted_rand(np.array([[20, 1], [1, 18]]) * 1000)
    assert adjusted_rand(table) == pytest.approx(small, abs=1e-3)
    assert 0 < adjusted_rand(table) < 1


# --- matching --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(4, 4), (3, 5), (5, 3), (1, 4)])
def test_no_other_matching_overlaps_more(shape):
    rng = np.random.default_rng(sum(shape))
    for _ in range(20):
        table = rng.integers(400, 900, shape)
        found = match(table)
        wide = table if shape[0] <= shape[1] else table.T
        best = max(
            sum(wide[i, j] for i, j in enumerate(chosen)) for chosen in permutations(range(wide.shape[1]), len(wide))
        )
        held = found != NONE
        assert len(set(found[held].tolist())) == held.sum()
        # All overlaps are large enough that none is given up.
        assert table[np.flatnonzero(held), found[held]].sum() == best


def test_what_shares_next_to_nothing_is_not_the_same_thing():
    table = np.array([[900, 0], [50, 3]])
    np.testing.assert_array_equal(match(table), [0, NONE])
    # Exactly one part in ALIKE of what they have together is enough.
    np.testing.assert_array_equal(match(np.array([[1, 0], [ALIKE - 1, 50]])), [0, 1])
    np.testing.assert_array_equal(match(np.array([[1, 0], [ALIKE, 50]])), [NONE, 1])
    np.testing.assert_array_equal(match(np.zeros((2, 3), np.int64)), [NONE, NONE])


def of_tables(maps, ks):
    return lambda i, j: contingency(maps[i], maps[j], ks[i], ks[j])


def test_renamed_segments_get_their_numbers_back():
    (a,) = random_maps(1, k=5)
    order = np.array([3, 0, 4, 1, 2], np.uint8)
    numbers, owners = common_numbers([5, 5], 0, of_tables([a, order[a]], [5, 5]))
    assert owners == tuple((0, label) for label in range(5))
    np.testing.assert_array_equal(numbers[1][order[a]], a)
    assert set(numbers[1][5:].tolist()) == {NO_SEGMENT}


def test_a_thing_that_the_reference_has_not_is_known_again():
    reference = np.zeros((20, 20), np.uint8)
    reference[10:] = 1
    other = reference.copy()
    other[8:12, 5:15] = 2
    again = (other + 1) % 3
    numbers, owners = common_numbers([3, 2, None, 3], 1, of_tables([other, reference, None, again], [3, 2, 0, 3]))
    assert owners == ((1, 0), (1, 1), (0, 2))
    assert numbers[2] is None
    np.testing.assert_array_equal(numbers[0][other], numbers[3][again])
    with pytest.raises(ValueError, match="missing"):
        common_numbers([3, None], 1, of_tables([other, reference], [3, 2]))


def test_numbers_run_out_in_good_order():
    a = np.repeat(np.arange(200, dtype=np.uint8), 6).reshape(30, 40)
    b = np.ascontiguousarray(a[::-1, ::-1]) * 0
    b.ravel()[:] = np.tile(np.arange(200, dtype=np.uint8), 6)
    numbers, owners = common_numbers([200, 200], 0, of_tables([a, b], [200, 200]))
    assert len(owners) <= MOST
    assert numbers[1][:200].max() < len(owners)


# --- colors ----------------------------------------------------------------------------------------------------------


def test_the_reference_keeps_its_colors_and_others_differ_clearly():
    reference = np.array([[200, 60, 40], [30, 30, 30], [240, 240, 250]], np.uint8)
    others = np.array([[199, 61, 42], [30, 160, 60], [30, 160, 60]], np.uint8)
    colors = common_colors(reference, others)
    np.testing.assert_array_equal(colors[:3], reference)
    np.testing.assert_array_equal(colors[4], others[1])
    places = lab(colors.astype(np.float64))
    apart = np.sqrt(((places[:, None] - places[None]) ** 2).sum(-1)) + 1000 * np.eye(6)
    assert apart.min() >= CLEARLY


def test_there_is_a_color_for_each_of_very_many():
    colors = common_colors(np.zeros((1, 3), np.uint8), np.full((200, 3), 128, np.uint8))
    assert len(np.unique(colors, axis=0)) == 201


# --- explained -------------------------------------------------------------------------------------------------------


def brute_force(photo, labels):
    visible = labels != NO_SEGMENT
    scale = 255.0 if photo.pixels.dtype == np.float32 else 255 / np.iinfo(photo.pixels.dtype).max
    colors = lab(photo.pixels[visible].astype(np.float64) * scale)
    found = labels[visible]
    total = ((colors - colors.mean(axis=0)) ** 2).sum()
    within = sum(((colors[found == s] - colors[found == s].mean(axis=0)) ** 2).sum() for s in np.unique(found))
    return 1 - within / total


@pytest.mark.parametrize("depth", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("mode", ["color", "position", "texture"])
def test_explained_is_what_brute_force_says(depth, mode):
    rng = np.random.default_rng(5)
    pixels = rng.random((40, 50, 3)) ** 2 * np.linspace(0.2, 1, 50)[None, :, None]
    alpha = np.full((40, 50), 255, np.uint8)
    alpha[:8, :9] = 0
    pixels = pixels.astype(depth) if depth == np.float32 else (pixels * np.iinfo(depth).max).astype(depth)
    photo = Photo.from_array(pixels, alpha)
    found = segment(photo, Recipe(mode=mode, k=4, restarts=1, color_space="hsv"))
    share = explained(feature_space(photo, Recipe()), found.numbering, found.k)
    assert share == pytest.approx(brute_force(photo, found.labels), abs=1e-6)
    assert 0 < share < 1
    # The same of a map that nobody counted colors for.
    again = explained(feature_space(photo, Recipe()), Numbering.of_label_map(found.labels), found.k)
    assert again == pytest.approx(share, abs=1e-12)


def test_explained_by_one_segment_of_all_and_of_one_color():
    (pixels,) = random_maps(1, (30, 30), 256)
    photo = Photo.from_array(pixels)
    space = feature_space(photo, Recipe())
    nothing = Numbering.of_label_map(np.zeros((30, 30), np.uint8))
    assert explained(space, nothing, 1) == pytest.approx(0, abs=1e-12)
    assert explained(space, Numbering.of_label_map(pixels), 256) == pytest.approx(1, abs=1e-9)
    flat = Photo.from_array(np.full((30, 30, 3), 77, np.uint8))
    assert explained(feature_space(flat, Recipe()), nothing, 1) == 1.0


# --- differences -----------------------------------------------------------------------------------------------------


@given(st.integers(1, 6), st.integers(0, 5))
def test_differences_are_the_number_of_different_answers(count, seed):
    maps = random_maps(count, (9, 11), 4, seed)
    rng = np.random.default_rng(seed)
    numbers = [rng.permutation(256).astype(np.uint8) for _ in maps]
    maps[0][2, 3] = NO_SEGMENT
    said = np.stack([number[labels] for number, labels in zip(numbers, maps, strict=True)])
    expected = np.array([[len(set(said[:, y, x].tolist())) for x in range(11)] for y in range(9)])
    np.testing.assert_array_equal(differences(maps, numbers), expected)
    expected[2, 3] = 0
    found = differences(maps, numbers, transparent=True)
    np.testing.assert_array_equal(found, expected)
    shares = answer_shares(found, count)
    assert shares == pytest.approx([(expected == n).sum() / 98 for n in range(1, count + 1)])
