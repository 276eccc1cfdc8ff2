"""Results as pictures: (h, w, 3) RGB or (h, w, 4) RGBA arrays, as they are on the canvas."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import outline
from ..parallel import bands, each_band, row_bands
from .encode import full, in_8_bits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..edits import EditedSegments
    from ..photo import Photo
    from ..segmentation import Segmentation

    Pixels = NDArray[Any]

FITTED = 1440
"""How many pixels of a screen the longer side of a fitted photo takes, as far as saved lines are concerned."""

_CRISP = 2
"""A photo fitted this many times as large shows each of its pixels, and lines follow them."""


def segments_picture(photo: Photo, segmentation: Segmentation, edited: EditedSegments) -> NDArray[np.uint8]:
    """Paint each segment in its color. uint8, RGBA if anything is hidden or transparent, otherwise RGB."""
    labels = segmentation.labels
    opaque = photo.alpha is None and not any(segment.hidden for segment in edited.segments)
    colors = np.ascontiguousarray(edited.colors[:, :3] if opaque else edited.colors)
    picture = np.empty((*labels.shape, colors.shape[1]), np.uint8)

    def paint(band: slice) -> None:
        # mode="clip" because "raise" would buffer the output; every label is in range.
        np.take(colors, labels[band], axis=0, out=picture[band], mode="clip")
        if photo.alpha is not None:
            np.minimum(picture[band, :, 3], photo.alpha[band], out=picture[band, :, 3])

    each_band(paint, row_bands(labels.shape, 1 << 19))
    return picture


def cutout_picture(
    photo: Photo, segmentation: Segmentation, edited: EditedSegments, matte: NDArray[np.uint8] | None = None
) -> Pixels:
    """Return the photo's own pixels as RGBA, in the photo's depth, transparent where segments are hidden.

    A matte (h, w) uint8 says how opaque each pixel is instead, for a soft edge. What cannot be seen is black: nothing
    of it comes back where a program drops the alpha channel.
    """
    labels, depth = segmentation.labels, photo.pixels.dtype
    opacity = edited.colors[:, 3]
    picture = np.empty((*labels.shape, 4), depth)

    def paint(band: slice) -> None:
        alpha = opacity[labels[band]] if matte is None else matte[band]
        if photo.alpha is not None:
            alpha = np.minimum(alpha, photo.alpha[band])
        np.multiply(photo.pixels[band], alpha[..., None] > 0, out=picture[band, :, :3])
        picture[band, :, 3] = _opacity(alpha, depth)

    each_band(paint, row_bands(labels.shape, 1 << 19))
    return picture


def outline_picture(photo: Photo, segmentation: Segmentation, edited: EditedSegments) -> Pixels:
    """Draw the borders between segments over the photo, which is transparent where segments are hidden.

    The lines are as they are on a canvas on which the photo's longer side takes FITTED pixels: as wide, and without
    the specks that are left out there. They are white, edged in black, so that they show on all colors.
    """
    hides = any(segment.hidden for segment in edited.segments)
    picture = cutout_picture(photo, segmentation, edited) if hides else original_picture(photo).copy()
    inks = np.full((3, picture.shape[2]), full(picture.dtype), picture.dtype)
    inks[outline.BLACK, :3] = 0
    scale = max(picture.shape[:2]) / FITTED
    step = 2 ** max(0, round(math.log2(scale)))
    coarse = _seen_at_every(step, segmentation.labels, edited.group_of_label)
    if scale > 1 / _CRISP:
        coarse = outline.simplified(coarse, round(outline.SPECK * (scale / step) ** 2))
    reach, edge = round(max(0.0, scale - 1) / 2), max(1, round(scale))
    # Rounding off the stairs of an enlarged band looks less than four coarse rows beyond it.
    beyond = 4 + -(-(reach + edge) // step)

    def draw(band: slice) -> None:
        first, last = band.start // step, -(-band.stop // step)
        top = max(0, first - beyond)
        some = coarse[top : last + beyond]
        height = min(len(some) * step, len(picture) - top * step)
        groups = outline.enlarged(some, step, (height, picture.shape[1]))
        lines = outline.borders(groups, reach, edge)[band.start - top * step : band.stop - top * step]
        drawn = lines != outline.CLEAR
        picture[band][drawn] = inks[lines[drawn]]

    size = max(1, (1 << 19) // (picture.shape[1] * step)) * step
    each_band(draw, bands(len(picture), size))
    return picture


def _seen_at_every(step: int, labels: NDArray[np.uint8], group_of: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The group in the middle of each square of `step` pixels; squares are cut off at the right and lower edges."""
    rows, columns = (np.minimum(np.arange(0, n, step) + step // 2, n - 1) for n in labels.shape)
    seen: NDArray[np.uint8] = group_of.take(labels[rows].take(columns, axis=1))
    return seen


def original_picture(photo: Photo) -> Pixels:
    """Return the photo as it was opened: RGB, or RGBA where it has alpha, in its own depth."""
    if photo.alpha is None:
        return photo.pixels
    return np.dstack([photo.pixels, _opacity(photo.alpha, photo.pixels.dtype)])


def _opacity(alpha: NDArray[np.uint8], depth: np.dtype[Any]) -> Pixels:
    """Return 8-bit alpha in the depth of the pixels it goes with."""
    whole = alpha.astype(depth)
    opacity: Pixels = whole / depth.type(255) if depth == np.float32 else whole * depth.type(full(depth) // 255)
    return opacity


def split_picture(photo: Photo, segmentation: Segmentation, edited: EditedSegments, curtain: float) -> Pixels:
    """Return the original left of the curtain (a share of the width) and the segments right of it."""
    column = round(curtain * photo.width)
    segments = segments_picture(photo, segmentation, edited)
    original = in_8_bits(original_picture(photo))
    channels = max(segments.shape[2], original.shape[2])
    picture = np.full((*segments.shape[:2], channels), 255, np.uint8)
    picture[:, column:, : segments.shape[2]] = segments[:, column:]
    picture[:, :column, : original.shape[2]] = original[:, :column]
    return picture
