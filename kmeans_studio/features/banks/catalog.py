"""FILTER_BANKS: the banks there are. Each is one decorated function that makes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ...registry import Registry
from .bank import Bank
from .options import BankOptions

Shape = tuple[int, int]
Make = Callable[[BankOptions, Shape], Bank]


@dataclass(frozen=True, slots=True)
class BankMaker:
    """Makes a bank. `takes`: the options that it has a use for, of scales, orientations, size and file."""

    make: Make
    takes: frozenset[str]

    def __call__(self, options: BankOptions, shape: Shape) -> Bank:
        """Return the bank for a photo (h, w), (0, 0) where there is none yet. Raises BankError."""
        return self.make(options, shape)


FILTER_BANKS: Registry[BankMaker] = Registry("filter bank")


def filter_bank(name: str, title: str, help: str, *takes: str) -> Callable[[Make], Make]:
    """Return a decorator that registers a function as a bank; `takes`: the options that it has a use for."""

    def decorate(make: Make) -> Make:
        FILTER_BANKS.add(name, title, help, BankMaker(make, frozenset(takes)))
        return make

    return decorate


def make_bank(name: str, options: BankOptions | None = None, shape: Shape = (0, 0), file: Path | None = None) -> Bank:
    """Return a bank, as it is or as `options` change it.

    shape  (h, w) of the photo, which decides how far "matlab-gabor" goes; others take no notice of it
    file   where the filters are, for the bank "file"; others take no notice of it

    Raises UnknownNameError, and BankError for options that cannot be and files that hold no filters.
    """
    options = options or BankOptions()
    if file is not None:
        options = replace(options, file=file)
    return FILTER_BANKS[name](options, shape)
