"""TextureMaps: what is seen of texture in each cell of a grid over the photo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from .amplitude import AMPLITUDES, Amplitude, stronger
from .cells import CellMeans, grid_shape
from .gray import normalized_gray
from .responses import Progress, Response, chunks, each_tile
from .tiles import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...photo import Photo
    from ..banks.bank import Bank

    Plane = NDArray[np.float32]

Groups = tuple[tuple[int, ...], ...]

LARGEST_EXACT = 600
"""Gabor kernels with longer sides are never laid out: their formula takes far less time and memory."""


@dataclass(frozen=True, slots=True, eq=False)
class TextureMaps:
    """Amplitudes of responses, one map each. Read-only.

    maps        (d, gh, gw) float32, C-contiguous: the mean over each cell
    stride      pixels along a cell's side; those at the right and the lower border have what is left
    shape       (h, w) of the photo
    names       the d maps
    filters_of  the filters of the bank that each map comes from: one, or those that it is the strongest of
    signed      whether values may be below 0
    """

    maps: NDArray[np.float32]
    stride: int
    shape: tuple[int, int]
    names: tuple[str, ...]
    filters_of: Groups
    signed: bool = False


def texture_maps(
    photo: Photo,
    bank: Bank,
    *,
    amplitude: str = "abs",
    weber: bool = False,
    strongest: bool = False,
    stride: int = 1,
    cancel: Event | None = None,
    progress: Progress | None = None,
) -> TextureMaps:
    """Return what each filter of the bank sees in each cell of stride x stride pixels.

    amplitude  see AMPLITUDES
    weber      whether strong responses are compressed: F log(1 + L / 0.03) / L, where L is the root of the sum of the
               squares of all filters' responses at the pixel (Varma & Zisserman)
    strongest  whether filters of the same kind and scale share one map, of whichever is strongest at each pixel (so
               always for a bank that is made for it)
    progress   called with the share that is done, 0..1, from several threads, one at a time

    Gabor filters take a short cut on a grid, to about 1 % after pooling, see `fast_gabor`; all others are exact.
    Raises NoTextureError (but not for 8 bits), UnknownNameError, BankError, CancelledError.
    """
    chosen = AMPLITUDES[amplitude]
    if stride < 1:
        raise ValueError(f"stride must be at least 1, not {stride}")
    groups = bank.orientation_groups if strongest or bank.strongest else tuple((i,) for i in range(len(bank.filters)))
    maps = np.empty((len(groups), *grid_shape(photo.shape, stride)), np.float32)
    if chosen.as_tutorial:
        from .tutorial import write_clipped

        write_clipped(photo, bank, groups, stride, weber, maps, cancel, progress)
    else:
        gray = normalized_gray(photo, cancel)
        if _is_quick(bank, chosen, weber, stride):
            from .fast_gabor import write_fast

            write_fast(gray, bank, groups, chosen, stride, maps, cancel, progress)
        else:
            _write_exact(gray, bank, groups, chosen, weber, stride, maps, cancel, progress)
    maps.flags.writeable = False
    return TextureMaps(maps, stride, photo.shape, _names(bank, groups), groups, chosen.signed)


def _is_quick(bank: Bank, chosen: Amplitude, weber: bool, stride: int) -> bool:
    """Return whether the short cut is there for these filters and good enough."""
    if bank.transfer is None or chosen.signed or weber:
        return False
    return stride > 1 or bank.size > LARGEST_EXACT


def _names(bank: Bank, groups: Groups) -> tuple[str, ...]:
    """Return the titles of the filters; without the angle where it is that of the strongest."""
    titles = [bank.filters[group[0]].title for group in groups]
    return tuple(
        title.rsplit(" ", 1)[0] if len(group) > 1 else title for title, group in zip(titles, groups, strict=True)
    )


def _write_exact(
    gray: Plane,
    bank: Bank,
    groups: Groups,
    chosen: Amplitude,
    weber: bool,
    stride: int,
    maps: Plane,
    cancel: Event | None,
    progress: Progress | None,
) -> None:
    """Write the maps (d, gh, gw), tile by tile, all filters of a tile at once where memory allows."""
    parts = chunks(bank, groups, gray.shape, stride)
    rounds = len(parts) * (2 if weber and len(parts) > 1 else 1)
    scale = None
    if weber and len(parts) > 1:
        scale = np.zeros(gray.shape, np.float32)
        for number, part in enumerate(parts):
            filters = [index for group in part for index in group]
            each_tile(gray, bank, filters, stride, _adder(scale), cancel, _share(progress, number, rounds))
        _to_weber(scale)
    first = 0
    for number, part in enumerate(parts, rounds - len(parts)):
        filters = [index for group in part for index in group]
        work = _writer(part, chosen, weber, scale, stride, maps[first : first + len(part)])
        each_tile(gray, bank, filters, stride, work, cancel, _share(progress, number, rounds))
        first += len(part)


def _writer(
    groups: Groups, chosen: Amplitude, weber: bool, scale: Plane | None, stride: int, maps: Plane
) -> Callable[[Place, Iterator[Response]], None]:
    """Return a function that writes the cells of one tile. scale: Weber's, where it is known already."""
    amplitude = chosen.write
    assert amplitude is not None

    def write(place: Place, responses: Iterator[Response]) -> None:
        shape = place.bottom - place.top, place.right - place.left
        means = CellMeans(shape, stride)
        here = (slice(place.top // stride, None), slice(place.left // stride, None))
        factor = None
        if scale is not None:
            factor = scale[place.top : place.bottom, place.left : place.right]
        elif weber:
            # All responses of the tile must be known before the first can be compressed.
            kept = [(real.copy(), None if imaginary is None else imaginary.copy()) for real, imaginary in responses]
            factor = np.zeros(shape, np.float32)
            for pair in kept:
                _add_squares(pair, factor)
            _to_weber(factor)
            responses = iter(kept)
        other = np.empty(shape, np.float32)
        for number, group in enumerate(groups):
            for place_in_group in range(len(group)):
                real, imaginary = next(responses)
                target = other if place_in_group else means.pixels
                amplitude(real, imaginary, target)
                if place_in_group:
                    stronger(means.pixels, other, chosen.signed)
            if factor is not None:
                for _ in range(chosen.power):
                    means.pixels[...] *= factor
            target = maps[number][here]
            means.write(target[: means.grid[0], : means.grid[1]])
        # The generator counts what it has done after its last filter.
        next(responses, None)

    return write


def _adder(squares: Plane) -> Callable[[Place, Iterator[Response]], None]:
    """Return a function that adds the squares of the responses of one tile."""

    def add(place: Place, responses: Iterator[Response]) -> None:
        part = squares[place.top : place.bottom, place.left : place.right]
        for pair in responses:
            _add_squares(pair, part)

    return add


def _add_squares(pair: Response, squares: Plane) -> None:
    for part in pair:
        if part is not None:
            squares += part * part


def _to_weber(squares: Plane) -> None:
    """Turn L^2 into log(1 + L / 0.03) / L; 1 / 0.03 where L is 0."""
    np.sqrt(squares, out=squares)
    np.maximum(squares, np.float32(1e-12), out=squares)
    np.divide(np.log1p(squares / np.float32(0.03)), squares, out=squares)


def _share(progress: Progress | None, number: int, rounds: int) -> Progress | None:
    if progress is None or rounds == 1:
        return progress
    return lambda done: progress((number + done) / rounds)
