"""Maps, pooling and features of texture against the same said in a few lines of float64."""

from __future__ import annotations

from threading import Event

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from skimage import data

from kmeans_studio import Photo
from kmeans_studio.features.banks import make_bank
from kmeans_studio.features.texture import maps as maps_module
from kmeans_studio.features.texture import responses as responses_module
from kmeans_studio.features.texture.amplitude import AMPLITUDES
from kmeans_studio.features.texture.cells import CellMeans, cell_weights
from kmeans_studio.features.texture.gray import NoTextureError, normalized_gray
from kmeans_studio.features.texture.maps import TextureMaps, texture_maps
from kmeans_studio.features.texture.pooling import POOL_UNITS, pooled, sigma_on_grid
from kmeans_studio.features.texture.responses import responses
from kmeans_studio.features.texture.standard import features
from kmeans_studio.parallel import THREADS_VARIABLE, CancelledError


@pytest.fixture(scope="module")
def photo():
    return Photo.from_array(np.ascontiguousarray(data.chelsea()[:150, 100:301]))


@pytest.fixture
def exactly(monkeypatch):
    """Gabor filters without their short cut."""
    monkeypatch.setattr(maps_module, "_is_quick", lambda *arguments: False)


def means(layers, stride):
    """The oracle for cells."""
    height, width = layers.shape[1:]
    rows, columns = np.arange(0, height, stride), np.arange(0, width, stride)
    sums = np.add.reduceat(np.add.reduceat(layers.astype(np.float64), rows, axis=1), columns, axis=2)
    return sums / np.outer(np.diff([*rows, height]), np.diff([*columns, width]))


def strength(photo, bank):
    return np.abs(responses(normalized_gray(photo), bank).astype(np.complex128))


def difference(got, wanted):
    return float(np.abs(got - wanted).max() / np.abs(wanted).max())


def test_gray_is_opencvs_with_mean_0_and_deviation_1(photo):
    gray = cv2.cvtColor(photo.pixels.astype(np.float32), cv2.COLOR_RGB2GRAY).astype(np.float64)
    got = normalized_gray(photo)
    assert got.dtype == np.float32
    assert np.abs(got - (gray - gray.mean()) / gray.std()).max() < 1e-5


def test_gray_is_the_same_at_any_depth_and_keeps_all_of_it(photo):
    wanted = normalized_gray(photo)
    deep = photo.pixels.astype(np.uint16) * 257
    assert np.abs(normalized_gray(Photo.from_array(deep)) - wanted).max() < 1e-5
    assert np.abs(normalized_gray(Photo.from_array(photo.pixels / 255.0)) - wanted).max() < 1e-5
    ramp = np.arange(1000, dtype=np.uint16).reshape(20, 50) + 30000
    assert len(np.unique(normalized_gray(Photo.from_array(ramp)))) == 1000


def test_transparent_pixels_count_as_the_mean(photo):
    alpha = np.full(photo.shape, 255, np.uint8)
    alpha[:40, :50] = 0
    noisy = photo.pixels.copy()
    noisy[:40, :50] = np.random.default_rng(0).integers(0, 256, (40, 50, 3))
    got = normalized_gray(Photo.from_array(photo.pixels, alpha))
    np.testing.assert_array_equal(got, normalized_gray(Photo.from_array(noisy, alpha)))
    seen = got[alpha > 0].astype(np.float64)
    assert (got[alpha == 0] == 0).all()
    assert abs(seen.mean()) < 1e-6
    assert seen.std() == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((40, 30, 3), 77, np.uint8),
        np.full((1, 1, 3), 5, np.uint8),
        np.full((33, 17, 3), (0.1, 0.7, 0.3), np.float32),
        np.full((9, 50, 3), 40000, np.uint16),
    ],
)
def test_one_brightness_is_said(pixels):
    with pytest.raises(NoTextureError, match="one brightness everywhere"):
        texture_maps(Photo.from_array(pixels), make_bank("lm"))


def test_what_is_even_where_it_is_visible_is_said_too():
    pixels = np.random.default_rng(0).integers(0, 256, (20, 20, 3)).astype(np.uint8)
    alpha = np.zeros((20, 20), np.uint8)
    with pytest.raises(NoTextureError):
        normalized_gray(Photo.from_array(pixels, alpha))
    pixels[5:9, 5:9], alpha[5:9, 5:9] = 80, 255
    with pytest.raises(NoTextureError):
        normalized_gray(Photo.from_array(pixels, alpha))


def test_the_least_step_of_16_bits_is_texture():
    pixels = np.full((50, 50, 3), 30000, np.uint16)
    pixels[20, 20, 2] += 1
    assert np.isfinite(normalized_gray(Photo.from_array(pixels))).all()


@pytest.mark.parametrize("stride", [1, 2, 4, 8, 3])
def test_cells_have_the_mean_of_their_pixels(photo, stride):
    bank = make_bank("lm")
    maps = texture_maps(photo, bank, stride=stride)
    wanted = means(strength(photo, bank), stride)
    assert maps.maps.shape == wanted.shape
    assert maps.maps.flags.c_contiguous
    assert not maps.maps.flags.writeable
    assert maps.names == tuple(one.title for one in bank.filters)
    for got, layer in zip(maps.maps, wanted, strict=True):
        assert difference(got, layer) < 2e-6


@pytest.mark.parametrize(
    ("name", "formula"), [("abs", np.abs), ("energy", lambda r: np.abs(r) ** 2), ("signed", np.real)]
)
@pytest.mark.parametrize("bank", ["lms", "gabor"])
@pytest.mark.parametrize("weber", [False, True])
@pytest.mark.usefixtures("exactly")
def test_amplitudes_and_weber_contrast(photo, name, formula, bank, weber):
    bank = make_bank(bank)
    raw = responses(normalized_gray(photo), bank).astype(np.complex128)
    if weber:
        length = np.sqrt((np.abs(raw) ** 2).sum(axis=0))
        raw = raw * np.log(1 + length / 0.03) / length
    got = texture_maps(photo, bank, amplitude=name, weber=weber, stride=2)
    assert difference(got.maps, means(formula(raw), 2)) < 3e-6
    assert got.signed == (name == "signed")


def test_strength_does_not_depend_on_where_in_memory_it_is_written():
    # Fused multiplications, of which some libraries do more or fewer, round otherwise in the last bit.
    rng = np.random.default_rng(0)
    real, imaginary = rng.normal(size=(2, 90, 120)).astype(np.float32)
    wanted = np.sqrt(real * real + imaginary * imaginary)
    memory = np.empty(real.size + 16, np.float32)
    for start in range(16):
        out = memory[start : start + real.size].reshape(real.shape)
        AMPLITUDES["abs"].write(real, imaginary, out)
        np.testing.assert_array_equal(out, wanted)


def test_the_strongest_direction(photo):
    bank = make_bank("mr8")
    raw = strength(photo, bank)
    got = texture_maps(photo, bank)
    assert len(got.maps) == 8
    assert sorted(index for group in got.filters_of for index in group) == list(range(len(bank.filters)))
    for layer, group in zip(got.maps, got.filters_of, strict=True):
        assert difference(layer, raw[list(group)].max(axis=0)) < 2e-6
    assert len(texture_maps(photo, make_bank("lm"), strongest=True).names) == 18
    assert "°" not in "".join(texture_maps(photo, make_bank("lm"), strongest=True).names)


def test_the_strongest_signed_response_keeps_its_sign(photo):
    bank = make_bank("rfs")
    raw = responses(normalized_gray(photo), bank)
    got = texture_maps(photo, bank, amplitude="signed", strongest=True)
    for layer, group in zip(got.maps, got.filters_of, strict=True):
        members = raw[list(group)]
        np.testing.assert_array_equal(layer, np.take_along_axis(members, np.abs(members).argmax(axis=0)[None], 0)[0])


@pytest.mark.parametrize("weber", [False, True])
def test_filters_in_several_runs_give_the_same(monkeypatch, photo, weber):
    bank = make_bank("rfs")
    wanted = texture_maps(photo, bank, strongest=True, weber=weber, stride=2)
    monkeypatch.setattr(responses_module, "MOST_BYTES", 1 << 22)
    told = []
    got = texture_maps(photo, bank, strongest=True, weber=weber, stride=2, progress=told.append)
    assert difference(got.maps, wanted.maps) < 1e-6
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)


@pytest.mark.parametrize("stride", [2, 4, 8])
@pytest.mark.parametrize("name", ["abs", "energy"])
@pytest.mark.parametrize("picture", ["chelsea", "brick", "gravel", "grass"])
def test_fast_gabor_is_within_two_percent_after_pooling(monkeypatch, picture, name, stride):
    pixels = getattr(data, picture)()[:256, :320]
    photo, bank = Photo.from_array(np.ascontiguousarray(pixels)), make_bank("gabor")
    fast = texture_maps(photo, bank, amplitude=name, stride=stride)
    monkeypatch.setattr(maps_module, "_is_quick", lambda *arguments: False)
    exact = texture_maps(photo, bank, amplitude=name, stride=stride)
    assert fast.maps.tobytes() != exact.maps.tobytes()
    got, wanted = (pooled(some, bank, 12, "pixels").maps.astype(np.float64) for some in (fast, exact))
    errors = np.sqrt(((got - wanted) ** 2).mean(axis=(1, 2)) / (wanted**2).mean(axis=(1, 2)))
    # Squares differ by twice as much.
    assert errors.max() < (0.02 if name == "abs" else 0.04)


@pytest.mark.usefixtures("_parts")
def test_fast_gabor_in_parts_and_with_long_waves(photo):
    bank = make_bank("matlab-gabor", shape=(400, 400))
    assert max(one.wavelength for one in bank.filters) > 64
    fast = texture_maps(photo, bank, stride=4)
    raw = means(strength(photo, bank), 4)
    got = pooled(fast, bank, 1.5, "wavelength").maps
    wanted = pooled(
        TextureMaps(raw.astype(np.float32), 4, photo.shape, fast.names, fast.filters_of), bank, 1.5, "wavelength"
    ).maps
    errors = np.sqrt(((got - wanted) ** 2).mean(axis=(1, 2)) / (wanted**2).mean(axis=(1, 2)))
    assert errors.max() < 0.04


@pytest.fixture
def _parts(monkeypatch):
    from kmeans_studio.features.texture import fast_gabor

    monkeypatch.setattr(fast_gabor, "PART", 64)


@settings(max_examples=15)
@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([1, 2, 4, 8]), st.sampled_from(["lm", "gabor", "mr8"]))
def test_photos_of_any_size(height, width, stride, name):
    pixels = np.random.default_rng(height).integers(0, 256, (height, width, 3)).astype(np.uint8)
    pixels[0, 0] = 0
    pixels[-1, -1] = 255
    if height * width == 1:
        return
    bank = make_bank(name, shape=(height, width))
    maps = pooled(texture_maps(Photo.from_array(pixels), bank, stride=stride), bank, 12, "pixels")
    rows = features(maps, log=True, standardize=True)
    assert rows.shape[1:] == (-(-height // stride), -(-width // stride))
    assert np.isfinite(rows).all()


@pytest.mark.parametrize("name", ["lm", "gabor"])
def test_any_number_of_threads_gives_the_same_bytes(monkeypatch, name):
    photo, bank = Photo.from_array(data.chelsea()), make_bank(name)

    def run(threads):
        monkeypatch.setenv(THREADS_VARIABLE, threads)
        cv2.setNumThreads(int(threads))
        try:
            maps = pooled(texture_maps(photo, bank, stride=4), bank, 12, "pixels")
            return maps.maps.tobytes(), features(maps, log=True, standardize=True).tobytes()
        finally:
            cv2.setNumThreads(-1)

    assert run("1") == run("3")


@pytest.mark.parametrize("name", ["lm", "gabor", "tutorial"])
def test_cancelling_and_progress(photo, name):
    bank, cancel, told = make_bank(name), Event(), []
    amplitude = "clipped" if name == "tutorial" else "abs"
    texture_maps(photo, bank, amplitude=amplitude, stride=4, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    cancel.set()
    with pytest.raises(CancelledError):
        texture_maps(photo, bank, amplitude=amplitude, stride=4, cancel=cancel)


def made(layers, stride=1, shape=None):
    names, groups = tuple("abcdefgh"[: len(layers)]), tuple((index,) for index in range(len(layers)))
    return TextureMaps(layers.astype(np.float32), stride, shape or layers.shape[1:], names, groups)


def test_pooling_pixels_is_scipys_gaussian():
    layers = np.random.default_rng(0).random((2, 90, 70))
    got = pooled(made(layers), make_bank("lm"), 5, "pixels").maps
    wanted = [ndimage.gaussian_filter(layer, 5, mode="mirror", truncate=4) for layer in layers]
    assert np.abs(got - wanted).max() < 1e-5


def test_pooling_cells_is_nearly_pooling_pixels():
    layers = ndimage.gaussian_filter(np.random.default_rng(0).random((1, 240, 320)), (0, 2, 2))
    bank = make_bank("lm")
    for stride in (2, 4):
        got = pooled(made(means(layers, stride), stride, (240, 320)), bank, 12, "pixels").maps
        wanted = means(pooled(made(layers), bank, 12, "pixels").maps, stride)
        inner = (0, slice(12, -12), slice(12, -12))
        assert np.abs(got[inner] - wanted[inner]).max() < 0.05 * wanted[inner].std()


def test_wide_pooling_is_scipys_gaussian_to_a_percent():
    layers = ndimage.gaussian_filter(np.random.default_rng(0).random((1, 301, 403)), (0, 8, 8))
    got = pooled(made(layers), make_bank("lm"), 40, "pixels").maps[0]
    wanted = ndimage.gaussian_filter(layers[0], 40, mode="reflect", truncate=5)
    assert np.abs(got - wanted).max() < 0.03 * wanted.std()
    assert pooled(made(layers), make_bank("lm"), 1e4, "pixels").maps.std() < 1e-6


def test_pooling_in_wavelengths_takes_each_filters_own():
    bank = make_bank("gabor")
    layers = np.random.default_rng(0).random((30, 64, 64))
    groups = tuple((index,) for index in range(30))
    maps = TextureMaps(layers.astype(np.float32), 1, (64, 64), ("",) * 30, groups)
    got = pooled(maps, bank, 0.5, "wavelength").maps
    for index in (0, 6, 29):
        own = pooled(maps, bank, 0.5 * bank.filters[index].wavelength, "pixels").maps
        np.testing.assert_array_equal(got[index], own[index])
    for entry in POOL_UNITS:
        assert all(0 < entry.value(one) < np.inf for one in make_bank("lm").filters)


def test_pooling_by_nothing_changes_nothing():
    maps = made(np.random.default_rng(0).random((2, 9, 9)))
    assert pooled(maps, make_bank("lm"), 0, "pixels") is maps
    assert sigma_on_grid(0.5, 4) == 0
    for bad in (-1, np.nan, np.inf):
        with pytest.raises(ValueError, match="pooling"):
            pooled(maps, make_bank("lm"), bad, "pixels")


def test_features_are_z_scores_of_logarithms_over_visible_cells():
    layers = np.random.default_rng(0).random((3, 20, 30)) ** 3
    layers[2] = 0.25
    weights = np.ones((20, 30), np.float32)
    weights[:5] = 0
    got = features(made(layers), log=True, standardize=True, cell_weights=weights)
    logs = np.log(layers + 0.02)
    seen = logs[:, 5:].reshape(3, -1)
    wanted = (logs - seen.mean(axis=1)[:, None, None]) / np.maximum(seen.std(axis=1), 1e-9)[:, None, None]
    assert np.abs(got[:2] - wanted[:2]).max() < 1e-4
    assert (got[2] == 0).all()
    assert np.abs(features(made(layers), log=True, standardize=False) - logs).max() < 1e-5
    np.testing.assert_array_equal(features(made(layers), log=False, standardize=False), layers.astype(np.float32))


def test_logarithms_of_signed_values_keep_their_signs(photo):
    maps = texture_maps(photo, make_bank("lm"), amplitude="signed", stride=2)
    got = features(maps, log=True, standardize=False)
    wanted = np.sign(maps.maps) * np.log(1 + np.abs(maps.maps) / 0.02)
    assert np.abs(got - wanted).max() < 1e-4


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 9), st.booleans())
def test_cell_weights_count_visible_pixels(height, width, stride, transparent):
    rng = np.random.default_rng(height * 41 + width)
    alpha = (rng.random((height, width)) < 0.7).astype(np.uint8) if transparent else None
    photo = Photo.from_array(np.zeros((height, width, 3), np.uint8), alpha)
    seen = np.ones((height, width)) if alpha is None else alpha > 0
    rows, columns = np.arange(0, height, stride), np.arange(0, width, stride)
    wanted = np.add.reduceat(np.add.reduceat(seen, rows, axis=0, dtype=int), columns, axis=1)
    got = cell_weights(photo, stride)
    assert got.dtype == np.float32
    np.testing.assert_array_equal(got, wanted)


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 9))
def test_means_of_cells(height, width, stride):
    picture = np.random.default_rng(stride).random((height, width))
    cells = CellMeans((height, width), stride)
    cells.pixels[...] = picture
    out = np.empty(cells.grid, np.float32)
    cells.write(out)
    assert np.abs(out - means(picture[None], stride)[0]).max() < 1e-5


def test_every_choice_is_explained():
    assert AMPLITUDES.names == ("abs", "energy", "signed", "clipped")
    assert POOL_UNITS.names == ("pixels", "wavelength")
    for entry in (*AMPLITUDES, *POOL_UNITS):
        assert entry.help.count(". ") == 1
