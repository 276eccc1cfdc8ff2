"""The filter banks, each one decorated function; importing this registers them in the order in which they are offered.

To add one, write a function that returns a `Bank` and decorate it with `filter_bank`: the window, the command line,
recipes and tests find it in the registry.
"""

from . import gabor, leung_malik, tutorial, schmid, rfs, matlab_gabor, bank_file  # noqa: F401, I001 - the order in which they are offered
from .bank import Bank, BankError, Filter
from .bank_file import read_bank
from .catalog import FILTER_BANKS, BankMaker, make_bank
from .options import MOST_FILTERS, BankOptions

__all__ = [
    "FILTER_BANKS",
    "MOST_FILTERS",
    "Bank",
    "BankError",
    "BankMaker",
    "BankOptions",
    "Filter",
    "make_bank",
    "read_bank",
]
