"""Matrix products in the window's own thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def product(one: NDArray[Any], other: NDArray[Any]) -> NDArray[Any]:
    """Return one (n, m) @ other (m, p), without the BLAS library.

    Its threads wait for each other: while a run keeps all cores busy, a product of a millisecond would hold the window
    up for a tenth of a second.
    """
    return np.einsum("ij,jk->ik", one, other)
