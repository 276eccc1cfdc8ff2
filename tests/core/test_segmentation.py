"""Segmentations: labels in their order, and statistics that anyone can work out from labels and photo."""

from __future__ import annotations

import numpy as np
import pytest

from kmeans_studio import Photo, Recipe, members, segment
from kmeans_studio.features.modes import MODES
from kmeans_studio.label_order import LABEL_ORDERS
from kmeans_studio.parallel import THREADS_VARIABLE
from kmeans_studio.segmentation import NO_SEGMENT

RNG = np.random.default_rng(0)
NOISE = RNG.integers(0, 256, (60, 70, 3)).astype(np.uint8)
MASK = RNG.integers(0, 3, NOISE.shape[:2]).astype(np.uint8)
DEPTHS = {"8 bit": NOISE, "16 bit": NOISE.astype(np.uint16) * 257, "float": NOISE.astype(np.float32) / 255}


def luminance(colors):
    v = np.asarray(colors, float) / 255
    return np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("space", ["rgb", "hsv", "lab"])
@pytest.mark.parametrize("alpha", [None, MASK], ids=["opaque", "transparent"])
@pytest.mark.parametrize("depth", DEPTHS)
def test_statistics_are_those_of_the_pixels(space, alpha, depth):
    pixels = DEPTHS[depth]
    result = segment(Photo.from_array(pixels, alpha), Recipe(k=9, color_space=space))
    labels, visible = result.labels, np.ones(MASK.shape, bool) if alpha is None else MASK > 0
    means = np.array([NOISE[(labels == i) & visible].mean(axis=0) for i in range(9)])
    # Single precision is good for seven digits.
    np.testing.assert_allclose(result.mean_colors, means, rtol=1e-6 if depth == "float" else 1e-12)
    np.testing.assert_array_equal(result.palette, np.rint(means))
    np.testing.assert_array_equal(result.counts, np.bincount(labels[visible], minlength=9))
    np.testing.assert_allclose(result.shares, result.counts / visible.sum())
    assert (labels[~visible] == NO_SEGMENT).all()
    assert (np.diff(luminance(means)) > 0).all()
    assert result.k == 9
    assert result.palette.dtype == labels.dtype == np.uint8


def test_dark_to_light_is_by_luminance_not_by_any_one_channel():
    # Blue is dark and green is light, though their numbers are the same.
    pixels = np.array([[[0, 255, 0], [255, 0, 0], [0, 0, 255], [90, 90, 90]]], np.uint8)
    result = segment(Photo.from_array(pixels), Recipe(k=4, color_space="rgb"))
    assert result.labels.tolist() == [[3, 2, 0, 1]]
    assert result.palette.tolist() == [[0, 0, 255], [90, 90, 90], [255, 0, 0], [0, 255, 0]]


@pytest.mark.parametrize("mode", [entry.name for entry in MODES if not entry.value.focus])
@pytest.mark.parametrize("order", LABEL_ORDERS.names)
def test_segments_are_numbered_as_asked_and_everything_goes_with_the_numbers(order, mode):
    photo = Photo.from_array(NOISE, MASK)
    dark, result = (segment(photo, Recipe(k=6, mode=mode, label_order=name)) for name in ("dark", order))
    visible = MASK > 0
    assert result.order == order
    (place,) = np.nonzero((result.palette[:, None] == dark.palette).all(axis=-1).T)[1:]
    np.testing.assert_array_equal(result.labels[visible], place[dark.labels[visible]])
    np.testing.assert_array_equal(result.counts, np.bincount(result.labels[visible], minlength=6))
    for name in ("centers", "counts", "shares", "mean_colors"):
        np.testing.assert_array_equal(getattr(result, name)[place], getattr(dark, name))
    heights = [np.nonzero(result.labels == i)[0].mean() for i in range(6)]
    keys = {"size": -result.counts, "position": np.array(heights)}
    assert (np.diff(keys.get(order, luminance(result.mean_colors))) > 0).all()
    np.testing.assert_array_equal(
        result.numbering.label_of_row[result.numbering.row_of_pixel], result.labels, "what a later run is matched to"
    )


def test_centers_go_with_the_labels():
    result = segment(Photo.from_array(NOISE), Recipe(k=6, color_space="rgb"))
    means = [NOISE[result.labels == i].mean(axis=0) for i in range(6)]
    np.testing.assert_allclose(result.centers, means, rtol=1e-9)


@pytest.mark.parametrize(
    ("metric", "third", "color"), [("euclidean", "#0000ff", (3, 0, 0)), ("cosine", "#ff8000", (240, 12, 9))]
)
def test_an_empty_segment_has_the_color_that_the_metric_finds_nearest_to_its_center(monkeypatch, metric, third, color):
    monkeypatch.setattr(members, "BAND", 1)
    # In a straight line the dark pixel would be nearest to every direction, as those have the length 1.
    pixels = np.array([[(250, 10, 10)] * 9, [(10, 250, 10)] * 9], np.uint8)
    pixels[0, :3] = (3, 0, 0), (240, 12, 9), (240, 12, 9)
    recipe = Recipe(
        k=3, color_space="rgb", metric=metric, initializer="given", start_colors=("#fa0a0a", "#00ff00", third),
        empty="keep",
    )  # fmt: skip
    result = segment(Photo.from_array(pixels), recipe)
    (empty,) = np.flatnonzero(result.counts == 0)
    assert result.palette[empty].tolist() == list(color)
    lengths = np.linalg.norm(result.centers, axis=1)
    assert (np.abs(lengths - 1) < 1e-6).all() == (metric == "cosine"), "directions, or colors"


def test_arrays_are_finished_and_stay_so():
    result = segment(Photo.from_array(NOISE, MASK), Recipe(k=3))
    for name in ("labels", "palette", "counts", "shares", "mean_colors", "centers"):
        array = getattr(result, name)
        assert getattr(result, name) is array
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    assert result.labels.flags.c_contiguous


def test_all_256_labels_are_segments_without_transparency():
    result = segment(Photo.from_array(NOISE), Recipe(k=256))
    assert result.k == 256
    assert result.warnings == ()
    assert len(np.unique(result.labels)) == 256
    np.testing.assert_array_equal(result.counts, np.bincount(result.labels.ravel()))


def test_transparency_takes_one_of_256_labels():
    result = segment(Photo.from_array(NOISE, MASK), Recipe(k=256))
    assert result.k == 255
    assert result.warnings == ("one of the 256 labels marks the transparent pixels, so there are 255 segments",)
    assert set(result.labels[MASK > 0]) == set(range(255))
    assert (result.labels[MASK == 0] == NO_SEGMENT).all()


def test_an_alpha_channel_without_transparency_takes_no_label():
    faint = np.ones(MASK.shape, np.uint8)
    result = segment(Photo.from_array(NOISE, faint), Recipe(k=256))
    assert result.k == 256
    np.testing.assert_array_equal(result.labels, segment(Photo.from_array(NOISE), Recipe(k=256)).labels)


@pytest.mark.parametrize("size", [(1, 700_000), (700_000, 1), (1200, 900)])
def test_label_maps_of_many_bands(monkeypatch, size):
    pixels = RNG.integers(0, 4, (*size, 3)).astype(np.uint8)
    results = []
    for threads in ("1", "2"):
        monkeypatch.setenv(THREADS_VARIABLE, threads)
        results.append(segment(Photo.from_array(pixels), Recipe(k=64, color_space="rgb")))
    np.testing.assert_array_equal(results[0].palette[results[0].labels], pixels)
    assert results[0].labels.tobytes() == results[1].labels.tobytes()


@pytest.mark.parametrize("depth", DEPTHS)
def test_mean_colors_over_many_bands_are_the_same_with_any_number_of_threads(monkeypatch, depth):
    monkeypatch.setattr(members, "BAND", 100)
    means = []
    for threads in ("1", "2"):
        monkeypatch.setenv(THREADS_VARIABLE, threads)
        means.append(segment(Photo.from_array(DEPTHS[depth]), Recipe(k=5)).mean_colors.tobytes())
    assert means[0] == means[1]
