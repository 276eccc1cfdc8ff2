"""Bank: the filters that a photo is looked at through, described for people and as kernels for the arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MOST_BYTES = 1 << 29
"""The kernels of a bank may take no more memory than this, 512 MiB."""


class BankError(ValueError):
    """A bank that cannot be; the message says in one line what is wrong and what it may be."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a person wants to know of a filter.

    kind        edge (first derivative), bar (second derivative), gauss, log (Laplacian of Gaussian), ring (Schmid's
                waves around a point), gabor, own (from a file)
    scale       sigma in pixels, across the direction; of a gabor its wavelength
    along       sigma in pixels along the direction; None without one
    angle       how it lies, in degrees, 0..180, as VGG counts: flat at 0, then turning clockwise, upright at 90; the
                waves of a Gabor filter run across this direction. None without one
    title       in short, such as "Edge σ 1.4 60°"
    wavelength  pixels per cycle of the waves that it is made to answer to, of an own one measured; inf for one that
                passes what is even
    """

    kind: str
    scale: float
    along: float | None
    angle: float | None
    title: str
    wavelength: float


@dataclass(frozen=True, eq=False)
class Bank:
    """Filters in their order. Two banks are the same where their keys are equal.

    Row 0 of a kernel is its top. MATLAB's `conv2` turns kernels by half a turn before it lays them on a photo,
    `cv2.filter2D` does not; for even and odd filters that changes no more than the sign.

    name        that of the registry
    title       for people
    filters     what each is
    size        the side of the kernels in pixels, odd
    source      hashable; with `chosen` it decides every number in the bank
    make        number -> the kernel of that filter, at a side of its own if it may, see `kernel`
    chosen      which filters of the source these are
    is_complex  whether kernels are complex: an even part, and an odd one of the same amplitudes, a quarter wave on
    strongest   whether only the strongest direction of each kind and scale counts (MR8)
    formula     (number, u, v) -> what the filter passes at frequencies; None where only the kernel says it
    """

    name: str
    title: str
    filters: tuple[Filter, ...]
    size: int
    source: Hashable
    make: Callable[[int], NDArray[Any]]
    chosen: tuple[int, ...] = field(default=())
    is_complex: bool = False
    strongest: bool = False
    formula: Callable[[int, Floats, Floats], Floats] | None = None

    def __post_init__(self) -> None:
        """Number the filters where none were chosen."""
        if not self.chosen:
            object.__setattr__(self, "chosen", tuple(range(len(self.filters))))

    def __len__(self) -> int:
        """Return how many filters there are."""
        return len(self.filters)

    @property
    def key(self) -> Hashable:
        """Equal for equal banks, for caches."""
        return self.source, self.chosen

    @cached_property
    def kernels(self) -> NDArray[Any]:
        """All kernels, (n, size, size) float64 or complex128, read-only; made when first asked for.

        Gabor filters never quite end: their kernels are cut where they have faded to 1 %, or at the bank's size. Raises
        BankError where they would take more than MOST_BYTES; `kernel` and `transfer` are there all the same.
        """
        kind = np.complex128 if self.is_complex else np.float64
        check_memory(len(self), self.size, np.dtype(kind).itemsize)
        stack = np.zeros((len(self), self.size, self.size), kind)
        for place, number in enumerate(self.chosen):
            kernel = self.make(number)
            margin = (self.size - len(kernel)) // 2
            stack[place, margin : self.size - margin, margin : self.size - margin] = kernel
        stack.flags.writeable = False
        return stack

    def kernel(self, index: int) -> NDArray[Any]:
        """Return the kernel of one filter, (s, s) float64 or complex128, made anew; s is odd and at most `size`.

        All kernels of a bank have its size, but those of Gabor filters without a chosen size: each has the side it
        needs, which is what one wants to look at. Zeros around it make it that of `kernels`.
        """
        return self.make(self.chosen[index])

    @property
    def transfer(self) -> Callable[[int, Floats, Floats], Floats] | None:
        """What filters pass, where there is a formula for it: (index, u, v) -> H, float64, u and v broadcast.

        u is in cycles per pixel to the right, v downwards. The formula does not repeat: the spectrum of the sampled
        kernel is the sum of H(u + i, v + j) over all whole i and j, of which the nearest count. None where the
        kernels are all there is.
        """
        formula = self.formula
        if formula is None:
            return None
        return lambda index, u, v: formula(self.chosen[index], u, v)

    def spectrum(self, index: int, side: int) -> NDArray[np.float32]:
        """Return how much of each frequency a filter passes, (side, side) float32, to look at.

        Frequency 0 is at (side // 2, side // 2); to the right and downwards they grow to half a cycle per pixel.
        """
        if self.transfer is not None:
            u = np.fft.fftshift(np.fft.fftfreq(side))
            near = (-1, 0, 1)
            passed = sum(self.transfer(index, u + i, (u + j)[:, None]) for i in near for j in near)
            return np.asarray(passed, np.float32)
        return np.fft.fftshift(np.abs(np.fft.fft2(_folded(self.kernel(index), side)))).astype(np.float32)

    @cached_property
    def orientation_groups(self) -> tuple[tuple[int, ...], ...]:
        """Return the filters that differ by their direction alone, as indices; one without a direction is by itself."""
        groups: dict[Hashable, list[int]] = {}
        for index, one in enumerate(self.filters):
            group = index if one.angle is None else (one.kind, one.scale, one.along)
            groups.setdefault(group, []).append(index)
        return tuple(tuple(group) for group in groups.values())

    def without(self, off: Sequence[int]) -> Bank:
        """Return the bank without the filters of these indices, which count from 0.

        Raises BankError for one that is not there, and where none would be left.
        """
        unknown = [index for index in off if not 0 <= index < len(self)]
        if unknown:
            raise BankError(
                f"there is no filter {unknown[0]} to leave out: they are numbered from 0 to {len(self) - 1}"
            )
        if not off:
            return self
        left = [index for index in range(len(self)) if index not in set(off)]
        if not left:
            raise BankError("every filter of the bank is left out, so there is nothing to look through")
        return replace(
            self,
            filters=tuple(self.filters[index] for index in left),
            chosen=tuple(self.chosen[index] for index in left),
        )

    def larger_than(self, shape: tuple[int, int]) -> bool:
        """Whether filters reach beyond a photo (h, w) on both sides: they then see its mirror images, too."""
        return self.size > min(shape)


def check_memory(filters: int, size: int, bytes_each: int) -> None:
    """Raise BankError where kernels would take more than MOST_BYTES."""
    needed = filters * size * size * bytes_each
    if needed > MOST_BYTES:
        raise BankError(
            f"{filters:,} filters of {size:,} x {size:,} pixels take {needed / (1 << 20):,.0f} MiB; "
            f"at most {MOST_BYTES >> 20} MiB can be used for them"
        )


def _folded(kernel: NDArray[Any], side: int) -> NDArray[Any]:
    """Lay a kernel around a ring of `side` pixels each way: its transform is the kernel's spectrum at `side` places."""
    ring = np.zeros((side, side), kernel.dtype)
    places = np.arange(len(kernel)) % side
    np.add.at(ring, (places[:, None], places), kernel)
    return ring
