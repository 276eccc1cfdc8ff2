"""Textons: the image patch that each segment's center stands for.

Leung & Malik, 'Representing and recognizing the visual appearance of materials using three-dimensional textons', IJCV,
2001: responses are what a bank makes of a patch, t = K p with a row of K for each filter; the pseudo-inverse of K gives
the least patch with these responses back.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..features.grid_space import GridSpace
from ..features.texture.borders import cut_out
from ..features.texture.gray import normalized_gray
from ..parallel import bands, check, each_band, row_bands
from ..pipeline.texture_space import chosen_filters

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..features.banks import Bank
    from ..photo import Photo
    from ..recipe import Recipe
    from ..segmentation import Segmentation

    Array = NDArray[np.float64]

SIZE = 49
"""The side of a patch, unless another one is asked for: that of the Leung-Malik kernels."""

LEAST = 1e-10
"""Directions in which the kernels differ by less than this share of the most are left out: rounding is larger there."""

BAND = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class Textons:
    """The patch that each of k segments stands for.

    patches       (k, s, s) float64: in deviations of the photo's gray, without a mean, as the filters see none
    means         (k,) float64: the mean gray of each segment in the same units; add it to a patch to look at it
    pixels        (k, 2) intp: x and y of the pixel whose features lie nearest to the center of its segment; -1 for a
                  segment that is smaller than a cell of the grid, whose patch is 0 everywhere
    photo         (k, s, s, 3) uint8: the photo around these pixels, sRGB
    from_centers  whether patches are made from the centers themselves; otherwise from the responses at `pixels`
    """

    patches: Array
    means: Array
    pixels: NDArray[np.intp]
    photo: NDArray[np.uint8]
    from_centers: bool


def textons(
    photo: Photo,
    recipe: Recipe,
    segmentation: Segmentation,
    bank: Bank | None = None,
    size: int = SIZE,
    cancel: Event | None = None,
) -> Textons:
    """Return the patch of `size` x `size` pixels, odd, that each segment's center stands for.

    A center can be turned back into a patch where its features are responses as they are (amplitude "signed", neither
    logarithms nor standardized, no Weber contrast, not the strongest direction alone, real kernels). Absolute values,
    averages and logarithms have lost the sign of the responses: there the responses at the pixel of the segment whose
    features lie nearest to the center are taken instead, so that a patch is what the bank sees of that place. For Gabor
    filters even and odd parts count as two filters.

    bank  other filters than those of the recipe, in the same order; by default those that are on. Of kernels larger
          than the patch, the middle counts; filters of waves more than twice as long as the patch see nothing in it

    Raises ValueError for a size that is even, a photo of another size than the segmentation, or a mode that looks at no
    texture; BankError, NoTextureError, CancelledError.
    """
    space = segmentation.space
    if not isinstance(space, GridSpace) or not any(space.sources):
        raise ValueError("textons are for segments that were found by texture")
    if photo.shape != space.pixels.shape[:2]:
        raise ValueError("the segmentation is of a photo of another size")
    if size < 1 or size % 2 == 0:
        raise ValueError(f"size must be odd, so that a patch has a middle pixel, not {size}")
    bank = bank or chosen_filters(photo, recipe)
    plain = recipe.amplitude == "signed" and not (
        recipe.log or recipe.standardize or recipe.weber or recipe.strongest or bank.strongest or bank.is_complex
    )
    kernels, used = _rows(bank, size, cancel)
    inverse = pseudo_inverse(kernels)
    gray = normalized_gray(photo, cancel)
    pixels = _nearest_pixels(segmentation, space, cancel)
    patches = np.zeros((segmentation.k, size, size))
    seen = np.zeros((segmentation.k, size, size, 3), np.uint8)
    for segment, (x, y) in enumerate(pixels):
        if x < 0:
            continue
        check(cancel)
        corner = int(y) - size // 2, int(x) - size // 2
        seen[segment] = _in_8_bits(np.stack([cut_out(layer, *corner, (size, size)) for layer in _layers(photo)], -1))
        if plain:
            answers = _answers(segmentation.centers[segment], space, used)
        else:
            around = cut_out(gray, *corner, (size, size)).astype(np.float64)
            answers = np.einsum("np,p->n", kernels, (around - around.mean()).ravel())
        patches[segment] = np.einsum("pn,n->p", inverse, answers).reshape(size, size)
    return Textons(patches, _mean_gray(gray, segmentation, cancel), pixels, seen, plain)


def pseudo_inverse(kernels: Array) -> Array:
    """Return the pseudo-inverse (p, n) of kernels (n, p), regularized.

    Kernels count alike, however strong they are; directions that hardly differ are left out.
    """
    length = np.sqrt(np.square(kernels).sum(axis=1))
    length[length == 0] = 1.0
    unit = kernels / length[:, None]
    # By way of the products of the kernels, which are few, and not of the pixels.
    strengths, turns = np.linalg.eigh(np.einsum("np,mp->nm", unit, unit))
    kept = strengths > LEAST * strengths[-1]
    turns = turns[:, kept]
    back = np.einsum("nj,j,mj->nm", turns, 1.0 / strengths[kept], turns)
    return np.asarray(np.einsum("np,nm->pm", unit, back) / length)


def _rows(bank: Bank, size: int, cancel: Event | None) -> tuple[Array, list[int]]:
    """Return the kernels as rows (n, size * size), and the filter that each is of.

    Of complex ones the even parts are followed by the odd ones.
    """
    every = range(len(bank.filters))
    used = [number for number in every if not size * 2 < bank.filters[number].wavelength < np.inf] or [*every]
    middles = np.zeros((len(used), size, size), np.complex128 if bank.is_complex else np.float64)
    for middle, number in zip(middles, used, strict=True):
        check(cancel)
        kernel = bank.kernel(number)
        over = (len(kernel) - size) // 2
        if over >= 0:
            middle[...] = kernel[over : over + size, over : over + size]
        else:
            middle[-over:over, -over:over] = kernel
    rows = middles.reshape(len(used), -1)
    if bank.is_complex:
        return np.concatenate((rows.real, rows.imag)), used * 2
    return rows.real, used


def _answers(center: Array, space: GridSpace, used: list[int]) -> Array:
    """Return the responses that a center (d,) consists of, in the order of the kernels."""
    column_of = {sources[0]: column for column, sources in enumerate(space.sources) if len(sources) == 1}
    return np.array([center[column_of[number]] for number in used])


def _nearest_pixels(segmentation: Segmentation, space: GridSpace, cancel: Event | None) -> NDArray[np.intp]:
    """Return x and y (k, 2) of the middle of the cell of each segment whose features lie nearest to the center.

    -1 for a segment in which no cell has its middle.
    """
    geometry, labels = segmentation.clusters.geometry, segmentation.labels
    centers = geometry.place(segmentation.clusters.centers[segmentation.cluster_of_segment])
    height, width = labels.shape
    down, across = np.nonzero(space.row_of_cell >= 0)
    y = np.minimum(down * space.stride + space.stride // 2, height - 1)
    x = np.minimum(across * space.stride + space.stride // 2, width - 1)
    segment_of_row = labels[y, x]
    # The middle of a cell may be transparent.
    known = segment_of_row < segmentation.k
    costs = np.full(len(space.rows), np.inf)

    def measure(band: slice) -> None:
        own = centers[np.minimum(segment_of_row[band], segmentation.k - 1)]
        costs[band] = geometry.norm.costs(geometry.place(space.rows[band]), own)

    each_band(measure, bands(len(costs), BAND), cancel)
    pixels = np.full((segmentation.k, 2), -1, np.intp)
    for segment in range(segmentation.k):
        check(cancel)
        rows = np.flatnonzero(known & (segment_of_row == segment))
        if len(rows):
            best = rows[costs[rows].argmin()]
            pixels[segment] = x[best], y[best]
    return pixels


def _mean_gray(gray: NDArray[np.float32], segmentation: Segmentation, cancel: Event | None) -> Array:
    """Return the mean gray of the pixels of each segment, (k,); 0 for one without any."""
    labels = segmentation.labels

    def add_up(band: slice) -> NDArray[Any]:
        return np.bincount(labels[band].ravel(), gray[band].ravel().astype(np.float64), minlength=256)

    sums = np.sum(each_band(add_up, row_bands(gray.shape, BAND), cancel), axis=0)[: segmentation.k]
    return np.asarray(sums / np.maximum(segmentation.counts, 1))


def _layers(photo: Photo) -> tuple[NDArray[Any], ...]:
    return photo.pixels[..., 0], photo.pixels[..., 1], photo.pixels[..., 2]


def _in_8_bits(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    match pixels.dtype.kind:
        case "f":
            return np.rint(pixels.clip(0.0, 1.0) * 255.0).astype(np.uint8)
        case _:
            return (pixels >> (8 * (pixels.itemsize - 1))).astype(np.uint8)
