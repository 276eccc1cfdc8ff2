"""Turn a picture upright, as the camera recorded it (EXIF orientation)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .decoded import Decoded

# orientation -> (mirror left and right?, quarter turns counterclockwise after it)
_TURNS = {
    2: (True, 0),
    3: (False, 2),
    4: (True, 2),
    5: (True, 1),
    6: (False, 3),
    7: (True, 3),
    8: (False, 1),
}


def turn_upright(decoded: Decoded) -> None:
    """Apply the orientation to the arrays of color and alpha, and say so; they become views of what they were."""
    if decoded.orientation not in _TURNS:
        return
    say_turned(decoded, decoded.orientation)
    mirror, turns = _TURNS[decoded.orientation]
    if decoded.array is not None:
        decoded.array = _turned(decoded.array, mirror, turns)
    if decoded.alpha_array is not None:
        decoded.alpha_array = _turned(decoded.alpha_array, mirror, turns)
    decoded.orientation = 1


def say_turned(decoded: Decoded, orientation: int) -> None:
    """Note that the picture was turned."""
    if orientation in _TURNS:
        decoded.notes.append(f"turned upright as the camera recorded (EXIF orientation {orientation})")


def _turned(array: NDArray[Any], mirror: bool, turns: int) -> NDArray[Any]:
    return np.rot90(array[:, ::-1] if mirror else array, turns)
