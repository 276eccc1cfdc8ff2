"""What the filter bank tab says about a result, against direct formulas, OpenCV, scikit-learn and brute force."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import cv2
import numpy as np
import pytest
from sklearn.feature_selection import f_classif

from kmeans_studio import Photo, Recipe, segment
from kmeans_studio.features.banks import make_bank
from kmeans_studio.features.texture.gray import normalized_gray
from kmeans_studio.inspection import feature_map, pixel_evidence, response_map, separation, textons
from kmeans_studio.inspection.texton import pseudo_inverse
from kmeans_studio.parallel import CancelledError
from kmeans_studio.pipeline.texture_space import texture_spaces

PLAIN = Recipe(mode="texture", bank="lm", k=3, pooling=4.0, sharpen=False, clean_up=False, brightness=0,
               restarts=2)  # fmt: skip


@pytest.fixture(scope="module")
def photo() -> Photo:
    """Stripes, checks and noise side by side, brighter to the right."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[:90, :132]
    stripes = np.sin(x * 0.9)
    checks = np.sign(np.sin(x * 0.35) * np.sin(y * 0.35))
    noise = rng.normal(size=x.shape)
    gray = np.where(x < 44, stripes, np.where(x < 88, checks, noise)) * 40 + 110 + x * 0.2
    return Photo.from_array(np.stack([gray, gray * 0.9, gray * 0.7], -1).clip(0, 255).astype(np.uint8))


@pytest.fixture(scope="module")
def transparent(photo) -> Photo:
    alpha = np.full(photo.shape, 255, np.uint8)
    alpha[:30, :50] = 0
    return Photo.from_array(photo.pixels, alpha)


@pytest.fixture(scope="module")
def result(photo):
    return segment(photo, PLAIN)


# --- responses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("index", [2, 21, 40])
def test_response_is_that_of_filter2d(photo, index):
    kernel = make_bank("lm").kernels[index]
    expected = cv2.filter2D(normalized_gray(photo).astype(np.float64), -1, kernel, borderType=cv2.BORDER_REFLECT_101)
    signed = response_map(photo, PLAIN, index, "signed")
    assert signed.shape == photo.shape
    assert signed.dtype == np.float32
    np.testing.assert_allclose(signed, expected, atol=2e-6 * np.abs(expected).max())
    np.testing.assert_array_equal(response_map(photo, PLAIN, index, "abs"), np.abs(signed))


def test_response_of_a_wave_is_that_of_both_its_parts(photo):
    recipe = Recipe(mode="texture", bank="gabor", bank_size=31)
    kernel = make_bank("gabor", replace_options(size=31)).kernels[7]
    gray = normalized_gray(photo).astype(np.float64)
    even, odd = (cv2.filter2D(gray, -1, part, borderType=cv2.BORDER_REFLECT_101) for part in (kernel.real, kernel.imag))
    strength = np.hypot(even, odd)
    np.testing.assert_allclose(response_map(photo, recipe, 7, "signed"), even, atol=2e-6 * strength.max())
    np.testing.assert_allclose(response_map(photo, recipe, 7, "abs"), strength, atol=2e-6 * strength.max())


def replace_options(**choices):
    from kmeans_studio.features.banks import BankOptions

    return BankOptions(**choices)


def test_response_takes_no_notice_of_what_is_off_or_of_the_mode(photo):
    other = PLAIN.change(filters_off=(0, 2), mode="color")
    np.testing.assert_array_equal(response_map(photo, other, 2, "abs"), response_map(photo, PLAIN, 2, "abs"))


@pytest.mark.parametrize(
    "choices", [{}, {"log": False}, {"weber": True}, {"strongest": True}, {"filters_off": (0, 1, 5)}, {"place": 1.0}]
)
def test_pooled_response_is_what_is_clustered(photo, choices):
    recipe = PLAIN.change(**choices)
    space = texture_spaces(photo, recipe).first
    on = [number for number in range(48) if number not in recipe.filters_off]
    for index in (2, 47):
        (column,) = (c for c, sources in enumerate(space.sources) if on.index(index) in sources)
        expected = space.rows[:, column].reshape(space.row_of_cell.shape)
        np.testing.assert_allclose(response_map(photo, recipe, index, "pooled"), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("choices", [{}, {"weber": True}, {"strongest": True}])
def test_pooled_response_of_a_filter_that_is_off(photo, choices):
    """It is as if this one were on, and the others as they are."""
    recipe = PLAIN.change(**choices)
    expected = response_map(photo, recipe.change(filters_off=(3,)), 2, "pooled")
    found = response_map(photo, recipe.change(filters_off=(2, 3)), 2, "pooled")
    np.testing.assert_array_equal(found, expected)


def test_feature_map_is_the_column_that_was_clustered(photo, transparent):
    result = segment(transparent, PLAIN.change(mode="color+texture", mix=0.3))
    space = result.space
    found = feature_map(result, 5)
    column = space.sources.index((5,))
    seen = space.row_of_cell >= 0
    assert not seen.all()
    np.testing.assert_allclose(found[seen], space.rows[:, column] / space.scale[column], rtol=1e-6)
    assert feature_map(result, 48) is None
    assert feature_map(segment(photo, Recipe(k=2)), 0) is None


def test_wrong_questions_are_refused(photo):
    with pytest.raises(ValueError, match="signed, abs, pooled"):
        response_map(photo, PLAIN, 0, "loud")
    with pytest.raises(ValueError, match="no filter 48"):
        response_map(photo, PLAIN, 48)
    cancel = Event()
    cancel.set()
    for kind in ("signed", "pooled"):
        with pytest.raises(CancelledError):
            response_map(photo, PLAIN, 0, kind, cancel)


# --- one pixel -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", ["euclidean", "manhattan", "cosine", "mahalanobis", "chebyshev"])
@pytest.mark.parametrize("mode", ["texture", "color+texture", "color"])
def test_pixel_is_nearest_to_the_center_of_its_segment(photo, metric, mode):
    result = segment(photo, PLAIN.change(mode=mode, metric=metric, pooling=3.0))
    hits = 0
    for x, y in np.random.default_rng(0).integers((0, 0), (132, 90), (30, 2)).tolist():
        evidence = pixel_evidence(result, x, y)
        assert evidence.segment == result.labels[y, x]
        assert evidence.distances.shape == (3,)
        hits += evidence.nearest == evidence.segment
    # Within a cell of several pixels a border may run, and the last centers are those that the labels led to.
    assert hits >= 27


def test_distances_and_contributions_against_brute_force(photo, result):
    space = result.space
    evidence = pixel_evidence(result, 101, 33)
    row = space.rows[space.row_of_cell[33 // space.stride, 101 // space.stride]].astype(np.float64)
    np.testing.assert_array_equal(evidence.values, row)
    np.testing.assert_array_equal(evidence.centers, result.centers)
    distances = np.sqrt(((result.centers - row) ** 2).sum(axis=1))
    np.testing.assert_allclose(evidence.distances, distances, rtol=1e-6)
    nearest, second = np.argsort(distances)[:2]
    assert (evidence.nearest, evidence.runner_up) == (nearest, second)
    expected = (row - result.centers[second]) ** 2 - (row - result.centers[nearest]) ** 2
    np.testing.assert_allclose(evidence.contributions, expected, rtol=1e-4, atol=1e-5)
    assert evidence.contributions.sum() == pytest.approx(distances[second] ** 2 - distances[nearest] ** 2, rel=1e-5)


def test_values_are_in_units_whatever_the_weights(photo):
    result = segment(photo, PLAIN.change(mode="color+texture", mix=0.2))
    evidence = pixel_evidence(result, 5, 5)
    texture = segment(photo, PLAIN)
    alone = pixel_evidence(texture, 5, 5)
    of_texture = [column for column, sources in enumerate(evidence.sources) if sources]
    np.testing.assert_allclose(evidence.values[of_texture], alone.values, rtol=1e-5, atol=1e-5)
    # But distances are those of the rows as they were weighted.
    weighted = evidence.values * result.space.scale - result.centers * result.space.scale
    np.testing.assert_allclose(evidence.distances, np.sqrt((weighted**2).sum(axis=1)), rtol=1e-5)


def test_sharpened_distances_are_those_that_decided(photo):
    result = segment(photo, PLAIN.change(sharpen=True))
    assert "sharpening" in result.stage
    costs = result.clusters.geometry
    evidence = pixel_evidence(result, 60, 60)
    row = result.space.rows[result.space.row_of_cell[60 // result.space.stride, 60 // result.space.stride]][None]
    points, centers = costs.place(row), costs.place(result.clusters.centers)
    brute = np.sqrt(((points - centers) ** 2).sum(axis=1))
    np.testing.assert_allclose(np.sort(evidence.distances), np.sort(brute), rtol=1e-6)
    assert evidence.contributions is None
    # Centers are shown in units that can be looked at, and still go with the distances.
    assert evidence.centers.shape == (result.k, len(evidence.values))
    assert evidence.nearest == result.labels[60, 60]


def test_numbers_are_those_of_the_segments_after_clean_up(photo):
    result = segment(photo, PLAIN.change(sharpen=True, clean_up=True, label_order="size"))
    same = [
        pixel_evidence(result, x, y).nearest == result.labels[y, x] for x in range(4, 132, 11) for y in range(4, 90, 11)
    ]
    assert np.mean(same) > 0.9


def test_pixels_that_are_not_there(photo, transparent, result):
    with pytest.raises(ValueError, match="no pixel"):
        pixel_evidence(result, 132, 0)
    with pytest.raises(ValueError, match="transparent"):
        pixel_evidence(segment(transparent, PLAIN), 3, 3)
    with pytest.raises(ValueError, match="transparent"):
        pixel_evidence(segment(transparent, Recipe(k=2)), 3, 3)


def test_one_segment_has_no_runner_up(photo):
    evidence = pixel_evidence(segment(photo, PLAIN.change(k=1)), 0, 0)
    assert evidence.runner_up is None
    assert evidence.contributions is None


# --- which filters separate ------------------------------------------------------------------------------------------


def test_separation_is_eta_squared(photo):
    result = segment(photo, PLAIN.change(pooling=0.0, log=False))
    found = separation(result)
    rows, labels = result.space.rows, result.clusters.labels
    assert (result.space.weights == 1).all()
    f, _ = f_classif(rows.astype(np.float64), labels)
    n, k = len(rows), result.k
    np.testing.assert_allclose(found.shares, f * (k - 1) / (f * (k - 1) + n - k), rtol=1e-9)
    assert (np.diff(found.shares[found.ranking]) <= 0).all()
    assert found.names == result.space.names
    assert found.sources == result.space.sources


@pytest.mark.parametrize("mode", ["texture", "color"])
def test_separation_counts_weights(transparent, mode):
    result = segment(transparent, PLAIN.change(mode=mode, k=4, pooling=8.0))
    space, labels = result.space, result.clusters.labels
    assert len(np.unique(space.weights)) > 1
    counts = space.weights.astype(int)
    rows, labels = np.repeat(space.rows.astype(np.float64), counts, axis=0), np.repeat(labels, counts)
    f, _ = f_classif(rows, labels)
    expected = f * 3 / (f * 3 + len(rows) - 4)
    np.testing.assert_allclose(separation(result).shares, expected, rtol=1e-8)


def test_a_feature_that_never_changes_separates_nothing(result):
    rows = result.clusters.rows.copy(order="F")
    rows[:, 4] = 0.1
    still = replace(result, clusters=replace(result.clusters, rows=rows))
    found = separation(still)
    assert found.shares[4] == 0
    assert (np.delete(found.shares, 4) > 0).all()
    assert found.ranking[-1] == 4


def test_separation_is_the_same_with_any_number_of_threads(result, monkeypatch):
    shares = []
    for threads in ("1", "3"):
        monkeypatch.setenv("KMEANS_STUDIO_THREADS", threads)
        shares.append(separation(result).shares)
    np.testing.assert_array_equal(*shares)


# --- textons ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lm", "schmid", "gabor"])
def test_pseudo_inverse_brings_back_a_patch_made_of_kernels(name):
    kernels = make_bank(name, replace_options(size=31)).kernels
    parts = (kernels.real, kernels.imag) if np.iscomplexobj(kernels) else (kernels,)
    rows = np.concatenate([part.reshape(len(kernels), -1) for part in parts])
    patch = 3 * rows[4] / np.abs(rows[4]).max() - rows[9] / np.abs(rows[9]).max()
    back = pseudo_inverse(rows) @ (rows @ patch)
    np.testing.assert_allclose(back, patch, atol=0.01 * np.abs(patch).max())


def test_pseudo_inverse_is_numpys_where_kernels_differ():
    rows = np.random.default_rng(5).normal(size=(7, 25))
    np.testing.assert_allclose(pseudo_inverse(rows), np.linalg.pinv(rows), atol=1e-9)


def test_texton_is_the_projection_of_the_patch_at_its_pixel(photo, result):
    found = textons(photo, PLAIN, result)
    assert found.patches.shape == (3, 49, 49)
    assert not found.from_centers
    rows = make_bank("lm").kernels.reshape(48, -1)
    gray = normalized_gray(photo)
    around = cv2.copyMakeBorder(gray, 24, 24, 24, 24, cv2.BORDER_REFLECT_101)
    signed = np.stack([response_map(photo, PLAIN, index) for index in range(48)])
    for segment_, (x, y) in enumerate(found.pixels):
        assert result.labels[y, x] == segment_
        patch = around[y : y + 49, x : x + 49].astype(np.float64).ravel()
        expected = rows.T @ np.linalg.lstsq(rows.T, patch, rcond=None)[0]
        texton = found.patches[segment_].ravel()
        assert np.corrcoef(texton, expected)[0, 1] > 0.995
        # What the bank says of the texton is what it says of the photo there.
        np.testing.assert_allclose(rows @ texton, signed[:, y, x], atol=2e-3 * np.abs(signed[:, y, x]).max())
        own = np.flatnonzero(result.labels.ravel() == segment_)
        assert found.means[segment_] == pytest.approx(gray.ravel()[own].mean(), abs=1e-5)
        np.testing.assert_array_equal(found.photo[segment_, 24, 24], photo.pixels[y, x])


def test_texton_pixel_is_the_one_nearest_to_the_center(photo, result):
    space, stride = result.space, result.space.stride
    middle = result.labels[stride // 2 :: stride, stride // 2 :: stride].ravel()
    assert len(middle) == len(space.rows)
    for segment_, (x, y) in enumerate(textons(photo, PLAIN, result).pixels):
        distances = ((space.rows - result.centers[segment_]) ** 2).sum(axis=1)
        best = np.where(middle == segment_, distances, np.inf).argmin()
        assert best == (y // stride) * space.row_of_cell.shape[1] + x // stride


def test_signed_centers_are_turned_back_themselves(photo):
    recipe = PLAIN.change(amplitude="signed", log=False, standardize=False, pooling=0.0)
    result = segment(photo, recipe)
    found = textons(photo, recipe, result)
    assert found.from_centers
    rows = make_bank("lm").kernels.reshape(48, -1)
    for center, patch in zip(result.centers, found.patches, strict=True):
        np.testing.assert_allclose(rows @ patch.ravel(), center, atol=5e-3 * np.abs(center).max())


@pytest.mark.parametrize("size", [9, 31, 81])
def test_textons_of_any_size(photo, size):
    recipe = PLAIN.change(bank="gabor")
    found = textons(photo, recipe, segment(photo, recipe), size=size)
    assert found.patches.shape == (3, size, size)
    assert np.isfinite(found.patches).all()
    assert found.patches.any(axis=(1, 2)).all()
    assert np.abs(found.patches).max() < 20


def test_textons_without_filters_that_are_off(photo):
    recipe = PLAIN.change(filters_off=tuple(range(40)))
    found = textons(photo, recipe, segment(photo, recipe))
    rows = make_bank("lm").kernels[40:].reshape(8, -1)
    for patch in found.patches:
        left = patch.ravel() - np.linalg.pinv(rows) @ (rows @ patch.ravel())
        assert np.abs(left).max() < 1e-6 * np.abs(patch).max()


def test_textons_of_a_photo_with_transparent_parts(transparent):
    found = textons(transparent, PLAIN, result := segment(transparent, PLAIN))
    for segment_, (x, y) in enumerate(found.pixels):
        assert transparent.alpha[y, x] == 255
        assert result.labels[y, x] == segment_


def test_wrong_textons_are_refused(photo, result):
    with pytest.raises(ValueError, match="odd"):
        textons(photo, PLAIN, result, size=8)
    with pytest.raises(ValueError, match="by texture"):
        textons(photo, Recipe(k=2), segment(photo, Recipe(k=2)))
    other = Photo.from_array(photo.pixels[:50])
    with pytest.raises(ValueError, match="another size"):
        textons(other, PLAIN, result)
    cancel = Event()
    cancel.set()
    with pytest.raises(CancelledError):
        textons(photo, PLAIN, result, cancel=cancel)
