"""A bank of one's own, from a .npy file. Nothing in it is run, and nothing is read that is not fit to be a bank."""

from __future__ import annotations

import ast
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from .bank import Bank, BankError, Filter
from .catalog import Shape, filter_bank
from .options import BankOptions, check_count, checked_size
from .wavelength import strongest_wavelength, width

if TYPE_CHECKING:
    from numpy.typing import NDArray

PEAKS = (1e-12, 1e12)
"""The least and greatest peak of a filter: squares of its responses must fit into 32 bits."""

_LONGEST_HEADER = 10_000
"""As numpy has it: what a person's array needs is some hundred bytes."""

_WANTED = "a bank is an array (filters, side, side) or (side, side, filters)"


@filter_bank(
    "file",
    "Filters of your own, from a file",
    "Reads filters from a .npy file of numpy: an array (filters, side, side) with an odd side, real or complex. "
    "They are used as they are, neither centered nor brought to one measure.",
    "file",
)
def from_file(options: BankOptions, shape: Shape) -> Bank:
    """Return the bank in a file."""
    if options.file is None:
        raise BankError("the bank 'file' needs a file with filters")
    return read_bank(options.file)


def read_bank(path: Path) -> Bank:
    """Read filters from a .npy file: (n, s, s), or (s, s, n) where that is not the same, numbers of any kind.

    Raises BankError, in one line that begins with the file's name, for what cannot be read or is no bank.
    """
    try:
        kernels = _checked_values(_read(path))
    except BankError as error:
        raise BankError(f"{path.name}: {error}") from None
    except OSError as error:
        raise BankError(f"{path.name}: cannot be read: {error.strerror or error}") from None
    except ValueError:
        raise BankError("the name of the file with the filters is no name that a file can have") from None
    except MemoryError:
        raise BankError(f"{path.name}: there is not enough memory for these filters") from None
    kernels.flags.writeable = False
    filters = tuple(
        Filter("own", width(kernel), None, None, f"Own {number + 1}", strongest_wavelength(kernel))
        for number, kernel in enumerate(kernels)
    )
    count, size, _ = kernels.shape
    title = f"{path.name}, {count} filter{'s' if count > 1 else ''}"
    source = ("file", kernels.shape, kernels.dtype.str, hashlib.sha256(kernels.data).hexdigest())
    is_complex = kernels.dtype.kind == "c"
    return Bank("file", title, filters, size, source, kernels.__getitem__, is_complex=is_complex)


def _read(path: Path) -> NDArray[Any]:
    """Return the array in a file as (n, s, s) float64 or complex128; all that its header tells is checked first."""
    if path.exists() and not path.is_file():
        raise BankError("is not an ordinary file")
    with path.open("rb") as file:
        shape, fortran, dtype = _header(file)
        _check_shape(shape, max(16 if dtype.kind == "c" else 8, dtype.itemsize))
        count = shape[0] * shape[1] * shape[2]
        values = np.fromfile(file, dtype, count)
    if values.size < count:
        raise BankError("ends too early")
    array = values.reshape(shape, order="F" if fortran else "C")
    if shape[1] != shape[2]:
        array = np.moveaxis(array, 2, 0)
    # Longer numbers may not fit: what becomes infinite is refused with the rest of its kind.
    with np.errstate(all="ignore"):
        return np.ascontiguousarray(array, np.complex128 if dtype.kind == "c" else np.float64)


def _header(file: BinaryIO) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Read the header (numpy.lib.format) and leave the file where the numbers begin.

    numpy's own reader warns of some headers and stumbles over others; it was written for honest ones.
    """
    start = file.read(8)
    length = int.from_bytes(file.read(2 if start[6:7] == b"\x01" else 4), "little")
    if start[:6] != b"\x93NUMPY" or length > _LONGEST_HEADER:
        raise BankError(f"is not a .npy file; {_WANTED}")
    try:
        fields = ast.literal_eval(file.read(length).decode("latin-1"))
        shape, fortran, kind = tuple(fields["shape"]), bool(fields["fortran_order"]), fields["descr"]
        if not all(type(side) is int for side in shape):
            raise TypeError
    except (ValueError, TypeError, KeyError, SyntaxError, RecursionError, MemoryError):
        raise BankError(f"is not a .npy file; {_WANTED}") from None
    try:
        if not isinstance(kind, str) or not re.fullmatch("[<>|=]?[iufc][0-9]{1,2}", kind):
            raise TypeError
        return shape, fortran, np.dtype(kind)
    except TypeError:
        raise BankError(f"holds no plain numbers; {_WANTED}") from None


def _check_shape(shape: tuple[int, ...], bytes_each: int) -> None:
    """Raise BankError for an array that is no bank, or too large a one."""
    shown = " x ".join(f"{side:,}" for side in shape) or "a single number"
    if len(shape) != 3 or min(shape) < 0 or (shape[1] != shape[2] and shape[0] != shape[1]):
        raise BankError(f"is {shown}; {_WANTED}")
    filters, size = (shape[0], shape[1]) if shape[1] == shape[2] else (shape[2], shape[0])
    if filters * size == 0:
        raise BankError("holds no filters")
    checked_size(size, size)
    check_count(filters, size, bytes_each)


def _checked_values(kernels: NDArray[Any]) -> NDArray[Any]:
    """Return the kernels; raises BankError for one that cannot be a filter. They are numbered from 0."""
    least, greatest = PEAKS
    for number, kernel in enumerate(kernels):
        if not np.isfinite(kernel).all():
            raise BankError(f"filter {number} (counted from 0) has values that are no finite numbers")
        peak = max(np.abs(kernel.real).max(), np.abs(kernel.imag).max())
        if peak == 0:
            raise BankError(f"filter {number} (counted from 0) is zero everywhere")
        if not least <= peak <= greatest:
            raise BankError(
                f"filter {number} (counted from 0) has a peak of {peak:.1e}; it must be from {least:g} to {greatest:g}"
            )
    return kernels
