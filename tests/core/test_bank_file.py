"""Banks from files: what is read is exactly what was written, and what is no bank is refused in one plain line."""

from __future__ import annotations

import io
import os
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kmeans_studio.features.banks import BankError, make_bank, read_bank
from kmeans_studio.features.banks.bank import MOST_BYTES

KERNELS = np.random.default_rng(0).normal(size=(4, 7, 7))


@pytest.fixture
def saved(tmp_path):
    def save(array, name="bank.npy"):
        np.save(tmp_path / name, array, allow_pickle=True)
        return tmp_path / name

    return save


def refused(path):
    """Read what must be refused; return the reason."""
    with pytest.raises(BankError) as caught:
        read_bank(path)
    assert "\n" not in str(caught.value)
    name, _, reason = str(caught.value).partition(": ")
    assert name == path.name
    return reason


def header(shape, descr="<f8", fortran=False, version=(1, 0)):
    """Return the beginning of a .npy file that claims anything."""
    buffer = io.BytesIO()
    fields = {"descr": descr, "fortran_order": fortran, "shape": shape}
    write = np.lib.format.write_array_header_1_0 if version == (1, 0) else np.lib.format.write_array_header_2_0
    write(buffer, fields)
    return buffer.getvalue()


@pytest.mark.parametrize("dtype", ["f8", ">f8", "f4", "f2", "i2", "u1", ">i4", "c16", "c8", "longdouble"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_numbers_of_every_kind_are_read_as_they_are(saved, dtype, order):
    kernels = np.asarray((KERNELS * 50 + 200).astype(dtype), order=order)
    bank = read_bank(saved(kernels))
    assert bank.kernels.dtype == (np.complex128 if kernels.dtype.kind == "c" else np.float64)
    np.testing.assert_array_equal(bank.kernels, kernels.astype(bank.kernels.dtype))
    assert bank.is_complex == (kernels.dtype.kind == "c")
    assert (bank.size, len(bank), bank.title) == (7, 4, "bank.npy, 4 filters")
    assert bank.transfer is None
    assert [one.title for one in bank.filters] == ["Own 1", "Own 2", "Own 3", "Own 4"]
    assert bank.orientation_groups == ((0,), (1,), (2,), (3,))


def test_filters_may_come_first_or_last(saved):
    first, last = read_bank(saved(KERNELS)), read_bank(saved(np.moveaxis(KERNELS, 0, 2)))
    np.testing.assert_array_equal(last.kernels, KERNELS)
    assert first.key == last.key
    cube = np.random.default_rng(0).normal(size=(5, 5, 5))
    np.testing.assert_array_equal(read_bank(saved(cube)).kernels, cube, "filters first, where it could be both")


def test_a_bank_that_was_written_is_the_bank(saved):
    bank = make_bank("lm")
    again = make_bank("file", file=saved(bank.kernels))
    np.testing.assert_array_equal(again.kernels, bank.kernels)
    for one, known in zip(again.filters, bank.filters, strict=True):
        assert one.kind == "own"
        if known.kind in ("edge", "bar"):
            assert one.wavelength == pytest.approx(known.wavelength, rel=0.05)


def test_keys_follow_what_is_in_the_file_not_its_name(saved):
    assert read_bank(saved(KERNELS)).key == read_bank(saved(KERNELS, "other.npy")).key
    assert read_bank(saved(KERNELS + 1e-9)).key != read_bank(saved(KERNELS)).key
    assert read_bank(saved(KERNELS)).without([1]).key != read_bank(saved(KERNELS[[0, 2, 3]])).key


def test_kernels_cannot_be_changed(saved):
    bank = read_bank(saved(KERNELS))
    for kernels in (bank.kernels, bank.kernel(0)):
        with pytest.raises(ValueError, match="read-only"):
            kernels[...] = 0


def test_a_single_pixel_is_a_filter(saved):
    delta = np.zeros((1, 3, 3))
    delta[0, 1, 1] = 1
    bank = read_bank(saved(delta))
    assert bank.title == "bank.npy, 1 filter"
    assert bank.filters[0].scale == 0.5


@pytest.mark.parametrize(
    ("array", "reason"),
    [
        (np.ones((3, 8, 8)), "the size must be odd, so that a filter has a middle pixel, not 8"),
        (np.ones((3, 1, 1)), "the size must be a whole number of pixels from 3 to 999, not 1"),
        (np.ones((1, 1001, 1001), np.uint8), "from 3 to 999, not 1001"),
        (np.ones((257, 3, 3)), "a bank may have 256 filters at most, not 257"),
        (np.ones((7, 7)), "is 7 x 7; a bank is an array (filters, side, side) or (side, side, filters)"),
        (np.ones((2, 3, 4, 4)), "is 2 x 3 x 4 x 4; a bank is"),
        (np.ones((3, 5, 7)), "is 3 x 5 x 7; a bank is"),
        (np.float64(3), "is a single number; a bank is"),
        (np.ones((0, 7, 7)), "holds no filters"),
        (np.ones((5, 0, 0)), "holds no filters"),
        (np.array(["a", "b"]), "holds no plain numbers"),
        (np.array([[[{}]]], object), "holds no plain numbers"),
        (np.ones((2, 3, 3), bool), "holds no plain numbers"),
        (np.ones((2, 3, 3), [("a", "f8")]), "holds no plain numbers"),
        (np.ones((2, 3, 3), "M8[s]"), "holds no plain numbers"),
    ],
)
def test_arrays_that_are_no_bank(saved, array, reason):
    assert reason in refused(saved(array))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (np.nan, "filter 2 (counted from 0) has values that are no finite numbers"),
        (-np.inf, "no finite numbers"),
        (complex(0, np.nan), "no finite numbers"),
        (1e300, "has a peak of 1.0e+300; it must be from 1e-12 to 1e+12"),
        (1e308 + 1e308j, "has a peak of 1.0e+308"),
    ],
)
def test_values_that_cannot_be_a_filters(saved, value, reason):
    kernels = KERNELS.astype(complex) if isinstance(value, complex) else KERNELS.copy()
    kernels[2, 3, 3] = value
    assert reason in refused(saved(kernels))


def test_filters_of_zeros_or_next_to_nothing(saved):
    kernels = KERNELS.copy()
    kernels[1] = 0
    assert refused(saved(kernels)) == "filter 1 (counted from 0) is zero everywhere"
    kernels[1, 0, 0] = -1e-200
    assert "has a peak of 1.0e-200" in refused(saved(kernels))


@pytest.mark.skipif(np.finfo(np.longdouble).max == np.finfo(np.float64).max, reason="no longer numbers here")
def test_numbers_that_do_not_fit_are_no_numbers(saved):
    kernels = KERNELS.astype(np.longdouble)
    kernels[0, 0, 0] = np.longdouble("1e4000")
    assert "no finite numbers" in refused(saved(kernels))


def test_files_that_are_no_arrays(tmp_path, saved):
    path = tmp_path / "bank.npy"
    whole = saved(KERNELS).read_bytes()
    wanted = "is not a .npy file; a bank is an array (filters, side, side) or (side, side, filters)"
    for content in (b"", b"not an array", b"\x93NUMPY", whole[:20], b"\x93NUMPY\x09\x00" + whole[8:]):
        path.write_bytes(content)
        assert refused(path) == wanted
    path.write_bytes(whole[:-1])
    assert refused(path) == "ends too early"
    np.savez(path.with_suffix(".npz"), KERNELS)
    assert refused(path.with_suffix(".npz")) == wanted
    assert refused(tmp_path / "nowhere.npy").startswith("cannot be read: No such file")
    assert refused(tmp_path) == "is not an ordinary file"
    with pytest.raises(BankError, match="no name that a file can have"):
        read_bank(tmp_path / "a\0b")
    with pytest.raises(BankError, match="needs a file with filters"):
        make_bank("file")


def test_nothing_is_reserved_for_what_a_header_only_claims(tmp_path):
    path = tmp_path / "bank.npy"
    side = 999
    most = MOST_BYTES // (side * side * 8)
    for shape, descr, reason in [
        ((most + 1, side, side), "|u1", "MiB; at most 512 MiB can be used for them"),
        ((most // 2 + 1, side, side), "<c8", "MiB; at most 512 MiB can be used for them"),
        ((1 << 62, 1 << 62, 1 << 62), "<f8", "from 3 to 999"),
        ((1 << 70, 3, 3), "<f8", "256 filters at most"),
        ((-1, 3, 3), "<f8", "is -1 x 3 x 3"),
        ((256, 3, 3), "<f8", "ends too early"),
    ]:
        path.write_bytes(header(shape, descr, version=(2, 0)))
        assert reason in refused(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX files")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == "is not an ordinary file"


@pytest.mark.skipif(sys.platform == "win32" or (hasattr(os, "geteuid") and os.geteuid() == 0), reason="root may read")
def test_a_file_that_may_not_be_read(saved):
    path = saved(KERNELS)
    path.chmod(0)
    assert refused(path) == "cannot be read: Permission denied"


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_files_are_a_bank_or_refused(saved, data):
    path = saved(np.round(KERNELS * 99).astype(np.int8))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1) | st.integers(0, 127))
        content[at] = data.draw(
            st.sampled_from(b"()'\",-0123456789fFc8<>|:{}[] \x00\x01\x93\xff") | st.integers(0, 255)
        )
    path.write_bytes(content)
    try:
        kernels = read_bank(path).kernels
    except BankError as error:
        said, kernels = str(error), np.ones(1)
    else:
        said = "bank.npy: "
    assert said.startswith("bank.npy: ")
    assert "\n" not in said
    assert np.isfinite(kernels).all()
