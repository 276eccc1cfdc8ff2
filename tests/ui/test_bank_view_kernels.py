"""What the filter bank tab makes of kernels: their order, pictures, curves and spectra."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmeans_studio.features.banks import FILTER_BANKS, BankError, BankOptions, make_bank
from kmeans_studio.ui.bank_view import diverging
from kmeans_studio.ui.bank_view.arrangement import arranged
from kmeans_studio.ui.bank_view.pixels import fitted, part, support
from kmeans_studio.ui.bank_view.profile import profiles
from kmeans_studio.ui.bank_view.sampled import LARGE, sampled
from kmeans_studio.ui.bank_view.spectrum_tile import grey, middle

NAMES = [name for name in FILTER_BANKS.names if name != "file"]

# --- order -----------------------------------------------------------------------------------------------------------


@given(
    st.sampled_from(NAMES),
    st.lists(st.sampled_from((2.0, 3.0, 4.0, 6.0, 9.0, 12.0)), max_size=4, unique=True),
    st.integers(0, 8),
)
def test_every_filter_is_in_one_group_once(name, scales, orientations):
    try:
        bank = make_bank(name, BankOptions(tuple(scales), orientations), (300, 400))
    except BankError:
        return
    groups = arranged(bank)
    numbers = [number for group in groups for number in group.filters]
    assert sorted(numbers) == list(range(len(bank)))
    for group in groups:
        widths = {len(row.cells) for row in group.rows}
        assert len(widths) == 1
        assert not group.columns or widths == {len(group.columns)}
        assert len({group.name for group in groups}) == len(groups)


def test_rows_are_scales_and_columns_angles():
    edges, bars, spots = arranged(make_bank("lm"))
    assert [row.caption for row in edges.rows] == ["σ 1.4", "σ 2.0", "σ 2.8"]
    assert edges.columns == ("0°", "30°", "60°", "90°", "120°", "150°")
    assert bars.rows[1].cells == (24, 25, 26, 27, 28, 29)
    assert [row.caption for row in spots.rows] == ["Gauss", "LoG", "LoG 3σ"]
    assert spots.rows[2].cells == (38, 41, 44, 47)
    assert spots.columns == ("σ 1.4", "σ 2.0", "σ 2.8", "σ 4.0")


def test_angles_are_in_order_where_the_bank_has_them_otherwise():
    bank = make_bank("tutorial")
    for group in arranged(bank)[:2]:
        for row in group.rows:
            angles = [bank.filters[number].angle for number in row.filters]
            assert angles == sorted(angles)


# --- colors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dark", [False, True])
def test_the_map_is_even_around_zero_and_leaves_it_on_both_sides(dark):
    table = diverging.table(dark).astype(int)
    assert len(table) == 511
    assert tuple(table[255]) == diverging.zero(dark)
    distance = np.abs(table - table[255]).sum(1)
    for side in (distance[:256][::-1], distance[255:]):
        rise = side[: round(0.7 * 255)]
        assert (np.diff(rise) >= 0).all()
    # Orange is red before blue, blue the other way round.
    assert (table[265:, 0] > table[265:, 2]).all()
    assert (table[:245, 0] < table[:245, 2]).all()


def test_colors_of_values():
    values = np.array([[-2.0, -1.0, 0.0], [0.0, 1.0, 5.0]])
    table = diverging.table(True)
    colors = diverging.colored(values, 1.0, True)
    assert (colors == table[[[0, 0, 255], [255, 510, 510]]]).all()
    assert (diverging.colored(values, 0.0, True) == table[255]).all()


# --- pictures --------------------------------------------------------------------------------------------------------


@given(st.integers(1, 40).map(lambda half: 2 * half + 1), st.integers(8, 160), st.floats(1, 8))
def test_a_fitted_kernel_fits_and_keeps_its_mean(side, room, most):
    kernel = np.random.default_rng(side).standard_normal((side, side))
    values, zoom = fitted(kernel, room, most)
    assert len(values) <= room
    assert zoom <= most + 1e-9
    cut = kernel if side <= 2 * room else support(kernel)
    assert values.mean() == pytest.approx(cut.mean(), abs=1e-9)
    if zoom == int(zoom):
        assert (values[:: int(zoom), :: int(zoom)] == cut).all()


def test_49_pixels_are_shown_as_they_are_or_in_whole_multiples():
    kernel = make_bank("lm").kernel(0)
    for room, zoom in ((49, 1), (98, 2), (147, 3), (150, 3), (196, 4)):
        assert fitted(kernel, room, room).zoom == zoom


def test_support_is_the_middle_that_matters():
    kernel = np.zeros((21, 21))
    kernel[10, 10], kernel[10, 13], kernel[0, 0] = 1, 0.5, 0.005
    assert support(kernel).shape == (7, 7)


def test_a_very_large_kernel_is_looked_at_in_samples_of_itself():
    bank = make_bank("gabor", BankOptions(scales=(80.0,), orientations=2))
    whole = bank.kernel(1)
    assert len(whole) > LARGE
    kernel, step, side = sampled(bank, 1, 61)
    assert side == len(whole)
    assert kernel.shape == (61, 61)
    places = (np.arange(61) - 30) * step + side // 2
    nearest = np.rint(places).astype(int)
    exact = np.abs(places - nearest) < 1e-9
    assert exact.any()
    near = whole[np.ix_(nearest[exact], nearest[exact])]
    assert kernel[np.ix_(exact, exact)] == pytest.approx(near, abs=1e-9 * np.abs(whole).max())
    assert part(kernel).sum() * step**2 == pytest.approx(whole.real.sum(), abs=1e-4)
    assert np.abs(part(kernel)).sum() * step**2 == pytest.approx(np.abs(whole.real).sum(), rel=0.01)


# --- curves and spectra ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lm", "gabor", "tutorial"])
def test_across_and_along_are_where_the_filter_says(name):
    """The course across a filter is that of the same filter at 0 degrees, whichever way it is turned."""
    bank = make_bank(name)
    row = [
        number
        for number, one in enumerate(bank.filters)
        if one.scale == bank.filters[12].scale and one.angle is not None
    ]
    row = [number for number in row if bank.filters[number].kind == bank.filters[12].kind]
    flat = next(number for number in row if bank.filters[number].angle == 0)
    kernel = part(bank.kernel(flat))
    half = len(kernel) // 2
    peak = np.abs(kernel).max()
    for number in row:
        across, along = profiles(part(bank.kernel(number)), bank.filters[number])
        assert np.abs(across.values[::4]) == pytest.approx(np.abs(kernel[:, half][::-1]), abs=0.04 * peak)
        assert np.abs(along.values[::4]) == pytest.approx(np.abs(kernel[half]), abs=0.04 * peak)


def test_courses_go_through_the_pixels():
    kernel = np.random.default_rng(0).standard_normal((9, 9))
    one = make_bank("lm").filters[40]
    (across,) = profiles(kernel, one)
    assert across.values[::4] == pytest.approx(kernel[4])
    assert across.at[[0, -1]].tolist() == [-4, 4]


def test_the_spectrum_from_nearer_is_the_middle_of_the_whole():
    bank = make_bank("lm")
    whole = bank.spectrum(14, 128)
    assert middle(bank.kernel(14), 1.0, 128, 0.5) == pytest.approx(whole, abs=1e-5)
    nearer = middle(bank.kernel(14), 1.0, 64, 0.125)
    assert nearer[::2, ::2] == pytest.approx(whole[48:80:1, 48:80:1][:32, :32], abs=1e-5)


@pytest.mark.parametrize("dark", [False, True])
def test_no_passing_has_the_color_of_zero(dark):
    painted = grey(np.array([[0.0, 2.0]], np.float32), dark)
    assert tuple(painted[0, 0]) == diverging.zero(dark)
    assert painted[0, 1].tolist() == [255 if dark else 0] * 3
    assert (grey(np.zeros((2, 2), np.float32), dark) == diverging.zero(dark)).all()
