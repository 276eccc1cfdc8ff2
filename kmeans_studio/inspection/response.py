"""What one filter answers over a photo, and what becomes of that until it is clustered."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from ..features.grid_space import GridSpace
from ..features.texture.cells import cell_weights
from ..features.texture.gray import normalized_gray
from ..features.texture.maps import texture_maps
from ..features.texture.pooling import pooled
from ..features.texture.responses import response
from ..features.texture.standard import features
from ..parallel import check, each_band, row_bands
from ..pipeline.texture_space import bank_of, texture_plan, texture_spaces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..features.banks import Bank
    from ..photo import Photo
    from ..recipe import Recipe
    from ..segmentation import Segmentation

KINDS = SIGNED, ABS, POOLED = ("signed", "abs", "pooled")

BAND = 1 << 18
"""Pixels worked on at a time."""


def response_map(
    photo: Photo, recipe: Recipe, index: int, kind: str = SIGNED, cancel: Event | None = None
) -> NDArray[np.float32]:
    """Return what filter number `index` of the recipe's bank sees in a photo.

    "signed"  (h, w) float32: the response to gray of mean 0 and deviation 1; of a complex filter its real, even part
    "abs"     (h, w) float32: its absolute value; of a complex filter that of both parts, which is the wave's strength
    "pooled"  (gh, gw) float32, a cell for every few pixels: the feature that the recipe makes of it, averaged over the
              neighborhood and, where the recipe says so, as a logarithm and standardized. Where only the strongest
              direction counts, it is that of all directions. Sharpening then looks at one that is averaged over less

    The mode of the recipe does not matter, nor whether the filter is off. Raises ValueError for another kind and a
    filter that is not there, BankError, NoTextureError, NothingToSegmentError, and CancelledError soon after `cancel`
    is set.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    bank = bank_of(photo, recipe)
    if not 0 <= index < len(bank):
        raise ValueError(f"there is no filter {index}: they are numbered from 0 to {len(bank) - 1}")
    if kind == POOLED:
        return _pooled(photo, recipe, bank, index, cancel)
    # The bank of this filter alone makes no other kernel.
    alone = bank.without([other for other in range(len(bank)) if other != index])
    answer: NDArray[Any] = response(normalized_gray(photo, cancel), alone, 0, cancel)
    if kind == SIGNED:
        return np.ascontiguousarray(answer.real)
    strength = np.empty(answer.shape, np.float32)

    def measure(band: slice) -> None:
        np.abs(answer[band], out=strength[band])

    each_band(measure, row_bands(answer.shape, BAND), cancel)
    return strength


def feature_map(segmentation: Segmentation, source: int) -> NDArray[np.float32] | None:
    """Return the feature that comes from a filter just as it was clustered, on the grid, (gh, gw) float32.

    source counts the filters without those that are off. A cell without visible pixels has its neighbor's value. None
    where no feature comes from that filter, or where the mode looks at no texture.
    """
    space = segmentation.space
    if not isinstance(space, GridSpace):
        return None
    for column, sources in enumerate(space.sources):
        if source in sources:
            values = space.on_grid(space.rows[:, column])
            return np.asarray(values / space.scale[column], np.float32)
    return None


def _pooled(photo: Photo, recipe: Recipe, bank: Bank, index: int, cancel: Event | None) -> NDArray[np.float32]:
    off = set(recipe.filters_off) - {index}
    recipe = recipe.change(mode="texture", place=0.0, filters_off=tuple(sorted(off)))
    if recipe.weber:
        # It takes all the filters to say how strong one is among them.
        space = texture_spaces(photo, recipe, cancel).first
        on = [number for number in range(len(bank)) if number not in off]
        (column,) = (c for c, sources in enumerate(space.sources) if on.index(index) in sources)
        return np.asarray(space.on_grid(space.rows[:, column]), np.float32)
    strongest = recipe.strongest or bank.strongest
    wanted = {index}
    if strongest:
        wanted = next(set(group) for group in bank.orientation_groups if index in group) - off
    few = bank.without([other for other in range(len(bank)) if other not in wanted])
    stride = texture_plan(photo, recipe, bank.without(recipe.filters_off)).stride
    maps = texture_maps(photo, few, amplitude=recipe.amplitude, strongest=strongest, stride=stride, cancel=cancel)
    check(cancel)
    maps = pooled(maps, few, recipe.pooling, recipe.pool_unit, cancel)
    weights = cell_weights(photo, stride)
    found = features(maps, log=recipe.log, standardize=recipe.standardize, cell_weights=weights, cancel=cancel)
    return np.asarray(found[0])
