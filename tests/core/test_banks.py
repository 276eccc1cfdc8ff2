"""Filter banks against literal ports of the code that they come from, and what must hold for every one."""

from __future__ import annotations

from math import inf, nan, pi, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmeans_studio.features.banks import FILTER_BANKS, BankError, BankOptions, make_bank
from kmeans_studio.features.banks.wavelength import strongest_wavelength, width
from kmeans_studio.registry import UnknownNameError

MADE = [entry for entry in FILTER_BANKS if entry.name != "file"]
EVERY = pytest.mark.parametrize("name", [entry.name for entry in MADE])
EPS = np.finfo(np.float64).eps


# VGG's makeLMfilters.m, makeRFSfilters.m and makeSfilters.m, and what they call, line by line. Arrays of MATLAB are
# stored column by column: A(:) and reshape go down the columns.


def matlab_points(sup):
    hsup = (sup - 1) // 2
    x, y = np.meshgrid(np.arange(-hsup, hsup + 1.0), np.arange(hsup, -hsup - 1.0, -1.0))
    return np.array([x.ravel(order="F"), y.ravel(order="F")])


def matlab_gauss1d(sigma, mean, x, order):
    x = x - mean
    num = x * x
    variance = sigma**2
    denom = 2 * variance
    g = np.exp(-num / denom) / (pi * denom) ** 0.5
    if order == 1:
        g = -g * (x / variance)
    elif order == 2:
        g = g * ((num - variance) / (variance**2))
    return g


def matlab_normalise(f):
    f = f - f.mean()
    return f / np.abs(f).sum()


def matlab_makefilter(scale, phasex, phasey, pts, sup):
    gx = matlab_gauss1d(3 * scale, 0, pts[0], phasex)
    gy = matlab_gauss1d(scale, 0, pts[1], phasey)
    return matlab_normalise((gx * gy).reshape((sup, sup), order="F"))


def matlab_fspecial(kind, size, sigma):
    siz = (size - 1) / 2
    std2 = sigma**2
    x, y = np.meshgrid(np.arange(-siz, siz + 1), np.arange(-siz, siz + 1))
    arg = -(x * x + y * y) / (2 * std2)
    h = np.exp(arg)
    h[h < EPS * h.max()] = 0
    sumh = h.sum()
    if sumh != 0:
        h = h / sumh
    if kind == "log":
        h1 = h * (x * x + y * y - 2 * std2) / (std2**2)
        h = h1 - h1.sum() / size**2
    return h


def matlab_directed(scalex, norient, sup):
    edges, bars = [], []
    for scale in scalex:
        for orient in range(norient):
            angle = pi * orient / norient
            c, s = np.cos(angle), np.sin(angle)
            rotpts = np.array([[c, -s], [s, c]]) @ matlab_points(sup)
            edges.append(matlab_makefilter(scale, 0, 1, rotpts, sup))
            bars.append(matlab_makefilter(scale, 0, 2, rotpts, sup))
    return edges + bars


def make_lm_filters(scalex, scales, norient=6, sup=49):
    filters = matlab_directed(scalex, norient, sup)
    for sigma in scales:
        filters.append(matlab_normalise(matlab_fspecial("gaussian", sup, sigma)))
        filters.append(matlab_normalise(matlab_fspecial("log", sup, sigma)))
        filters.append(matlab_normalise(matlab_fspecial("log", sup, 3 * sigma)))
    return np.stack(filters)


def make_rfs_filters():
    filters = matlab_directed([1, 2, 4], 6, 49)
    filters.append(matlab_normalise(matlab_fspecial("gaussian", 49, 10)))
    filters.append(matlab_normalise(matlab_fspecial("log", 49, 10)))
    return np.stack(filters)


def make_s_filters():
    filters = []
    for sigma, tau in [(2, 1), (4, 1), (4, 2), (6, 1), (6, 2), (6, 3), (8, 1), (8, 2), (8, 3), (10, 1), (10, 2),
                       (10, 3), (10, 4)]:  # fmt: skip
        x, y = np.meshgrid(np.arange(-24.0, 25), np.arange(-24.0, 25))
        r = (x * x + y * y) ** 0.5
        f = np.cos(r * (pi * tau / sigma)) * np.exp(-(r * r) / (2 * sigma * sigma))
        f = f - f.mean()
        filters.append(f / np.abs(f).sum())
    return np.stack(filters)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lm", lambda: make_lm_filters(sqrt(2) ** np.arange(1, 4), sqrt(2) ** np.arange(1, 5))),
        ("lms", lambda: make_lm_filters(sqrt(2) ** np.arange(0, 3), sqrt(2) ** np.arange(0, 4))),
        ("rfs", make_rfs_filters),
        ("mr8", make_rfs_filters),
        ("schmid", make_s_filters),
    ],
)
def test_vgg_banks_are_those_of_its_matlab(name, expected):
    kernels = make_bank(name).kernels
    assert kernels.dtype == np.float64
    np.testing.assert_allclose(kernels, expected(), rtol=0, atol=1e-12)


def test_own_scales_and_directions_are_those_of_the_matlab_with_other_numbers():
    bank = make_bank("lm", BankOptions(scales=(0.7, 1.9, 2.5), orientations=5, size=21))
    np.testing.assert_allclose(bank.kernels, make_lm_filters([0.7, 1.9], [0.7, 1.9, 2.5], 5, 21), rtol=0, atol=1e-12)


def test_as_measured_the_tutorials_gaussians_do_not_sum_to_one_and_its_laplacian_blurs():
    sums = [kernel.sum() for kernel in make_bank("tutorial").kernels[36:44]]
    np.testing.assert_allclose(sums[:4], [3.5, 7.1, 10.6, 14.2], atol=0.1)
    assert min(sums[4:]) > 0.4
    assert all(one.wavelength == inf for one in make_bank("tutorial").filters[36:])


def test_the_order_of_leung_maliks_bank():
    bank = make_bank("lm")
    assert [one.kind for one in bank.filters] == ["edge"] * 18 + ["bar"] * 18 + ["gauss", "log", "log"] * 4
    assert [one.angle for one in bank.filters[:7]] == [0, 30, 60, 90, 120, 150, 0]
    assert bank.filters[2].title == "Edge σ 1.4 60°"
    assert bank.filters[-1].title == "Blob (LoG) σ 12.0"
    assert bank.filters[0].along == pytest.approx(3 * sqrt(2))
    assert [len(group) for group in bank.orientation_groups] == [6] * 6 + [1] * 12


def test_mr8_is_eight_numbers_a_pixel():
    bank = make_bank("mr8")
    assert bank.strongest
    assert not make_bank("rfs").strongest
    assert bank.orientation_groups[0] == (0, 1, 2, 3, 4, 5)
    assert bank.orientation_groups[-2:] == ((36,), (37,))
    assert len(bank.orientation_groups) == 8
    assert bank.key != make_bank("rfs").key


@EVERY
def test_titles_in_the_registry_are_those_of_the_banks(name):
    bank = make_bank(name)
    assert bank.name == name
    if name != "matlab-gabor":
        assert bank.title == FILTER_BANKS.entry(name).title
    assert f"{len(bank)} filters" in bank.title
    # The tutorial has one of its filters twice: the Laplacian of 3 sqrt(2), and that of 3 times sqrt(2).
    assert len({one.title for one in bank.filters}) == len(bank) - (name == "tutorial")


def test_banks_are_offered_in_this_order():
    order = ("gabor", "lm", "lms", "tutorial", "schmid", "rfs", "mr8", "matlab-gabor", "file")
    assert FILTER_BANKS.names == order
    with pytest.raises(UnknownNameError, match="is not a filter bank; choose from: gabor, lm"):
        make_bank("lml")


@EVERY
def test_kernels_come_one_by_one_and_together(name):
    bank = make_bank(name)
    kernels = bank.kernels
    assert bank.kernels is kernels
    assert kernels.shape == (len(bank), bank.size, bank.size)
    assert kernels.dtype == (np.complex128 if bank.is_complex else np.float64)
    with pytest.raises(ValueError, match="read-only"):
        kernels[0, 0, 0] = 1
    for index in range(len(bank)):
        kernel = bank.kernel(index)
        margin = (bank.size - len(kernel)) // 2
        np.testing.assert_array_equal(np.pad(kernel, margin), kernels[index])


@pytest.mark.parametrize("name", [entry.name for entry in MADE if "orientations" in entry.value.takes])
def test_filters_lie_as_their_angles_say(name):
    """The longest axis of what a kernel holds, clockwise from flat: row 0 is at the top."""
    bank = make_bank(name)
    for index, one in enumerate(bank.filters):
        if one.angle is None:
            continue
        strength = np.abs(bank.kernel(index)) ** 2
        half = len(strength) // 2
        x = np.arange(-half, half + 1.0)
        down = x[:, None]
        mixed, across, along = ((strength * part).sum() for part in (x * down, x * x, down * down))
        seen = np.degrees(0.5 * np.arctan2(2 * mixed, across - along)) % 180
        assert abs((seen - one.angle + 90) % 180 - 90) < 2, one.title


@pytest.mark.parametrize("name", ["gabor", "lm", "lms", "rfs"])
def test_wavelengths_are_those_that_the_kernels_pass_most(name):
    bank = make_bank(name)
    for index, one in enumerate(bank.filters):
        # What is cut at two sigmas is another wave.
        if one.kind in ("edge", "bar", "gabor") or (one.kind == "log" and one.scale < 5):
            assert strongest_wavelength(bank.kernel(index)) == pytest.approx(one.wavelength, rel=0.025), one.title


def test_a_kernel_that_passes_evenness_most_has_no_wavelength():
    assert strongest_wavelength(np.ones((5, 5))) == inf
    assert width(make_bank("tutorial").kernel(37)) == pytest.approx(2 * sqrt(2), rel=1e-3)


def test_gabor_filters_pass_what_the_formula_says():
    """The transform of the kernel is H, repeated as every spectrum of samples is, but for the tails that are cut."""
    bank = make_bank("gabor")
    assert (len(bank), bank.filters[0].scale, bank.filters[29].scale) == (30, 4 / sqrt(2), 16 * 4 / sqrt(2))
    assert [one.angle for one in bank.filters[:6]] == [0, 30, 60, 90, 120, 150]
    u = np.fft.fftfreq(512)
    for index in range(len(bank)):
        kernel = bank.kernel(index)
        turned = np.roll(np.pad(kernel, (0, 512 - len(kernel))), (-(len(kernel) // 2),) * 2, (0, 1))
        wrapped = sum(bank.transfer(index, u + i, (u + j)[:, None]) for i in (-1, 0, 1) for j in (-1, 0, 1))
        seen = np.fft.fft2(turned)
        assert np.abs(seen - wrapped).max() < 0.01
        # At its own frequency, all of the wave adds up.
        assert np.abs(kernel).sum() == pytest.approx(1, abs=0.01)
        np.testing.assert_allclose(bank.spectrum(index, 512), np.fft.fftshift(wrapped), atol=1e-6)


def test_the_gabor_formula_is_the_one_of_imgaborfilt():
    """H = exp(-2 pi^2 [sx^2 (f1 - 1/w)^2 + sy^2 f2^2]), with MATLAB's sigmas and its way of counting angles."""
    bank = make_bank("matlab-gabor", shape=(300, 400))
    # n = floor(log2(500 / (4 / sqrt(2)))) = 7; 2.^(0:(n-2)).
    expected = [(4 / sqrt(2) * 2**octave, way) for octave in range(6) for way in (0, 45, 90, 135)]
    assert len(bank) == len(expected)
    v, u = (np.fft.fftfreq(64)[part] for part in np.ogrid[:64, :64])
    for index, (wavelength, way) in enumerate(expected):
        bandwidth, aspect = 1.0, 0.5
        sigma_x = wavelength / pi * sqrt(np.log(2) / 2) * (2**bandwidth + 1) / (2**bandwidth - 1)
        sigma_y = sigma_x / aspect
        assert sigma_x == pytest.approx(0.562 * wavelength, rel=1e-3)
        theta = np.deg2rad(way)
        u_turned = u * np.cos(theta) - v * np.sin(theta)
        v_turned = u * np.sin(theta) + v * np.cos(theta)
        sigma_u, sigma_v = 1 / (2 * pi * sigma_x), 1 / (2 * pi * sigma_y)
        frequency = 1 / wavelength
        passed = np.exp(-0.5 * ((u_turned - frequency) ** 2 / sigma_u**2 + v_turned**2 / sigma_v**2))
        np.testing.assert_allclose(bank.transfer(index, u, v), passed, rtol=0, atol=1e-12)
        assert bank.filters[index].angle == (90 - way) % 180


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (3000, 4000), (14142, 14142)])
def test_matlabs_gabor_filters_fit_any_photo(shape):
    bank = make_bank("matlab-gabor", shape=shape)
    longest = max(one.wavelength for one in bank.filters)
    assert longest <= max(2.83, np.hypot(*shape) / 2)
    assert bank.size <= 999
    assert bank.kernel(len(bank) - 1).shape <= (999, 999)
    assert make_bank("matlab-gabor", shape=shape[::-1]).key == bank.key


def test_a_gabor_filter_with_a_chosen_size_is_what_is_in_that_window():
    bank = make_bank("gabor", BankOptions(size=31))
    assert bank.kernels.shape == (30, 31, 31)
    assert bank.transfer is None
    whole = make_bank("gabor").kernel(29)
    np.testing.assert_array_equal(bank.kernel(29), whole[138:169, 138:169])


@EVERY
def test_spectra_are_the_transforms_of_the_kernels(name):
    bank = make_bank(name, BankOptions(size=49) if FILTER_BANKS[name].takes >= {"orientations"} else BankOptions())
    for index in range(0, len(bank), 5):
        kernel = bank.kernel(index)
        for side in (64, 33, 8):
            turns = np.exp(-2j * pi * np.outer(np.arange(side) - side // 2, np.arange(len(kernel))) / side)
            expected = np.abs(turns @ kernel @ turns.T)
            seen = bank.spectrum(index, side)
            assert seen.dtype == np.float32
            np.testing.assert_allclose(seen, expected, atol=1e-6 * max(1, expected.max()))


@EVERY
def test_leaving_filters_out(name):
    bank = make_bank(name)
    left = bank.without([1, 3]).without([0, len(bank) - 3])
    once = bank.without([0, 1, 3, len(bank) - 1, 1])
    assert left.key == once.key != bank.key
    assert bank.without([]) is bank
    kept = [index for index in range(len(bank)) if index not in (0, 1, 3, len(bank) - 1)]
    assert left.filters == tuple(bank.filters[index] for index in kept)
    assert (left.size, left.is_complex, left.strongest) == (bank.size, bank.is_complex, bank.strongest)
    for place, index in enumerate(kept[:9]):
        np.testing.assert_array_equal(left.kernel(place), bank.kernel(index))
        if bank.transfer is not None:
            half = np.array(0.1)
            assert left.transfer(place, half, half) == bank.transfer(index, half, half)
    assert sorted(index for group in left.orientation_groups for index in group) == list(range(len(left)))
    with pytest.raises(BankError, match=f"no filter {len(bank)} to leave out: they are numbered from 0 to"):
        bank.without([len(bank)])
    with pytest.raises(BankError, match="no filter -1"):
        bank.without([-1])
    with pytest.raises(BankError, match="nothing to look through"):
        bank.without(range(len(bank)))


@EVERY
def test_keys_are_shared_by_equal_banks_alone(name):
    bank = make_bank(name)
    takes = FILTER_BANKS[name].takes
    assert hash(make_bank(name).key) == hash(bank.key)
    others = {"scales": BankOptions(scales=(3.0, 5.0)), "orientations": BankOptions(orientations=3),
              "size": BankOptions(size=31)}  # fmt: skip
    keys = {bank.key} | {make_bank(name, others[option]).key for option in takes}
    assert len(keys) == 1 + len(takes)
    for option in set(others) - takes:
        assert make_bank(name, others[option]).key == bank.key


def test_a_bank_given_its_own_scales_is_itself():
    for name in ("lm", "lms", "tutorial", "schmid", "rfs", "gabor"):
        own = make_bank(name)
        scales = tuple(dict.fromkeys(one.scale for one in own.filters if one.kind in ("gauss", "ring", "gabor")))
        if name == "rfs":
            scales = (1, 2, 4)
        assert make_bank(name, BankOptions(scales=scales)).key == own.key, name


def test_kernels_grow_with_their_scales_unless_a_size_is_chosen():
    assert make_bank("lm", BankOptions(scales=(8.0,))).size == 97
    assert make_bank("lm", BankOptions(scales=(8.0,), size=49)).size == 49
    assert make_bank("lm", BankOptions(scales=(1.0,))).size == 49
    assert make_bank("schmid", BankOptions(scales=(20.0,))).size == 81
    assert len(make_bank("schmid", BankOptions(scales=(20.0,)))) == 4


def test_whether_filters_reach_beyond_a_photo():
    bank = make_bank("lm")
    assert bank.larger_than((48, 500))
    assert bank.larger_than((1, 1))
    assert not bank.larger_than((49, 49))


@pytest.mark.parametrize("name", ["lm", "schmid", "rfs", "tutorial", "gabor", "matlab-gabor"])
@pytest.mark.parametrize("scale", [0, 0.0, -1.0, nan, inf, 1e-9, 1e9, True, "2", None])
def test_scales_that_cannot_be(name, scale):
    noun = "wavelength" if "gabor" in name else "scale"
    with pytest.raises(BankError, match=f"each {noun} must be a number from .* pixels, not"):
        make_bank(name, BankOptions(scales=(4.0, scale)))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (BankOptions(size=48), "the size must be odd, so that a filter has a middle pixel, not 48"),
        (BankOptions(size=1), "from 3 to 999, not 1"),
        (BankOptions(size=-49), "from 3 to 999, not -49"),
        (BankOptions(size=1001), "from 3 to 999, not 1001"),
        (BankOptions(size=49.0), "a whole number of pixels"),
        (BankOptions(orientations=37), "directions must be from 1 to 36, not 37"),
        (BankOptions(orientations=-1), "directions must be from 1 to 36, not -1"),
        (BankOptions(scales=(1.0, 2.0, 1)), "the scale 1 is given twice"),
        (BankOptions(scales=(200.0,)), "needs a side of 2,401 pixels, and 999 is the most"),
        (BankOptions(scales=(1.0, 2.0, 3.0, 4.0, 5.0), orientations=36), "256 filters at most, not 303"),
        (BankOptions(orientations=30, size=999), "192 filters of 999 x 999 pixels take 1,462 MiB; at most 512 MiB"),
    ],
)
def test_options_that_cannot_be(options, reason):
    with pytest.raises(BankError, match=reason) as caught:
        make_bank("lm", options)
    assert "\n" not in str(caught.value)


def test_a_bank_of_too_large_kernels_still_gives_them_one_by_one():
    bank = make_bank("matlab-gabor", shape=(14000, 14000))
    with pytest.raises(BankError, match="MiB"):
        _ = bank.kernels
    assert bank.kernel(0).shape == (21, 21)


@settings(max_examples=40)
@given(
    st.sampled_from(["lm", "lms", "schmid", "rfs"]),
    st.lists(st.floats(0.1, 300), min_size=1, max_size=3, unique=True),
    st.integers(1, 8),
    st.integers(1, 30).map(lambda half: 2 * half + 1),
)
def test_vggs_kernels_have_no_mean_and_a_norm_of_one_whatever_is_chosen(name, scales, orientations, size):
    bank = make_bank(name, BankOptions(tuple(scales), orientations, size))
    kernels = bank.kernels
    assert np.isfinite(kernels).all()
    np.testing.assert_allclose(kernels.sum(axis=(1, 2)), 0, atol=1e-9)
    np.testing.assert_allclose(np.abs(kernels).sum(axis=(1, 2)), 1, atol=1e-9)


@settings(max_examples=30)
@given(
    st.sampled_from(["gabor", "matlab-gabor", "tutorial"]),
    st.lists(st.floats(2, 300), min_size=1, max_size=3, unique=True),
    st.integers(1, 8),
    st.integers(1, 30).map(lambda half: 2 * half + 1),
)
def test_the_other_kernels_are_finite_and_never_nothing(name, scales, orientations, size):
    kernels = make_bank(name, BankOptions(tuple(scales), orientations, size)).kernels
    assert np.isfinite(kernels).all()
    assert np.abs(kernels).max(axis=(1, 2)).min() > 0
