"""What the modes that look at texture cluster: made of the recipe's choices, and kept as long as the photo."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..features.banks import Bank, BankOptions, make_bank
from ..features.channel_weights import column_weights
from ..features.color import COLOR_SPACES
from ..features.grid_space import GridSpace
from ..features.texture.budget import Plan, peak_bytes, plan
from ..features.texture.cells import cell_weights
from ..features.texture.evenness import evenness
from ..features.texture.maps import TextureMaps, texture_maps
from ..features.texture.pooling import pooled
from ..features.texture.standard import features
from ..photo import Photo
from ..recipe import Recipe
from .blocks import Block, cell_brightness, joined, write_brightness, write_colors, write_places
from .cache import Cache
from .progress import Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane = NDArray[np.float32]

FINER = 2 / 3
"""Sharpening looks at features that are pooled over a smaller neighborhood, by this factor."""


AS_LARGE_AS_THE_PHOTO = ("matlab-gabor",)
"""Banks whose filters grow with the photo, as their authors have it."""


class Spaces(NamedTuple):
    """What is clustered.

    first   what the search begins with
    finer   what sharpening goes on with, if there is any
    counts  (m,) how much each row counts in the search
    notes   what there is to say about the grid and the bank
    """

    first: GridSpace
    finer: GridSpace | None
    counts: NDArray[np.float64]
    notes: tuple[str, ...] = ()


_maps: Cache[TextureMaps] = Cache(lambda maps: maps.maps.nbytes)
_spaces: Cache[Spaces] = Cache(lambda spaces: spaces.first.rows.nbytes * (1 if spaces.finer is None else 2))
_banks: Cache[Bank] = Cache(lambda bank: 0)


def bank_of(photo: Photo, recipe: Recipe) -> Bank:
    """Return the recipe's bank, with all filters; raises BankError."""
    options = BankOptions(recipe.bank_scales, recipe.bank_orientations, recipe.bank_size)
    if recipe.bank == "file":
        # Read anew each time: the file may be another one by now.
        return make_bank("file", options, photo.shape, Path(recipe.bank_file))
    return _banks.get(photo, (recipe.bank, options), lambda: make_bank(recipe.bank, options, photo.shape))


def chosen_filters(photo: Photo, recipe: Recipe) -> Bank:
    """Return the recipe's bank without the filters that are off; raises BankError."""
    return bank_of(photo, recipe).without(recipe.filters_off)


def texture_plan(photo: Photo, recipe: Recipe, bank: Bank) -> Plan:
    """Return how coarse the grid is for the chosen filters, and how much memory it takes in all."""
    shortest = min(one.wavelength for one in bank.filters)
    maps = len(bank.orientation_groups) if bank.strongest or recipe.strongest else len(bank)
    # The clean-up counts votes for every segment.
    maps += recipe.k if recipe.clean_up else 0
    found = plan(photo.shape, maps, recipe.pooling, recipe.pool_unit, shortest)
    return replace(found, bytes=peak_bytes(photo.shape, maps, found.stride))


def texture_spaces(
    photo: Photo, recipe: Recipe, cancel: Event | None = None, progress: Progress | None = None
) -> Spaces:
    """Return the rows that the recipe clusters; kept for the next k.

    Raises BankError, NoTextureError, NothingToSegmentError, CancelledError.
    """
    bank = chosen_filters(photo, recipe)
    planned = texture_plan(photo, recipe, bank)
    stride = planned.stride
    seen: tuple[Hashable, ...] = (bank.key, recipe.amplitude, recipe.weber, recipe.strongest, stride)
    after = (recipe.pooling, recipe.pool_unit, recipe.log, recipe.standardize, sharpens(recipe))
    beside = (recipe.brightness, recipe.place)
    by_color = recipe.mode == "color+texture"
    color = (recipe.color_space, recipe.channel_weights, recipe.mix) if by_color else ()

    def responses() -> TextureMaps:
        return texture_maps(
            photo,
            bank,
            amplitude=recipe.amplitude,
            weber=recipe.weber,
            strongest=recipe.strongest,
            stride=stride,
            cancel=cancel,
            progress=None if progress is None else partial(progress, "Filtering"),
        )

    def made() -> Spaces:
        maps = _maps.get(photo, seen, responses)
        weights = cell_weights(photo, stride)
        gray = cell_brightness(photo, stride, cancel) if recipe.brightness and not by_color else None

        def space(pooling: float, log: bool) -> GridSpace:
            def texture(out: Plane) -> None:
                smooth = pooled(maps, bank, pooling, recipe.pool_unit, cancel, out)
                features(smooth, log=log, standardize=recipe.standardize, cell_weights=weights, out=out, cancel=cancel)

            blocks = [Block(maps.names, maps.filters_of, 1.0, texture)]
            if by_color:
                share, color = recipe.mix, COLOR_SPACES[recipe.color_space]
                weight_of = column_weights(color, recipe.channel_weights)
                names = tuple(color.names[column] for column in weight_of)
                blocks = [
                    Block(names, ((),) * len(names), (1 - share) ** 0.5,
                          partial(write_colors, photo, color, weight_of, stride, weights, cancel)),
                    blocks[0]._replace(factor=(share / len(maps.names)) ** 0.5),
                ]  # fmt: skip
            elif gray is not None:
                bright = partial(write_brightness, gray, bank, pooling, weights, cancel)
                blocks.append(Block(("brightness",), ((),), recipe.brightness, bright))
            blocks.append(Block(("x", "y"), ((), ()), recipe.place, partial(write_places, weights, cancel)))
            return joined(blocks, weights, stride, photo, "standard deviations" if recipe.standardize else "responses")

        first = space(recipe.pooling, recipe.log)
        if not sharpens(recipe):
            return Spaces(first, None, first.weights)
        # Sharpening finds the scale of each feature by itself.
        finer = space(recipe.pooling * FINER, False)
        even = evenness(first.on_grid(first.rows.T), weights, cancel)[weights > 0]
        counted = first.weights * even
        return Spaces(first, finer, counted * (first.weights.sum() / counted.sum()))

    notes = (planned.note, _larger(bank, photo))
    return _spaces.get(photo, (*seen, *after, *beside, *color), made)._replace(notes=tuple(filter(None, notes)))


def _larger(bank: Bank, photo: Photo) -> str:
    """Return what there is to say of filters that are larger than the photo; nothing where they are meant to be."""
    if bank.name in AS_LARGE_AS_THE_PHOTO or not bank.larger_than(photo.shape):
        return ""
    return (
        f"the largest filters look at {bank.size} x {bank.size} pixels, and the photo has only "
        f"{photo.width} x {photo.height}: beyond its edges they see its mirror image"
    )


def sharpens(recipe: Recipe) -> bool:
    """Whether the distance is adapted: not where it would undo a mix, and only if it is Euclidean."""
    return recipe.sharpen and recipe.mode == "texture" and recipe.metric == "euclidean"
