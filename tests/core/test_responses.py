"""Responses against filter2D in float64: equal in value and sign, for any size of photo, kernel and tile."""

from __future__ import annotations

from threading import Event

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmeans_studio.features.banks import FILTER_BANKS, make_bank, read_bank
from kmeans_studio.features.texture import fourier
from kmeans_studio.features.texture.borders import cut_out, reflected
from kmeans_studio.features.texture.responses import chunks, each_tile, response, responses
from kmeans_studio.features.texture.tiles import tiling
from kmeans_studio.parallel import THREADS_VARIABLE, CancelledError

ALL = [entry.name for entry in FILTER_BANKS if entry.name != "file"]


def noise(shape, seed=0):
    picture = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
    return cv2.GaussianBlur(picture, (0, 0), 1) if min(shape) > 1 else picture


def directly(gray, kernel):
    """The oracle: OpenCV's, in float64, part by part."""
    if np.iscomplexobj(kernel):
        return directly(gray, kernel.real) + 1j * directly(gray, kernel.imag)
    half = len(kernel) // 2
    wide = (
        np.pad(gray.astype(np.float64), half, mode="reflect")
        if min(gray.shape) > 1
        else gray[np.ix_(*(reflected(-half, side + half, side) for side in gray.shape))].astype(np.float64)
    )
    full = cv2.filter2D(wide, cv2.CV_64F, np.ascontiguousarray(kernel), borderType=cv2.BORDER_CONSTANT)
    return full[half : half + gray.shape[0], half : half + gray.shape[1]]


def error(got, wanted):
    return float(np.abs(got - wanted).max() / np.abs(wanted).max())


def bank_of(tmp_path, kernels):
    path = tmp_path / "own.npy"
    np.save(path, kernels)
    return read_bank(path)


@pytest.mark.parametrize("name", ALL)
def test_every_bank_is_exact_to_a_millionth_of_the_peak(name):
    gray = noise((190, 233))
    bank = make_bank(name, shape=(64, 64))
    for index in range(0, len(bank.filters), 5):
        assert error(response(gray, bank, index), directly(gray, bank.kernel(index))) < 1e-6


def test_over_many_tiles_it_is_as_exact_and_all_filters_come_in_their_order():
    gray, bank = noise((700, 1205)), make_bank("lm")
    assert len(tiling(gray.shape, 49, 1, 48).places) > 3
    got = responses(gray, bank)
    assert got.dtype == np.float32
    for index in range(0, 48, 7):
        assert error(got[index], directly(gray, bank.kernels[index])) < 1e-6


@settings(max_examples=25)
@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([3, 5, 7, 31, 61]), st.integers(0, 99))
def test_any_photo_with_any_kernel_even_larger_ones(tmp_path_factory, height, width, size, seed):
    kernels = np.random.default_rng(seed).standard_normal((2, size, size))
    bank = bank_of(tmp_path_factory.mktemp("bank"), kernels)
    gray = noise((height, width), seed)
    for index, kernel in enumerate(bank.kernels):
        assert np.abs(response(gray, bank, index) - directly(gray, kernel)).max() < 1e-6 * np.abs(kernel).sum()


def test_kernels_without_symmetry_and_complex_ones(tmp_path):
    rng, gray = np.random.default_rng(5), noise((120, 90))
    kernels = rng.standard_normal((3, 9, 9)) + 1j * rng.standard_normal((3, 9, 9))
    bank = bank_of(tmp_path, kernels)
    got = responses(gray, bank)
    assert got.dtype == np.complex64
    for index in range(3):
        assert error(got[index], directly(gray, bank.kernels[index])) < 1e-6


def test_signs_are_those_of_filter2d():
    ramp = np.tile(np.arange(80, dtype=np.float32), (80, 1))
    bank = make_bank("lm")
    for index, kernel in enumerate(bank.kernels[:18]):
        wanted = float((ramp[16:65, 16:65] * kernel).sum())
        assert response(ramp, bank, index)[40, 40] == pytest.approx(wanted, abs=1e-4)


def test_without_ipp_numpy_gives_the_same(monkeypatch):
    gray, bank = noise((100, 150)), make_bank("schmid")
    quick = responses(gray, bank)
    monkeypatch.setattr(fourier, "_quick", lambda: False)
    plain = responses(gray, bank)
    assert error(plain, quick) < 2e-6
    assert error(plain[3], directly(gray, bank.kernels[3])) < 1e-6


@pytest.mark.parametrize("shape", [(2, 2), (4, 8), (6, 4), (30, 18)])
def test_packed_spectra_are_opencvs(shape):
    picture = noise(shape, 3)
    packed = fourier.pack(np.fft.rfft2(picture))
    assert np.abs(packed - cv2.dft(picture)).max() < 1e-4
    assert np.abs(fourier.unpack(packed) - np.fft.rfft2(picture)).max() < 1e-4
    turned = fourier.unpack(fourier.turned(packed))[:, 1:-1]
    assert np.abs(turned - 1j * np.fft.rfft2(picture)[:, 1:-1]).max(initial=0) < 1e-4


@pytest.mark.parametrize("threads", ["1", "3"])
def test_any_number_of_threads_gives_the_same_bytes(monkeypatch, threads):
    gray, bank = noise((600, 700)), make_bank("gabor")
    wanted = response(gray, bank, 7).tobytes()
    monkeypatch.setenv(THREADS_VARIABLE, threads)
    assert response(gray, bank, 7).tobytes() == wanted


def test_cancelling_stops_between_two_filters():
    gray, bank, cancel, seen = noise((300, 300)), make_bank("lm"), Event(), []

    def work(place, answers):
        for answer in answers:
            seen.append(answer)
            cancel.set()

    with pytest.raises(CancelledError):
        each_tile(gray, bank, range(48), 1, work, cancel)
    assert len(seen) <= 2


def test_progress_ends_with_all_done():
    told = []
    each_tile(noise((700, 700)), make_bank("lms"), range(48), 1, lambda place, some: list(some), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


@given(st.integers(1, 3000), st.integers(1, 3000), st.sampled_from([1, 3, 49, 301]), st.sampled_from([1, 2, 4, 8, 3]))
def test_tiles_cover_the_photo_once_and_hold_their_kernels(height, width, kernel, stride):
    tiles = tiling((height, width), kernel, stride, 48)
    assert all(tile >= own + kernel - 1 for tile, own in zip(tiles.size, tiles.step, strict=True))
    assert all(side % 2 == 0 for side in tiles.size)
    assert sum((one.bottom - one.top) * (one.right - one.left) for one in tiles.places) == height * width
    assert all(one.top % stride == 0 and one.left % stride == 0 for one in tiles.places)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(-30, 10), st.integers(-30, 10), st.integers(1, 40))
def test_beyond_the_border_is_the_mirror_image(height, width, top, left, side):
    picture = np.arange(height * width, dtype=np.float32).reshape(height, width)

    def mirrored(place, length):
        while not 0 <= place < length:
            place = -place if place < 0 else 2 * (length - 1) - place
        return place

    rows = [mirrored(top + row, height) if height > 1 else 0 for row in range(side)]
    columns = [mirrored(left + column, width) if width > 1 else 0 for column in range(side)]
    np.testing.assert_array_equal(cut_out(picture, top, left, (side, side)), picture[np.ix_(rows, columns)])


def test_banks_with_huge_spectra_are_cut_into_runs_of_whole_groups():
    bank = make_bank("gabor")
    runs = chunks(bank, bank.orientation_groups, (20000, 10000), 4)
    assert [group for run in runs for group in run] == list(bank.orientation_groups)
