"""The command `bank`: a filter bank as a picture to look at, and as numbers."""

from __future__ import annotations

import io
from argparse import ArgumentTypeError
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..features.banks import FILTER_BANKS, BankError, BankOptions, make_bank
from .talk import Refused, check_ending, on_terminal, say, show_progress

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from ..features.banks import Bank

NPY = (".npy",)


def add_bank_options(parser: ArgumentParser) -> None:
    """Add all options."""
    add = parser.add_argument
    add("name", choices=FILTER_BANKS.names, metavar="NAME", help=", ".join(FILTER_BANKS.names))
    add("-o", "--output", type=Path, metavar="BANK.png", help="all kernels as a picture (.png .tif .webp .jpg)")
    add("--npy", type=Path, metavar="BANK.npy", help="all kernels as numbers, (filters, side, side)")
    add("--scales", type=_scales, metavar="S,S,...", help="sigmas in pixels, of Gabor filters wavelengths: 1,2,4")
    add("--orientations", type=int, metavar="N", help="how many directions, 1 to 36")
    add("--size", "--filter-size", type=int, metavar="N", help="the side of the kernels in pixels, odd, 3 to 999")
    add("--without", type=_indices, default=(), metavar="N,N,...", help="filters to leave out, counted from 0: 0,3")
    add("--bank-file", dest="file", type=Path, metavar="FILE.npy", help="where the filters of the bank 'file' are")
    add("--one-scale", action="store_true", help="the same colors for the same numbers in all kernels of the picture")
    add("--force", action="store_true", help="write over files that exist")


def bank(options: Namespace) -> None:
    """Make the bank and write it; raise Refused with one line where that cannot be."""
    from ..export import EXISTS, ExportError, check_targets, write_files
    from ..export.encode import PICTURE_SUFFIXES

    outputs = [(path, kinds) for path, kinds in ((options.output, PICTURE_SUFFIXES), (options.npy, NPY)) if path]
    if not outputs:
        raise Refused("nothing to write: name an output with -o or --npy", 2)
    for path, kinds in outputs:
        check_ending(path, kinds)
    _check_use(options)
    try:
        check_targets([path for path, _ in outputs], overwrite=options.force)
        made = _made(options)
        show_progress("writing")
        contents = {path: _numbers(made) if kinds is NPY else _picture(made, options) for path, kinds in outputs}
        write_files(contents, overwrite=options.force)
    except ExportError as error:
        hint = "; --force writes over it" if error.reason == EXISTS else ""
        raise Refused(f"{error}{hint}", 1) from None
    except MemoryError:
        raise Refused(f"{options.name}: there is not enough memory for this bank", 1) from None
    if on_terminal():
        say(f"{made.title}, {made.size} x {made.size} pixels")


def _check_use(options: Namespace) -> None:
    """Raise Refused for options that the bank has no use for: whoever gives them expects something of them."""
    takes = FILTER_BANKS[options.name].takes
    for option, name in (("scales", "--scales"), ("orientations", "--orientations"), ("size", "--size"),
                         ("file", "--bank-file")):  # fmt: skip
        if getattr(options, option) is not None and option not in takes:
            fitting = ", ".join(entry.name for entry in FILTER_BANKS if option in entry.value.takes)
            raise Refused(f"{name} is not for the bank {options.name!r}, but for: {fitting}", 2)
    if "file" in takes and options.file is None:
        raise Refused(f"the bank {options.name!r} needs --bank-file: a .npy file with filters", 2)
    for option, name in (("orientations", "--orientations"), ("size", "--size")):
        if getattr(options, option) == 0:
            raise Refused(f"{name} must be more than 0", 2)
    both_there = all(path is not None and path.exists() for path in (options.file, options.npy))
    if both_there and options.npy.samefile(options.file):
        raise Refused(f"{options.npy.name}: is where the filters come from, which is never overwritten", 1)


def _made(options: Namespace) -> Bank:
    choices = BankOptions(options.scales or (), options.orientations or 0, options.size or 0, options.file)
    try:
        made = make_bank(options.name, choices)
    except BankError as error:
        # A file is what it is; the other choices were made just now.
        raise Refused(error, 2 if options.file is None else 1) from None
    try:
        return made.without(options.without)
    except BankError as error:
        raise Refused(f"--without: {error}", 2) from None


def _picture(made: Bank, options: Namespace) -> memoryview:
    from ..export.bank_sheet import bank_sheet
    from ..export.encode import encode_picture

    return encode_picture(bank_sheet(made, one_scale=options.one_scale), options.output)


def _numbers(made: Bank) -> memoryview:
    buffer = io.BytesIO()
    try:
        np.save(buffer, made.kernels, allow_pickle=False)
    except BankError as error:
        raise Refused(error, 1) from None
    return buffer.getbuffer()


def _scales(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        raise ArgumentTypeError(f"must be numbers such as 1,2,4, not {text!r}") from None


def _indices(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise ArgumentTypeError(f"must be whole numbers such as 0,3, not {text!r}") from None
