"""AMPLITUDES: what of a response counts. Each is one decorated function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ...registry import Registry

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Plane: TypeAlias = NDArray[np.float32]

Write: TypeAlias = "Callable[[Plane, Plane | None, Plane], None]"


@dataclass(frozen=True, slots=True)
class Amplitude:
    """How responses become features.

    write   (real part, imaginary part or None, out), each (h, w) float32; None where the photo itself is filtered in
            8 bits, see `tutorial`
    power   2 for squares, else 1
    signed  whether values may be below 0
    """

    write: Write | None
    power: int = 1
    signed: bool = False

    @property
    def as_tutorial(self) -> bool:
        """Whether the photo itself is filtered in 8 bits, which leaves no room for Weber contrast."""
        return self.write is None


AMPLITUDES: Registry[Amplitude] = Registry("amplitude")


def amplitude(name: str, title: str, help: str, *, power: int = 1, signed: bool = False) -> Callable[[Write], Write]:
    """Return a decorator that registers a function as an amplitude."""

    def decorate(write: Write) -> Write:
        AMPLITUDES.add(name, title, help, Amplitude(write, power, signed))
        return write

    return decorate


@amplitude(
    "abs",
    "Strength |r|",
    "How strongly a filter answers, whether with light on dark or dark on light. The best choice for texture.",
)
def absolute(real: Plane, imaginary: Plane | None, out: Plane) -> None:
    """Write |r|."""
    if imaginary is None:
        np.abs(real, out=out)
    else:
        # Not cv2.magnitude: its last bits depend on where in memory it happens to write.
        energy(real, imaginary, out)
        np.sqrt(out, out=out)


@amplitude(
    "energy",
    "Energy r²",
    "The square of the strength: a few strong answers count for more than many weak ones. It makes sharp, rare details "
    "stand out.",
    power=2,
)
def energy(real: Plane, imaginary: Plane | None, out: Plane) -> None:
    """Write |r|^2."""
    np.multiply(real, real, out=out)
    if imaginary is not None:
        out += imaginary * imaginary


@amplitude(
    "signed",
    "Signed r",
    "The answer with its sign, so light on dark differs from dark on light. Averaged over a texture, they cancel out.",
    signed=True,
)
def signed(real: Plane, imaginary: Plane | None, out: Plane) -> None:
    """Write r; of complex responses the real part, that of the even filter."""
    out[...] = real


AMPLITUDES.add(
    "clipped",
    "As in the tutorial (8 bits)",
    "Answers rounded to 0..255 as the tutorial's code does it: what is negative is lost, what is bright saturates. "
    "Here to see what that does to a photo.",
    Amplitude(None),
)


def stronger(one: Plane, other: Plane, is_signed: bool) -> None:
    """Write into `one` whichever is stronger at each pixel; signed values keep their signs."""
    if is_signed:
        np.copyto(one, other, where=np.abs(other) > np.abs(one))
    else:
        np.maximum(one, other, out=one)
