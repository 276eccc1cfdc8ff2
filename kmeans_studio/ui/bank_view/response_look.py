"""How a response looks: the colors of its codes, and the photo that shows through, on the screen and in files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...parallel import each_band, row_bands
from ..inspect_jobs import BAND, STEPS, ZERO
from . import diverging

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..inspect_jobs import ResponsePicture

    Bytes = NDArray[np.uint8]

PHOTO_SHOWS = 0.28
"""How much of the photo shows where a filter does not answer; the rest is zero's color."""

RISE = 0.7
"""Over the photo, the opacity of a response is its share of the strongest to this power: weak ones show, too."""


def colors(dark: bool, *, over_photo: bool) -> Bytes:
    """Return the color of each code, (256, 4) uint8 RGBA: opaque alone, and over the photo the more so the stronger."""
    share = np.clip((np.arange(256) - ZERO) / STEPS, -1.0, 1.0)
    table = np.full((256, 4), 255, np.uint8)
    table[:, :3] = diverging.colored(share, 1.0, dark)
    if over_photo:
        table[:, 3] = np.rint(np.abs(share) ** RISE * 255)
    return table


def painted(picture: ResponsePicture, photo: Bytes, dark: bool, *, over_photo: bool) -> Bytes:
    """Return the whole picture as the canvas shows it, one pixel for each of the photo's: (h, w, 3) uint8.

    photo  (h, w, 3) uint8
    """
    height, width = photo.shape[:2]
    table = colors(dark, over_photo=over_photo)
    opaque = (table[:, 3:] / np.float32(255)).astype(np.float32)
    shown = (table[:, :3] * opaque).astype(np.float32)
    ground = np.array(diverging.zero(dark), np.float32) * np.float32(1 - PHOTO_SHOWS)
    across = np.arange(width) // picture.side
    result = np.empty((height, width, 3), np.uint8)

    def paint(band: slice) -> None:
        codes = picture.levels[0][np.arange(band.start, band.stop) // picture.side][:, across]
        if over_photo:
            gray = photo[band] @ np.array((11, 16, 5), np.float32) * np.float32(PHOTO_SHOWS / 32)
            below = ground + gray[..., None]
            result[band] = np.rint(shown[codes] + below * (1 - opaque[codes]))
        else:
            result[band] = table[codes, :3]

    each_band(paint, row_bands((height, width), BAND))
    return result
