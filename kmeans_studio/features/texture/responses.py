"""The responses of a bank: what each filter answers at each pixel, tile by tile.

A response is the *correlation* of photo and kernel, as `cv2.filter2D` computes it: the kernel lies on the photo as it
is drawn, its middle (row and column size // 2) on the pixel. MATLAB's conv2 turns it by 180 degrees first: then
responses of odd filters have the other sign. The response of a complex kernel is that of its real part plus i times
that of its imaginary part. Beyond its borders the photo goes on as its mirror image.

A tile is transformed once for all filters. Kernels are even or odd about their middle, or the sum of such two: their
spectra are real, imaginary, or both, so the products are plain float32.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from ...parallel import bands, check, each_band
from .borders import cut_out
from .fourier import forward, inverse, to_imaginary_factor, to_real_factor, turned
from .tiles import Place, Tiling, tiling

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..banks.bank import Bank

    Plane: TypeAlias = NDArray[np.float32]

Progress: TypeAlias = Callable[[float], None]

Response: TypeAlias = "tuple[Plane, Plane | None]"
"""Real and imaginary part, each (h, w) float32; None where kernels are real."""

EQUAL = 1e-12
"""By how much of its greatest value a kernel may differ from an even or odd one and still be taken for it."""


MOST_BYTES = 1 << 29
"""What the spectra of filters that are used at once may take."""


@dataclass(frozen=True, slots=True)
class Factors:
    """The spectrum of a real kernel at the size of a tile: what the tile's spectrum is multiplied with.

    real       for the packed spectrum of the tile; None for an odd kernel
    imaginary  for the same, turned; None for an even kernel
    """

    real: Plane | None
    imaginary: Plane | None


def each_tile(
    gray: Plane,
    bank: Bank,
    filters: Sequence[int],
    stride: int,
    work: Callable[[Place, Iterator[Response]], None],
    cancel: Event | None = None,
    progress: Progress | None = None,
) -> None:
    """Call work(place, responses) for each tile of a photo (h, w) float32, from several threads at once.

    responses goes through the filters asked for, in their order; each is good until the next is asked for, may be
    written to, and is as large as the place. The upper left corners of places are multiples of stride.
    Raises CancelledError between two filters once `cancel` is set.
    """
    height, width = gray.shape
    parts = len(filters) * (2 if bank.is_complex else 1)
    tiles = tiling((height, width), bank.size, stride, parts)
    made = each_band(_maker(bank, filters, tiles), bands(len(filters), 4), cancel)
    spectra = [spectrum for some in made for spectrum in some]
    told, done = Lock(), 0

    def responses(place: Place) -> Iterator[Response]:
        nonlocal done
        tile = cut_out(gray, place.top - tiles.before, place.left - tiles.before, tiles.size)
        spectrum = np.empty(tiles.size, np.float32)
        forward(tile, spectrum)
        other = turned(spectrum) if any(one.imaginary is not None for pair in spectra for one in pair) else spectrum
        down = slice(tiles.before, tiles.before + place.bottom - place.top)
        across = slice(tiles.before, tiles.before + place.right - place.left)
        # The same memory for every filter: new memory costs more than the product that is written there.
        product = np.empty(tiles.size, np.float32)
        pictures = [np.empty(tiles.size, np.float32) for _ in spectra[0]]
        for pair in spectra:
            check(cancel)
            for factors, picture in zip(pair, pictures, strict=True):
                inverse(_product(spectrum, other, factors, product), picture)
            real, *imaginary = (picture[down, across] for picture in pictures)
            yield real, imaginary[0] if imaginary else None
            if progress is not None:
                with told:
                    done += 1
                    progress(done / (len(spectra) * len(tiles.places)))

    def on_tile(one: slice) -> None:
        place = tiles.places[one.start]
        work(place, responses(place))

    each_band(on_tile, bands(len(tiles.places), 1), cancel)


def response(gray: Plane, bank: Bank, index: int, cancel: Event | None = None) -> NDArray[Any]:
    """Return what filter number `index` answers over a photo (h, w) float32, of that shape: float32 or complex64.

    Within 1e-6 of its greatest value of what float64 gives. Raises CancelledError.
    """
    result = np.empty(gray.shape, np.complex64 if bank.is_complex else np.float32)

    def write(place: Place, responses: Iterator[Response]) -> None:
        part = result[place.top : place.bottom, place.left : place.right]
        for real, imaginary in responses:
            part.real[...] = real
            if imaginary is not None:
                part.imag[...] = imaginary

    each_tile(gray, bank, [index], 1, write, cancel)
    return result


def responses(gray: Plane, bank: Bank, cancel: Event | None = None, progress: Progress | None = None) -> NDArray[Any]:
    """Return what every filter answers over a photo (h, w) float32: (n, h, w) float32 or complex64. See `response`."""
    result = np.empty((len(bank.filters), *gray.shape), np.complex64 if bank.is_complex else np.float32)

    def write(place: Place, responses: Iterator[Response]) -> None:
        for layer, (real, imaginary) in zip(result, responses, strict=True):
            part = layer[place.top : place.bottom, place.left : place.right]
            part.real[...] = real
            if imaginary is not None:
                part.imag[...] = imaginary

    each_tile(gray, bank, range(len(bank.filters)), 1, write, cancel, progress)
    return result


def chunks(
    bank: Bank, groups: Sequence[tuple[int, ...]], shape: tuple[int, int], stride: int
) -> list[tuple[tuple[int, ...], ...]]:
    """Cut groups of filters into runs whose spectra take no more than MOST_BYTES, or one group each."""
    parts = 2 if bank.is_complex else 1
    size = tiling(shape, bank.size, stride, len(bank.filters) * parts).size
    # A kernel that is neither even nor odd has two factors.
    most = MOST_BYTES // (4 * size[0] * size[1] * 2)
    runs: list[list[tuple[int, ...]]] = [[]]
    for group in groups:
        if runs[-1] and sum(map(len, runs[-1])) + len(group) > most:
            runs.append([])
        runs[-1].append(group)
    return [tuple(run) for run in runs]


def _maker(bank: Bank, filters: Sequence[int], tiles: Tiling) -> Callable[[slice], list[tuple[Factors, ...]]]:
    """Return a function that makes the spectra of some filters: one for a real kernel, two for a complex one."""

    def make(some: slice) -> list[tuple[Factors, ...]]:
        spread, made = np.empty(tiles.size, np.float32), []
        for index in filters[some]:
            kernel = bank.kernel(index)
            parts = (kernel.real, kernel.imag) if bank.is_complex else (kernel,)
            made.append(tuple(_factors(part, spread) for part in parts))
        return made

    return make


def _factors(kernel: NDArray[np.float64], spread: Plane) -> Factors:
    """Return the spectrum of a kernel (s, s) float64; `spread` is written over."""
    size = len(kernel)
    spread[...] = 0
    # The division belongs to the inverse transform. Correlation takes the spectrum of the kernel turned by 180 degrees.
    scaled = (kernel[::-1, ::-1] / spread.size).astype(np.float32)
    middle = size - 1 - size // 2
    # The middle of the kernel goes to the first pixel.
    for rows, down in ((slice(middle), slice(-middle, None)), (slice(middle, None), slice(size - middle))):
        for columns, across in ((slice(middle), slice(-middle, None)), (slice(middle, None), slice(size - middle))):
            if scaled[rows, columns].size:
                spread[down, across] = scaled[rows, columns]
    even, odd = (size % 2 == 1 and _alike(kernel, sign) for sign in (1, -1))
    real = imaginary = None
    if even or not odd:
        forward(spread, real := np.empty_like(spread))
        to_real_factor(real)
    if not even:
        forward(spread, imaginary := np.empty_like(spread))
        to_imaginary_factor(imaginary)
    return Factors(real, imaginary)


def _alike(kernel: NDArray[np.float64], sign: int) -> bool:
    """Return whether a kernel is as good as equal to itself turned by 180 degrees, times the sign."""
    return bool(np.abs(kernel - sign * kernel[::-1, ::-1]).max() <= EQUAL * np.abs(kernel).max())


def _product(spectrum: Plane, other: Plane, factors: Factors, out: Plane) -> Plane:
    """Write the packed spectrum of a response."""
    if factors.real is None:
        assert factors.imaginary is not None
        return np.multiply(other, factors.imaginary, out=out)
    np.multiply(spectrum, factors.real, out=out)
    if factors.imaginary is not None:
        out += other * factors.imaginary
    return out
