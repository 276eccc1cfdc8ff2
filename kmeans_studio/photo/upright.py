"""Turn a picture upright, as the camera recorded it (EXIF orientation)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

    from .decoded import Decoded

# orientation -> (Pillow's name of the operation, mirror left and right?, quarter turns counterclockwise after it)
_TURNS = {
    2: ("FLIP_LEFT_RIGHT", True, 0),
    3: ("ROTATE_180", False, 2),
    4: ("FLIP_TOP_BOTTOM", True, 2),
    5: ("TRANSPOSE", True, 1),
    6: ("ROTATE_270", False, 3),
    7: ("TRANSVERSE", True, 3),
    8: ("ROTATE_90", False, 1),
}


def turn_upright(decoded: Decoded) -> None:
    """Apply the orientation to color and alpha, and say so."""
    if decoded.orientation not in _TURNS:
        return
    say_turned(decoded, decoded.orientation)
    name, mirror, turns = _TURNS[decoded.orientation]
    if decoded.image is not None:
        decoded.image = _turn_image(decoded.image, name)
    if decoded.alpha_image is not None:
        decoded.alpha_image = _turn_image(decoded.alpha_image, name)
    if decoded.array is not None:
        decoded.array = _turn_array(decoded.array, mirror, turns)
    if decoded.alpha_array is not None:
        decoded.alpha_array = _turn_array(decoded.alpha_array, mirror, turns)
    decoded.orientation = 1


def say_turned(decoded: Decoded, orientation: int) -> None:
    """Note that the picture was turned."""
    if orientation in _TURNS:
        decoded.notes.append(f"turned upright as the camera recorded (EXIF orientation {orientation})")


def _turn_image(image: Image, name: str) -> Image:
    from PIL.Image import Transpose

    return image.transpose(Transpose[name])


def _turn_array(array: NDArray[Any], mirror: bool, turns: int) -> NDArray[Any]:
    return np.ascontiguousarray(np.rot90(array[:, ::-1] if mirror else array, turns))
