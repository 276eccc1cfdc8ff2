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
from ..features.texture.cell_colors import cell_colors
from ..features.texture.cells import cell_weights
from ..features.texture.evenness import evenness
from ..features.texture.maps import TextureMaps, texture_maps
from ..features.texture.pooling import pooled
from ..features.texture.standard import features
from ..parallel import bands, each_band
from ..photo import Photo
from ..recipe import Recipe
from .cache import Cache
from .progress import Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

FINER = 2 / 3
"""Sharpening looks at features that are pooled over a smaller neighborhood, by this factor."""


class Spaces(NamedTuple):
    """What is clustered first, what sharpening goes on with, if there is any, and how much each row counts in it."""

    first: GridSpace
    finer: GridSpace | None
    counts: NDArray[np.float64]


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


def texture_plan(photo: Photo, recipe: Recipe) -> Plan:
    """Return how coarse the grid is, and how much memory it takes in all; raises BankError."""
    bank = chosen_filters(photo, recipe)
    shortest = min(one.wavelength for one in bank.filters)
    maps = len(bank.orientation_groups) if bank.strongest or recipe.strongest else len(bank)
    found = plan(photo.shape, maps, recipe.pooling, recipe.pool_unit, shortest)
    return replace(found, bytes=peak_bytes(photo.shape, maps, found.stride))


def texture_spaces(
    photo: Photo, recipe: Recipe, cancel: Event | None = None, progress: Progress | None = None
) -> Spaces:
    """Return the rows that the recipe clusters; kept for the next k.

    Raises BankError, NoTextureError, NothingToSegmentError, CancelledError.
    """
    bank = chosen_filters(photo, recipe)
    stride = texture_plan(photo, recipe).stride
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

        def space(pooling: float, log: bool) -> GridSpace:
            smooth = pooled(maps, bank, pooling, recipe.pool_unit, cancel)
            texture = features(smooth, log=log, standardize=recipe.standardize, cell_weights=weights, cancel=cancel)
            blocks = [(texture, maps.names, maps.filters_of, 1.0)]
            if by_color:
                share = recipe.mix
                blocks = [
                    (*_colors(photo, recipe, stride, weights, cancel), (1 - share) ** 0.5),
                    (texture, maps.names, maps.filters_of, (share / len(texture)) ** 0.5),
                ]
            elif recipe.brightness:
                blocks.append(
                    (
                        _brightness(photo, bank, weights, stride, pooling, cancel),
                        ("brightness",),
                        ((),),
                        recipe.brightness,
                    )
                )
            if recipe.place:
                blocks.append((_places(weights), ("x", "y"), ((), ()), recipe.place))
            return _joined(blocks, weights, photo, "standard deviations" if recipe.standardize else "responses")

        first = space(recipe.pooling, recipe.log)
        if not sharpens(recipe):
            return Spaces(first, None, first.weights)
        # Sharpening finds the scale of each feature by itself.
        finer = space(recipe.pooling * FINER, False)
        even = evenness(first.on_grid(first.rows.T), weights, cancel)[weights > 0]
        counted = first.weights * even
        return Spaces(first, finer, counted * (first.weights.sum() / counted.sum()))

    return _spaces.get(photo, (*seen, *after, *beside, *color), made)


def sharpens(recipe: Recipe) -> bool:
    """Whether the distance is adapted: not where it would undo a mix, and only if it is Euclidean."""
    return recipe.sharpen and recipe.mode == "texture" and recipe.metric == "euclidean"


def _joined(
    blocks: list[tuple[NDArray[np.float32], tuple[str, ...], tuple[tuple[int, ...], ...], float]],
    weights: NDArray[np.float32],
    photo: Photo,
    unit: str,
) -> GridSpace:
    """Put blocks of maps together, each multiplied by its factor; one with the factor 0 is left out."""
    blocks = [block for block in blocks if block[-1] > 0]
    scale = np.concatenate([np.full(len(maps), factor) for maps, _, _, factor in blocks])
    if len(blocks) == 1 and blocks[0][-1] == 1:
        joined = blocks[0][0]
    else:
        joined = np.concatenate([maps * np.float32(factor) for maps, _, _, factor in blocks])
    names = tuple(name for _, names, _, _ in blocks for name in names)
    sources = tuple(source for _, _, sources, _ in blocks for source in sources)
    return GridSpace.of_maps(joined, weights, photo, names, unit, scale, sources)


def _colors(
    photo: Photo, recipe: Recipe, stride: int, weights: NDArray[np.float32], cancel: Event | None
) -> tuple[NDArray[np.float32], tuple[str, ...], tuple[tuple[int, ...], ...]]:
    """Return the color space's columns for the mean color of each cell, (d, gh, gw), brought to variance 1 in all."""
    chosen = COLOR_SPACES[recipe.color_space]
    weight_of = column_weights(chosen, recipe.channel_weights)
    colors = cell_colors(photo, stride, cancel).reshape(-1, 3)
    columns = np.empty((len(weight_of), len(colors)), np.float32)

    def convert(band: slice) -> None:
        converted = chosen.columns(colors[band])
        for place, (column, weight) in enumerate(weight_of.items()):
            columns[place, band] = converted[column] * weight

    each_band(convert, bands(len(colors), 1 << 16), cancel)
    maps = columns.reshape(-1, *weights.shape)
    names = tuple(chosen.names[column] for column in weight_of)
    return _standardized(maps, weights, together=True), names, ((),) * len(names)


def _brightness(
    photo: Photo, bank: Bank, weights: NDArray[np.float32], stride: int, pooling: float, cancel: Event | None
) -> NDArray[np.float32]:
    """Return the mean brightness of the neighborhood of each cell, standardized, (1, gh, gw)."""
    gray = cell_colors(photo, stride, cancel) @ np.array([0.299, 0.587, 0.114], np.float32)
    maps = TextureMaps(gray[None], stride, photo.shape, ("brightness",), ((0,),), signed=True)
    return _standardized(pooled(maps, bank, pooling, "pixels", cancel).maps, weights, together=False)


def _places(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return x and y of each cell, standardized, (2, gh, gw)."""
    y, x = np.indices(weights.shape, np.float32)
    return _standardized(np.stack((x, y)), weights, together=False)


def _standardized(maps: NDArray[np.float32], weights: NDArray[np.float32], *, together: bool) -> NDArray[np.float32]:
    """Bring maps (d, gh, gw) to mean 0 and variance 1: each, or all together, so that they keep their ratios."""
    mass = float(weights.sum(dtype=np.float64))
    means = [float((layer * weights).sum(dtype=np.float64)) / mass for layer in maps]
    spreads = [
        float((np.square(layer - mean) * weights).sum(dtype=np.float64)) / mass
        for layer, mean in zip(maps, means, strict=True)
    ]
    if together:
        spreads = [sum(spreads)] * len(maps)
    # What is the same everywhere has no spread, and stays 0.
    standardized = [
        (layer - np.float32(mean)) / np.float32(spread**0.5 or 1.0)
        for layer, mean, spread in zip(maps, means, spreads, strict=True)
    ]
    return np.stack(standardized).astype(np.float32)
